import { randomUUID } from 'node:crypto'
import type { EntityDetail, EntityRow, FactShown, RuleViolationShown } from '@loopdesk/contracts/api/graph.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Entity, Fact } from '@loopdesk/contracts/graph.ts'
import { breaks, checkEntity, checkFacts, fitsTypes, type RuleViolation } from '@loopdesk/engines/graph/check-facts.ts'
import { exclusionOf, type Graph, propertyOf, relationOf, valuesOf } from '@loopdesk/engines/graph/graph.ts'
import { readValue } from '@loopdesk/engines/graph/read-value.ts'
import { nameOf } from '@loopdesk/engines/graph/show.ts'
import { sql } from 'kysely'
import { isUniqueViolation, type Tx } from '../../infra/db.ts'
import { containing } from '../../infra/page-cursor.ts'
import { audit } from '../identity/index.ts'
import type { GraphDeps, Who } from './deps.ts'
import type { GraphHost } from './graph-host.ts'
import {
  dropFacts,
  type EntityRecord,
  entityColumns,
  entityOf,
  fieldError,
  nextRevision,
  putEntities,
  putFacts,
  sameAudiences,
} from './rows.ts'

type EntityInput = { type: string; name: string; aliases: string[]; key?: string | undefined }
type EntityChange = {
  name?: string | undefined
  aliases?: string[] | undefined
  key?: string | undefined
  retired?: boolean | undefined
}
export type FactInput = Pick<Fact, 'subject'> & {
  [K in 'property' | 'relation' | 'value' | 'object' | 'negated' | 'position' | 'from' | 'until' | 'audiences']?:
    | Fact[K]
    | undefined
}

/** Things and what is known of them. */
export function makeEntities({ db, bus, host }: Pick<GraphDeps, 'db' | 'bus'> & { host: GraphHost }) {
  async function one(tx: Tx, entityId: string): Promise<EntityRecord & { facts: number }> {
    const { rows } = await sql<EntityRecord & { facts: number }>`
      select ${entityColumns}, (select count(*)::int from graph_facts f where f.subject = e.id and not f.deleted) as facts
      from graph_entities e where id = ${entityId} and not deleted`.execute(tx.query)
    if (!rows[0]) throw new AppError('not_found', 'there is no such entity')
    return rows[0]
  }

  return {
    list: (
      workspaceId: string,
      {
        type,
        search,
        offset,
        limit,
      }: { type?: string | undefined; search?: string | undefined; offset: number; limit: number },
    ) =>
      db.tenant(workspaceId, async (tx) => {
        const words = search?.trim() ? containing(search) : undefined
        const { rows } = await sql<EntityRecord & { facts: number; total: number }>`
          select ${entityColumns}, (select count(*)::int from graph_facts f where f.subject = e.id and not f.deleted) as facts,
            count(*) over ()::int as total
          from graph_entities e where not deleted
            ${type === undefined ? sql`` : sql`and type = ${type}`}
            ${words === undefined ? sql`` : sql`and (name ilike ${words} or key ilike ${words} or exists (select from unnest(aliases) a where a ilike ${words}))`}
          order by lower(name), id offset ${offset} limit ${limit}`.execute(tx.query)
        return { items: rows.map(shownEntity), total: rows[0]?.total ?? 0 }
      }),

    async read(workspaceId: string, entityId: string): Promise<EntityDetail> {
      const graph = await host.of(workspaceId)
      const row = await db.tenant(workspaceId, (tx) => one(tx, entityId))
      return {
        entity: shownEntity(row),
        facts: [...(graph.from.get(entityId) ?? [])].map((each) => shownFact(graph, each)),
        incoming: [...(graph.to.get(entityId) ?? [])].map((each) => shownFact(graph, each)),
        violations: checkEntity(graph, entityId).map((each) => shownViolation(graph, each)),
      }
    },

    async create(workspaceId: string, who: Who, input: EntityInput): Promise<EntityRow> {
      const graph = await host.of(workspaceId)
      if (!graph.ontology.types.some(({ key }) => key === input.type))
        throw fieldError('/body/type', `there is no type “${input.type}”`)
      const id = randomUUID()
      const { key, ...rest } = input
      return saving(() =>
        db.tenant(workspaceId, async (tx) => {
          await putEntities(tx, await nextRevision(tx, bus), [
            { id, ...rest, ...(key === undefined ? {} : { key }), retired: false },
          ])
          await audit(tx, {
            actor: who.actor,
            action: 'entity.created',
            target: `entity:${id}`,
            details: { type: input.type },
          })
          return shownEntity(await one(tx, id))
        }),
      )
    },

    update: (workspaceId: string, who: Who, entityId: string, change: EntityChange): Promise<EntityRow> =>
      saving(() =>
        db.tenant(workspaceId, async (tx) => {
          const revision = await nextRevision(tx, bus)
          const known = entityOf(await one(tx, entityId))
          const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
          await putEntities(tx, revision, [{ ...known, ...given } as Entity])
          await audit(tx, {
            actor: who.actor,
            action: 'entity.changed',
            target: `entity:${entityId}`,
            details: { changed: Object.keys(given) },
          })
          return shownEntity(await one(tx, entityId))
        }),
      ),

    remove: (workspaceId: string, who: Who, entityId: string) =>
      db.tenant(workspaceId, async (tx) => {
        const revision = await nextRevision(tx, bus)
        await one(tx, entityId)
        const { rows } = await sql<{ id: string }>`
          select id from graph_facts where (subject = ${entityId} or object = ${entityId}) and not deleted`.execute(
          tx.query,
        )
        await dropFacts(
          tx,
          revision,
          rows.map(({ id }) => id),
        )
        await sql`update graph_entities set deleted = true, revision = ${revision}, updated_at = now() where id = ${entityId}`.execute(
          tx.query,
        )
        await audit(tx, {
          actor: who.actor,
          action: 'entity.deleted',
          target: `entity:${entityId}`,
          details: { facts: rows.length },
        })
        return { facts: rows.length }
      }),

    async state(workspaceId: string, who: Who, input: FactInput): Promise<FactShown> {
      const graph = await host.of(workspaceId)
      const fact = readFact(graph, input, who)
      await db.tenant(workspaceId, async (tx) => {
        const revision = await nextRevision(tx, bus)
        const replaced = replacedBy(graph, fact)
        await dropFacts(
          tx,
          revision,
          replaced.filter(({ id }) => id !== fact.id).map(({ id }) => id),
        )
        await putFacts(tx, revision, who.name, [fact])
        const details = { subject: fact.subject, member: fact.property ?? fact.relation, replaced: replaced.length }
        await audit(tx, { actor: who.actor, action: 'fact.stated', target: `fact:${fact.id}`, details })
      })
      return shownFact(await host.of(workspaceId), fact)
    },

    retract: (workspaceId: string, who: Who, factId: string) =>
      db.tenant(workspaceId, async (tx) => {
        const revision = await nextRevision(tx, bus)
        const { rows } = await sql`select from graph_facts where id = ${factId} and not deleted`.execute(tx.query)
        if (rows.length === 0) throw new AppError('not_found', 'there is no such fact')
        await dropFacts(tx, revision, [factId])
        await audit(tx, { actor: who.actor, action: 'fact.retracted', target: `fact:${factId}` })
        return {}
      }),

    async violations(workspaceId: string, { offset, limit }: { offset: number; limit: number }) {
      const graph = await host.of(workspaceId)
      const all = checkFacts(graph)
      return { items: all.slice(offset, offset + limit).map((each) => shownViolation(graph, each)), total: all.length }
    },
  }
}

async function saving<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (isUniqueViolation(error)) throw fieldError('/body/key', 'another entity of this type has this key')
    throw error
  }
}

export const shownEntity = (row: EntityRecord & { facts: number }): EntityRow => ({
  ...entityOf(row),
  facts: row.facts,
  updatedAt: row.updatedAt.toISOString(),
})
export const shownFact = (graph: Graph, fact: Fact): FactShown => ({
  ...fact,
  subjectName: nameOf(graph, fact.subject),
  ...(fact.object === undefined ? {} : { objectName: nameOf(graph, fact.object) }),
})
const shownViolation = (graph: Graph, { entity, member, kind, facts, message }: RuleViolation): RuleViolationShown => ({
  entity,
  entityName: nameOf(graph, entity),
  member,
  kind,
  facts,
  message,
})

/** Facts that one takes the place of: the same statement, and the other value of a property that has one; what is for others stays. */
export function replacedBy(graph: Graph, fact: Fact): Fact[] {
  const known = [...(graph.from.get(fact.subject) ?? [])].filter((each) =>
    sameAudiences(each.audiences, fact.audiences),
  )
  if (fact.relation !== undefined)
    return known.filter((each) => each.relation === fact.relation && each.object === fact.object)
  const dated = fact.from !== undefined || fact.until !== undefined
  return known.filter(
    (each) =>
      each.property === fact.property &&
      (each.value === fact.value || (!fact.negated && !each.negated && !dated && !each.from && !each.until)),
  )
}

function readFact(graph: Graph, input: FactInput, who: Who): Fact {
  const { subject, property, relation, value, object, negated = false, position, from, until, audiences = [] } = input
  if (!graph.entities.has(subject)) throw fieldError('/body/subject', 'there is no such entity')
  if ((property === undefined) === (relation === undefined))
    throw fieldError('/body/property', 'give either a property or a relation')
  if (from && until && from > until) throw fieldError('/body/until', 'is before the day it begins')
  const common = {
    id: randomUUID(),
    subject,
    negated,
    source: { kind: 'person' as const, title: who.name },
    status: 'accepted' as const,
    ...(position === undefined ? {} : { position }),
    ...(from ? { from } : {}),
    ...(until ? { until } : {}),
    ...(audiences.length > 0 ? { audiences: [...new Set(audiences)] } : {}),
  }
  if (property !== undefined) {
    const known = propertyOf(graph, property)
    if (!known) throw fieldError('/body/property', `there is no property “${property}”`)
    if (value === undefined) throw fieldError('/body/value', 'is missing')
    const read = typeof value === 'string' ? readValue(known, value) : { ok: true as const, value }
    if (!read.ok) throw fieldError('/body/value', read.message)
    return checked(graph, { ...common, property, value: read.value })
  }
  if (!relationOf(graph, relation!)) throw fieldError('/body/relation', `there is no relation “${relation}”`)
  if (object === undefined || !graph.entities.has(object)) throw fieldError('/body/object', 'there is no such entity')
  return checked(graph, { ...common, relation: relation!, object })
}

/** Refuses what types and rules forbid. */
function checked(graph: Graph, fact: Fact): Fact {
  const problem = problemOf(graph, fact)
  if (problem) throw fieldError(fact.property === undefined ? '/body/object' : '/body/value', problem.en)
  return fact
}

/** Why rules do not allow a fact; undefined when they do. */
export function problemOf(graph: Graph, fact: Fact): { zh: string; en: string } | undefined {
  if (!fitsTypes(graph, fact))
    return { zh: '这个类型没有这个属性或关系', en: 'the type does not have this property or relation' }
  if (fact.negated) return undefined
  const type = graph.entities.get(fact.subject)!.type
  for (const rule of graph.ontology.rules) {
    const applies =
      (rule.kind === 'range' || rule.kind === 'among') &&
      rule.property === fact.property &&
      (rule.type === undefined || rule.type === type)
    const wrong = applies ? breaks(rule, fact.value) : undefined
    if (wrong) return { zh: `规则要求 ${wrong}`, en: `a rule asks for ${wrong}` }
    if (rule.kind === 'unique' && rule.property === fact.property && rule.type === type) {
      const other = [...(graph.byType.get(type) ?? [])].find(
        (id) => id !== fact.subject && valuesOf(graph, id, rule.property).some(({ value }) => value === fact.value),
      )
      if (other)
        return { zh: `${nameOf(graph, other)} 已经用了这个值`, en: `${nameOf(graph, other)} has this value already` }
    }
  }
  const excluded =
    fact.relation && fact.object ? exclusionOf(graph, fact.subject, fact.relation, fact.object) : undefined
  return excluded
    ? {
        zh: `规则不允许这个关系${excluded.note ? `：${excluded.note}` : ''}`,
        en: `a rule forbids this relation${excluded.note ? `: ${excluded.note}` : ''}`,
      }
    : undefined
}
