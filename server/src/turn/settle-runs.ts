import type { Tx } from '../infra/db.ts'
import type { TurnContext } from './turn-context.ts'

/** Writes down, in the transaction that ends the turn, where every run stands that this turn moved. */
export async function settleRuns(tx: Tx, { deps, claim, progress }: TurnContext): Promise<void> {
  const about = { workspaceId: claim.workspace_id, conversationId: claim.id, customerId: claim.customer_id }
  for (const frame of [...progress.runs, ...progress.state.stack]) await deps.flows.recordRun(tx, { ...about, frame })
  for (const frame of progress.parked) await deps.flows.park(tx, { ...about, frame, language: progress.state.language })
  if (progress.heard.length > 0) await deps.flows.forgetEvents(tx, progress.heard)
  for (const left of progress.unfinished) await deps.flows.raiseIncident(tx, { ...about, ...left })
  for (const [index, { text }] of progress.notices.entries())
    await deps.addNotice(tx, { conversationId: claim.id, text, key: `notice:${progress.turnId}:${index}` })
}
