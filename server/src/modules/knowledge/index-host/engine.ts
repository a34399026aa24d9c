import type { Passage } from '@loopdesk/engines/retrieval/passage.ts'
import { type SearchOptions, search } from '@loopdesk/engines/retrieval/search.ts'
import {
  addPassage,
  buildIndex,
  type IndexOptions,
  type RetrievalIndex,
  removePassage,
} from '@loopdesk/engines/retrieval/search-index.ts'
import type { IndexedChange } from '../passages.ts'

/** Who asks when and where, as far as it decides what may be found. */
export interface Sight {
  /** Ids of audiences the asker is one of. */
  audiences: string[]
  /** Kind of channel; without it nothing is kept back for the channel. */
  channel?: string | undefined
  /** Milliseconds since 1970. */
  at: number
}

/** What is asked of the index of one workspace. Crosses threads, so it is plain data. */
export interface IndexQuery extends Sight {
  text: string
  limit: number
  /** Words of the question with what means the same here. */
  synonyms?: string[][] | undefined
  /** Only passages of these sources. */
  sources?: string[] | undefined
  /** Passages and sources that are not to be found. */
  buried?: string[] | undefined
  /** Whoever it is for: for explaining why something was not found. */
  everything?: boolean | undefined
  /** Likeness of passages by an embedding model. */
  vectors?: Map<string, number> | undefined
}

export interface IndexHit {
  id: string
  score: number
  parts: Record<string, number>
}

/** One workspace's passages, searchable. */
export interface WorkspaceIndex {
  index: RetrievalIndex
}

export const emptyWorkspaceIndex = (options: IndexOptions): WorkspaceIndex => ({ index: buildIndex([], options) })

/** Brings the index to where these changes lead; the same change twice changes nothing. */
export function applyChanges(into: WorkspaceIndex, changes: IndexedChange[]): void {
  for (const change of changes)
    if (change.deleted) removePassage(into.index, change.id)
    else addPassage(into.index, indexed(change))
}

export function searchIndex({ index }: WorkspaceIndex, query: IndexQuery): IndexHit[] {
  const { text, limit, audiences, channel, at, everything, sources, synonyms, vectors } = query
  const buried = new Set(query.buried ?? [])
  const options: SearchOptions = {
    limit,
    ...(!everything && { audiences, now: at, ...(channel !== undefined && { channel }) }),
    ...(sources && { sources }),
    ...(synonyms && { synonyms }),
    ...(vectors && { vectors }),
    ...(buried.size > 0 && { filter: (id: string) => !buried.has(id) && !buried.has(sourceOfPassage(id)) }),
  }
  return search(index, text, options).map(({ id, score, parts }) => ({ id, score, parts: { ...parts } }))
}

/** Bytes, about: the arrays of its segments, what waits for one, and tables of each passage. */
export function memoryOf({ index }: WorkspaceIndex): number {
  let bytes = index.passages.size * 250 + index.pending.passages.length * 2_000
  for (const { stored, places, amounts, hashes } of index.segments)
    bytes += stored.byteLength + places.byteLength + amounts.byteLength + hashes.byteLength * 2
  return bytes
}

/** `entry:<id>:<variant>` is of `entry:<id>`, `document:<id>:<number>` of `document:<id>`. */
export const sourceOfPassage = (id: string): string => id.split(':').slice(0, 2).join(':')

export type KeptFrom = 'audience' | 'channel' | 'not_yet' | 'expired'

/** Everything that keeps a passage from whoever asks: the rule of the index, for rows read from the database. */
export function keptFrom(
  about: { audiences: string[]; channels: string[]; validFrom: Date | null; validUntil: Date | null },
  { audiences, channel, at }: Sight,
): KeptFrom[] {
  const kept: KeptFrom[] = []
  if (about.audiences.length > 0 && !about.audiences.some((each) => audiences.includes(each))) kept.push('audience')
  if (about.channels.length > 0 && channel !== undefined && !about.channels.includes(channel)) kept.push('channel')
  if (about.validFrom !== null && at < about.validFrom.getTime()) kept.push('not_yet')
  if (about.validUntil !== null && at >= about.validUntil.getTime()) kept.push('expired')
  return kept
}

function indexed(change: IndexedChange & { deleted: false }): Passage {
  const { id, source, title, text, questions, labels, headings, language, audiences, channels } = change
  const { validFrom, validUntil, updatedAt, official } = change
  return {
    ...{ id, source, title, text, questions, headings, audiences, channels },
    tags: labels,
    ...(language !== '' && { language }),
    ...(validFrom && { from: validFrom.getTime() }),
    ...(validUntil && { until: validUntil.getTime() }),
    freshness: updatedAt.getTime(),
    // What is the rule itself stands a little before what somebody heard.
    boost: [0.95, 1, 1.05][official] ?? 1,
  }
}
