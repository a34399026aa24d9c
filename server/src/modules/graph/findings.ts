import type { FindingKind, FindingPlace, FindingShown } from '@loopdesk/contracts/api/graph.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { addJob } from '../../infra/jobs.ts'
import { audit } from '../identity/index.ts'
import type { GraphDeps, Who } from './deps.ts'

export const lookJobName = 'graph_look'
type Group = 'contradictions' | 'stale' | 'forbidden'
const groups: Record<Group, FindingKind[]> = {
  contradictions: ['number', 'money', 'duration', 'date', 'time', 'yes_no', 'against_graph'],
  stale: ['date_past', 'validity_over', 'old_present', 'gone'],
  forbidden: ['forbidden'],
}

interface FindingRecord {
  id: string
  kind: FindingKind
  a: FindingPlace
  b: FindingPlace | null
  about: string
  note: string
  dismissedBy: string | null
  foundAt: Date
}
interface Wanted {
  group?: Group | undefined
  kind?: FindingKind | undefined
  dismissed: 'true' | 'false'
  source?: string | undefined
  offset: number
  limit: number
}

/** Puts a look at what changed into the transaction; those that wait become one. */
export const lookSoon = (tx: Tx, workspaceId: string, again = false) =>
  addJob(
    tx,
    lookJobName,
    { workspaceId, again },
    { key: `graph-look:${workspaceId}${again ? ':again' : ''}`, queue: `graph-look:${workspaceId}`, maxAttempts: 5 },
  )

/** In SQL, to be joined: sources with open contradictions, each with how many: source, contradicted. */
export const contradictedSources = (workspaceId: string): RawBuilder<unknown> => sql`
  select source, count(distinct id)::int as contradicted from (
    select id, unnest(array[source_a, source_b]) as source from graph_findings
    where workspace_id = ${workspaceId} and present and dismissed_at is null and kind = any(${groups.contradictions})
  ) found where source is not null group by source`

/** Contradictions, stale texts and forbidden words that were found. */
export function makeFindings({ db }: Pick<GraphDeps, 'db'>) {
  return {
    list: (workspaceId: string, { group, kind, dismissed, source, offset, limit }: Wanted) =>
      db.tenant(workspaceId, async (tx) => {
        const kinds = kind ? [kind] : group ? groups[group] : Object.values(groups).flat()
        const { rows } = await sql<FindingRecord & { total: number }>`
          select id, kind, a, b, about, note, dismissed_by as "dismissedBy", found_at as "foundAt", count(*) over ()::int as total
          from graph_findings where present and kind = any(${kinds}) and (dismissed_at is not null) = ${dismissed === 'true'}
            ${source === undefined ? sql`` : sql`and (source_a = ${source} or source_b = ${source})`}
          order by found_at desc, id offset ${offset} limit ${limit}`.execute(tx.query)
        return { items: rows.map(shown), total: rows[0]?.total ?? 0 }
      }),

    /** How many there are of each kind, dismissed ones left out; also for the health view. */
    counts: (workspaceId: string): Promise<Partial<Record<FindingKind, number>>> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ kind: FindingKind; count: number }>`
          select kind, count(*)::int as count from graph_findings where present and dismissed_at is null group by kind`.execute(
          tx.query,
        )
        return Object.fromEntries(rows.map(({ kind, count }) => [kind, count]))
      }),

    dismiss: (workspaceId: string, who: Who, ids: readonly string[], dismissed: boolean) =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql`
          update graph_findings set dismissed_by = ${dismissed ? who.name : null}, dismissed_at = ${dismissed ? sql`now()` : null}
          where id = any(${ids as string[]}) and (dismissed_at is null) = ${dismissed} returning 1`.execute(tx.query)
        const action = dismissed ? 'findings.dismissed' : 'findings.restored'
        if (rows.length > 0)
          await audit(tx, {
            actor: who.actor,
            action,
            target: 'graph:findings',
            details: { ids: ids.slice(0, 20), count: rows.length },
          })
        return { changed: rows.length }
      }),

    look: (workspaceId: string, who: Who) =>
      db.tenant(workspaceId, async (tx) => {
        await lookSoon(tx, workspaceId, true)
        await audit(tx, { actor: who.actor, action: 'findings.look_begun', target: 'graph:findings' })
        return {}
      }),

    words: (workspaceId: string) =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{
          forbidden: { word: string; note?: string }[]
        }>`select forbidden from graph_heads`.execute(tx.query)
        return { words: rows[0]?.forbidden ?? [] }
      }),

    saveWords: (workspaceId: string, who: Who, words: { word: string; note?: string | undefined }[]) =>
      db.tenant(workspaceId, async (tx) => {
        const unique = [...new Map(words.map((each) => [each.word, each])).values()]
        await sql`insert into graph_heads (workspace_id, forbidden) values (${workspaceId}, ${JSON.stringify(unique)}::jsonb)
          on conflict (workspace_id) do update set forbidden = excluded.forbidden`.execute(tx.query)
        await lookSoon(tx, workspaceId, true)
        await audit(tx, {
          actor: who.actor,
          action: 'forbidden_words.saved',
          target: 'graph:forbidden-words',
          details: { count: unique.length },
        })
        return { words: unique }
      }),
  }
}

const shown = ({ dismissedBy, foundAt, ...row }: FindingRecord): FindingShown => ({
  ...row,
  dismissed: dismissedBy !== null,
  dismissedBy,
  foundAt: foundAt.toISOString(),
})
