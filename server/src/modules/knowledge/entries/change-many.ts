import type { BulkChange, BulkResult, DraftEntry, EntryFilter } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import { audit } from '../../identity/index.ts'
import type { ApplyChanges, EntryChangeSet } from './apply-changes.ts'
import { canonical } from './canonical.ts'
import { type CheckWorld, checkDraft, readCheckWorld } from './check-draft.ts'
import type { EntryDeps, Who } from './deps.ts'
import { draftOf } from './draft-of.ts'
import { refuseStranger } from './drafts.ts'
import { entriesWhere } from './filter-entries.ts'
import { contradictionsOf, type HoldAgainst, wordsOf } from './hold-against.ts'
import { withArchived, withDraft, withUnarchived } from './lifecycle.ts'
import type { OneEntry, Surroundings } from './one-entry.ts'
import { liveNow, signatureOf } from './publishing.ts'
import { whyNotPublish } from './refusals.ts'
import { type EntryState, lockStates } from './state.ts'

type Chosen = { ids: string[] } | { filter: EntryFilter }
/** What becomes of one entry: a change, nothing to do, or why not. */
type Outcome = Omit<EntryChangeSet, 'before'> | null | { refused: string }

const most = 5000

/** One change for many entries: all of it, or nothing and the reasons. */
export function makeChangeMany({
  db,
  apply,
  one,
  holdAgainst,
}: Pick<EntryDeps, 'db' | 'holdAgainst'> & { apply: ApplyChanges; one: OneEntry }) {
  return async (workspaceId: string, who: Who, chosen: Chosen, change: BulkChange): Promise<BulkResult> => {
    const hold = change.do === 'publish' ? await holdAgainst?.(workspaceId) : undefined
    return db.tenant(workspaceId, async (tx) => {
      const world = await one.around(tx, workspaceId)
      const ids = 'ids' in chosen ? [...new Set(chosen.ids)] : await find(world, who, chosen.filter)
      if (change.do === 'set_owner' && change.owner !== null) await refuseStranger(tx, change.owner)
      const states = await lockStates(tx, ids)
      const known = new Set(states.map(({ id }) => id))
      const drafts = states.flatMap((state) => intended(state, change) ?? [])
      const checks = await readCheckWorld(tx, drafts, world.today)
      const outcomes = states.map((state) => ({ state, outcome: decide(state, change, { world, who, checks, hold }) }))
      const refused = [
        ...ids
          .filter((id) => !known.has(id))
          .map((id) => ({ entryId: id, title: {}, reason: 'there is no such entry' })),
        ...outcomes.flatMap(({ state, outcome }) =>
          outcome !== null && 'refused' in outcome
            ? [{ entryId: state.id, title: (state.draft ?? state.definition)?.title ?? {}, reason: outcome.refused }]
            : [],
        ),
      ]
      if (refused.length > 0) return { done: false, refused }
      const changes = outcomes.flatMap(({ state, outcome }) =>
        outcome !== null && !('refused' in outcome) ? [{ before: state, ...outcome }] : [],
      )
      if (changes.length > 0) {
        await apply(tx, workspaceId, changes)
        const details = { change, entries: changes.length, first: changes.slice(0, 20).map(({ after }) => after.id) }
        await audit(tx, { actor: who.actor, action: 'entries.changed', target: `workspace:${workspaceId}`, details })
      }
      return { done: true, changed: changes.length, unchanged: states.length - changes.length }
    })
  }
}

async function find({ tx, today, settings }: Surroundings, who: Who, filter: EntryFilter): Promise<string[]> {
  const where = entriesWhere(filter, { today, remindDays: settings.remindDays, who })
  const { rows } = await sql<{
    id: string
  }>`select e.id from knowledge_entries e where ${where} limit ${most + 1}`.execute(tx.query)
  if (rows.length > most) throw new AppError('unprocessable', `more than ${most} entries at once: narrow the filter`)
  return rows.map(({ id }) => id)
}

interface Deciding {
  world: Surroundings
  who: Who
  checks: CheckWorld
  /** Of those that are published. */
  hold?: HoldAgainst | undefined
}

function decide(state: EntryState, change: BulkChange, { world, who, checks, hold }: Deciding): Outcome {
  const { now, settings } = world
  const managed = manage(state, change, who, now)
  if (managed !== undefined) return managed
  const archiving = change.do === 'archive' || change.do === 'unarchive'
  if (archiving) return archive(state, change.do, { world, who, checks })
  if (state.status === 'archived') return { refused: 'it is archived' }
  const draft = intended(state, change)
  if (draft === null) return change.do === 'publish' ? null : { refused: 'there is nothing written in it' }
  const wasDrafted = state.draft !== null
  const unchanged = change.do !== 'publish' && canonical(draft) === canonical(state.draft ?? draftOf(state.definition!))
  if (unchanged) return null
  if (state.publishAt !== null)
    return { refused: 'it is approved to go live at an instant: take it from its schedule first' }
  const next = change.do === 'publish' ? state : withDraft(state, draft, who, now)
  // An entry with other changes under way gets this one among them, and in what is live as well.
  if (change.do !== 'publish' && (state.live === null || wasDrafted))
    return state.live === null ? { after: next } : alsoLive(state, next, change, { world, who, checks })
  const refusal = whyNotPublish(next, who, settings)
  if (refusal !== null) return change.do === 'publish' ? { refused: refusal } : { after: next }
  const [error] = checkDraft(state.id, draft, checks).filter(({ severity }) => severity === 'error')
  if (error) return { refused: error.message }
  const [against] = contradictionsOf(draft, hold)
  if (against) return { refused: `it says otherwise than what is known, confirm it by itself: ${wordsOf(against)}` }
  return liveNow(next, world, signatureOf(next, who, change.do === 'publish' ? change.note : noteOf(change)))
}

/** The draft stays a draft with the change in it; what is live gets the change alone. */
function alsoLive(
  state: EntryState,
  drafted: EntryState,
  change: BulkChange,
  { world, who, checks }: Deciding,
): Outcome {
  const own: EntryState = {
    ...state,
    draft: changed(draftOf(state.definition!), change),
    draftAuthors: [who.actor],
    draftBy: who.name,
  }
  if (whyNotPublish(own, who, world.settings) !== null) return { after: drafted }
  const [error] = checkDraft(state.id, own.draft!, checks).filter(({ severity }) => severity === 'error')
  if (error) return { refused: error.message }
  const { after: live, signature } = liveNow(own, world, signatureOf(own, who, noteOf(change)))
  const { draft, draftBy, draftAt, draftAuthors, review, status, revision } = drafted
  const after = { ...live, draft, draftBy, draftAt, draftAuthors, review, status, revision, basedOn: live.live }
  return { after, ...(signature && { signature }) }
}

/** Changes of what is no part of the definition; undefined for the others. */
function manage(state: EntryState, change: BulkChange, who: Who, now: Date): Outcome | undefined {
  const stamp = { updatedAt: now, updatedBy: who.name }
  if (change.do === 'set_owner')
    return state.ownerId === change.owner ? null : { after: { ...state, ...stamp, ownerId: change.owner } }
  if (change.do === 'set_review_by')
    return state.reviewBy === change.reviewBy ? null : { after: { ...state, ...stamp, reviewBy: change.reviewBy } }
  if (change.do === 'set_teaches')
    return state.teaches === change.teaches ? null : { after: { ...state, ...stamp, teaches: change.teaches } }
  return undefined
}

function archive(state: EntryState, what: 'archive' | 'unarchive', { world, who }: Deciding): Outcome {
  if ((what === 'archive') === (state.status === 'archived')) return null
  if (what === 'unarchive') return { after: withUnarchived(state, who, world.now) }
  const refusal = whyNotPublish({ draftAuthors: [] }, who, world.settings)
  return refusal === null ? { after: withArchived(state, who, world.now) } : { refused: refusal }
}

/** The draft an entry is to have; null where nothing is written. */
function intended(state: EntryState, change: BulkChange): DraftEntry | null {
  if (change.do === 'publish') return state.draft
  const draft = state.draft ?? (state.definition && draftOf(state.definition))
  return draft && changed(draft, change)
}

function changed(draft: DraftEntry, change: BulkChange): DraftEntry {
  switch (change.do) {
    case 'move':
      return { ...draft, category: change.category }
    case 'add_label':
      return { ...draft, labels: [...new Set([...draft.labels, change.label])] }
    case 'remove_label':
      return { ...draft, labels: draft.labels.filter((each) => each !== change.label) }
    case 'set_audiences':
      return { ...draft, audiences: change.audiences }
    case 'set_validity': {
      const { from: _from, until: _until, ...rest } = draft
      return {
        ...rest,
        ...(change.from !== null && { from: change.from }),
        ...(change.until !== null && { until: change.until }),
      }
    }
    default:
      return draft
  }
}

function noteOf(change: BulkChange): string {
  const { do: what, ...values } = change
  return `${what.replace('_', ' ')}: ${Object.values(values).flat().join(', ')}`.slice(0, 500)
}
