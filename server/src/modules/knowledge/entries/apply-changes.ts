import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { addJob } from '../../../infra/jobs.ts'
import { readCategoryPaths } from '../categories/category-paths.ts'
import { canonical } from './canonical.ts'
import type { EntryDeps } from './deps.ts'
import { entrySource, projectEntry } from './project-entry.ts'
import { type EntryState, type Signature, saveStates } from './state.ts'
import { timeZoneOf } from './time-zone.ts'

/** An entry as it becomes, with who signs the version where one goes live. */
export interface EntryChangeSet {
  before: EntryState | null
  after: EntryState
  signature?: Signature
}

/** Publishes what is due in a workspace. */
export const publishJobName = 'knowledge_publish_due'

export type ApplyChanges = ReturnType<typeof makeApplyChanges>

/**
 * Writes what became of entries: rows, versions, the passages that are searched, and the news for the recogniser. The one way in
 * which anything of an entry changes. To be followed by nothing but the audit.
 */
export function makeApplyChanges({ passages, liveChanged }: Pick<EntryDeps, 'passages' | 'liveChanged'>) {
  return async function applyChanges(tx: Tx, workspaceId: string, changes: readonly EntryChangeSet[]): Promise<void> {
    const states = changes.map(({ after }) => after)
    const made = await saveStates(tx, workspaceId, states)
    const taken = changes.find(({ before, after }) => before === null && !made.has(after.id))
    if (taken) throw new AppError('conflict', `there is an entry ${taken.after.id} already`)
    await addVersions(tx, workspaceId, changes)
    for (const { before, after } of changes)
      if (after.publishAt !== null && after.publishAt.getTime() !== before?.publishAt?.getTime())
        await addJob(
          tx,
          publishJobName,
          { workspaceId },
          { key: `${publishJobName}:${workspaceId}:${after.id}`, runAt: after.publishAt },
        )
    const relit = changes.filter(
      ({ before, after }) =>
        canonical(before?.definition) !== canonical(after.definition) &&
        (before?.definition ?? after.definition) !== null,
    )
    if (relit.length > 0) {
      const world = { timeZone: await timeZoneOf(tx, workspaceId), categoryPath: await readCategoryPaths(tx) }
      const projected = relit.flatMap(({ after }) =>
        after.definition === null ? [] : projectEntry(after.definition, world),
      )
      const sources = relit.map(({ after }) => entrySource(after.id))
      await passages.replace(tx, workspaceId, sources, projected)
    }
    const teaching = relit.some(({ before, after }) => before?.teaches || after.teaches)
    const switched = changes.some(
      ({ before, after }) => before !== null && after.live !== null && before.teaches !== after.teaches,
    )
    if (teaching || switched) await liveChanged(tx, workspaceId)
  }
}

async function addVersions(tx: Tx, workspaceId: string, changes: readonly EntryChangeSet[]): Promise<void> {
  const rows = changes.flatMap(({ before, after, signature }) =>
    after.live !== null && after.live !== before?.live
      ? [
          {
            id: after.id,
            version: after.live,
            definition: after.definition,
            at: after.liveAt,
            ...(signature ?? unsigned),
          },
        ]
      : [],
  )
  if (rows.length === 0) return
  await sql`
    insert into knowledge_versions (workspace_id, entry_id, version, definition, note, author, approver, published_at)
    select ${workspaceId}, r.id, r.version, r.definition, r.note, r.author, r.approver, r.at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(id text, version int, definition jsonb, note text, author text,
      approver text, at timestamptz)`.execute(tx.query)
}

const unsigned: Signature = { note: '', author: 'system', approver: null }
