import type { Result } from '@loopdesk/engines/flow/effects.ts'
import type { Tx } from '../../infra/db.ts'
import type { HttpClient } from '../../infra/http-client.ts'
import { type Attempt, callOnce, type ReadyTool } from './call-tool.ts'
import type { EffectRow, Effects } from './effects.ts'
import { evaluateOver } from './evaluate-over.ts'

/** What became of a call, and how it went, for the trace. */
export interface Executed {
  result: Result
  how: 'ok' | 'refused' | 'failed' | 'unknown' | 'reconciled' | 'replayed'
  attempts: number
  ms: number
}

export interface WriteIntent {
  workspaceId: string
  conversationId: string | null
  runId: string
  /** The step of the run; run and step make the idempotency key. */
  step: string
  args: Record<string, unknown>
  /** What the journal keeps instead of the arguments, where they hold a secret (a one-time code). */
  journalArgs?: Record<string, unknown>
  /** What failed before is tried once more, instead of being answered again. */
  again?: boolean
}

interface ExecuteDeps {
  http: HttpClient
  effects: Effects
  find(workspaceId: string, toolId: string): Promise<ReadyTool | undefined>
  pause(ms: number): Promise<void>
}

const firstPauseMs = 150

export function makeExecute({ http, effects, find, pause }: ExecuteDeps) {
  /** Reads: tried again after passing failures; nothing is kept. */
  async function read(workspaceId: string, toolId: string, args: Record<string, unknown>): Promise<Executed> {
    const started = performance.now()
    const ready = await find(workspaceId, toolId)
    if (!ready) return missing(toolId)
    let attempt: Attempt = { status: 'failed', code: 'not_tried', message: '' }
    let attempts = 0
    while (attempts < ready.tool.attempts) {
      if (attempts > 0) await pause(firstPauseMs * 2 ** attempts)
      attempts += 1
      attempt = await callOnce(http, ready, args, null)
      if (attempt.status === 'ok' || attempt.status === 'refused' || attempt.code === 'circuit_open') break
    }
    const result = attempt.status === 'unknown' ? { ...attempt, status: 'failed' as const } : attempt
    return { result, how: attempt.status, attempts, ms: Math.round(performance.now() - started) }
  }

  /**
   * Writes, once whatever happens: the intent is stored by `remember` (in the caller's transaction, with whatever else must
   * survive) before the call; an outcome that is not known is looked up in the system before anything is repeated; the result
   * is stored before it is used. Called again with the same run and step it answers what happened then.
   */
  async function write(
    toolId: string,
    intent: WriteIntent,
    remember: (store: (tx: Tx) => Promise<void>) => Promise<void>,
  ): Promise<Executed> {
    const started = performance.now()
    const ready = await find(intent.workspaceId, toolId)
    if (!ready) return missing(toolId)
    const key = `${intent.runId}:${intent.step}`
    const known = await effects.find(intent.workspaceId, key)
    const ms = () => Math.round(performance.now() - started)
    const open = known === undefined || known.status === 'intended'
    const again = intent.again === true && known !== undefined && ['refused', 'failed', 'stuck'].includes(known.status)
    if (known && !open && !again) return { ...replayed(known), ms: ms() }
    if (known && again) await effects.reopen(intent.workspaceId, key)
    if (!known)
      await remember((tx) =>
        effects.intend(tx, { ...intent, args: intent.journalArgs ?? intent.args, key, tool: toolId }),
      )
    // An intent without a result: a process died in between, so the call may have gone out already.
    const maybeSent = known?.status === 'intended' || known?.status === 'stuck'
    const { attempt, attempts, reconciled } = await tryUntilKnown(ready, intent, key, maybeSent)
    const result: Result = attempt.status === 'unknown' ? { ...attempt, status: 'failed' } : attempt
    await effects.settle(intent.workspaceId, key, attempt, attempts)
    return { result, how: reconciled && attempt.status === 'ok' ? 'reconciled' : attempt.status, attempts, ms: ms() }
  }

  async function tryUntilKnown(ready: ReadyTool, intent: WriteIntent, key: string, maybeSent: boolean) {
    let attempt: Attempt = { status: maybeSent ? 'unknown' : 'failed', code: 'not_tried', message: '' }
    let attempts = 0
    for (;;) {
      if (attempt.status === 'unknown') {
        const found = await lookUp(ready, intent, key)
        if (found.status === 'ok') return { attempt: found, attempts, reconciled: true }
        // Without an answer to "did it happen?" it must not be repeated, unless nobody can be asked and the system itself
        // takes repeats for one.
        if (found.status === 'failed' && attempts >= ready.tool.attempts)
          return { attempt, attempts, reconciled: false }
        if (found.status === 'failed' && (ready.tool.lookup || !ready.tool.idempotency?.header)) {
          attempts += 1
          await pause(firstPauseMs * 2 ** attempts)
          continue
        }
      }
      if (attempts >= ready.tool.attempts) return { attempt: settledAsNothing(attempt), attempts, reconciled: false }
      if (attempts > 0) await pause(firstPauseMs * 2 ** attempts)
      attempts += 1
      attempt = await callOnce(http, ready, intent.args, key)
      if (attempt.status === 'ok' || attempt.status === 'refused') return { attempt, attempts, reconciled: false }
    }
  }

  /** ok: it happened, this is what it returned. refused: it did not happen. failed: the system does not say. */
  async function lookUp({ tool }: ReadyTool, intent: WriteIntent, key: string): Promise<Attempt> {
    if (!tool.lookup) return { status: 'failed', code: 'no_lookup', message: '' }
    const args = (await evaluateOver(tool.lookup.args, { key, args: intent.args })) as Record<string, unknown>
    const { result } = await read(intent.workspaceId, tool.lookup.tool, args)
    if (result.status !== 'ok')
      return result.status === 'refused' && result.code.includes('not_found')
        ? result
        : { status: 'failed', code: result.code, message: result.message }
    const found = await evaluateOver(tool.lookup.found, { result: result.value, key, args: intent.args })
    const nothing = found === undefined || found === null || (Array.isArray(found) && found.length === 0)
    return nothing ? { status: 'refused', code: 'not_found', message: '' } : { status: 'ok', value: found }
  }

  /** Undoes a write by its declared compensation; itself a write that happens once. One whose outcome is not known is looked up first. */
  async function undo(
    intent: Omit<WriteIntent, 'args'>,
    remember: (store: (tx: Tx) => Promise<void>) => Promise<void>,
  ): Promise<Executed | 'nothing'> {
    const effect = await effects.find(intent.workspaceId, `${intent.runId}:${intent.step}`)
    if (effect?.status !== 'done' && effect?.status !== 'stuck' && effect?.status !== 'intended') return 'nothing'
    const ready = await find(intent.workspaceId, effect.tool)
    const compensation = ready?.tool.compensation
    if (!ready || !compensation) return missing(`${effect.tool} (compensation)`)
    let { result } = effect
    if (await isUnknown(effect, intent.workspaceId)) {
      // Nobody could tell whether it happened; perhaps the system can by now.
      const found = await lookUp(ready, { ...intent, args: effect.args }, effect.key)
      if (found.status === 'ok') await effects.settle(intent.workspaceId, effect.key, found, effect.attempts)
      if (found.status === 'refused') {
        await effects.settle(intent.workspaceId, effect.key, { ...found, status: 'failed' }, effect.attempts)
        return 'nothing'
      }
      if (found.status !== 'ok')
        return { result: { ...found, status: 'failed' }, how: 'unknown', attempts: effect.attempts, ms: 0 }
      result = found.value
    }
    const args = (await evaluateOver(compensation.args, { args: effect.args, result })) as Record<string, unknown>
    const executed = await write(compensation.tool, { ...intent, step: `${intent.step}:undo`, args }, remember)
    await effects.markUndone(intent.workspaceId, effect.key, executed.result.status === 'ok')
    return executed
  }

  /** Whether an effect took place is open; not so of one that is only stuck because undoing it failed. */
  async function isUnknown({ status, key }: EffectRow, workspaceId: string): Promise<boolean> {
    if (status === 'intended') return true
    return status === 'stuck' && (await effects.find(workspaceId, `${key}:undo`)) === undefined
  }

  /** Asks the system once more about a write whose outcome nobody knew, and keeps what it says. */
  async function reconcile(workspaceId: string, key: string): Promise<'done' | 'nothing' | 'unknown'> {
    const effect = await effects.find(workspaceId, key)
    if (!effect || !(await isUnknown(effect, workspaceId)))
      return effect?.status === 'done' || effect?.status === 'stuck' ? 'done' : 'nothing'
    const ready = await find(workspaceId, effect.tool)
    if (!ready) return 'unknown'
    const { run_id: runId, step, args, attempts } = effect
    const found = await lookUp(ready, { workspaceId, conversationId: null, runId, step, args }, key)
    if (found.status !== 'ok' && found.status !== 'refused') return 'unknown'
    await effects.settle(workspaceId, key, found.status === 'ok' ? found : { ...found, status: 'failed' }, attempts)
    return found.status === 'ok' ? 'done' : 'nothing'
  }

  return { read, write, undo, reconcile }
}

function missing(toolId: string): Executed {
  return { result: { status: 'failed', code: 'no_such_tool', message: toolId }, how: 'failed', attempts: 0, ms: 0 }
}

function replayed({ status, result, attempts }: EffectRow): Omit<Executed, 'ms'> {
  if (status === 'done' || status === 'undone')
    return { result: { status: 'ok', value: result }, how: 'replayed', attempts }
  const { code = 'failed', message = '' } = (result ?? {}) as { code?: string; message?: string }
  const how = status === 'stuck' ? 'unknown' : 'replayed'
  return { result: { status: status === 'refused' ? 'refused' : 'failed', code, message }, how, attempts }
}

/** Looked up and not there after the last try: it is known that nothing happened. */
function settledAsNothing(attempt: Attempt): Attempt {
  return attempt.status === 'unknown' ? { ...attempt, status: 'failed' } : attempt
}

/** How it failed, for the flow's error edges. */
export function withKind({ result, how }: Executed): Result {
  if (result.status !== 'failed') return result
  const kind = how === 'unknown' ? 'unknown' : result.code === 'timeout' ? 'timeout' : 'unavailable'
  return { ...result, kind }
}
