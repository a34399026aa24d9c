import { hashTerm } from '../text/hash-term.ts'
import type { Passage } from './passage.ts'

/** What passages are filtered and weighed by, one value a passage. Names are kept once in the index (see `makeNames`). */
export interface Columns {
  /** Sets of names: 0 is the empty one. */
  language: Uint32Array
  audiences: Uint32Array
  channels: Uint32Array
  tags: Uint32Array
  /** `sourceKey` of what it is a part of, 0 without. */
  source: Float64Array
  /** Moments (ms since 1970); NaN where there is none. */
  from: Float64Array
  until: Float64Array
  freshness: Float64Array
  boost: Float32Array
  quality: Float32Array
}

/** Sets of names by number: equal sets have one number, so that a search decides once a set, not once a passage. */
export interface Names {
  sets: string[][]
  numberOf: (names: readonly string[]) => number
}

/** Starts from the sets given (those of a saved index), else from the empty set alone. */
export function makeNames(sets: string[][] = [[]]): Names {
  const numbers = new Map(sets.map((names, number) => [names.join('\n'), number]))
  return {
    sets,
    numberOf: (names) => {
      if (names.length === 0) return 0
      const sorted = names.length === 1 ? [...names] : [...new Set(names)].sort()
      const key = sorted.join('\n')
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, sets.length)
      return sets.push(sorted) - 1
    },
  }
}

/** Empty columns for `count` passages. */
export function makeColumns(count: number): Columns {
  const sets = () => new Uint32Array(count)
  const moments = () => new Float64Array(count)
  return {
    language: sets(),
    audiences: sets(),
    channels: sets(),
    tags: sets(),
    source: moments(),
    from: moments(),
    until: moments(),
    freshness: moments(),
    boost: new Float32Array(count),
    quality: new Float32Array(count),
  }
}

/** Writes what a passage says of itself at a place. */
export function fillColumns(columns: Columns, place: number, passage: Passage, { numberOf }: Names): void {
  columns.language[place] = numberOf(passage.language ? [passage.language] : [])
  columns.audiences[place] = numberOf(passage.audiences ?? [])
  columns.channels[place] = numberOf(passage.channels ?? [])
  columns.tags[place] = numberOf(passage.tags ?? [])
  columns.source[place] = passage.source ? sourceKey(passage.source) : 0
  columns.from[place] = passage.from ?? Number.NaN
  columns.until[place] = passage.until ?? Number.NaN
  columns.freshness[place] = passage.freshness ?? Number.NaN
  columns.boost[place] = Math.min(2, Math.max(0.5, passage.boost ?? 1))
  columns.quality[place] = Math.min(1, Math.max(-1, passage.quality ?? 0))
}

/** A source's name as a number of 53 bits (two hashes): a million of them fit in memory, and no two of them meet. */
export function sourceKey(source: string): number {
  return hashTerm(`a${source}`) * 2 ** 21 + (hashTerm(`b${source}`) >>> 11) + 1
}

/** Copies what stands at one place to a place of other columns. */
export function copyColumns(from: Columns, at: number, to: Columns, place: number): void {
  for (const name of COLUMN_NAMES) to[name][place] = from[name][at]!
}

export const COLUMN_NAMES = Object.keys(makeColumns(0)) as (keyof Columns)[]
