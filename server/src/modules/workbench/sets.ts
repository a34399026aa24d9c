import type { EvaluationSet } from '@loopdesk/contracts/api/workbench.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { containing, cutPage, parsePageCursor } from '../../infra/page-cursor.ts'
import { audit } from '../identity/index.ts'
import { taughtChanged } from './changed.ts'
import type { Who, WorkbenchDeps } from './deps.ts'
import { field, type Intents } from './intents.ts'
import type { Mirror } from './mirror.ts'
import { languageOf, prepare } from './prepare-text.ts'

interface Row {
  id: string
  name: string
  frozen: boolean
  items: number
  intents: number
  outside: number
  created_by: string
  created_at: Date
}
interface NewItem {
  text: string
  intent: string
}
interface NewSet {
  name: string
  items?: NewItem[] | undefined
  split?: { share: number; seed: number } | undefined
}

/** Evaluation sets: messages with the intent a person gave them, never trained on. */
export function makeSets(
  deps: Pick<WorkbenchDeps, 'db' | 'understanding'> & { mirror: Mirror; intents: Pick<Intents, 'all'> },
) {
  const { db, mirror, intents } = deps

  async function checkItems(workspaceId: string, items: NewItem[]): Promise<void> {
    const known = new Set((await intents.all(workspaceId)).map(({ id }) => id))
    items.forEach(({ intent }, i) => {
      if (intent !== 'oos' && !known.has(intent)) throw field(`/body/items/${i}/intent`, 'there is no such intent')
    })
  }

  return {
    list: (workspaceId: string): Promise<EvaluationSet[]> =>
      db.tenant(workspaceId, async (tx) => (await readSets(tx, sql`true`)).map(shown)),

    async create(workspaceId: string, who: Who, { name, items = [], split }: NewSet): Promise<EvaluationSet> {
      if (split && items.length > 0) throw field('/body/split', 'give items or a split, not both')
      await checkItems(workspaceId, items)
      if (split) await mirror.sync(workspaceId)
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ id: string }>`
          insert into workbench_sets (workspace_id, name, frozen, created_by)
          values (${workspaceId}, ${name}, ${split !== undefined}, ${who.name}) returning id`.execute(tx.query)
        const { id } = rows[0]!
        await insertItems(tx, id, items)
        if (split) {
          await takeOut(tx, id, split)
          await taughtChanged(tx, deps)
        }
        const details = { name, share: split?.share ?? null }
        await audit(tx, { actor: who.actor, action: 'evaluation_set.created', target: `evaluation-set:${id}`, details })
        return one(tx, id)
      })
    },

    async add(workspaceId: string, id: string, items: NewItem[], freeze: boolean): Promise<EvaluationSet> {
      await checkItems(workspaceId, items)
      return db.tenant(workspaceId, async (tx) => {
        if ((await one(tx, id)).frozen) throw new AppError('wrong_state', 'this set is frozen; make another')
        await insertItems(tx, id, items)
        if (freeze) await sql`update workbench_sets set frozen = true where id = ${id}`.execute(tx.query)
        return one(tx, id)
      })
    },

    items(
      workspaceId: string,
      id: string,
      wanted: { intent?: string | undefined; search?: string | undefined; cursor?: string | undefined; limit: number },
    ) {
      const after = parsePageCursor(wanted.cursor)
      return db.tenant(workspaceId, async (tx) => {
        await one(tx, id)
        const { rows } = await sql<{
          id: string
          text: string
          intent: string
          language: 'zh' | 'en' | 'other'
          micros: number
        }>`
          select id, text, label as intent, language, 0 as micros from workbench_set_items
          where set_id = ${id} and ${after ? sql`id > ${after.id}` : sql`true`}
            and ${wanted.intent === undefined ? sql`true` : sql`label = ${wanted.intent}`}
            and ${wanted.search?.trim() ? sql`text ilike ${containing(wanted.search)}` : sql`true`}
          order by id limit ${wanted.limit + 1}`.execute(tx.query)
        const page = cutPage(rows, wanted.limit)
        return { items: page.rows, next: page.next }
      })
    },

    remove: (workspaceId: string, who: Who, id: string): Promise<Record<string, never>> =>
      db.tenant(workspaceId, async (tx) => {
        const { name } = await one(tx, id)
        const { rows } = await sql`
          update workbench_examples set held_for = null where held_for = ${id} returning 1`.execute(tx.query)
        await sql`delete from workbench_sets where id = ${id}`.execute(tx.query)
        if (rows.length > 0) await taughtChanged(tx, deps)
        const details = { name, returned: rows.length }
        await audit(tx, { actor: who.actor, action: 'evaluation_set.deleted', target: `evaluation-set:${id}`, details })
        return {}
      }),
  }
}

async function one(tx: Tx, id: string): Promise<EvaluationSet> {
  const [row] = await readSets(tx, sql`s.id = ${id}`)
  if (!row) throw new AppError('not_found', 'there is no such evaluation set')
  return shown(row)
}

async function readSets(tx: Tx, where: RawBuilder<unknown>): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select s.id, s.name, s.frozen, s.created_by, s.created_at, count(i.id)::int as items,
      count(distinct i.label)::int as intents, count(i.id) filter (where i.label = 'oos')::int as outside
    from workbench_sets s left join workbench_set_items i on i.set_id = s.id
    where ${where} group by s.id order by s.created_at desc`.execute(tx.query)
  return rows
}

function shown({ created_by, created_at, ...row }: Row): EvaluationSet {
  return { ...row, createdBy: created_by, createdAt: created_at.toISOString() }
}

async function insertItems(tx: Tx, setId: string, items: NewItem[]): Promise<void> {
  const rows = items.flatMap(({ text, intent }) => {
    const prepared = prepare(text)
    return prepared ? [{ text: prepared.text, label: intent, language: languageOf(text) }] : []
  })
  await sql`
    insert into workbench_set_items (workspace_id, set_id, text, label, language)
    select ${tx.workspaceId}::uuid, ${setId}::uuid, w.text, w.label, w.language
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w(text text, label text, language text)
    on conflict (set_id, md5(text)) do nothing`.execute(tx.query)
}

/**
 * A share of every intent's examples, drawn by the seed, leaves training for the set; at least five of an intent stay. The same
 * words go together wherever they stand, so that the set is really unseen.
 */
async function takeOut(tx: Tx, setId: string, { share, seed }: { share: number; seed: number }): Promise<void> {
  await sql`
    with numbered as (
      select id, row_number() over (partition by label order by md5(normal || ${String(seed)})) as nth,
        count(*) over (partition by label) as size
      from workbench_examples where enabled and held_for is null and normal <> ''),
    drawn as (select id from numbered where nth <= least(round(size * ${share}::numeric), size - 5))
    update workbench_examples e set held_for = ${setId}
    from (select distinct md5(normal) as words from workbench_examples join drawn using (id)) d
    where md5(e.normal) = d.words and e.enabled and e.held_for is null`.execute(tx.query)
  await sql`
    insert into workbench_set_items (workspace_id, set_id, text, label, language)
    select workspace_id, ${setId}::uuid, text, label, language from workbench_examples where held_for = ${setId}
    on conflict (set_id, md5(text)) do nothing`.execute(tx.query)
}
