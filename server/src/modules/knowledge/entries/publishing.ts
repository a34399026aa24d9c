import type { Contradiction, DraftEntry, EntryDetail } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import { audit } from '../../identity/index.ts'
import type { ApplyChanges, EntryChangeSet } from './apply-changes.ts'
import { checkDraft, readCheckWorld } from './check-draft.ts'
import type { EntryDeps, Who } from './deps.ts'
import { entryOf } from './draft-of.ts'
import { contradictionsOf, type HoldAgainst, refuseContradicted, wordsOf } from './hold-against.ts'
import { withArchived, withPublished, withReview, withSchedule, withUnarchived } from './lifecycle.ts'
import type { OneEntry, Surroundings } from './one-entry.ts'
import { noEntry, refuseFaulty, whyNotPublish } from './refusals.ts'
import { daysLater } from './show-entry.ts'
import { type EntryState, lockStates, readStates, type Signature } from './state.ts'

type Deps = Pick<EntryDeps, 'db' | 'now' | 'log' | 'holdAgainst'> & { apply: ApplyChanges; one: OneEntry }

/** What goes live, when, and what is taken out. */
export function makePublishing({ db, now, log, apply, one, holdAgainst }: Deps) {
  return {
    async publish(
      workspaceId: string,
      who: Who,
      id: string,
      body: { revision: number; note: string; publishAt?: string | undefined; despite: string[] },
    ): Promise<EntryDetail> {
      const hold = await holdAgainst?.(workspaceId)
      return one.change(workspaceId, who, { id, revision: body.revision }, async (state, world) => {
        const refusal = whyNotPublish(state, who, world.settings)
        if (refusal !== null) throw new AppError('forbidden', refusal)
        const signature = { ...signatureOf(state, who, body.note), despite: body.despite }
        return goLive(state, { ...world, hold }, signature, body.publishAt)
      })
    },

    /** What a draft says otherwise than what is known. */
    contradictions: async (workspaceId: string, draft: DraftEntry): Promise<{ items: Contradiction[] }> => ({
      items: contradictionsOf(draft, await holdAgainst?.(workspaceId)),
    }),

    archive: (workspaceId: string, who: Who, id: string) =>
      one.change(workspaceId, who, { id }, (state, { settings, now: at }) => {
        const refusal = whyNotPublish({ draftAuthors: [] }, who, settings)
        if (refusal !== null) throw new AppError('forbidden', refusal)
        if (state.status === 'archived') throw new AppError('wrong_state', 'it is archived already')
        return { after: withArchived(state, who, at), action: 'entry.archived' }
      }),

    unarchive: (workspaceId: string, who: Who, id: string) =>
      one.change(workspaceId, who, { id }, (state, { now: at }) => {
        if (state.status !== 'archived') throw new AppError('wrong_state', 'it is not archived')
        return { after: withUnarchived(state, who, at), action: 'entry.unarchived' }
      }),

    remove: (workspaceId: string, who: Who, id: string): Promise<Record<string, never>> =>
      db.tenant(workspaceId, async (tx) => {
        const [state] = await lockStates(tx, [id])
        if (!state) throw noEntry()
        if (state.status !== 'archived') throw new AppError('wrong_state', 'archive it first')
        await sql`delete from knowledge_entries where id = ${id}`.execute(tx.query)
        await audit(tx, { actor: who.actor, action: 'entry.deleted', target: `entry:${id}` })
        return {}
      }),

    /** Publishes what was scheduled up to now; one that cannot go live goes back to its writer with the reason. */
    async publishDue(workspaceId: string): Promise<void> {
      const due = await db.tenant(workspaceId, (tx) => readStates(tx, sql`e.publish_at <= ${now()}`))
      const hold = due.length > 0 ? await holdAgainst?.(workspaceId) : undefined
      for (const { id } of due)
        await db.tenant(workspaceId, async (tx) => {
          const [before] = await lockStates(tx, [id])
          if (!before?.publishing || before.publishAt === null || before.publishAt > now()) return
          const world = { ...(await one.around(tx, workspaceId)), hold }
          const { after, signature, action } = await attempt(before, world)
          await apply(tx, workspaceId, [{ before, after, ...(signature && { signature }) }])
          await audit(tx, { actor: 'system', action, target: `entry:${id}` })
        })
    },
  }

  async function attempt(
    before: EntryState,
    world: Publishing,
  ): Promise<Omit<EntryChangeSet, 'before'> & { action: string }> {
    try {
      return await goLive({ ...before, publishAt: null }, world, before.publishing!, undefined)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      log.warn({ entry: before.id, err: error }, 'a scheduled entry cannot go live')
      const { author } = before.publishing!
      const at = world.now.toISOString()
      const asked = { submittedBy: author, submittedAt: at, comment: '', publishAt: null }
      const review = {
        state: 'sent_back' as const,
        ...asked,
        decidedBy: 'system',
        decidedAt: at,
        decision: error.message,
      }
      return { after: withReview(before, review), action: 'entry.schedule_failed' }
    }
  }
}

/** What somebody who publishes signs: the writer as author, themselves as approver where that is somebody else. */
export function signatureOf({ draftBy }: EntryState, who: Who, note: string): Signature {
  const author = draftBy ?? who.name
  return { note, author, approver: author === who.name ? null : who.name }
}

/** With what texts are held against. */
type Publishing = Surroundings & { hold?: HoldAgainst | undefined }

/**
 * The draft as live entry, now or at an instant; throws with everything that is in the way, and with what goes against what is known
 * unless the signature confirms it.
 */
export async function goLive(
  state: EntryState,
  world: Publishing,
  { despite: confirmed, ...signed }: Signature,
  publishAt: string | undefined,
): Promise<Omit<EntryChangeSet, 'before'> & { action: string; details?: Record<string, unknown> }> {
  const { draft } = state
  if (draft === null) throw new AppError('wrong_state', 'there is nothing to publish: no draft')
  refuseFaulty(checkDraft(state.id, draft, await readCheckWorld(world.tx, [draft], world.today)))
  const against = contradictionsOf(draft, world.hold)
  const despite = refuseContradicted(against, confirmed)
  const signature = { ...signed, ...(despite.length > 0 && { despite }) }
  const details = despite.length > 0 ? { details: { despite: against.map(wordsOf) } } : {}
  const at = publishAt === undefined ? null : new Date(publishAt)
  if (at !== null && at > world.now)
    return { after: withSchedule(state, at, signature), action: 'entry.scheduled', ...details }
  return { ...liveNow(state, world, signature), action: 'entry.published', ...details }
}

/** A draft that has been checked, live. */
export function liveNow(
  state: EntryState,
  { now, today, settings }: Surroundings,
  signature: Signature,
): Omit<EntryChangeSet, 'before'> {
  const made = entryOf(state.id, state.draft!)
  if ('issues' in made)
    throw new AppError('unprocessable', made.issues.map(({ path, message }) => `${path}: ${message}`).join('; '))
  const after = withPublished(state, made.entry, now)
  return {
    after: { ...after, updatedBy: signature.author, reviewBy: nextReview(state, today, settings.reviewEveryMonths) },
    signature,
  }
}

function nextReview({ reviewBy }: EntryState, today: string, months: number | null): string | null {
  if (months === null || (reviewBy !== null && reviewBy > today)) return reviewBy
  return daysLater(today, Math.round(months * 30.44))
}
