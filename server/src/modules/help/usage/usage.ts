import type { HelpSearch, HelpStatistics, HelpVote } from '@loopdesk/contracts/api/help.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { redact } from '@loopdesk/engines/masking/mask-text.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { afterCursor, microsOf, parsePageCursor, writePageCursor } from '../../../infra/page-cursor.ts'
import type { HelpDeps, NotedSearch } from '../deps.ts'
import type { SiteRow } from '../sites/sites.ts'

type Language = 'zh' | 'en'

export type Usage = ReturnType<typeof makeUsage>

/** Views are written so often; a crash loses those of this time. */
const flushMs = 5_000
const mostWaiting = 2_000
/** What is read most counts for so many days. */
const popularDays = 30
const isSearchId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const byEverybody = /bot|crawl|spider|slurp|preview|facebookexternalhit|headless/i

type Deps = Pick<HelpDeps, 'db' | 'log' | 'knowledge' | 'noteSearch' | 'noteOpened'>

/** What is read and looked for, and whether it helped. Nobody is named in it. */
export function makeUsage({ db, log, knowledge, noteSearch, noteOpened }: Deps) {
  const waiting = new Map<string, { site: SiteRow; source: string; language: Language; views: number }>()
  let timer: NodeJS.Timeout | undefined

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const views = [...waiting.values()]
    waiting.clear()
    for (const [workspaceId, rows] of Map.groupBy(views, ({ site }) => site.workspace_id)) {
      const counted = rows.map(({ site, source, language, views }) => ({ site_id: site.id, source, language, views }))
      await db
        .tenant(workspaceId, (tx) =>
          sql`
            insert into help_views (workspace_id, site_id, source, language, day, views)
            select ${workspaceId}, v.site_id, v.source, v.language, current_date, v.views
            from jsonb_to_recordset(${JSON.stringify(counted)}::jsonb) as v(site_id uuid, source text, language text, views int)
            join help_sites s on s.id = v.site_id
            on conflict (site_id, day, source, language) do update set views = help_views.views + excluded.views`.execute(
            tx.query,
          ),
        )
        .catch((error) => log.warn({ err: error }, 'views of the help centre could not be counted'))
    }
  }

  return {
    /** Somebody opened an article or a document; programs that read everything do not count. */
    viewed(site: SiteRow, source: string, language: Language, agent: string | undefined): void {
      if (agent === undefined || byEverybody.test(agent)) return
      const key = `${site.id} ${source} ${language}`
      const known = waiting.get(key) ?? { site, source, language, views: 0 }
      waiting.set(key, { ...known, views: known.views + 1 })
      if (waiting.size >= mostWaiting) void flush()
      timer ??= setTimeout(() => void flush(), flushMs).unref()
    },

    /** Writes down what was counted. */
    flush,

    /** Somebody opened what a search had listed; what is no name of a search is let be. */
    async opened(site: SiteRow, searchId: string): Promise<void> {
      if (!isSearchId.test(searchId)) return
      await noteOpened?.(site.workspace_id, searchId).catch((error) =>
        log.warn({ err: error }, 'what was opened after a search could not be noted'),
      )
    },

    /** Somebody searched; answers the name of the search where it matters what is opened. Personal data is masked before anything is kept. */
    async searched(site: SiteRow, search: NotedSearch, agent: string | undefined): Promise<string | undefined> {
      const text = redact(search.text).replace(/\s+/g, ' ').trim()
      const { language, decision, results } = search
      await db.tenant(site.workspace_id, (tx) =>
        sql`
          insert into help_searches (workspace_id, site_id, day, language, query, decision, results)
          values (${site.workspace_id}, ${site.id}, current_date, ${language}, ${text.toLowerCase()}, ${decision}, ${results})
          on conflict (site_id, day, language, query) do update set searches = help_searches.searches + 1,
            decision = excluded.decision, results = excluded.results, last_at = now()`.execute(tx.query),
      )
      if (agent === undefined || byEverybody.test(agent)) return undefined
      return noteSearch?.(site.workspace_id, { ...search, text })
    },

    /** Whether something helped a visitor: once each, the latest word counts. */
    vote: (
      site: SiteRow,
      vote: { source: string; language: Language; visitor: string; helpful: boolean; comment: string },
    ): Promise<void> =>
      db.tenant(site.workspace_id, async (tx) => {
        const { source, language, visitor, helpful } = vote
        await sql`
          insert into help_feedback (workspace_id, site_id, source, language, visitor, helpful, comment)
          values (${site.workspace_id}, ${site.id}, ${source}, ${language}, ${visitor}, ${helpful}, ${redact(vote.comment)})
          on conflict (site_id, source, visitor) do update set helpful = excluded.helpful, language = excluded.language, at = now(),
            comment = case when excluded.comment = '' then help_feedback.comment else excluded.comment end`.execute(
          tx.query,
        )
      }),

    /** Sources that are read most, first. */
    popular: (site: SiteRow, limit: number): Promise<string[]> =>
      db.tenant(site.workspace_id, async (tx) => {
        const { rows } = await sql<{ source: string }>`
          select source from help_views where site_id = ${site.id} and day > current_date - ${popularDays}::int
          group by source order by sum(views) desc, source limit ${limit}`.execute(tx.query)
        return rows.map(({ source }) => source)
      }),

    statistics: (workspaceId: string, siteId: string, days: number): Promise<HelpStatistics> =>
      db.tenant(workspaceId, async (tx) => {
        await requireSite(tx, siteId)
        return readStatistics(tx, knowledge.open, siteId, days)
      }),

    searches: (
      workspaceId: string,
      siteId: string,
      {
        days,
        only,
        cursor,
        limit,
      }: { days: number; only: 'all' | 'nothing_found' | 'not_answered'; cursor: number; limit: number },
    ): Promise<{ items: HelpSearch[]; next: number | null }> =>
      db.tenant(workspaceId, async (tx) => {
        await requireSite(tx, siteId)
        const { rows } = await sql<Omit<HelpSearch, 'lastAt'> & { lastAt: Date }>`
          select * from (select query, language, sum(searches)::int as searches, max(last_at) as "lastAt",
              (array_agg(results order by day desc))[1] as results, (array_agg(decision order by day desc))[1] as decision
            from help_searches where site_id = ${siteId} and day > current_date - ${days}::int group by query, language) found
          where ${only === 'all' ? sql`true` : only === 'nothing_found' ? sql`results = 0` : sql`decision <> 'answer'`}
          order by searches desc, query, language offset ${cursor} limit ${limit + 1}`.execute(tx.query)
        const items = rows.slice(0, limit).map((row) => ({ ...row, lastAt: row.lastAt.toISOString() }))
        return { items, next: rows.length > limit ? cursor + limit : null }
      }),

    feedback: (
      workspaceId: string,
      siteId: string,
      {
        only,
        cursor,
        limit,
      }: { only: 'all' | 'not_helpful' | 'with_words'; cursor?: string | undefined; limit: number },
    ): Promise<{ items: HelpVote[]; next: string | null }> =>
      db.tenant(workspaceId, async (tx) => {
        await requireSite(tx, siteId)
        const { rows } = await sql<Omit<HelpVote, 'at' | 'title'> & { at: Date; micros: number }>`
          select id, source, language, helpful, comment, at, ${microsOf(sql`at`)} as micros
          from help_feedback f where site_id = ${siteId}
            and ${only === 'all' ? sql`true` : only === 'not_helpful' ? sql`not helpful` : sql`comment <> ''`}
            and ${afterCursor(sql`at`, sql`id`, parsePageCursor(cursor))}
          order by at desc, id desc limit ${limit + 1}`.execute(tx.query)
        const shown = rows.slice(0, limit)
        const titles = await titlesOf(tx, knowledge.open, shown)
        const items = shown.map(({ micros: _micros, ...row }) => ({
          ...row,
          title: titles.get(row.source) ?? row.source,
          at: row.at.toISOString(),
        }))
        const last = rows.length > limit ? rows[limit - 1] : undefined
        return { items, next: last ? writePageCursor({ micros: last.micros, id: last.id }) : null }
      }),

    async close(): Promise<void> {
      await flush()
    },
  }
}

type Titles = Pick<HelpDeps['knowledge']['open'], 'titles'>

/** What the sources of rows are called today. */
const titlesOf = (tx: Tx, { titles }: Titles, rows: readonly { source: string }[]) =>
  titles(
    tx,
    rows.map(({ source }) => source),
  )

async function requireSite(tx: Tx, siteId: string): Promise<void> {
  const { rows } = await sql`select 1 from help_sites where id = ${siteId}`.execute(tx.query)
  if (rows.length === 0) throw new AppError('not_found', 'there is no such help centre')
}

async function readStatistics(tx: Tx, open: Titles, siteId: string, days: number): Promise<HelpStatistics> {
  const since = sql`current_date - ${days - 1}::int`
  const { rows: byDay } = await sql<{ day: string; views: number; searches: number }>`
    select d::date::text as day,
      coalesce((select sum(views) from help_views where site_id = ${siteId} and day = d::date), 0)::int as views,
      coalesce((select sum(searches) from help_searches where site_id = ${siteId} and day = d::date), 0)::int as searches
    from generate_series(${since}, current_date, interval '1 day') d order by d`.execute(tx.query)
  const { rows: searched } = await sql<{ answered: number; withoutResult: number }>`
    select coalesce(sum(searches) filter (where decision = 'answer'), 0)::int as answered,
      coalesce(sum(searches) filter (where results = 0), 0)::int as "withoutResult"
    from help_searches where site_id = ${siteId} and day >= ${since}`.execute(tx.query)
  const { rows: voted } = await sql<{ helpful: number; notHelpful: number }>`
    select count(*) filter (where helpful)::int as helpful, count(*) filter (where not helpful)::int as "notHelpful"
    from help_feedback where site_id = ${siteId} and at >= ${since}`.execute(tx.query)
  const { rows: articles } = await sql<Omit<HelpStatistics['articles'][number], 'title'>>`
    select f.source, f.views, coalesce(v.helpful, 0)::int as helpful, coalesce(v."notHelpful", 0)::int as "notHelpful"
    from (select workspace_id, source, sum(views)::int as views from help_views
        where site_id = ${siteId} and day >= ${since} group by workspace_id, source order by views desc, source limit 50) f
      left join (select source, count(*) filter (where helpful) as helpful, count(*) filter (where not helpful) as "notHelpful"
        from help_feedback where site_id = ${siteId} and at >= ${since} group by source) v on v.source = f.source
    order by f.views desc, f.source`.execute(tx.query)
  const titles = await titlesOf(tx, open, articles)
  const sum = (key: 'views' | 'searches') => byDay.reduce((all, each) => all + each[key], 0)
  return {
    ...{ views: sum('views'), searches: sum('searches'), days: byDay },
    articles: articles.map((each) => ({ ...each, title: titles.get(each.source) ?? each.source })),
    ...searched[0]!,
    ...voted[0]!,
  }
}
