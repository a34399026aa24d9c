import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Entity, Fact } from '@loopdesk/contracts/graph.ts'
import { sql } from 'kysely'
import type { Bus } from '../../infra/bus.ts'
import type { Tx } from '../../infra/db.ts'

export const graphChanged = 'graph.changed'

/** The workspace's next revision; its row stays locked until the transaction ends, so revisions commit in order. */
export async function nextRevision(tx: Tx, bus: Bus): Promise<number> {
  const workspaceId = tx.workspaceId!
  const { rows } = await sql<{ revision: number }>`
    insert into graph_heads (workspace_id, revision) values (${workspaceId}, 1)
    on conflict (workspace_id) do update set revision = graph_heads.revision + 1 returning revision`.execute(tx.query)
  tx.afterCommit(() => bus.publish(graphChanged, { workspaceId }))
  return rows[0]!.revision
}

export const entityColumns = sql`id, type, name, aliases, key, retired, deleted, revision, updated_at as "updatedAt"`
export interface EntityRecord {
  id: string
  type: string
  name: string
  aliases: string[]
  key: string | null
  retired: boolean
  deleted: boolean
  revision: number
  updatedAt: Date
}
export const entityOf = ({ id, type, name, aliases, key, retired }: EntityRecord): Entity => ({
  id,
  type,
  name,
  aliases,
  ...(key === null ? {} : { key }),
  retired,
})

export const factColumns = sql`id, subject, property, relation, value, object, negated, position, source,
  valid_from::text as "from", valid_until::text as "until", audiences, deleted, revision`
export interface FactRecord {
  id: string
  subject: string
  property: string | null
  relation: string | null
  value: Fact['value'] | null
  object: string | null
  negated: boolean
  position: number | null
  source: Fact['source']
  from: string | null
  until: string | null
  audiences: string[]
  deleted: boolean
  revision: number
}
export function factOf({ deleted: _, revision: __, ...row }: FactRecord): Fact {
  const audiences = row.audiences.length > 0 ? row.audiences : null
  const given = Object.fromEntries(Object.entries({ ...row, audiences }).filter(([, value]) => value !== null))
  return { ...(given as Omit<Fact, 'status'>), status: 'accepted' }
}

/** Writes entities as they are now. */
export async function putEntities(tx: Tx, revision: number, entities: readonly Entity[]): Promise<void> {
  if (entities.length === 0) return
  await sql`
    insert into graph_entities (workspace_id, id, revision, type, name, aliases, key, retired)
    select ${tx.workspaceId}, e.id, ${revision}, e.type, e.name, e.aliases, e.key, e.retired
    from jsonb_to_recordset(${JSON.stringify(entities)}::jsonb) as e(id uuid, type text, name text, aliases text[], key text, retired boolean)
    on conflict (workspace_id, id) do update set revision = excluded.revision, deleted = false, name = excluded.name,
      aliases = excluded.aliases, key = excluded.key, retired = excluded.retired, updated_at = now()`.execute(tx.query)
}

export async function putFacts(tx: Tx, revision: number, by: string, facts: readonly Fact[]): Promise<void> {
  if (facts.length === 0) return
  await sql`
    insert into graph_facts (workspace_id, id, revision, subject, property, relation, value, object, negated, position, source,
      valid_from, valid_until, audiences, stated_by)
    select ${tx.workspaceId}, f.id, ${revision}, f.subject, f.property, f.relation, f.value, f.object, f.negated, f.position,
      f.source, f.from, f.until, coalesce(f.audiences, '{}'), ${by}
    from jsonb_to_recordset(${JSON.stringify(facts)}::jsonb) as f(id uuid, subject uuid, property text, relation text, value jsonb,
      object uuid, negated boolean, position int, source jsonb, "from" date, "until" date,
      audiences text[])
    on conflict (workspace_id, id) do update set revision = excluded.revision, deleted = false, value = excluded.value,
      object = excluded.object, negated = excluded.negated, position = excluded.position, source = excluded.source,
      valid_from = excluded.valid_from, valid_until = excluded.valid_until,
      audiences = excluded.audiences, stated_by = excluded.stated_by, updated_at = now()`.execute(tx.query)
}

/** Facts read from texts are for whom their texts are now; `passages`: those that changed. */
export async function followAudiences(
  tx: Tx,
  bus: Bus,
  passages: readonly { id: string; audiences: readonly string[] }[],
): Promise<void> {
  const given = JSON.stringify(passages.map(({ id, audiences }) => ({ id, audiences })))
  const { rows } = await sql<{ id: string; audiences: string[] }>`
    select f.id, p.audiences from graph_facts f
    join jsonb_to_recordset(${given}::jsonb) as p(id text, audiences text[]) on f.source->>'passage' = p.id
    where not f.deleted and not (f.audiences @> p.audiences and f.audiences <@ p.audiences)`.execute(tx.query)
  if (rows.length === 0) return
  const revision = await nextRevision(tx, bus)
  await sql`
    update graph_facts f set audiences = c.audiences, revision = ${revision}, updated_at = now()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(id uuid, audiences text[])
    where f.workspace_id = ${tx.workspaceId} and f.id = c.id`.execute(tx.query)
}

/** The same people, whatever the order. */
export const sameAudiences = (a: readonly string[] = [], b: readonly string[] = []): boolean =>
  a.length === b.length && a.every((each) => b.includes(each))

/** Under which a finding that a fact contradicts a text is known. */
export const factKey = (id: string) => `fact:${id}`

/** Leaves a tombstone, so that every node takes them out. */
export async function dropFacts(tx: Tx, revision: number, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`update graph_facts set deleted = true, revision = ${revision}, updated_at = now()
    where id = any(${ids}::uuid[]) and not deleted`.execute(tx.query)
  // What texts were held against is no longer so.
  await sql`update graph_findings set present = false where present and key = any(${ids.map(factKey)})`.execute(
    tx.query,
  )
}

export const fieldError = (path: string, message: string) =>
  new AppError('invalid_request', `${path}: ${message}`, [{ path, message }])
