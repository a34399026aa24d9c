import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import type { Outcome, QuestionRow } from './question-row.ts'

/** A question counts for everything it was answered with; one that was asked back only for what was offered. */
export async function countAsked(tx: Tx, row: QuestionRow): Promise<void> {
  const answered = row.decision === 'answered' || row.chosen ? 1 : 0
  await add(tx, row, sql`${1}, ${answered}, 0, 0, 0, 0, 0`)
}

/** The outcome before is taken back. */
export async function countOutcome(tx: Tx, row: QuestionRow, outcome: Outcome): Promise<void> {
  if (row.decision !== 'answered' && !row.chosen) return
  const of = (each: Outcome) => (each === outcome ? 1 : 0) - (each === row.outcome ? 1 : 0)
  await add(
    tx,
    row,
    sql`0, 0, ${of('solved')}::int, ${of('disliked')}::int, ${of('handed_over')}::int, ${of('asked_again')}::int, ${of('rated_low')}::int`,
  )
}

async function add(tx: Tx, { workspace_id, sources, at }: QuestionRow, counts: RawBuilder<unknown>): Promise<void> {
  if (sources.length === 0) return
  await sql`
    insert into growth_usage (workspace_id, source, day, asked, answered, solved, disliked, handed_over, asked_again, rated_low, last_at)
    select ${workspace_id}, source, (${at}::timestamptz at time zone 'utc')::date, ${counts}, ${at}
    from unnest(${sources}::text[]) source
    on conflict (workspace_id, source, day) do update set asked = growth_usage.asked + excluded.asked,
      answered = growth_usage.answered + excluded.answered, solved = growth_usage.solved + excluded.solved,
      disliked = growth_usage.disliked + excluded.disliked, handed_over = growth_usage.handed_over + excluded.handed_over,
      asked_again = growth_usage.asked_again + excluded.asked_again, rated_low = growth_usage.rated_low + excluded.rated_low,
      last_at = greatest(growth_usage.last_at, excluded.last_at)`.execute(tx.query)
}

export interface UsageCounts {
  source: string
  asked: number
  answered: number
  solved: number
  disliked: number
  handedOver: number
  askedAgain: number
  ratedLow: number
  lastAt: Date
}

export const sums = sql`sum(asked)::int as asked, sum(answered)::int as answered, sum(solved)::int as solved,
  sum(disliked)::int as disliked, sum(handed_over)::int as "handedOver", sum(asked_again)::int as "askedAgain",
  sum(rated_low)::int as "ratedLow", max(last_at) as "lastAt"`

/** Every search asks how well sources served: that is not counted anew each time. */
const judgedForMs = 60_000

/** Numbers of entries and documents, for lists and for what is ranked by them. */
export function makeUsage({ db }: { db: Db }) {
  const judged = new Map<string, { at: number; quality: Promise<ReadonlyMap<string, number>> }>()
  return {
    of: (workspaceId: string, sources: readonly string[], days: number) =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<UsageCounts>`
          select source, ${sums} from growth_usage
          where source = any(${sources as string[]}) and day > current_date - ${days}::int group by source`.execute(
          tx.query,
        )
        return { items: rows.map((row) => ({ ...row, lastAt: row.lastAt.toISOString() })) }
      }),

    /** Ids of the entries that were asked most in the last 90 days, most first: which are worth teaching the recogniser. */
    mostAsked: (workspaceId: string, n: number): Promise<string[]> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ id: string }>`
          select substr(source, 7) as id from growth_usage where source like 'entry:%' and day > current_date - 90
          group by source order by sum(asked) desc, source limit ${n}`.execute(tx.query)
        return rows.map(({ id }) => id)
      }),

    /** How well sources have served lately, -1 to 1, by source; those with few words about them stay near 0. A minute old at most. */
    quality(workspaceId: string): Promise<ReadonlyMap<string, number>> {
      const known = judged.get(workspaceId)
      if (known && Date.now() - known.at < judgedForMs) return known.quality
      const quality = readQuality(workspaceId)
      judged.set(workspaceId, { at: Date.now(), quality })
      quality.catch(() => judged.delete(workspaceId))
      return quality
    },
  }

  function readQuality(workspaceId: string): Promise<ReadonlyMap<string, number>> {
    return db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ source: string; quality: number }>`
        select source, ((sum(solved) - 2 * sum(disliked) - sum(handed_over) - sum(asked_again) - sum(rated_low))
          / (sum(answered) + 10.0))::float8 as quality
        from growth_usage where day > current_date - 90 group by source`.execute(tx.query)
      return new Map(rows.map(({ source, quality }) => [source, Math.max(-1, Math.min(1, quality))]))
    })
  }
}
