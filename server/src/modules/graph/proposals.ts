import { randomUUID } from 'node:crypto'
import type { ProposalShown } from '@loopdesk/contracts/api/graph.ts'
import type { Entity, Fact } from '@loopdesk/contracts/graph.ts'
import type { Proposal, ProposedEntity } from '@loopdesk/engines/graph/extract/proposal.ts'
import { type Graph, propertyOf, valuesOf } from '@loopdesk/engines/graph/graph.ts'
import { showMember, showValue } from '@loopdesk/engines/graph/show.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { audit } from '../identity/index.ts'
import type { GraphDeps, Who } from './deps.ts'
import { problemOf, replacedBy } from './entities.ts'
import type { GraphHost } from './graph-host.ts'
import { dropFacts, nextRevision, putEntities, putFacts } from './rows.ts'

interface ProposalRecord {
  id: string
  state: ProposalShown['state']
  subject: ProposedEntity
  property: string | null
  relation: string | null
  value: Proposal['value'] | null
  object: ProposedEntity | null
  negated: boolean
  position: number | null
  source: Proposal['source']
  audiences: string[]
  confidence: number
  decidedBy: string | null
  foundAt: Date
}
const columns = sql`id, state, subject, property, relation, value, object, negated, position, source, audiences, confidence,
  decided_by as "decidedBy", found_at as "foundAt"`

/** Facts that were read out of texts, until somebody has judged them. */
export function makeProposals({ db, bus, host }: Pick<GraphDeps, 'db' | 'bus'> & { host: GraphHost }) {
  return {
    async list(
      workspaceId: string,
      {
        state,
        type,
        source,
        offset,
        limit,
      }: { state: string; type?: string | undefined; source?: string | undefined; offset: number; limit: number },
    ) {
      const graph = await host.of(workspaceId)
      const [kind, ...rest] = source?.split(':') ?? []
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<ProposalRecord & { total: number }>`
          select ${columns}, count(*) over ()::int as total from graph_proposals where state = ${state}
            ${type === undefined ? sql`` : sql`and subject->>'type' = ${type}`}
            ${source === undefined ? sql`` : sql`and source->>'kind' = ${kind} and source->>'id' = ${rest.join(':')}`}
          order by confidence desc, found_at, id offset ${offset} limit ${limit}`.execute(tx.query)
        return { items: rows.map((row) => shown(graph, row)), total: rows[0]?.total ?? 0 }
      })
    },

    async decide(workspaceId: string, who: Who, ids: readonly string[], decision: 'accept' | 'reject') {
      const graph = await host.of(workspaceId)
      return db.tenant(workspaceId, async (tx) => {
        const revision = await nextRevision(tx, bus)
        const { rows } = await sql<ProposalRecord>`
          select ${columns} from graph_proposals where id = any(${ids as string[]}::uuid[]) and state = 'proposed'
          order by found_at, id for update`.execute(tx.query)
        const accepted = decision === 'accept' ? acceptAll(graph, rows) : undefined
        const refused = new Set(accepted?.refused.map(({ id }) => id))
        const decided = rows.filter(({ id }) => !refused.has(id)).map(({ id }) => id)
        if (accepted) {
          await putEntities(tx, revision, accepted.entities)
          await dropFacts(tx, revision, accepted.replaced)
          await putFacts(tx, revision, who.name, accepted.facts)
        }
        await sql`update graph_proposals set state = ${decision === 'accept' ? 'accepted' : 'rejected'}, decided_by = ${who.name}, decided_at = now()
          where id = any(${decided}::uuid[])`.execute(tx.query)
        if (decided.length > 0)
          await audit(tx, {
            actor: who.actor,
            action: `proposals.${decision}ed`,
            target: 'graph:proposals',
            details: { count: decided.length },
          })
        return { decided: decided.length, refused: accepted?.refused ?? [] }
      })
    },
  }
}

/** Replaces what a passage proposes and nobody has judged; what was judged stays judged. */
export async function keepProposals(
  tx: Tx,
  passages: readonly string[],
  proposals: readonly Proposal[],
  /** Of passages. */
  audiences: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const keys = proposals.map(({ key }) => key)
  await sql`delete from graph_proposals where passage = any(${passages as string[]}) and state = 'proposed' and key <> all(${keys})`.execute(
    tx.query,
  )
  if (proposals.length === 0) return
  const rows = proposals
    .map((each) => ({ id: randomUUID(), passage: each.source.passage ?? '', ...each }))
    .map((each) => ({ ...each, audiences: audiences.get(each.passage) ?? [] }))
  await sql`
    insert into graph_proposals (workspace_id, id, key, state, subject, property, relation, value, object, negated, position, source, audiences, passage, confidence)
    select ${tx.workspaceId}, p.id, p.key, 'proposed', p.subject, p.property, p.relation, p.value, p.object, p.negated, p.position, p.source, p.audiences, p.passage, p.confidence
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(id uuid, key text, subject jsonb, property text, relation text, value jsonb,
      object jsonb, negated boolean, position int, source jsonb, audiences text[], passage text, confidence real)
    on conflict (workspace_id, md5(key)) do update set source = excluded.source, audiences = excluded.audiences, passage = excluded.passage, confidence = excluded.confidence
      where graph_proposals.state = 'proposed'`.execute(tx.query)
}

interface Accepted {
  entities: Entity[]
  facts: Fact[]
  replaced: string[]
  refused: { id: string; message: { zh: string; en: string } }[]
}

/** Makes the entities that proposals name and their facts, each seen by the rules with those before it. */
function acceptAll(graph: Graph, rows: readonly ProposalRecord[]): Accepted {
  const result: Accepted = { entities: [], facts: [], replaced: [], refused: [] }
  const made = new Map<string, Entity>()
  const place = (proposed: ProposedEntity): Entity => {
    const known = proposed.id === undefined ? undefined : graph.entities.get(proposed.id)
    const named =
      known ??
      [...(graph.byType.get(proposed.type) ?? [])]
        .map((id) => graph.entities.get(id)!)
        .find(({ name, aliases }) => name === proposed.name || aliases.includes(proposed.name))
    const key = `${proposed.type}\n${proposed.name}`
    const entity = named ??
      made.get(key) ?? { id: randomUUID(), type: proposed.type, name: proposed.name, aliases: [], retired: false }
    if (!named) made.set(key, entity)
    return entity
  }
  for (const row of rows) {
    const subject = place(row.subject)
    const object = row.object ? place(row.object) : undefined
    const trial = withEntities(graph, [subject, ...(object ? [object] : [])])
    const fact: Fact = {
      id: randomUUID(),
      subject: subject.id,
      ...(row.property ? { property: row.property } : {}),
      ...(row.relation ? { relation: row.relation } : {}),
      ...(row.value === null ? {} : { value: row.value! }),
      ...(object ? { object: object.id } : {}),
      ...(row.position === null ? {} : { position: row.position }),
      negated: row.negated,
      source: row.source,
      ...(row.audiences.length > 0 ? { audiences: row.audiences } : {}),
      status: 'accepted',
    }
    const message = problemOf(trial, fact)
    if (message) {
      result.refused.push({ id: row.id, message })
      continue
    }
    for (const each of [subject, object])
      if (each && made.get(`${each.type}\n${each.name}`) === each && !result.entities.includes(each))
        result.entities.push(each)
    result.replaced.push(...replacedBy(graph, fact).map(({ id }) => id))
    result.facts.push(fact)
  }
  return result
}

/** The graph with entities it may not have yet, without copying it. */
function withEntities(graph: Graph, entities: readonly Entity[]): Graph {
  const fresh = entities.filter(({ id }) => !graph.entities.has(id))
  if (fresh.length === 0) return graph
  return { ...graph, entities: new Map([...graph.entities, ...fresh.map((each) => [each.id, each] as const)]) }
}

function shown(graph: Graph, row: ProposalRecord): ProposalShown {
  const member = (row.property ?? row.relation)!
  const property = row.property === null ? undefined : propertyOf(graph, row.property)
  const words = (language: 'zh' | 'en') => {
    const end = row.object ? row.object.name : showValue(property, row.value ?? undefined, language)
    return `${row.subject.name} · ${row.negated ? (language === 'zh' ? '不' : 'not ') : ''}${showMember(graph, member, false, language)} · ${end}`
  }
  const present =
    row.property !== null && row.subject.id !== undefined ? valuesOf(graph, row.subject.id, row.property)[0] : undefined
  return {
    id: row.id,
    subject: row.subject,
    ...(row.property === null ? {} : { property: row.property }),
    ...(row.relation === null ? {} : { relation: row.relation }),
    ...(row.value === null ? {} : { value: row.value! }),
    ...(row.object === null ? {} : { object: row.object }),
    negated: row.negated,
    source: row.source,
    audiences: row.audiences,
    confidence: Math.round(row.confidence * 100) / 100,
    state: row.state,
    replaces: present && present.value !== row.value ? showValue(property, present.value, 'zh') : null,
    text: { zh: words('zh'), en: words('en') },
    decidedBy: row.decidedBy,
    foundAt: row.foundAt.toISOString(),
  }
}
