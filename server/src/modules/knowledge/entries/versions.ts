import type { EntryChange, EntryVersion } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { type KnowledgeEntry, knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { compareEntries } from './compare-entries.ts'
import type { EntryDeps } from './deps.ts'
import { draftOf } from './draft-of.ts'
import { noEntry } from './refusals.ts'
import { type EntryState, readStates } from './state.ts'

interface Row {
  version: number
  note: string
  author: string
  approver: string | null
  publishedAt: Date
  live: boolean
  definition: unknown
}

/** What was published, as it was, and what is different between two states of an entry. */
export function makeVersions({ db }: Pick<EntryDeps, 'db'>) {
  return {
    list: (workspaceId: string, id: string): Promise<{ items: EntryVersion[] }> =>
      db.tenant(workspaceId, async (tx) => {
        await existing(tx, id)
        return { items: (await readRows(tx, id, sql`true`)).map(shown) }
      }),

    read: (workspaceId: string, id: string, version: number) =>
      db.tenant(workspaceId, async (tx) => {
        const [row] = await readRows(tx, id, sql`v.version = ${version}`)
        if (!row) throw noVersion()
        return { ...shown(row), definition: knowledgeEntry.parse(row.definition) }
      }),

    compare: (
      workspaceId: string,
      id: string,
      { from, to }: { from: string; to: string },
    ): Promise<{ changes: EntryChange[] }> =>
      db.tenant(workspaceId, async (tx) => {
        const state = await existing(tx, id)
        return { changes: compareEntries(await named(tx, state, from), await named(tx, state, to)) }
      }),
  }
}

const noVersion = () => new AppError('not_found', 'there is no such version')

/** A published definition as it was. */
export async function readVersion(tx: Tx, id: string, version: number): Promise<KnowledgeEntry> {
  const [row] = await readRows(tx, id, sql`v.version = ${version}`)
  if (!row) throw noVersion()
  return knowledgeEntry.parse(row.definition)
}

/** `7`, `live` or `draft`; where nothing is live or drafted, what there is. Nothing at all is an empty entry. */
async function named(tx: Tx, { id, definition, draft }: EntryState, name: string): Promise<object> {
  const live = definition && draftOf(definition)
  if (name === 'draft') return draft ?? live ?? {}
  if (name === 'live') return live ?? {}
  return draftOf(await readVersion(tx, id, Number(name)))
}

async function existing(tx: Tx, id: string): Promise<EntryState> {
  const [state] = await readStates(tx, sql`e.id = ${id}`)
  if (!state) throw noEntry()
  return state
}

async function readRows(tx: Tx, id: string, where: RawBuilder<unknown>): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select v.version, v.note, v.author, v.approver, v.published_at as "publishedAt", coalesce(v.version = e.live, false) as live, v.definition
    from knowledge_entries e join knowledge_versions v on v.workspace_id = e.workspace_id and v.entry_id = e.id
    where e.id = ${id} and ${where} order by v.version desc limit 500`.execute(tx.query)
  return rows
}

function shown({ definition: _definition, publishedAt, ...row }: Row): EntryVersion {
  return { ...row, publishedAt: publishedAt.toISOString() }
}
