import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'

interface Counts {
  shown: number
  inserted: number
  copied: number
  sent: number
  asIs: number
  little: number
  much: number
  replaced: number
  helpful: number
  wrong: number
}
const nothing: Counts = {
  ...{ shown: 0, inserted: 0, copied: 0, sent: 0, asIs: 0, little: 0, much: 0, replaced: 0, helpful: 0, wrong: 0 },
}

const counted = sql`
  count(*)::int as shown, count(inserted_at)::int as inserted, count(copied_at)::int as copied,
  (count(*) filter (where edited <> 'replaced'))::int as sent,
  (count(*) filter (where edited = 'as_is'))::int as "asIs", (count(*) filter (where edited = 'little'))::int as little,
  (count(*) filter (where edited = 'much'))::int as much, (count(*) filter (where edited = 'replaced'))::int as replaced,
  (count(*) filter (where verdict = 'helpful'))::int as helpful, (count(*) filter (where verdict = 'wrong'))::int as wrong`

/** What agents made of what they were offered in the last days, in all and by source; at most 200 sources, most shown first. */
export async function readFigures(tx: Tx, days: number) {
  const since = sql`workspace_id = ${tx.workspaceId} and shown_at > now() - ${days} * interval '1 day'`
  const { rows: total } = await sql<Counts>`select ${counted} from assist_suggestions where ${since}`.execute(tx.query)
  const { rows: sources } = await sql<Counts & { source: string; title: string }>`
    select source, (array_agg(title order by shown_at desc))[1] as title, ${counted} from assist_suggestions
    where ${since} and source <> '' group by source order by shown desc, source limit 200`.execute(tx.query)
  return { total: total[0] ?? nothing, sources }
}
