import { sourceKey } from './columns.ts'
import type { RetrievalIndex } from './search-index.ts'
import type { Segment } from './segment.ts'

/** What passages may be found. What is not given does not restrict. */
export interface Filters {
  /** Of these languages, or of none in particular. */
  languages?: string[]
  /** For everybody, or for one of these. Not given: only what is for everybody is NOT meant; all are searched. */
  audiences?: string[]
  /** For this channel, or for all. */
  channel?: string
  /** Only parts of these sources. */
  sources?: string[]
  /** With one of these labels. */
  tags?: string[]
  /** The moment for which validity and freshness count (ms since 1970); not given: validity is not looked at. */
  now?: number
  /** Any other condition, asked of good candidates only. */
  filter?: (id: string) => boolean
}

/** Why a passage may not be found. */
export type Excluded =
  | 'language'
  | 'audience'
  | 'channel'
  | 'source'
  | 'tag'
  | 'not yet valid'
  | 'no longer valid'
  | 'filter'

/** Makes the filters ready: each set of names is decided once, so that a passage costs a few look-ups. */
export function makeFilter(
  index: RetrievalIndex,
  filters: Filters,
): (segment: Segment, place: number) => Excluded | undefined {
  const { now, filter } = filters
  const languages = setsWith(index, filters.languages, true)
  const audiences = setsWith(index, filters.audiences, true)
  const channels = setsWith(index, filters.channel === undefined ? undefined : [filters.channel], true)
  const tags = setsWith(index, filters.tags, false)
  const sources = filters.sources && new Set(filters.sources.map(sourceKey))
  return ({ columns, ids }, place) => {
    if (audiences && !audiences[columns.audiences[place]!]) return 'audience'
    if (languages && !languages[columns.language[place]!]) return 'language'
    if (channels && !channels[columns.channels[place]!]) return 'channel'
    if (tags && !tags[columns.tags[place]!]) return 'tag'
    if (sources && !sources.has(columns.source[place]!)) return 'source'
    if (now !== undefined && columns.from[place]! > now) return 'not yet valid'
    if (now !== undefined && columns.until[place]! <= now) return 'no longer valid'
    return filter && !filter(ids[place]!) ? 'filter' : undefined
  }
}

/** For each set of names: whether it holds one of these (or none at all, where that means all). */
function setsWith(index: RetrievalIndex, wanted: string[] | undefined, empty: boolean): Uint8Array | undefined {
  if (!wanted) return undefined
  const names = new Set(wanted)
  return Uint8Array.from(index.names.sets, (set) =>
    (set.length === 0 ? empty : set.some((name) => names.has(name))) ? 1 : 0,
  )
}
