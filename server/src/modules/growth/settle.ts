import { isPlaceable } from '@loopdesk/engines/growth/asked.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { ClusterStore } from './cluster-store.ts'
import { type QuestionRow, readQuestions } from './question-row.ts'

/** Whoever searches opens what they find within this time, or does not. */
const openedWithin = '30 minutes'
const atOnce = 500

export type Settle = ReturnType<typeof makeSettle>

export function makeSettle(store: ClusterStore) {
  /** Puts a question among those nobody could answer, or takes it out, as it stands now. */
  return async function settle(tx: Tx, row: QuestionRow, isOver = false): Promise<void> {
    const failed = row.outcome !== null && ['disliked', 'handed_over', 'asked_again'].includes(row.outcome)
    const unanswered =
      row.decision === 'declined' ||
      failed ||
      (row.decision === 'clarified' && !row.chosen && (isOver || row.unanswered))
    if (unanswered === row.unanswered) return
    if (!unanswered) {
      await mark(tx, row, false, row.cluster_id)
      if (row.cluster_id !== null) await store.leave(tx, row.workspace_id, row.cluster_id)
      return
    }
    const asked = store.read(row.text)
    if (!isPlaceable(asked)) return mark(tx, row, true, null)
    const { workspace_id: workspaceId, language, at } = row
    const cluster = await store.place(tx, workspaceId, asked, { language, at })
    await mark(tx, row, true, cluster)
    await reopen(tx, workspaceId, cluster)
  }
}

/** Searches of the help centre whose results nobody opened count as unanswered. */
export async function settleUnopened(tx: Tx, settle: Settle): Promise<void> {
  const waiting = sql`origin = 'help' and decision = 'clarified' and not chosen and not unanswered
    and at < now() - ${openedWithin}::interval`
  for (const row of await readQuestions(tx, tx.workspaceId!, waiting, atOnce)) await settle(tx, row, true)
}

export async function mark(tx: Tx, row: QuestionRow, unanswered: boolean, cluster: string | null): Promise<void> {
  await sql`
    update growth_questions set unanswered = ${unanswered}, cluster_id = ${cluster}
    where workspace_id = ${row.workspace_id} and id = ${row.id}`.execute(tx.query)
}

/** What grows again comes back: a dismissed cluster when it has grown by half, an answered one at once. */
async function reopen(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await sql`
    update growth_clusters set failed_after = failed_after + case when state = 'answered' or drafted_at is not null then 1 else 0 end,
      state = case
        when state = 'answered' then 'open'
        when state = 'dismissed' and size >= dismissed_size * 1.5 then 'open'
        else state end
    where workspace_id = ${workspaceId} and id = ${id}`.execute(tx.query)
}
