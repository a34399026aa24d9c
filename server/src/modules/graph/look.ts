import type { FindingKind, FindingPlace } from '@loopdesk/contracts/api/graph.ts'
import { checkAgainstGraph } from '@loopdesk/engines/graph/check-text.ts'
import { type Claim, claimsOf } from '@loopdesk/engines/graph/conflicts/claims.ts'
import { conflictsOfGroup } from '@loopdesk/engines/graph/conflicts/find-conflicts.ts'
import { type CheckedPassage, hashText } from '@loopdesk/engines/graph/conflicts/passage.ts'
import { type Finding, type ForbiddenWord, findForbidden, findStale } from '@loopdesk/engines/graph/conflicts/stale.ts'
import { extractFacts } from '@loopdesk/engines/graph/extract/extract.ts'
import type { ReadPassage } from '@loopdesk/engines/graph/extract/proposal.ts'
import { subjectOf } from '@loopdesk/engines/graph/extract/read-names.ts'
import type { Graph } from '@loopdesk/engines/graph/graph.ts'
import { nameOf, showMember } from '@loopdesk/engines/graph/show.ts'
import { visibleTo } from '@loopdesk/engines/graph/visible.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { ChangedPassage, GraphDeps } from './deps.ts'
import type { GraphHost } from './graph-host.ts'
import { keepProposals } from './proposals.ts'
import { factKey, followAudiences } from './rows.ts'

const batch = 200

export interface StoredFinding {
  id: string
  kind: FindingKind
  key: string | null
  a: FindingPlace
  b: FindingPlace | null
  about: string
  note: string
}

/**
 * Looks through passages that changed since it last looked: what they state, whether others state otherwise, what time has
 * overtaken, words that must not stand there, what the graph knows to be otherwise, and facts to propose. `again`: through all.
 */
export function makeLook({
  db,
  host,
  passages,
  now,
  bus,
}: Pick<GraphDeps, 'db' | 'passages' | 'now' | 'bus'> & { host: GraphHost }) {
  return async function look(workspaceId: string, again = false): Promise<void> {
    if (again) await db.tenant(workspaceId, (tx) => moveTo(tx, 0, ''))
    for (;;) {
      const head = await db.tenant(workspaceId, (tx) => readState(tx))
      const changed = await passages.changedSince(workspaceId, head.revision, batch, head.id)
      if (changed.length > 0) {
        const graph = await host.of(workspaceId)
        await db.tenant(workspaceId, async (tx) => {
          const known = changed.flatMap((each) => (each.deleted ? [] : [each]))
          await followAudiences(tx, bus, known)
          await takeIn(tx, graph, changed, { now: now(), forbidden: head.forbidden, gone: head.gone })
          const last = changed.at(-1)!
          await moveTo(tx, last.revision, last.id)
        })
      }
      if (changed.length < batch) break
    }
    await db.tenant(workspaceId, (tx) =>
      sql`insert into graph_heads (workspace_id, looked_at) values (${workspaceId}, now())
        on conflict (workspace_id) do update set looked_at = now()`.execute(tx.query),
    )
  }
}

interface Surroundings {
  now: Date
  forbidden: ForbiddenWord[]
  gone: { name: string }[]
}

async function readState(tx: Tx) {
  const { rows } = await sql<{ revision: number; id: string; forbidden: ForbiddenWord[] }>`
    select passages_revision as revision, passages_id as id, forbidden from graph_heads`.execute(tx.query)
  // Names that something living has as well lead somewhere.
  const gone = await sql<{ name: string }>`
    select distinct g.name from graph_entities g where (g.deleted or g.retired) and length(g.name) > 1
      and not exists (select from graph_entities e where not e.deleted and not e.retired and (e.name = g.name or g.name = any(e.aliases)))`.execute(
    tx.query,
  )
  return { ...(rows[0] ?? { revision: 0, id: '', forbidden: [] }), gone: gone.rows }
}

async function moveTo(tx: Tx, revision: number, id: string): Promise<void> {
  await sql`insert into graph_heads (workspace_id, passages_revision, passages_id) values (${tx.workspaceId}, ${revision}, ${id})
    on conflict (workspace_id) do update set passages_revision = ${revision}, passages_id = ${id}`.execute(tx.query)
}

async function takeIn(tx: Tx, graph: Graph, changed: readonly ChangedPassage[], around: Surroundings): Promise<void> {
  const ids = changed.map(({ id }) => id)
  const living = changed.filter((each) => !each.deleted).map(checkedOf)
  const audiences = new Map(living.map(({ id, audiences: whom = [] }) => [id, whom]))
  const keys = await replaceClaims(tx, ids, living.flatMap(claimsOf))
  await keepProposals(tx, ids, graph.ontology.types.length > 0 ? extractFacts(graph, living) : [], audiences)
  const found = living.flatMap((passage) => [
    ...findStale(passage, { now: around.now.getTime(), gone: around.gone }).map(single),
    ...findForbidden(passage, around.forbidden).map(single),
    ...againstGraph(graph, passage),
  ])
  await sql`update graph_findings set present = false where passage_a = any(${ids}) and (key is null or key like 'fact:%') and present`.execute(
    tx.query,
  )
  await sql`update graph_findings set present = false where key = any(${keys}) and present`.execute(tx.query)
  await putFindings(tx, [...found, ...(await conflictsOf(tx, keys))])
}

/** Answers the keys of claims that came or went. */
async function replaceClaims(tx: Tx, passages: readonly string[], claims: readonly Claim[]): Promise<string[]> {
  const { rows } = await sql<{
    key: string
  }>`delete from graph_claims where passage = any(${passages as string[]}) returning key`.execute(tx.query)
  if (claims.length > 0)
    await sql`
      insert into graph_claims (workspace_id, key, passage, number, claim)
      select ${tx.workspaceId}, c.claim->>'key', c.claim->>'passage', c.number, c.claim
      from jsonb_to_recordset(${JSON.stringify(claims.map((claim, number) => ({ number, claim })))}::jsonb) as c(number int, claim jsonb)`.execute(
      tx.query,
    )
  return [...new Set([...rows.map(({ key }) => key), ...claims.map(({ key }) => key)])]
}

/** More statements than this about one thing are a template. */
const mostOfKey = 60

async function conflictsOf(tx: Tx, keys: readonly string[]): Promise<StoredFinding[]> {
  const { rows } = await sql<{ claim: Claim }>`
    select claim from graph_claims where key in (
      select key from graph_claims where key = any(${keys as string[]}) group by key
      having count(distinct claim->>'value') > 1 and count(*) <= ${mostOfKey})`.execute(tx.query)
  return [
    ...Map.groupBy(
      rows.map(({ claim }) => claim),
      ({ key }) => key,
    ).values(),
  ].flatMap((group) =>
    conflictsOfGroup(group).map(({ id, kind, a, b }) => ({
      id,
      kind,
      key: a.key,
      a: placeOf(a),
      b: placeOf(b),
      about: '',
      note: '',
    })),
  )
}

const placeOf = ({ passage, source, headings, quote, start, end, page, updatedAt }: Claim): FindingPlace => ({
  passage,
  source,
  headings,
  quote,
  start,
  end,
  ...(page === undefined ? {} : { page }),
  updatedAt: new Date(updatedAt).toISOString(),
})

const single = ({ id, kind, passage, source, quote, start, end, page, about, note }: Finding): StoredFinding => ({
  id,
  kind,
  key: null,
  a: { passage, source, headings: '', quote, start, end, ...(page === undefined ? {} : { page }) },
  b: null,
  about,
  note: note ?? '',
})

/**
 * What a passage says of a thing that an accepted fact for the same people says otherwise; the fact's own passage is no witness
 * against itself.
 */
function againstGraph(whole: Graph, passage: CheckedPassage & ReadPassage): StoredFinding[] {
  const graph = visibleTo(whole, passage.audiences ?? [])
  const subject = subjectOf(graph, passage)
  const text = passage.table ? '' : passage.text
  return checkAgainstGraph(graph, text, subject === undefined ? {} : { subject }).flatMap(
    ({ quote, entity, member, said, known, facts, rule }) => {
      const fact = facts[0]
      if (fact?.source.id === passage.source.id) return []
      const source = fact?.source
      const kind = source?.kind === 'document' || source?.kind === 'entry' ? source.kind : 'graph'
      const words = source?.quote ?? `${nameOf(graph, entity)} · ${showMember(graph, member, false, 'zh')}: ${known}`
      const a: FindingPlace = {
        passage: passage.id,
        source: passage.source,
        headings: passage.headings.join(' / '),
        quote,
        start: 0,
        end: quote.length,
        ...(passage.page === undefined ? {} : { page: passage.page }),
      }
      const b: FindingPlace = {
        passage: source?.passage ?? '',
        source: { kind, id: source?.id ?? entity, title: source?.title ?? rule?.id ?? '' },
        headings: '',
        quote: words,
        start: 0,
        end: words.length,
        ...(source?.page === undefined ? {} : { page: source.page }),
      }
      const id = hashText(['against_graph', passage.source.id, quote, entity, member, known].join('\n'))
      return [
        {
          id,
          kind: 'against_graph' as const,
          key: fact ? factKey(fact.id) : null,
          a,
          b,
          about: nameOf(graph, entity),
          note: `${said} ≠ ${known}`,
        },
      ]
    },
  )
}

async function putFindings(tx: Tx, found: readonly StoredFinding[]): Promise<void> {
  const unique = [...new Map(found.map((each) => [each.id, each])).values()]
  if (unique.length === 0) return
  await sql`
    insert into graph_findings (workspace_id, id, kind, key, passage_a, passage_b, source_a, source_b, a, b, about, note)
    select ${tx.workspaceId}, f.id, f.kind, f.key, f.a->>'passage', f.b->>'passage',
      (f.a->'source'->>'kind') || ':' || (f.a->'source'->>'id'), (f.b->'source'->>'kind') || ':' || (f.b->'source'->>'id'),
      f.a, f.b, f.about, f.note
    from jsonb_to_recordset(${JSON.stringify(unique)}::jsonb) as f(id text, kind text, key text, a jsonb, b jsonb, about text, note text)
    on conflict (workspace_id, id) do update set present = true, key = excluded.key, a = excluded.a, b = excluded.b,
      passage_a = excluded.passage_a, passage_b = excluded.passage_b, about = excluded.about, note = excluded.note`.execute(
    tx.query,
  )
}

interface ShownTable {
  caption?: string
  header: string[]
  rows: string[][]
}

function checkedOf(row: Extract<ChangedPassage, { deleted: false }>): CheckedPassage & ReadPassage {
  const [kind, ...rest] = row.source.split(':')
  const table = row.content.table as ShownTable | undefined
  return {
    id: row.id,
    source: { kind: kind === 'entry' ? 'entry' : 'document', id: rest.join(':'), title: row.title },
    headings: row.headings,
    text: row.text,
    audiences: row.audiences,
    channels: row.channels,
    updatedAt: row.updatedAt.getTime(),
    ...(table ? { table } : {}),
    ...(row.page === null ? {} : { page: row.page }),
    ...(row.validFrom ? { from: row.validFrom.toISOString().slice(0, 10) } : {}),
    ...(row.validUntil ? { until: row.validUntil.toISOString().slice(0, 10) } : {}),
  }
}
