import type { AskedQuestionShown } from '@loopdesk/contracts/api/growth.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { afterCursor, microsOf, parsePageCursor, writePageCursor } from '../../infra/page-cursor.ts'
import type { GrowthDeps } from './deps.ts'

type Row = Omit<AskedQuestionShown, 'at' | 'conversationId' | 'language'> & {
  at: Date
  conversation_id: string | null
  language: string
  micros: number
}
interface Wanted {
  cursor?: string | undefined
  limit: number
}

/** What was asked, newest first. */
export function makeQuestions({ db, now }: Pick<GrowthDeps, 'db' | 'now'>) {
  async function page(tx: Tx, condition: RawBuilder<unknown>, { cursor, limit }: Wanted) {
    const { rows } = await sql<Row>`
      select id, at, origin, conversation_id, channel, language, text, decision, outcome, sources, ${microsOf(sql`at`)} as micros
      from growth_questions where workspace_id = ${tx.workspaceId} and ${condition}
        and ${afterCursor(sql`at`, sql`id`, parsePageCursor(cursor))}
      order by at desc, id desc limit ${limit + 1}`.execute(tx.query)
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return { items: rows.slice(0, limit).map(shown), next: last ? writePageCursor(last) : null }
  }

  return {
    ofCluster: (workspaceId: string, clusterId: string, wanted: Wanted) =>
      db.tenant(workspaceId, (tx) =>
        page(
          tx,
          sql`cluster_id = (select coalesce(merged_into, id) from growth_clusters where workspace_id = ${workspaceId} and id = ${clusterId})`,
          wanted,
        ),
      ),

    list: (
      workspaceId: string,
      {
        source,
        outcome,
        decision,
        ...wanted
      }: Wanted & Partial<Record<'source' | 'outcome' | 'decision', string | undefined>>,
    ) =>
      db.tenant(workspaceId, (tx) =>
        page(
          tx,
          sql`true ${source ? sql`and sources @> ${[source]}::text[]` : sql``} ${outcome ? sql`and outcome = ${outcome}` : sql``}
            ${decision ? sql`and decision = ${decision}` : sql``}`,
          wanted,
        ),
      ),

    /** Of conversations, by day (UTC), the oldest first, today last; and what waits. */
    summary: (workspaceId: string, days: number) =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{
          day: string
          asked: number
          answered: number
          solved: number
          unanswered: number
        }>`
          select to_char(d, 'YYYY-MM-DD') as day, count(q.id)::int as asked,
            count(q.id) filter (where q.decision = 'answered' or q.chosen)::int as answered,
            count(q.id) filter (where q.outcome = 'solved')::int as solved, count(q.id) filter (where q.unanswered)::int as unanswered
          from generate_series((${now()}::timestamptz at time zone 'utc')::date - ${days - 1}::int, (${now()}::timestamptz at time zone 'utc')::date, '1 day') d
          left join growth_questions q on q.workspace_id = ${workspaceId} and q.origin = 'conversation' and q.at >= d at time zone 'utc' and q.at < (d + interval '1 day') at time zone 'utc'
          group by d order by d`.execute(tx.query)
        const counted = await sql<{ state: string; count: number }>`
          select state, count(*)::int as count from growth_clusters
          where workspace_id = ${workspaceId} and merged_into is null and (size > 0 or entry_id is not null) group by state`.execute(
          tx.query,
        )
        const proposals = await sql<{ count: number }>`
          select count(*)::int as count from growth_proposals where workspace_id = ${workspaceId} and state = 'proposed'`.execute(
          tx.query,
        )
        const of = (state: string) => counted.rows.find((row) => row.state === state)?.count ?? 0
        return {
          days: rows,
          clusters: { open: of('open'), drafted: of('drafted'), answered: of('answered'), dismissed: of('dismissed') },
          proposals: proposals.rows[0]!.count,
        }
      }),
  }
}

function shown({ at, conversation_id, language, micros: _, ...row }: Row): AskedQuestionShown {
  return { ...row, at: at.toISOString(), conversationId: conversation_id, language: language === 'en' ? 'en' : 'zh' }
}
