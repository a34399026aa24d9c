import { AppError } from '@loopdesk/contracts/errors.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { afterCursor, containing, cutPage, microsOf, parsePageCursor } from '../../infra/page-cursor.ts'
import { audit } from '../identity/index.ts'
import { addTexts } from './add-texts.ts'
import { taughtChanged } from './changed.ts'
import type { Who, WorkbenchDeps } from './deps.ts'
import { type ExampleRow, exampleColumns, shown } from './example-row.ts'
import { field, type Intents } from './intents.ts'
import type { Mirror } from './mirror.ts'
import { prepare } from './prepare-text.ts'

/** Which examples are meant. */
export type Selection = { ids: string[] } | { intent: string; search?: string | undefined }
interface Wanted {
  intent?: string | undefined
  search?: string | undefined
  source?: string | undefined
  language?: string | undefined
  state?: 'on' | 'off' | 'moved' | 'held' | undefined
  cursor?: string | undefined
  limit: number
}

/** Examples of all intents: to be listed, added, changed and taken away. */
export function makeExamples(
  deps: Pick<WorkbenchDeps, 'db' | 'understanding'> & { mirror: Mirror; intents: Pick<Intents, 'check'> },
) {
  const { db, mirror, intents } = deps

  return {
    async list(workspaceId: string, wanted: Wanted) {
      await mirror.sync(workspaceId)
      const after = parsePageCursor(wanted.cursor)
      const where = conditionOf(wanted)
      const page = sql`order by e.updated_at desc, e.id desc limit ${wanted.limit + 1}`
      const columns = sql`${exampleColumns}, ${microsOf(sql`e.updated_at`)} as micros`
      const next = afterCursor(sql`e.updated_at`, sql`e.id`, after)
      return db.tenant(workspaceId, async (tx) => {
        // What few examples say is found fastest by looking at all of them once, not by walking them in order.
        const { rows } = wanted.search?.trim()
          ? await sql<ExampleRow & { micros: number; total?: number }>`
              with found as materialized (select e.* from workbench_examples e where ${where})
              select ${columns}, (select count(*)::int from found) as total from found e where ${next} ${page}`.execute(
              tx.query,
            )
          : await sql<ExampleRow & { micros: number; total?: number }>`
              select ${columns} from workbench_examples e where ${where} and ${next} ${page}`.execute(tx.query)
        const cut = cutPage(rows, wanted.limit)
        const searched = wanted.search?.trim() ? (rows[0]?.total ?? 0) : undefined
        return {
          items: cut.rows.map(shown),
          next: cut.next,
          total: after ? null : (searched ?? (await countOf(tx, where))),
        }
      })
    },

    async add(workspaceId: string, who: Who, intent: string, texts: string[]) {
      await intents.check(workspaceId, intent)
      return db.tenant(workspaceId, async (tx) => {
        const outcome = await addTexts(tx, { label: intent, texts, source: 'hand', by: who.name })
        if (outcome.items.length > 0) await taughtChanged(tx, deps)
        return outcome
      })
    },

    async update(
      workspaceId: string,
      id: string,
      change: { text?: string | undefined; intent?: string | undefined; enabled?: boolean | undefined },
    ) {
      await mirror.sync(workspaceId)
      if (change.intent !== undefined) await intents.check(workspaceId, change.intent)
      return db.tenant(workspaceId, async (tx) => {
        const known = await readExample(tx, id)
        if (!known) throw new AppError('not_found', 'there is no such example')
        const label = change.intent ?? known.label
        const text = change.text === undefined ? known.text : prepare(change.text)?.text
        if (text === undefined) throw field('/body/text', 'says nothing')
        if (text !== known.text && known.origin_label !== null)
          throw new AppError('unprocessable', 'this example belongs to a definition; change it there, or switch it off')
        if (label !== known.label) await deleteDoubles(tx, sql`e.id = ${id}`, label)
        await refuseDouble(tx, known, label, text)
        const { normal, language } = prepare(text)!
        await sql`
          update workbench_examples set text = ${text}, normal = ${normal}, language = ${language}, label = ${label},
            enabled = ${change.enabled ?? known.enabled}, updated_at = now() where id = ${id}`.execute(tx.query)
        await taughtChanged(tx, deps)
        return shown((await readExample(tx, id))!)
      })
    },

    async move(workspaceId: string, who: Who, selection: Selection, to: string) {
      await intents.check(workspaceId, to)
      return db.tenant(workspaceId, async (tx) => {
        const chosen = selected(selection)
        await deleteDoubles(tx, chosen, to)
        const { rows } = await sql`
          update workbench_examples e set label = ${to}, updated_at = now() where ${chosen} and label <> ${to} returning 1`.execute(
          tx.query,
        )
        return settled(tx, who, 'examples.moved', { to, changed: rows.length })
      })
    },

    async switch(workspaceId: string, who: Who, selection: Selection, enabled: boolean) {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql`
          update workbench_examples e set enabled = ${enabled}, updated_at = now()
          where ${selected(selection)} and enabled <> ${enabled} returning 1`.execute(tx.query)
        return settled(tx, who, 'examples.switched', { enabled, changed: rows.length })
      })
    },

    async remove(workspaceId: string, who: Who, selection: Selection) {
      return db.tenant(workspaceId, async (tx) => {
        const chosen = selected(selection)
        const { rows: off } = await sql`
          update workbench_examples e set enabled = false, updated_at = now()
          where ${chosen} and origin_label is not null and enabled returning 1`.execute(tx.query)
        const { rows: gone } = await sql`
          delete from workbench_examples e where ${chosen} and origin_label is null returning 1`.execute(tx.query)
        const outcome = { deleted: gone.length, switchedOff: off.length }
        await settled(tx, who, 'examples.deleted', { ...outcome, changed: off.length + gone.length })
        return outcome
      })
    },

    /** JSON lines in pages, in a steady order. */
    async *lines(workspaceId: string, intent: string | undefined): AsyncGenerator<string> {
      await mirror.sync(workspaceId)
      let after = '00000000-0000-0000-0000-000000000000'
      for (;;) {
        const rows = await db.tenant(workspaceId, async (tx) => {
          const found = await sql<ExampleRow>`
            select ${exampleColumns} from workbench_examples e where id > ${after}
              and ${intent === undefined ? sql`true` : sql`label = ${intent}`} order by id limit 5000`.execute(tx.query)
          return found.rows
        })
        if (rows.length === 0) return
        yield rows
          .map(({ text, label, language, source, enabled }) =>
            JSON.stringify({ text, label, lang: language, source, enabled }),
          )
          .join('\n')
          .concat('\n')
        after = rows.at(-1)!.id
      }
    },
  }

  async function settled<T extends { changed: number }>(tx: Tx, who: Who, action: string, details: T): Promise<T> {
    if (details.changed === 0) return details
    await taughtChanged(tx, deps)
    await audit(tx, { actor: who.actor, action, target: 'workbench:examples', details })
    return details
  }
}

async function readExample(tx: Tx, id: string): Promise<ExampleRow | undefined> {
  const { rows } = await sql<ExampleRow>`select ${exampleColumns} from workbench_examples e where id = ${id}`.execute(
    tx.query,
  )
  return rows[0]
}

const states = {
  on: sql`e.enabled and e.held_for is null`,
  off: sql`not e.enabled`,
  moved: sql`e.origin_label <> e.label`,
  held: sql`e.held_for is not null`,
}

function conditionOf({ intent, search, source, language, state }: Omit<Wanted, 'limit'>): RawBuilder<unknown> {
  const parts = [sql`true`]
  if (intent !== undefined) parts.push(sql`e.label = ${intent}`)
  if (search !== undefined && search.trim() !== '') parts.push(saying(search))
  if (source !== undefined) parts.push(sql`e.source = ${source}`)
  if (language !== undefined) parts.push(sql`e.language = ${language}`)
  if (state !== undefined) parts.push(states[state])
  return sql.join(parts, sql` and `)
}

/** Found as texts are compared (width, case, traditional script, marks); what is only marks or fillers, as written. */
function saying(search: string): RawBuilder<unknown> {
  const normal = prepare(search)?.normal ?? ''
  return normal === '' ? sql`e.text ilike ${containing(search)}` : sql`e.normal like ${containing(normal)}`
}

const selected = (selection: Selection) =>
  'ids' in selection ? sql`e.id = any(${selection.ids}::uuid[])` : conditionOf(selection)

async function countOf(tx: Tx, where: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from workbench_examples e where ${where}`.execute(tx.query)
  return rows[0]!.count
}

/** Own examples that would meet the same text under `to`, or each other there, are one example afterwards. */
async function deleteDoubles(tx: Tx, chosen: RawBuilder<unknown>, to: string): Promise<void> {
  await sql`
    with moving as (
      select e.id, e.label, e.text, row_number() over (partition by md5(e.text) order by e.label = ${to} desc, e.id) as nth
      from workbench_examples e where ${chosen} and e.origin_label is null)
    delete from workbench_examples d using moving m
    where d.id = m.id and m.label <> ${to} and (m.nth > 1 or exists (
      select from workbench_examples there where there.label = ${to} and there.origin_label is null
        and md5(there.text) = md5(m.text)))`.execute(tx.query)
}

async function refuseDouble(tx: Tx, known: ExampleRow, label: string, text: string): Promise<void> {
  if (known.origin_label !== null) return
  const { rows } = await sql`
    select from workbench_examples where label = ${label} and md5(text) = md5(${text}) and origin_label is null
      and id <> ${known.id}`.execute(tx.query)
  if (rows.length > 0) throw new AppError('conflict', 'this intent has this very example already')
}
