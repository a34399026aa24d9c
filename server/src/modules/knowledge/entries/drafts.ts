import { randomBytes } from 'node:crypto'
import type { DraftEntry, EntryDetail } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import { audit } from '../../identity/index.ts'
import type { ApplyChanges } from './apply-changes.ts'
import type { EntryDeps, Who } from './deps.ts'
import { draftOf } from './draft-of.ts'
import { withDraft, withoutDraft } from './lifecycle.ts'
import type { OneEntry } from './one-entry.ts'
import { field, noEntry, refuseStale } from './refusals.ts'
import { type EntryState, lockStates, newState } from './state.ts'
import { readVersion } from './versions.ts'

type Deps = Pick<EntryDeps, 'db' | 'now'> & { apply: ApplyChanges; one: OneEntry }

/** Entries while they are being written; nothing here changes what is live. */
export function makeDrafts({ db, now, apply, one }: Deps) {
  return {
    create(
      workspaceId: string,
      who: Who,
      { id, definition, owner }: { id?: string | undefined; definition: DraftEntry; owner?: string | null | undefined },
      origin = 'console',
    ): Promise<EntryDetail> {
      return db.tenant(workspaceId, async (tx) => {
        const name = id ?? `kb-${randomBytes(5).toString('hex')}`
        if (reserved.has(name)) throw field('/body/id', 'this word is a path of the API')
        if ((await lockStates(tx, [name])).length > 0)
          throw new AppError('conflict', `there is an entry ${name} already`)
        if (owner) await refuseStranger(tx, owner)
        const world = await one.around(tx, workspaceId)
        const fresh = { ...newState(name, { now: world.now, by: who.name, origin }), ownerId: owner ?? who.staffId }
        const after = withDraft(fresh, definition, who, world.now)
        await apply(tx, workspaceId, [{ before: null, after }])
        const shown = await one.show(world, after)
        await audit(tx, { actor: who.actor, action: 'entry.created', target: `entry:${name}` })
        return shown
      })
    },

    save: (workspaceId: string, who: Who, id: string, body: { revision: number; definition: DraftEntry }) =>
      one.change(workspaceId, who, { id, revision: body.revision }, (state, { now: at }) => {
        refuseFrozen(state)
        return { after: withDraft(state, body.definition, who, at), action: 'entry.drafted' }
      }),

    async discard(workspaceId: string, who: Who, id: string, revision: number): Promise<{ entry: EntryDetail | null }> {
      return db.tenant(workspaceId, async (tx) => {
        const [before] = await lockStates(tx, [id])
        if (!before) throw noEntry()
        refuseStale(before, revision)
        if (before.status === 'archived')
          throw new AppError('wrong_state', 'it is archived: delete it, or bring it back first')
        const world = await one.around(tx, workspaceId)
        const gone = before.newest === 0
        const after = withoutDraft({ ...before, revision: before.revision + 1, updatedAt: now(), updatedBy: who.name })
        if (gone) await sql`delete from knowledge_entries where id = ${id}`.execute(tx.query)
        else await apply(tx, workspaceId, [{ before, after }])
        const entry = gone ? null : await one.show(world, after)
        await audit(tx, { actor: who.actor, action: 'entry.draft_discarded', target: `entry:${id}` })
        return { entry }
      })
    },

    restore: (
      workspaceId: string,
      who: Who,
      id: string,
      { version, revision }: { version: number; revision: number },
    ) =>
      one.change(workspaceId, who, { id, revision }, async (state, { tx, now: at }) => {
        refuseFrozen(state)
        const definition = draftOf(await readVersion(tx, id, version))
        return { after: withDraft(state, definition, who, at), action: 'entry.version_restored', details: { version } }
      }),

    update: (
      workspaceId: string,
      who: Who,
      id: string,
      change: {
        owner?: string | null | undefined
        reviewBy?: string | null | undefined
        teaches?: boolean | undefined
      },
    ) =>
      one.change(workspaceId, who, { id }, async (state, { tx, now: at }) => {
        if (change.owner) await refuseStranger(tx, change.owner)
        const after = {
          ...state,
          ownerId: change.owner === undefined ? state.ownerId : change.owner,
          reviewBy: change.reviewBy === undefined ? state.reviewBy : change.reviewBy,
          teaches: change.teaches ?? state.teaches,
          updatedAt: at,
        }
        return { after, action: 'entry.changed', details: { changed: Object.keys(change) } }
      }),
  }
}

/** Paths of the API beside the ids of entries. */
const reserved = new Set(['bulk', 'counts'])

/** A draft that waits to go live by the clock is what was approved: it is not changed under the approval. */
function refuseFrozen({ publishAt, status }: EntryState): void {
  if (status === 'archived') throw new AppError('wrong_state', 'it is archived: bring it back first')
  if (publishAt !== null)
    throw new AppError('wrong_state', `it goes live at ${publishAt.toISOString()}: take it from its schedule first`)
}

/** Throws unless this is a colleague. */
export async function refuseStranger(tx: Tx, staffId: string): Promise<void> {
  const { rows } = await sql`select from staff where id = ${staffId}`.execute(tx.query)
  if (rows.length === 0) throw field('/body/owner', 'there is no such colleague')
}
