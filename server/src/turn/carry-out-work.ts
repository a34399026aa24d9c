import { openRun } from '@loopdesk/engines/dialogue/state.ts'
import type { FlowEvent, Result, Waiting } from '@loopdesk/engines/flow/effects.ts'
import { render } from '@loopdesk/engines/flow/expression.ts'
import { talkingFrame } from '@loopdesk/engines/flow/frame.ts'
import { maskDeep } from '@loopdesk/engines/masking/mask-deep.ts'
import { withKind } from '../modules/tools/index.ts'
import { askerOf } from './consult.ts'
import { lookUp } from './look-up.ts'
import type { Unfinished } from './progress.ts'
import type { Work } from './run-work.ts'
import { environmentOf, languageOf, type TurnContext } from './turn-context.ts'

type Of<K extends Waiting['kind']> = Extract<Waiting, { kind: K }>
type Done = Extract<FlowEvent, { type: 'done' }>

/** Carries out what a run asks of systems, and answers what became of it. Throws only for what is no answer: a lost lease. */
export async function carryOutWork(context: TurnContext, work: Work): Promise<Done> {
  const rehearsed = await context.rehearsal?.answer(work)
  if (rehearsed) return rehearsed
  switch (work.kind) {
    case 'call':
      return call(context, work)
    case 'ticket':
      return makeTicket(context, work)
    case 'watch':
      return listen(context, work)
    case 'rollback':
      return rollBack(context, work)
    case 'notify':
      return notify(context, work)
    case 'knowledge':
      return ok(work.step, await lookUpHere(context, work.query))
    case 'progress':
      return progressOf(context, work)
    case 'code':
      return done(work.step, await context.deps.runCode(work.code, work.input))
    case 'prompt': {
      const { result, cost } = await context.deps.askModel(context.claim.workspace_id, work)
      return { ...done(work.step, result), cost }
    }
  }
}

const done = (step: string, result: Result): Done => ({ type: 'done', step, result })
const ok = (step: string, value: unknown = null): Done => done(step, { status: 'ok', value })

async function call(context: TurnContext, wait: Of<'call'>): Promise<Done> {
  const { deps, claim, progress } = context
  const frame = openRun(progress.state)!
  const ready = await deps.tools.find(claim.workspace_id, wait.tool)
  const args = wait.args as Record<string, unknown>
  const write = ready?.tool.kind === 'write'
  const executed = write
    ? await deps.tools.execute.write(
        wait.tool,
        { ...journalOf(context), runId: frame.runId, step: wait.step, args },
        (store) => checkpoint(context, store),
      )
    : await deps.tools.execute.read(claim.workspace_id, wait.tool, args)
  // What may have happened is undone like what has.
  const wrote = write && (executed.result.status === 'ok' || executed.how === 'unknown')
  const output =
    executed.result.status === 'ok'
      ? executed.result.value
      : { code: executed.result.code, message: executed.result.message }
  const { how, attempts, ms } = executed
  progress.steps.push({
    kind: 'call',
    tool: wait.tool,
    write,
    input: maskDeep(args),
    result: how,
    output: shorten(maskDeep(output)),
    attempts,
    ms,
  })
  return { type: 'done', step: wait.step, result: withKind(executed), wrote }
}

/** Where calls are noted; a rehearsal belongs to no conversation. */
function journalOf({ claim, rehearsal }: TurnContext) {
  return { workspaceId: claim.workspace_id, conversationId: rehearsal ? null : claim.id }
}

/** Before anything goes out: the intent and the way back here, in one transaction that only the holder of the turn can make. */
async function checkpoint(
  context: TurnContext,
  store: Parameters<Parameters<TurnContext['deps']['tools']['execute']['write']>[2]>[0],
): Promise<void> {
  const { deps, claim, progress } = context
  await deps.conversations.lease.whileHeld(claim, async (tx) => {
    await store(tx)
    await deps.conversations.lease.saveCheckpoint(tx, claim, progress)
  })
}

/** Long results are kept readable: a trace is for people. */
function shorten(value: unknown): unknown {
  const text = JSON.stringify(value) ?? 'null'
  return text.length <= 4000 ? value : `${text.slice(0, 4000)}…`
}

async function makeTicket(context: TurnContext, wait: Of<'ticket'>): Promise<Done> {
  const { deps, claim, progress } = context
  const { runId } = openRun(progress.state)!
  const ticket = await deps.conversations.lease.whileHeld(claim, (tx) =>
    deps.createTicket(tx, {
      workspaceId: claim.workspace_id,
      subject: wait.subject,
      description: wait.description,
      category: wait.category,
      priority: Math.max(wait.priority, progress.state.mood?.priority ?? 0),
      customerId: claim.customer_id,
      conversationId: claim.id,
      assigneeId: null,
      fields: {},
      createdBy: 'bot',
      idempotencyKey: `${runId}:${wait.step}`,
    }),
  )
  progress.ticket = ticket
  return ok(wait.step, ticket)
}

async function listen(context: TurnContext, wait: Of<'watch'>): Promise<Done> {
  const { deps, claim, progress } = context
  const frame = openRun(progress.state)!
  await deps.conversations.lease.whileHeld(claim, (tx) =>
    deps.flows.watch(tx, {
      workspace_id: claim.workspace_id,
      run_id: frame.runId,
      step: wait.step,
      conversation_id: claim.id,
      connection: wait.connection,
      key: wait.key,
      events: wait.events,
      scope: talkingFrame(frame).scope,
      language: languageOf(context),
    }),
  )
  return ok(wait.step)
}

async function rollBack(context: TurnContext, wait: Of<'rollback'>): Promise<Done> {
  const { deps, progress } = context
  const { runId, flow } = openRun(progress.state)!
  const left: Unfinished['items'] = []
  for (const { step, tool } of wait.writes) {
    const intent = { ...journalOf(context), runId, step }
    const undone = await deps.tools.execute.undo(intent, (store) => checkpoint(context, store))
    if (undone === 'nothing') continue
    if (undone.result.status !== 'ok')
      left.push({ step, tool, code: undone.result.code, message: undone.result.message })
    const { how, attempts, ms } = undone
    progress.steps.push({
      kind: 'call',
      tool: `${tool} ↩`,
      write: true,
      input: null,
      result: how,
      output: null,
      attempts,
      ms,
    })
  }
  if (left.length === 0) return ok(wait.step)
  // What could not be undone is not forgotten: it is tried again later, and people see it.
  progress.unfinished.push({ runId, flow, step: wait.step, items: left })
  return done(wait.step, { status: 'failed', code: 'not_undone', message: `${left.length} not undone` })
}

async function lookUpHere(context: TurnContext, query: string): Promise<object | null> {
  const { deps, claim } = context
  const about = { asker: await askerOf(context), language: languageOf(context), at: deps.now() }
  return lookUp(deps.knowledge, { workspaceId: claim.workspace_id, query, ...about })
}

/** Told in this conversation at the turn's end, or to colleagues as a note beside it. */
async function notify(context: TurnContext, { step, to, text, skill }: Of<'notify'>): Promise<Done> {
  if (to === 'customer') context.progress.says.push({ text, parts: [] })
  else context.progress.notices.push({ text, skill })
  return ok(step)
}

async function progressOf(context: TurnContext, { step, flow }: Of<'progress'>): Promise<Done> {
  const { deps, claim, brain } = context
  const found = await deps.flows.latestRun(claim.workspace_id, claim.customer_id, flow)
  if (!found) return ok(step)
  const definition = brain.flows.get(flow)?.definition
  const label = definition?.steps.findLast(({ node }) => found.passed.includes(node))?.label
  const words = definition?.status
  const around = await environmentOf(context, found.runId, false)
  const scope = { ...found.scope, heard: found.heard, run: found }
  const status = words ? await render(words[around.lang], { ...around, scope }) : ''
  return ok(step, { ...found, step: label?.[around.lang] ?? null, status })
}
