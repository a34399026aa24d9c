import { randomBytes } from 'node:crypto'
import type { Category } from '@loopdesk/contracts/api/knowledge/categories.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { SomeLanguage } from '@loopdesk/contracts/knowledge.ts'
import { sql } from 'kysely'
import { isUniqueViolation, type Tx } from '../../../infra/db.ts'
import { addJob } from '../../../infra/jobs.ts'
import { audit } from '../../identity/index.ts'
import { projectJobName } from '../entries/clock.ts'
import type { EntryDeps, Who } from '../entries/deps.ts'
import { below } from '../entries/filter-entries.ts'
import { field } from '../entries/refusals.ts'
import { type CategoryRow, readCategories } from './category-paths.ts'

type Texts = { zh?: string | undefined; en?: string | undefined }
interface Fields {
  name?: SomeLanguage | undefined
  parent?: string | null | undefined
  description?: Texts | undefined
  icon?: string | undefined
  position?: number | undefined
}

const noCategory = () => new AppError('not_found', 'there is no such category')

/** The tree that entries and documents stand in. */
export function makeCategories({ db }: Pick<EntryDeps, 'db'>) {
  return {
    /** A category with everything below it. */
    async below(tx: Tx, category: string): Promise<string[]> {
      const { rows } = await sql<{ id: string }>`select id from (${below(category)}) found`.execute(tx.query)
      return rows.map(({ id }) => id)
    },

    list: (workspaceId: string): Promise<{ items: Category[] }> =>
      db.tenant(workspaceId, async (tx) => ({ items: await shown(tx) })),

    async create(
      workspaceId: string,
      who: Who,
      { id, ...fields }: Fields & { id?: string | undefined; name: SomeLanguage },
    ): Promise<Category> {
      const name = id ?? `c-${randomBytes(4).toString('hex')}`
      try {
        return await db.tenant(workspaceId, async (tx) => {
          const rows = await readCategories(tx)
          if (fields.parent && !rows.some((row) => row.id === fields.parent))
            throw field('/body/parent', 'there is no such category')
          const siblings = rows.filter(({ parent }) => parent === (fields.parent ?? null))
          await sql`
            insert into knowledge_categories (workspace_id, id, parent, name, description, icon, position)
            values (${workspaceId}, ${name}, ${fields.parent ?? null}, ${JSON.stringify(fields.name)}::jsonb,
              ${JSON.stringify(fields.description ?? {})}::jsonb, ${fields.icon ?? ''}, ${siblings.length})`.execute(
            tx.query,
          )
          if (fields.position !== undefined) await place(tx, name, fields.parent ?? null, fields.position)
          const made = await one(tx, name)
          await audit(tx, { actor: who.actor, action: 'category.created', target: `category:${name}` })
          return made
        })
      } catch (error) {
        if (isUniqueViolation(error)) throw new AppError('conflict', 'there is a category of this id already')
        throw error
      }
    },

    update: (workspaceId: string, who: Who, id: string, change: Fields): Promise<Category> =>
      db.tenant(workspaceId, async (tx) => {
        await lockTree(tx)
        const rows = await readCategories(tx)
        const before = rows.find((row) => row.id === id)
        if (!before) throw noCategory()
        const parent = change.parent === undefined ? before.parent : change.parent
        refuseCircle(rows, id, parent)
        await sql`
          update knowledge_categories set parent = ${parent}, name = ${JSON.stringify(change.name ?? before.name)}::jsonb,
            description = ${JSON.stringify(change.description ?? before.description)}::jsonb, icon = ${change.icon ?? before.icon}
          where id = ${id}`.execute(tx.query)
        const moved = parent !== before.parent
        if (moved || change.position !== undefined) await place(tx, id, parent, change.position ?? rows.length)
        if (moved || change.name !== undefined) await remake(tx, workspaceId, id)
        const shownNow = await one(tx, id)
        await audit(tx, {
          actor: who.actor,
          action: 'category.changed',
          target: `category:${id}`,
          details: { changed: Object.keys(change) },
        })
        return shownNow
      }),

    remove: (workspaceId: string, who: Who, id: string, moveTo: string | undefined) =>
      db.tenant(workspaceId, async (tx) => {
        await lockTree(tx)
        const rows = await readCategories(tx)
        if (!rows.some((row) => row.id === id)) throw noCategory()
        const children = rows.filter(({ parent }) => parent === id)
        if (moveTo !== undefined) {
          if (!rows.some((row) => row.id === moveTo)) throw field('/query/moveTo', 'there is no such category')
          refuseCircle(rows, id, moveTo, '/query/moveTo')
        }
        const held = await holds(tx, id)
        if (moveTo === undefined && (held > 0 || children.length > 0))
          throw new AppError('wrong_state', 'it is not empty: say where its content goes with `moveTo`')
        const movedEntries = moveTo === undefined ? 0 : await moveContent(tx, workspaceId, id, moveTo)
        await sql`update knowledge_categories set parent = ${moveTo ?? null} where parent = ${id}`.execute(tx.query)
        await sql`delete from knowledge_categories where id = ${id}`.execute(tx.query)
        if (moveTo !== undefined) await remake(tx, workspaceId, moveTo)
        const details = { moveTo: moveTo ?? null, entries: movedEntries }
        await audit(tx, { actor: who.actor, action: 'category.deleted', target: `category:${id}`, details })
        return { movedEntries, movedCategories: children.length }
      }),
  }
}

/** Two people moving subtrees at once cannot make a circle together. */
async function lockTree(tx: Tx): Promise<void> {
  await sql`select from knowledge_categories order by id for update`.execute(tx.query)
}

function refuseCircle(rows: readonly CategoryRow[], id: string, parent: string | null, path = '/body/parent'): void {
  if (parent === null) return
  const byId = new Map(rows.map((row) => [row.id, row]))
  if (!byId.has(parent)) throw field(path, 'there is no such category')
  for (let at: string | null = parent; at !== null; at = byId.get(at)?.parent ?? null)
    if (at === id) throw field(path, 'a category cannot stand below itself')
}

/** Puts a category at a place among its siblings, which move up. */
async function place(tx: Tx, id: string, parent: string | null, position: number): Promise<void> {
  const siblings = (await readCategories(tx))
    .filter((row) => row.parent === parent && row.id !== id)
    .map((row) => row.id)
  siblings.splice(Math.min(position, siblings.length), 0, id)
  await sql`
    update knowledge_categories c set position = o.ordinal - 1
    from unnest(${siblings}::text[]) with ordinality as o(id, ordinal) where c.id = o.id`.execute(tx.query)
}

/** Passages name the categories they stand in: those below are made anew in the background. */
async function remake(tx: Tx, workspaceId: string, category: string): Promise<void> {
  await sql`update knowledge_entries set projected = false where live is not null and category in (${below(category)})`.execute(
    tx.query,
  )
  await addJob(tx, projectJobName, { workspaceId }, { key: `${projectJobName}:${workspaceId}` })
}

async function holds(tx: Tx, id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select ((select count(*) from knowledge_entries where category = ${id} or draft->>'category' = ${id})
      + (select count(*) from knowledge_documents where category = ${id}))::int as count`.execute(tx.query)
  return rows[0]!.count
}

/** Where content stands is no new version of it: the category is renamed under it, in what is live and in drafts. */
async function moveContent(tx: Tx, workspaceId: string, id: string, to: string): Promise<number> {
  const target = JSON.stringify(to)
  const { rows } = await sql`
    update knowledge_entries set category = case when category = ${id} then ${to} else category end,
      definition = case when definition->>'category' = ${id} then jsonb_set(definition, '{category}', ${target}::jsonb) else definition end,
      draft = case when draft->>'category' = ${id} then jsonb_set(draft, '{category}', ${target}::jsonb) else draft end,
      projected = live is null
    where category = ${id} or draft->>'category' = ${id} returning 1`.execute(tx.query)
  await sql`update knowledge_documents set category = ${to} where category = ${id}`.execute(tx.query)
  await addJob(tx, projectJobName, { workspaceId }, { key: `${projectJobName}:${workspaceId}` })
  return rows.length
}

async function one(tx: Tx, id: string): Promise<Category> {
  const found = (await shown(tx)).find((each) => each.id === id)
  if (!found) throw noCategory()
  return found
}

/** Each category before those below it. */
async function shown(tx: Tx): Promise<Category[]> {
  const rows = await readCategories(tx)
  const counted = await sql<{ category: string; own: number; live: number }>`
    select category, count(*)::int as own, count(live)::int as live from knowledge_entries where status <> 'archived'
    group by category`.execute(tx.query)
  const documents = await sql<{ category: string; count: number }>`
    select category, count(*)::int as count from knowledge_documents group by category`.execute(tx.query)
  const entriesOf = new Map(counted.rows.map((row) => [row.category, row]))
  const documentsOf = new Map(documents.rows.map((row) => [row.category, row.count]))
  const childrenOf = Map.groupBy(rows, ({ parent }) => parent)
  const walk = (parent: string | null): Category[] =>
    (childrenOf.get(parent) ?? []).flatMap(({ origin: _origin, ...row }) => {
      const inside = walk(row.id)
      const { own, live } = entriesOf.get(row.id) ?? { own: 0, live: 0 }
      const under = inside.filter((each) => each.parent === row.id).reduce((sum, each) => sum + each.entries.all, 0)
      return [{ ...row, entries: { own, live, all: own + under }, documents: documentsOf.get(row.id) ?? 0 }, ...inside]
    })
  return walk(null)
}
