import type { Frame } from '@loopdesk/engines/flow/frame.ts'
import type { Tx } from '../infra/db.ts'
import type { TurnContext } from './turn-context.ts'

/** Writes down, in the transaction that ends the turn, where every run stands that this turn moved. */
export async function settleRuns(tx: Tx, { deps, claim, progress }: TurnContext): Promise<void> {
  const about = { workspaceId: claim.workspace_id, conversationId: claim.id, customerId: claim.customer_id }
  const { language } = progress.state
  const moved = (frame: Frame) => ({
    ...about,
    frame,
    language,
    path: progress.journal.filter(({ runId, walked }) => walked && runId === frame.runId).map(({ at }) => at),
    journal: progress.journal.filter(({ runId }) => runId === frame.runId),
  })
  for (const frame of [...progress.runs, ...progress.state.stack]) await deps.flows.recordRun(tx, moved(frame))
  for (const frame of progress.parked) await deps.flows.park(tx, moved(frame))
  if (progress.heard.length > 0) await deps.flows.forgetEvents(tx, progress.heard)
  for (const left of progress.unfinished) await deps.flows.raiseIncident(tx, { ...about, ...left })
  for (const [index, { text }] of progress.notices.entries())
    await deps.addNotice(tx, { conversationId: claim.id, text, key: `notice:${progress.turnId}:${index}` })
}
