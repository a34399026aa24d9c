import type { Part } from '@loopdesk/contracts/messages.ts'
import { type Offered, top } from '@loopdesk/engines/dialogue/state.ts'
import type { FlowEvent, Wait } from '@loopdesk/engines/flow/step.ts'
import { maskDeep } from '@loopdesk/engines/masking/mask-deep.ts'
import { askPhone, stepUp } from './identify.ts'
import { fromMentions } from './prefill.ts'
import { askRecord } from './settle-record.ts'
import { optionsOf } from './slot-options.ts'
import { languageOf, sentence, type TurnContext, yesNo } from './turn-context.ts'
import { isVerified } from './verify-customer.ts'

/** Does what a flow waits for. Answers the event that lets it go on at once; undefined when the customer is to speak (or it has ended). */
export async function satisfy(context: TurnContext, wait: Wait): Promise<FlowEvent | undefined> {
  switch (wait.kind) {
    case 'slot':
      return askSlot(context, wait)
    case 'confirm':
      return askConfirm(context, wait)
    case 'call':
      return call(context, wait)
    case 'verify':
      if (isVerified(context)) return { type: 'verified', passed: true }
      await stepUp(context)
      return undefined
    case 'ticket':
      return makeTicket(context, wait)
    case 'watch':
      return listen(context, wait)
    case 'rollback':
      return rollBack(context, wait)
    case 'handoff':
      endRun(context, 'handed_over')
      context.progress.handoff = { reason: wait.reason, skill: wait.skill }
      return undefined
    case 'ended':
      endRun(context, wait.outcome)
      return continueBelow(context)
  }
}

type Of<K extends Wait['kind']> = Extract<Wait, { kind: K }>

async function askSlot(context: TurnContext, wait: Of<'slot'>): Promise<FlowEvent | undefined> {
  const { progress, brain, customer } = context
  const frame = top(progress.state)!
  const slot = brain.flows.get(frame.flow)!.definition.slots[wait.slot]
  if (!slot) throw new Error(`flow ${frame.flow} has no slot ${wait.slot}`)
  if (wait.attempt > wait.attempts) {
    progress.says.push({ text: sentence(context, 'attempts_exhausted'), parts: [] })
    progress.handoff = { reason: 'bot_failed', skill: null }
    return undefined
  }
  if (slot.kind === 'record') {
    if (!customer.externalId) {
      askPhone(context)
      return undefined
    }
    const value = await askRecord(context, wait, slot)
    return value === undefined ? undefined : { type: 'slot', slot: wait.slot, value }
  }
  const options = await optionsOf(context, wait.slot)
  if (wait.attempt === 1) {
    const known = fromMentions(context, slot, options)
    if (known !== undefined) return { type: 'slot', slot: wait.slot, value: known }
  }
  const offered: Offered[] = options.map(({ value, label }) => ({ value: String(value), label }))
  const buttons = buttonsFor(context, wait, slot.kind, offered)
  progress.says.push({ text: wait.prompt, parts: [] })
  progress.buttons = buttons
  progress.state.pending = {
    kind: 'slot',
    slot: wait.slot,
    node: wait.node,
    skippable: wait.skippable,
    options: offered,
  }
  progress.state.question = { text: wait.prompt, parts: buttons }
  return undefined
}

function buttonsFor(context: TurnContext, wait: Of<'slot'>, kind: string, offered: Offered[]): Part[] {
  if (kind === 'files') {
    const skip = wait.skippable ? [{ value: 'skip', label: sentence(context, 'skip') }] : []
    return [
      { type: 'upload', accept: 'image/*', max: 3 },
      ...(skip.length > 0 ? [{ type: 'choices' as const, choices: skip }] : []),
    ]
  }
  if (kind === 'yesno') return [yesNo(context)]
  const choices = offered.slice(0, 12).map(({ value, label }) => ({ value: `slot:${wait.slot}:${value}`, label }))
  return choices.length > 0 ? [{ type: 'choices', choices }] : []
}

function askConfirm(context: TurnContext, wait: Of<'confirm'>): undefined {
  const { progress } = context
  const buttons = [yesNo(context)]
  progress.says.push({ text: wait.prompt, parts: [] })
  progress.buttons = buttons
  progress.state.pending = { kind: 'confirm', node: wait.node }
  progress.state.question = { text: wait.prompt, parts: buttons }
}

async function call(context: TurnContext, wait: Of<'call'>): Promise<FlowEvent> {
  const { deps, claim, progress } = context
  const frame = top(progress.state)!
  const ready = await deps.tools.find(claim.workspace_id, wait.tool)
  const args = wait.args as Record<string, unknown>
  const write = ready?.tool.kind === 'write'
  const executed = write
    ? await deps.tools.execute.write(
        wait.tool,
        { workspaceId: claim.workspace_id, conversationId: claim.id, runId: frame.runId, step: wait.step, args },
        (store) => checkpoint(context, wait, store),
      )
    : await deps.tools.execute.read(claim.workspace_id, wait.tool, args)
  // What may have happened is undone like what has.
  const mayStand = executed.result.status === 'ok' || executed.how === 'unknown'
  if (write && mayStand) frame.writes.push({ step: wait.step, tool: wait.tool })
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
  return { type: 'called', result: executed.result }
}

/** Before anything goes out: the intent and the way back here, in one transaction that only the holder of the turn can make. */
async function checkpoint(
  context: TurnContext,
  wait: Wait,
  store: Parameters<Parameters<TurnContext['deps']['tools']['execute']['write']>[2]>[0],
): Promise<void> {
  const { deps, claim, progress } = context
  await deps.conversations.lease.whileHeld(claim, async (tx) => {
    await store(tx)
    await deps.conversations.lease.saveCheckpoint(tx, claim, { ...progress, wait })
  })
}

/** Long results are kept readable: a trace is for people. */
function shorten(value: unknown): unknown {
  const text = JSON.stringify(value) ?? 'null'
  return text.length <= 4000 ? value : `${text.slice(0, 4000)}…`
}

async function makeTicket(context: TurnContext, wait: Of<'ticket'>): Promise<FlowEvent> {
  const { deps, claim, progress } = context
  const { runId } = top(progress.state)!
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
  return { type: 'ticketed', ticket }
}

async function listen(context: TurnContext, wait: Of<'watch'>): Promise<FlowEvent> {
  const { deps, claim, progress } = context
  const frame = top(progress.state)!
  await deps.conversations.lease.whileHeld(claim, (tx) =>
    deps.flows.watch(tx, {
      workspace_id: claim.workspace_id,
      run_id: frame.runId,
      step: wait.step,
      conversation_id: claim.id,
      connection: wait.connection,
      key: wait.key,
      events: wait.events,
      scope: frame.scope,
      language: languageOf(context),
    }),
  )
  return { type: 'watched' }
}

async function rollBack(context: TurnContext, wait: Of<'rollback'>): Promise<FlowEvent> {
  const { deps, claim, progress } = context
  const { runId } = top(progress.state)!
  let complete = true
  for (const { step, tool } of wait.writes) {
    const intent = { workspaceId: claim.workspace_id, conversationId: claim.id, runId, step }
    const undone = await deps.tools.execute.undo(intent, (store) => checkpoint(context, wait, store))
    if (undone === 'nothing') continue
    const ok = undone.result.status === 'ok'
    complete &&= ok
    progress.steps.push({
      kind: 'call',
      tool: `${tool} ↩`,
      write: true,
      input: null,
      result: undone.how,
      output: null,
      attempts: undone.attempts,
      ms: undone.ms,
    })
  }
  return { type: 'rolledBack', complete }
}

function endRun({ progress }: TurnContext, outcome: string): void {
  const frame = progress.state.stack.pop()
  if (!frame) return
  progress.runs.push({ ...frame, ended: outcome })
  progress.state.last = { flow: frame.flow, outcome }
  progress.state.pending = null
  if (progress.state.waiting.length === 0) progress.state.mentions = []
  progress.outcome = outcome
}

/** What was interrupted goes on; what was asked for in the same breath begins. */
function continueBelow(context: TurnContext): FlowEvent | undefined {
  const { progress, brain } = context
  const lang = languageOf(context)
  const below = top(progress.state)
  if (below) {
    const name = brain.flows.get(below.flow)?.definition.name[lang] ?? ''
    progress.says.push({ text: sentence(context, 'resume', { flow: name }), parts: [] })
    return { type: 'go' }
  }
  const next = progress.state.waiting.shift()
  const flow = next ? brain.flows.get(next.flow) : undefined
  if (!next || !flow) return undefined
  if (next.mention) progress.state.mentions = [next.mention]
  progress.says.push({ text: sentence(context, 'next_intent', { flow: flow.definition.name[lang] }), parts: [] })
  progress.todo.push({ do: 'start', flow: flow.definition.id })
  return undefined
}
