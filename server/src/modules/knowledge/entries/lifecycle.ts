import type { DraftEntry } from '@loopdesk/contracts/api/knowledge/entries.ts'
import type { KnowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { canonical } from './canonical.ts'
import type { Who } from './deps.ts'
import { draftOf, tidyDraft } from './draft-of.ts'
import type { EntryState, Review, Signature } from './state.ts'

type By = Pick<Who, 'actor' | 'name'>

/** The draft is this now. One that says what is live is no draft. */
export function withDraft(state: EntryState, draft: DraftEntry, who: By, now: Date): EntryState {
  const tidy = tidyDraft(draft)
  const stamped = { ...state, revision: state.revision + 1, updatedAt: now, updatedBy: who.name }
  if (state.definition !== null && !differs(tidy, state.definition)) return withoutDraft(stamped)
  const authors = state.draft === null ? [] : state.draftAuthors
  return {
    ...stamped,
    draft: tidy,
    basedOn: state.draft === null ? state.live : state.basedOn,
    draftBy: who.name,
    draftAt: now,
    draftAuthors: [...new Set([...authors, who.actor])],
    review: state.review?.state === 'sent_back' ? null : state.review,
  }
}

/** Only what is live remains. */
export function withoutDraft(state: EntryState): EntryState {
  const noDraft = { draft: null, basedOn: null, draftBy: null, draftAt: null, draftAuthors: [] }
  return settled({ ...state, ...noDraft, review: null, publishAt: null, publishing: null })
}

/** The entry is live in a new version; what was drafted is done. */
export function withPublished(state: EntryState, entry: KnowledgeEntry, now: Date): EntryState {
  const version = state.newest + 1
  const live = { definition: entry, live: version, newest: version, liveAt: now }
  return withoutDraft({ ...state, ...live, revision: state.revision + 1, updatedAt: now })
}

/** Goes live at an instant as it is. */
export function withSchedule(state: EntryState, publishAt: Date, publishing: Signature): EntryState {
  return settled({ ...state, publishAt, publishing, revision: state.revision + 1 })
}

/** Waits for a reviewer, or what the reviewer said. */
export function withReview(state: EntryState, review: Review | null): EntryState {
  return settled({ ...state, review, publishAt: null, publishing: null, revision: state.revision + 1 })
}

/** Nothing is live any more; what was becomes the draft unless there is one. */
export function withArchived(state: EntryState, who: By, now: Date): EntryState {
  const draft = state.draft ?? (state.definition && draftOf(state.definition))
  const nothingLive = { definition: null, live: null, liveAt: null, publishAt: null, publishing: null, review: null }
  const stamped = { revision: state.revision + 1, updatedAt: now, updatedBy: who.name }
  return { ...state, ...nothingLive, ...stamped, draft, basedOn: state.live ?? state.basedOn, status: 'archived' }
}

/** A draft again. */
export function withUnarchived(state: EntryState, who: By, now: Date): EntryState {
  return { ...state, status: 'draft', revision: state.revision + 1, updatedAt: now, updatedBy: who.name }
}

/** Whether a draft says something else than what is live. */
export function differs(draft: DraftEntry, live: KnowledgeEntry): boolean {
  return canonical(tidyDraft(draft)) !== canonical(tidyDraft(draftOf(live)))
}

function settled(state: EntryState): EntryState {
  if (state.status === 'archived' && state.live === null) return state
  const status = state.review?.state === 'waiting' ? 'in_review' : state.live !== null ? 'published' : 'draft'
  return { ...state, status }
}
