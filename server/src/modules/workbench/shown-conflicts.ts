import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'

/** What still is a conflict: both examples are trained on, under different intents, and nobody said that is right. */
export const stillConflicts = sql`
  workbench_conflicts c join workbench_examples a on a.id = c.a join workbench_examples b on b.id = c.b
  where not c.accepted and a.label <> b.label and a.enabled and b.enabled and a.held_for is null and b.held_for is null`

/** Conflicting examples by intent. */
export async function liveConflicts(tx: Tx): Promise<Map<string, number>> {
  const { rows } = await sql<{ label: string; count: number }>`
    select side.label, count(distinct side.id)::int as count
    from (select a.label as label_a, a.id as id_a, b.label as label_b, b.id as id_b from ${stillConflicts}) pair,
      lateral (values (label_a, id_a), (label_b, id_b)) as side(label, id)
    group by side.label`.execute(tx.query)
  return new Map(rows.map(({ label, count }) => [label, count]))
}
