import type { Effect, Result, Waiting } from '@loopdesk/engines/flow/effects.ts'
import type { Tx } from '../../infra/db.ts'
import { type Tools, withKind } from '../tools/index.ts'
import type { NewIncident } from './raise-incident.ts'

/** What runs ask of systems, theirs or ours. */
export type Work = Exclude<
  Waiting,
  { kind: 'slot' | 'form' | 'confirm' | 'verify' | 'timer' | 'event' | 'approval' | 'halted' }
>

/** The run an effect is carried out for. */
export interface Performing {
  workspaceId: string
  runId: string
  flow: string
  version: number
  customerId: string | null
  language: 'zh' | 'en'
  /** Variables of the run. */
  scope: Record<string, unknown>
  /**
   * Stores what must survive before anything goes out: `store`, and how far the run has come, in one transaction that only
   * the holder of the run can make. Throws when it is held by another by now.
   */
  remember(store: (tx: Tx) => Promise<unknown>): Promise<void>
}

/** What became of an effect. */
export interface Performed {
  result: Result
  /** It is a write that took effect, or may have. */
  wrote?: boolean
  cost?: number
  attempts?: number
}

/**
 * Carries out one kind of effect. Called again with the same run and step it must not do the same thing twice
 * (`runId:step` is the key). Throws only when the run is not ours any more.
 */
export type Perform<K extends Work['kind']> = (
  effect: Extract<Effect, { kind: K }>,
  run: Performing,
) => Promise<Performed>

export type Performers = { [K in Work['kind']]: Perform<K> }

/** Calls and undoing, as flows without a conversation do them: the careful use of tools is theirs. */
export function makeToolPerformers(
  tools: Pick<Tools, 'find' | 'execute'>,
  raiseIncident: (tx: Tx, incident: NewIncident) => Promise<unknown>,
): Pick<Performers, 'call' | 'rollback'> {
  return {
    async call({ tool, step, args: given }, { workspaceId, runId, remember }) {
      const args = given as Record<string, unknown>
      const write = (await tools.find(workspaceId, tool))?.tool.kind === 'write'
      const executed = write
        ? await tools.execute.write(tool, { workspaceId, conversationId: null, runId, step, args }, remember)
        : await tools.execute.read(workspaceId, tool, args)
      // What may have happened is undone like what has.
      const wrote = write && (executed.result.status === 'ok' || executed.how === 'unknown')
      return { result: withKind(executed), wrote, attempts: executed.attempts }
    },

    async rollback({ step: at, writes }, run) {
      const { workspaceId, runId, remember } = run
      const left: NewIncident['items'] = []
      for (const { step, tool } of writes) {
        const undone = await tools.execute.undo({ workspaceId, conversationId: null, runId, step }, remember)
        if (undone === 'nothing' || undone.result.status === 'ok') continue
        left.push({ step, tool, code: undone.result.code, message: undone.result.message })
      }
      if (left.length === 0) return { result: { status: 'ok', value: null } }
      const { flow, version, customerId } = run
      await remember((tx) =>
        raiseIncident(tx, { workspaceId, runId, flow, version, customerId, step: at, items: left }),
      )
      return { result: { status: 'failed', code: 'not_undone', message: `${left.length} not undone` } }
    },
  }
}
