import type { EntryDetail } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import { publishFact } from '../../../infra/facts.ts'
import { checkDraft, readCheckWorld } from './check-draft.ts'
import type { EntryDeps, Who } from './deps.ts'
import { withReview } from './lifecycle.ts'
import { readPlace, writePlace } from './list-place.ts'
import type { OneEntry } from './one-entry.ts'
import { goLive } from './publishing.ts'
import { field, refuseFaulty, whyNotPublish } from './refusals.ts'
import { readOwners, shownReview, summaryOf } from './show-entry.ts'
import { type EntryState, type Review, stateColumns } from './state.ts'

interface Submission {
  revision: number
  comment: string
  publishAt?: string | undefined
}
interface Verdict extends Submission {
  decision: 'approve' | 'send_back'
  despite: string[]
}

/** Drafts that somebody else looks at before they go live. */
export function makeReviews({ db, one, holdAgainst }: Pick<EntryDeps, 'db' | 'holdAgainst'> & { one: OneEntry }) {
  return {
    submit: (
      workspaceId: string,
      who: Who,
      id: string,
      { revision, comment, publishAt }: Submission,
    ): Promise<EntryDetail> =>
      one.change(workspaceId, who, { id, revision }, async (state, { tx, now, today }) => {
        if (state.draft === null || state.status === 'archived')
          throw new AppError('wrong_state', 'there is nothing to review: no draft')
        if (state.publishAt !== null) throw new AppError('wrong_state', 'it is approved already')
        refuseFaulty(checkDraft(id, state.draft, await readCheckWorld(tx, [state.draft], today)))
        const undecided = { decidedBy: null, decidedAt: null, decision: '' }
        const submitted = {
          submittedBy: who.name,
          submittedAt: now.toISOString(),
          comment,
          publishAt: publishAt ?? null,
        }
        await publishFact(tx, { type: 'knowledge.submitted', workspaceId, data: { entry: id } })
        return { after: withReview(state, { state: 'waiting', ...submitted, ...undecided }), action: 'entry.submitted' }
      }),

    withdraw: (workspaceId: string, who: Who, id: string, revision: number) =>
      one.change(workspaceId, who, { id, revision }, (state) => {
        if (state.review?.state !== 'waiting' && state.publishAt === null)
          throw new AppError('wrong_state', 'it neither waits for a review nor for its day')
        return { after: withReview(state, null), action: 'entry.withdrawn' }
      }),

    async decide(
      workspaceId: string,
      who: Who,
      id: string,
      { revision, decision, comment, publishAt, despite }: Verdict,
    ) {
      const hold = await holdAgainst?.(workspaceId)
      return one.change(workspaceId, who, { id, revision }, async (state, world) => {
        const { review } = state
        if (review?.state !== 'waiting') throw new AppError('wrong_state', 'it does not wait for a review')
        const decided = { decidedBy: who.name, decidedAt: world.now.toISOString(), decision: comment }
        await publishFact(world.tx, { type: 'knowledge.reviewed', workspaceId, data: { entry: id, decision } })
        if (decision === 'send_back') {
          if (comment === '') throw field('/body/comment', 'say what is to be changed')
          return { after: withReview(state, { ...review, ...decided, state: 'sent_back' }), action: 'entry.sent_back' }
        }
        const refusal = whyNotPublish(state, who, world.settings)
        if (refusal !== null) throw new AppError('forbidden', refusal)
        const signature = {
          note: comment || review.comment,
          author: state.draftBy ?? review.submittedBy,
          approver: who.name,
          despite,
        }
        const live = await goLive(state, { ...world, hold }, signature, publishAt ?? review.publishAt ?? undefined)
        const approved: Review = { ...review, ...decided, state: 'approved' }
        return live.after.publishAt === null
          ? live
          : { ...live, after: { ...live.after, review: approved, status: statusOf(live.after) } }
      })
    },

    list: (workspaceId: string, who: Who, { cursor, limit }: { cursor?: string | undefined; limit: number }) =>
      db.tenant(workspaceId, async (tx) => {
        const world = await one.around(tx, workspaceId)
        const place = readPlace(cursor)
        const after =
          place === undefined ? sql`true` : sql`(e.review->>'submittedAt', e.id) > (${place.key}, ${place.id})`
        const { rows } = await sql<EntryState>`
          select ${stateColumns} from knowledge_entries e where e.status = 'in_review' and ${after}
          order by e.review->>'submittedAt', e.id limit ${limit + 1}`.execute(tx.query)
        const page = rows.slice(0, limit)
        const shown = { today: world.today, remindDays: world.settings.remindDays, owners: await readOwners(tx, page) }
        const items = page.map((state) => ({
          ...summaryOf(state, shown),
          review: shownReview(state.review!),
          mayDecide: who.rights.has('knowledge.publish') && whyNotPublish(state, who, world.settings) === null,
        }))
        const last = page.at(-1)
        const more = rows.length > limit && last !== undefined
        return { items, next: more ? writePlace({ key: last.review!.submittedAt, id: last.id }) : null }
      }),
  }
}

const statusOf = ({ live }: EntryState) => (live === null ? ('draft' as const) : ('published' as const))
