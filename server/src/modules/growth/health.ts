import type { HealthFinding, SourceHealth } from '@loopdesk/contracts/api/growth.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { answeringSources } from '../knowledge/index.ts'
import type { GrowthDeps } from './deps.ts'
import { offsetOf, pageAfter } from './page.ts'
import { sums, type UsageCounts } from './usage.ts'

type Code = HealthFinding['code']
interface Row extends Omit<UsageCounts, 'lastAt'> {
  title: string
  lastAt: Date | null
  week: number
  before: number
  findings: HealthFinding[]
  score: number
}
interface Wanted {
  days: number
  kind?: 'entry' | 'document' | undefined
  finding?: Code | undefined
  order: 'score' | 'asked' | 'last'
  cursor?: string | undefined
  limit: number
}

/** Never answered with for so long, though it is there: days. */
const unusedAfter = 90
/** Ends within: days. */
const soon = 30

/**
 * What takes from 100, in SQL over one row `u`: code, how often (or days), how much at most. Rates are of what was answered plus five, so that one
 * bad word about something hardly used does not condemn it.
 */
const rules = sql`(values
  ('disliked', u.disliked, least(40, round(150.0 * u.disliked / (u.answered + 5)))),
  ('handed_over', u."handedOver", least(30, round(80.0 * u."handedOver" / (u.answered + 5)))),
  ('asked_again', u."askedAgain", least(20, round(60.0 * u."askedAgain" / (u.answered + 5)))),
  ('rated_low', u."ratedLow", least(20, round(60.0 * u."ratedLow" / (u.answered + 5)))),
  ('never_used', case when u."lastEver" is null and u.since < u.today - ${unusedAfter}::int then u.today - u.since::date else 0 end, 20),
  ('expired', case when u.until < u.today then u.today - u.until else 0 end, 40),
  ('expiring', case when u.until between u.today and u.today + ${soon}::int then u.until - u.today + 1 else 0 end, 10),
  ('review_due', case when u."reviewBy" <= u.today then u.today - u."reviewBy" + 1 else 0 end, 15),
  ('contradicted', u.contradicted, 25),
  ('missing_language', cardinality(u.missing), 10)
) f(code, count, weight)`

/** How entries and documents do, and which need work first. */
export function makeHealth({ db, now, contradicted }: Pick<GrowthDeps, 'db' | 'now' | 'contradicted'>) {
  /** In SQL: every source with what it is judged by, then its findings and its score. */
  const judged = (workspaceId: string, { days, kind }: Pick<Wanted, 'days' | 'kind'>) => sql`
    with asked_in as (
      select array_agg(distinct language) as languages from growth_questions
      where workspace_id = ${workspaceId} and at > ${now()}::timestamptz - interval '90 days'
    ), sources as (
      select source, title, since, until, "reviewBy", case when languages is null then '{}' else
          array(select l from unnest((select languages from asked_in)) l where l in ('zh', 'en') and l <> all(languages)) end as missing
      from (${answeringSources(workspaceId, kind)}) answering
    ), used as (
      select source, ${sums}, sum(asked) filter (where day > current_date - 7)::int as week,
        sum(asked) filter (where day <= current_date - 7 and day > current_date - 14)::int as before
      from growth_usage where workspace_id = ${workspaceId} and day > current_date - greatest(14, ${days}::int) group by source
    ), ever as (
      select source, max(last_at) as "lastEver" from growth_usage where workspace_id = ${workspaceId} and day > current_date - ${unusedAfter}::int group by source
    ), against as (
      ${contradicted(workspaceId)}
    ), u as (
      select s.*, ${now()}::date as today, e."lastEver", coalesce(a.contradicted, 0) as contradicted, coalesce(n.asked, 0) as asked,
        coalesce(n.answered, 0) as answered, coalesce(n.solved, 0) as solved, coalesce(n.disliked, 0) as disliked,
        coalesce(n."handedOver", 0) as "handedOver", coalesce(n."askedAgain", 0) as "askedAgain", coalesce(n."ratedLow", 0) as "ratedLow",
        coalesce(n.week, 0) as week, coalesce(n.before, 0) as before
      from sources s left join used n using (source) left join ever e using (source) left join against a using (source)
    ), judged as (
      select u.*, u."lastEver" as "lastAt", found.findings, greatest(0, 100 - coalesce(found.lost, 0))::int as score
      from u left join lateral (
        select coalesce(jsonb_agg(jsonb_build_object('code', f.code, 'count', f.count, 'weight', f.weight,
            'about', case f.code when 'missing_language' then array_to_string(u.missing, ',') end)
            order by f.weight desc, f.code), '[]') as findings, sum(f.weight) as lost
        from ${rules} where f.count > 0 and f.weight > 0
      ) found on true
    )`

  const has = (finding: Code | undefined) =>
    finding ? sql`where findings @> ${JSON.stringify([{ code: finding }])}::jsonb` : sql``

  async function read(tx: Tx, workspaceId: string, wanted: Wanted, offset: number, limit: number): Promise<Row[]> {
    const order = {
      score: sql`score, asked desc, source`,
      asked: sql`asked desc, score, source`,
      last: sql`"lastAt" desc nulls last, source`,
    }[wanted.order]
    const { rows } = await sql<Row>`
      ${judged(workspaceId, wanted)} select * from judged ${has(wanted.finding)} order by ${order} offset ${offset} limit ${limit}`.execute(
      tx.query,
    )
    return rows
  }

  return {
    list: (workspaceId: string, wanted: Wanted) =>
      db.tenant(workspaceId, async (tx) => {
        const offset = offsetOf(wanted.cursor)
        const page = pageAfter(await read(tx, workspaceId, wanted, offset, wanted.limit + 1), offset, wanted.limit)
        const counted = await sql<{ total: number; poor: number; fair: number; good: number }>`
          ${judged(workspaceId, wanted)} select count(*) filter (where ${wanted.finding ? sql`findings @> ${JSON.stringify([{ code: wanted.finding }])}::jsonb` : sql`true`})::int as total,
            count(*) filter (where score < 50)::int as poor, count(*) filter (where score >= 50 and score < 80)::int as fair,
            count(*) filter (where score >= 80)::int as good from judged`.execute(tx.query)
        const { rows } = await sql<{ code: string; count: number }>`
          ${judged(workspaceId, wanted)} select f->>'code' as code, count(*)::int as count
          from judged, jsonb_array_elements(findings) f group by 1`.execute(tx.query)
        const { total, ...spread } = counted.rows[0]!
        const findings = Object.fromEntries(rows.map(({ code, count }) => [code, count]))
        return { items: page.rows.map(shown), next: page.next, total, findings, spread }
      }),

    /** The table as CSV, in pieces; every cell is text to a spreadsheet, never a formula. */
    async *csv(workspaceId: string, wanted: Pick<Wanted, 'days' | 'kind'>): AsyncGenerator<string> {
      yield `\uFEFF${head.join(',')}\r\n`
      const most = 2_000
      for (let offset = 0; ; offset += most) {
        const rows = await db.tenant(workspaceId, (tx) =>
          read(tx, workspaceId, { ...wanted, order: 'score', limit: most }, offset, most),
        )
        yield rows.map(csvLine).join('')
        if (rows.length < most) return
      }
    },
  }
}

const head = [
  'source',
  'title',
  'score',
  'findings',
  'asked',
  'answered',
  'solved',
  'disliked',
  'handed_over',
  'asked_again',
  'rated_low',
  'last_used',
]

function csvLine(row: Row): string {
  const {
    source,
    title,
    score,
    findings,
    asked,
    answered,
    solved,
    disliked,
    handedOver,
    askedAgain,
    ratedLow,
    lastAt,
  } = row
  const words = findings.map(({ code, count }) => `${code}:${count}`).join(' ')
  const cells = [
    source,
    title,
    score,
    words,
    asked,
    answered,
    solved,
    disliked,
    handedOver,
    askedAgain,
    ratedLow,
    lastAt?.toISOString() ?? '',
  ]
  return `${cells.map(cell).join(',')}\r\n`
}

function cell(value: string | number): string {
  const text = String(value)
  const safe = /^[=+\-@\t\r]/.test(text) && typeof value === 'string' ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function shown(row: Row): SourceHealth {
  const {
    source,
    title,
    asked,
    answered,
    solved,
    disliked,
    handedOver,
    askedAgain,
    ratedLow,
    week,
    before,
    score,
    findings,
  } = row
  return {
    ...{ source, title, asked, answered, solved, disliked, handedOver, askedAgain, ratedLow, week, score, findings },
    weekBefore: before,
    lastAt: row.lastAt?.toISOString() ?? null,
  }
}
