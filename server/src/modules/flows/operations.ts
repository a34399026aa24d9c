import type { RunAct, RunSummary } from '@loopdesk/contracts/api/flows.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FlowEvent, Result, Waiting } from '@loopdesk/engines/flow/effects.ts'
import { type Failure, type Frame, type Thread, waitings } from '@loopdesk/engines/flow/frame.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { audit } from '../identity/index.ts'
import { keepAct } from './acts.ts'
import type { FlowDeskDeps, Who } from './desk-deps.ts'
import { resolveHalted } from './incidents.ts'
import { nodeOfStep } from './node-of-step.ts'
import { raiseIncident } from './raise-incident.ts'
import type { makeReadRuns } from './read-runs.ts'
import { tellRuns } from './tell-runs.ts'

interface LockedRun {
  id: string
  workspace_id: string
  flow: string
  version: number
  status: string
  state: Frame | null
  failure: Failure | null
  conversation_id: string | null
  customer_id: string | null
  language: 'zh' | 'en'
  node: string | null
}

interface Asked {
  step?: string | undefined
  reason: string
}

type Deps = Pick<FlowDeskDeps, 'db' | 'flows' | 'tools' | 'wakeConversation' | 'wake' | 'tellCustomer'> & {
  runs: ReturnType<typeof makeReadRuns>
}

/** What people do to runs, each with a reason, on the record and in one transaction with what it does. */
export function makeOperations({ db, flows, tools, wakeConversation, wake, runs, tellCustomer }: Deps) {
  async function act(
    workspaceId: string,
    who: Who,
    runId: string,
    { action, reason }: { action: RunAct['action']; reason: string },
    carryOut: (tx: Tx, run: LockedRun) => Promise<{ node: string | null; details?: object }>,
  ): Promise<RunSummary> {
    await db.tenant(workspaceId, async (tx) => {
      const run = await lock(tx, runId)
      const { node, details } = await carryOut(tx, run)
      await resolveHalted(tx, runId, who, reason)
      await keepAct(tx, { workspaceId, runId, who, action, node, reason, ...(details && { details }) })
      const target = `flow_run:${runId}`
      await audit(tx, { actor: who.actor, action: `flow_run.${action}`, target, details: { reason, node } })
      tx.afterCommit(wake)
    })
    return runs.one(workspaceId, runId)
  }

  const tell = (tx: Tx, run: LockedRun, event: FlowEvent) =>
    tellRuns(tx, [{ workspaceId: run.workspace_id, runId: run.id, event }], wakeConversation)

  /** Does the halted step again; a run that never began begins. */
  async function again(tx: Tx, run: LockedRun, step: string | undefined, input?: unknown) {
    if (run.status !== 'halted') throw new AppError('wrong_state', `the run is ${run.status}, not halted`)
    if (!run.state) {
      await sql`update flow_runs set status = 'ready', due_at = now(), failure = null, takeovers = 0 where id = ${run.id}`.execute(
        tx.query,
      )
      return { node: run.node }
    }
    const waiting = meant(run.state, step)
    if (waiting.kind !== 'halted') throw new AppError('wrong_state', 'this step is not halted')
    await tell(tx, run, { type: 'retry', step: waiting.step, ...(input !== undefined && { input }) })
    return { node: waiting.failure.node, ...(input !== undefined && { details: { input } }) }
  }

  return {
    retry: (workspaceId: string, who: Who, runId: string, { step, reason }: Asked) =>
      act(workspaceId, who, runId, { action: 'retry', reason }, (tx, run) => again(tx, run, step)),

    redo: (workspaceId: string, who: Who, runId: string, { step, reason, input }: Asked & { input?: unknown }) =>
      act(workspaceId, who, runId, { action: 'redo', reason }, (tx, run) => again(tx, run, step, input ?? null)),

    /** As if the system, the event or the person had answered so. */
    override: (workspaceId: string, who: Who, runId: string, { step, reason, result }: Asked & { result: Result }) =>
      act(workspaceId, who, runId, { action: 'override', reason }, async (tx, run) => {
        const waiting = meant(resting(run), step)
        const slot = waiting.kind === 'slot' && result.status === 'ok' ? waiting.slot : undefined
        const event: FlowEvent =
          slot === undefined
            ? { type: 'done', step: waiting.step, result }
            : { type: 'slot', slot, value: result.status === 'ok' ? result.value : null }
        await drop(tx, run.id, waiting.step)
        await tell(tx, run, event)
        await mark(tx, run, waiting, 'overridden', result.status === 'ok' ? result.value : null)
        return { node: nodeOf(waiting), details: { result } }
      }),

    /** Goes on after the step, or at another node. */
    skip: (workspaceId: string, who: Who, runId: string, { step, reason, to }: Asked & { to?: string | undefined }) =>
      act(workspaceId, who, runId, { action: 'skip', reason }, async (tx, run) => {
        const state = resting(run)
        const waiting = meant(state, step)
        const definition = await flows.definitionOf(workspaceId, run.flow, state.version)
        const thread = threadOf(state, waiting.step)!
        const next = to ?? (definition?.nodes[thread.node] as { next?: string } | undefined)?.next
        if (next === undefined || !definition?.nodes[next])
          throw new AppError('unprocessable', 'say at which node it is to go on (`to`)')
        const from = thread.node
        Object.assign(thread, { node: next, waiting: undefined, inner: undefined })
        await sql`update flow_runs set state = ${JSON.stringify(state)}::jsonb, failure = null where id = ${run.id}`.execute(
          tx.query,
        )
        await drop(tx, run.id, waiting.step)
        await tell(tx, run, { type: 'go' })
        await mark(tx, run, waiting, 'skipped', null)
        return { node: from, details: { to: next } }
      }),

    /** Ends the run where it is; what it wrote is undone by itself, again and again until it is. */
    async cancel(
      workspaceId: string,
      who: Who,
      runId: string,
      { reason, compensate }: { reason: string; compensate: boolean },
    ): Promise<RunSummary> {
      const effects = (await tools.effects.ofRun(workspaceId, runId)).filter(
        ({ step, status }) => !step.endsWith(':undo') && ['done', 'stuck', 'intended'].includes(status),
      )
      const action = compensate ? ('compensate' as const) : ('cancel' as const)
      return act(workspaceId, who, runId, { action, reason }, async (tx, run) => {
        if (run.conversation_id && run.status === 'running')
          throw new AppError('wrong_state', 'the customer is in it right now: cancel it in the conversation')
        const outcome = compensate && effects.length > 0 ? 'compensated' : 'cancelled'
        await sql`
          with waits as (delete from flow_waits where run_id = ${runId}), told as (delete from flow_inbox where run_id = ${runId}),
            asked as (update flow_approvals set state = 'withdrawn', decided_at = now() where run_id = ${runId} and state = 'open')
          update flow_runs set status = 'ended', outcome = ${outcome}, ended_at = now(), updated_at = now(), scope = coalesce(state->'scope', scope),
            state = null, nodes = '{}', due_at = null, lease_holder = null, lease_epoch = lease_epoch + 1 where id = ${runId}`.execute(
          tx.query,
        )
        if (compensate && effects.length > 0)
          await raiseIncident(tx, {
            workspaceId,
            runId,
            flow: run.flow,
            version: run.version,
            step: 'cancel',
            conversationId: run.conversation_id,
            customerId: run.customer_id,
            // Newest first; what is under way this very moment is given the time to come back.
            items: effects.toReversed().map(({ step, tool }) => ({ step, tool, code: 'to_undo', message: '' })),
            firstTrySeconds: effects.some(({ status }) => status === 'intended') ? 10 : 0,
          })
        if (run.conversation_id) {
          const { conversation_id: conversationId, flow, language } = run
          await tellCustomer(tx, 'run_cancelled', { conversationId, runId, flow, language })
        }
        return { node: run.node, details: { compensate, writes: effects.length } }
      })
    },
  }
}

async function lock(tx: Tx, runId: string): Promise<LockedRun> {
  const { rows } = await sql<LockedRun>`select * from flow_runs where id = ${runId} for update`.execute(tx.query)
  const run = rows[0]
  if (!run) throw new AppError('not_found', 'there is no such run')
  if (run.status === 'ended') throw new AppError('wrong_state', 'the run has ended')
  return run
}

function resting({ state, status }: LockedRun): Frame {
  if (!state || !['waiting', 'halted'].includes(status))
    throw new AppError('wrong_state', 'the run is being worked on; wait until it stands')
  return state
}

/** The step that is meant: the one named, the halted one, the only one. */
function meant(state: Frame, step: string | undefined): Waiting {
  const all = waitings(state)
  const found = step ? all.find((each) => each.step === step) : (all.find(({ kind }) => kind === 'halted') ?? all[0])
  if (!found || (!step && found.kind !== 'halted' && all.length > 1))
    throw new AppError('unprocessable', `say which step is meant: ${all.map((each) => each.step).join(', ')}`)
  return found
}

const nodeOf = (waiting: Waiting) => (waiting.kind === 'halted' ? waiting.failure.node : nodeOfStep(waiting.step))

function threadOf(thread: Thread, step: string): Thread | undefined {
  if (thread.waiting?.step === step) return thread
  for (const each of Object.values<Thread>(thread.inner?.running ?? {})) {
    const found = threadOf(each, step)
    if (found) return found
  }
  return undefined
}

/** It is not waited for any more. */
async function drop(tx: Tx, runId: string, step: string): Promise<void> {
  await sql`
    with wait as (delete from flow_waits where run_id = ${runId} and step = ${step})
    update flow_approvals set state = 'withdrawn', decided_at = now() where run_id = ${runId} and step = ${step} and state = 'open'`.execute(
    tx.query,
  )
}

/** The journal says that a person saw to it. */
async function mark(
  tx: Tx,
  run: LockedRun,
  waiting: Waiting,
  status: 'skipped' | 'overridden',
  output: unknown,
): Promise<void> {
  await sql`
    insert into flow_steps (workspace_id, run_id, flow, version, step, node, kind, status, output)
    values (${run.workspace_id}, ${run.id}, ${run.flow}, ${run.version}, ${waiting.step}, ${nodeOf(waiting)}, ${waiting.kind}, ${status},
      ${JSON.stringify(output ?? null)}::jsonb)
    on conflict (run_id, step) do update set status = excluded.status, output = excluded.output`.execute(tx.query)
}
