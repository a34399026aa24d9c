import { sql } from 'kysely'
import type { FlowDeskDeps } from './desk-deps.ts'
import { raiseIncident } from './raise-incident.ts'

/** Name of the job that asks systems about writes whose outcome nobody knew. */
export const lateEffectsJob = 'flow_late_effects'

/** After so long people are told that it is still not known. */
const patienceMs = 30 * 60_000

interface RunRow {
  status: string
  flow: string
  version: number
  conversation_id: string | null
  customer_id: string | null
}

/**
 * Asks once more about writes whose outcome nobody knew. One that took effect after its run was over, and one about which nobody
 * can tell for half an hour, becomes an incident; a run under way sees to its own.
 */
export function makeLateEffects({ db, tools, now }: Pick<FlowDeskDeps, 'db' | 'tools' | 'now'>) {
  return async (): Promise<void> => {
    for (const effect of await tools.effects.unknown(200)) {
      const { workspace_id: workspaceId, key, run_id: runId, step, tool, finished_at: finishedAt } = effect
      const became = await tools.execute.reconcile(workspaceId, key)
      const late = now().getTime() - (finishedAt?.getTime() ?? 0) > patienceMs
      if (became === 'nothing' || (became === 'unknown' && !late)) continue
      await db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<RunRow>`
          select status, flow, version, conversation_id, customer_id from flow_runs where id = ${runId}`.execute(
          tx.query,
        )
        const run = rows[0]
        if (run?.status !== 'ended') return
        const item =
          became === 'done'
            ? { step, tool, code: 'took_effect', message: 'it took effect after the run was over' }
            : { step, tool, code: 'unknown', message: 'the system cannot tell whether it took effect' }
        await raiseIncident(tx, {
          workspaceId,
          kind: 'unknown',
          runId,
          flow: run.flow,
          version: run.version,
          step,
          conversationId: run.conversation_id,
          customerId: run.customer_id,
          items: [item],
        })
      })
    }
  }
}
