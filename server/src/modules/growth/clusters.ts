import type { ClusterState, GrowthCluster } from '@loopdesk/contracts/api/growth.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { goodWording } from '@loopdesk/engines/growth/clusters.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { containing } from '../../infra/page-cursor.ts'
import { audit } from '../identity/index.ts'
import { readEntryRows } from '../knowledge/index.ts'
import type { GrowthDeps } from './deps.ts'
import { offsetOf, pageAfter } from './page.ts'

export interface ClusterRow {
  id: string
  state: ClusterState
  title: string
  language: string
  size: number
  samples: { text: string }[]
  first_at: Date
  last_at: Date
  entry_id: string | null
  draft_sources: unknown
  asked_after: number
  solved_after: number
  failed_after: number
  week: number
  before: number
}

interface Wanted {
  state: ClusterState
  q?: string | undefined
  channel?: string | undefined
  language?: 'zh' | 'en' | undefined
  order: 'recent' | 'size' | 'growing' | 'new'
  cursor?: string | undefined
  limit: number
}

/** Days that are shown of each. */
const shownDays = 28

const columns = sql`c.id, c.state, c.title, c.language, c.size, c.samples, c.first_at, c.last_at, c.entry_id, c.draft_sources, c.asked_after,
  c.solved_after, c.failed_after, coalesce(r.week, 0)::int as week, coalesce(r.before, 0)::int as before`
const recent = (now: Date) => sql`left join (
    select cluster_id, count(*) filter (where at > ${now}::timestamptz - interval '7 days') as week,
      count(*) filter (where at <= ${now}::timestamptz - interval '7 days') as before
    from growth_questions where unanswered and cluster_id is not null and at > ${now}::timestamptz - interval '14 days' group by cluster_id
  ) r on r.cluster_id = c.id`
const orders: Record<Wanted['order'], RawBuilder<unknown>> = {
  recent: sql`coalesce(r.week, 0) desc, c.size desc, c.last_at desc, c.id`,
  size: sql`c.size desc, c.last_at desc, c.id`,
  growing: sql`coalesce(r.week, 0) - coalesce(r.before, 0) desc, c.size desc, c.id`,
  new: sql`c.first_at desc, c.id`,
}

export type GrowthClusters = ReturnType<typeof makeGrowthClusters>

/** What nobody could answer, by meaning. */
export function makeGrowthClusters({ db, now }: Pick<GrowthDeps, 'db' | 'now'>) {
  async function one(tx: Tx, id: string): Promise<ClusterRow> {
    const { rows } = await sql<ClusterRow>`
      select ${columns} from growth_clusters c ${recent(now())}
      where c.id = (select coalesce(merged_into, id) from growth_clusters where id = ${id})`.execute(tx.query)
    if (!rows[0]) throw new AppError('not_found', 'there is no such cluster')
    return rows[0]
  }

  return {
    one,
    shown: async (tx: Tx, row: ClusterRow): Promise<GrowthCluster> => (await show(tx, [row], now()))[0]!,

    list: (workspaceId: string, { state, q, channel, language, order, cursor, limit }: Wanted) =>
      db.tenant(workspaceId, async (tx) => {
        const offset = offsetOf(cursor)
        const asked = (condition: RawBuilder<unknown>) =>
          sql`and exists (select from growth_questions q where q.cluster_id = c.id and q.unanswered and ${condition})`
        const where = sql`c.workspace_id = ${workspaceId} and c.merged_into is null and c.state = ${state} and (c.size > 0 or c.entry_id is not null)
          ${q?.trim() ? asked(sql`q.text ilike ${containing(q)}`) : sql``}
          ${channel ? asked(sql`q.channel = ${channel}`) : sql``}
          ${language ? asked(sql`q.language = ${language}`) : sql``}`
        const { rows } = await sql<ClusterRow>`
          select ${columns} from growth_clusters c ${recent(now())} where ${where}
          order by ${orders[order]} offset ${offset} limit ${limit + 1}`.execute(tx.query)
        const counted = await sql<{ total: number }>`
          select count(*)::int as total from growth_clusters c where ${where}`.execute(tx.query)
        const page = pageAfter(rows, offset, limit)
        return { items: await show(tx, page.rows, now()), next: page.next, total: counted.rows[0]!.total }
      }),

    setState: (workspaceId: string, who: { actor: string; name: string }, id: string, state: 'open' | 'dismissed') =>
      db.tenant(workspaceId, async (tx) => {
        const row = await one(tx, id)
        const dismissed = state === 'dismissed'
        await sql`
          update growth_clusters set state = ${!dismissed && row.entry_id !== null ? 'drafted' : state}, updated_at = now(),
            dismissed_at = ${dismissed ? sql`now()` : null}, dismissed_by = ${dismissed ? who.name : null},
            dismissed_size = ${dismissed ? sql`greatest(size, 2)` : null}
          where id = ${row.id}`.execute(tx.query)
        const shown = (await show(tx, [await one(tx, row.id)], now()))[0]!
        await audit(tx, {
          actor: who.actor,
          action: `cluster.${dismissed ? 'dismissed' : 'reopened'}`,
          target: `cluster:${row.id}`,
        })
        return shown
      }),
  }
}

interface Detail {
  cluster_id: string
  origin: 'conversation' | 'help' | 'assist'
  channel: string
  language: string
  decision: string
  outcome: string | null
  /** Days before today. */
  ago: number
  count: number
}

async function show(tx: Tx, rows: readonly ClusterRow[], now: Date): Promise<GrowthCluster[]> {
  const ids = rows.map(({ id }) => id)
  const { rows: details } = await sql<Detail>`
    select cluster_id, origin, channel, language, decision, outcome, count(*)::int as count,
      least(${shownDays}, (${now}::timestamptz at time zone 'utc')::date - (at at time zone 'utc')::date)::int as ago
    from growth_questions where workspace_id = ${tx.workspaceId} and cluster_id = any(${ids}::uuid[]) and unanswered
    group by cluster_id, origin, channel, language, decision, outcome, ago`.execute(tx.query)
  const byCluster = Map.groupBy(details, (each) => each.cluster_id)
  const entries = await readEntryRows(
    tx,
    rows.flatMap(({ entry_id }) => entry_id ?? []),
  )
  return rows.map((row) => shown(row, byCluster.get(row.id) ?? [], entries.get(row.entry_id ?? '')?.live))
}

/** `live`: the entry's live version, null for none, undefined where there is no such entry (any more). */
function shown(row: ClusterRow, details: readonly Detail[], live: number | null | undefined): GrowthCluster {
  const count = (fits: (each: Detail) => boolean) =>
    details.reduce((sum, each) => sum + (fits(each) ? each.count : 0), 0)
  const by = <K extends 'origin' | 'channel' | 'language'>(key: K) =>
    [...Map.groupBy(details, (each) => each[key])]
      .map(([name, list]) => ({ name, count: list.reduce((sum, each) => sum + each.count, 0) }))
      .sort((a, b) => b.count - a.count)
  return {
    id: row.id,
    state: row.state === 'drafted' && live === undefined ? 'open' : row.state,
    title: row.title,
    language: row.language,
    size: row.size,
    week: row.week,
    weekBefore: row.before,
    days: Array.from({ length: shownDays }, (_, i) => count(({ ago }) => ago === shownDays - 1 - i)),
    origins: by('origin').map(({ name, count: n }) => ({ origin: name, count: n })),
    channels: by('channel')
      .filter(({ name }) => name !== '')
      .map(({ name, count: n }) => ({ channel: name, count: n })),
    languages: by('language').map(({ name, count: n }) => ({ language: name, count: n })),
    reasons: {
      declined: count((each) => each.decision === 'declined'),
      clarified: count((each) => each.decision === 'clarified' && each.outcome === null),
      disliked: count((each) => each.decision !== 'declined' && each.outcome === 'disliked'),
      handedOver: count((each) => each.decision !== 'declined' && each.outcome === 'handed_over'),
      askedAgain: count((each) => each.decision !== 'declined' && each.outcome === 'asked_again'),
      ratedLow: count((each) => each.decision !== 'declined' && each.outcome === 'rated_low'),
    },
    examples: row.samples.map(({ text }) => text).toSorted((a, b) => goodWording(b) - goodWording(a)),
    firstAt: row.first_at.toISOString(),
    lastAt: row.last_at.toISOString(),
    entryId: live === undefined ? null : row.entry_id,
    entryLive: typeof live === 'number',
    after: { asked: row.asked_after, solved: row.solved_after, failed: row.failed_after },
  }
}
