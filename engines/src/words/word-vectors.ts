import { packBytes, unpackBytes } from '../features/pack.ts'

/**
 * What words mean, as directions: words that are used alike, in either language, lie together. A word of several senses has one for
 * each.
 */
export interface WordVectors {
  dimensions: number
  /** Place of the first sense of a word, by the word as it is compared: cut, lower case, Latin words by their stem. */
  places: ReadonlyMap<string, number>
  /** How many senses, by the place of the first. */
  senses: Uint8Array
  /** How much a word tells, from 0 (in every text) to 255, by the place of the first. */
  weights: Uint8Array
  /** Sense by sense, `dimensions` values each, of length 127. */
  rows: Int8Array
  near: NearTable
}

/** The nearest words of each word, among those that are common. */
interface NearTable {
  /** The common words. */
  words: string[]
  /** Where those of a word begin in `numbers` and `likeness`, and how many they are, by the place of its first sense. */
  starts: Uint32Array
  counts: Uint8Array
  /** Which of `words`, most alike first, and how alike, 0 to 255 for 0 to 1. */
  numbers: Uint16Array
  likeness: Uint8Array
}

/** A word that means nearly the same as another, and how alike they are, up to 1. */
export interface NearWord {
  word: string
  likeness: number
}

/** What is asked of word vectors. */
export interface Words {
  /** How alike two words are in their nearest senses, from -1 to 1; undefined where one of them is not known. */
  likeness(a: string, b: string): number | undefined
  /** The common words of either language that are most like one, most alike first; none where it is not known. */
  near(word: string): NearWord[]
  /** Where words lie together, those that tell more counting more: a direction of length 1, or 0 where none is known. */
  together(words: Iterable<string>): Float32Array
}

const FORMAT = 'word-vectors-3'
const UNIT = 127
const FULL = 255

interface Header {
  format: string
  dimensions: number
  words: string[]
  near: string[]
}

/** The senses of each word, each of length 1, and how much it tells, from 0 to 1. */
export type KnownWords = ReadonlyMap<string, { senses: ArrayLike<number>[]; weight: number }>

/** Word vectors as bytes: see loadWordVectors. `near` holds the nearest words of words, most alike first, 255 a word at most; 65,536 different ones in all. */
export function packWordVectors(
  words: KnownWords,
  dimensions: number,
  near: ReadonlyMap<string, NearWord[]> = new Map(),
): Uint8Array {
  const all = [...words.values()]
  const rows = Int8Array.from(all.flatMap(({ senses }) => senses.flatMap((one) => Array.from(one, inBits))))
  const counts = Uint8Array.from(all, ({ senses }) => senses.length)
  const weights = Uint8Array.from(all, ({ weight }) => Math.round(FULL * weight))
  const lists = [...words.keys()].map((word) => near.get(word) ?? [])
  const common = [...new Set(lists.flatMap((list) => list.map(({ word }) => word)))]
  const numberOf = new Map(common.map((word, number) => [word, number]))
  const nearCounts = Uint8Array.from(lists, ({ length }) => length)
  const numbers = Uint16Array.from(lists.flatMap((list) => list.map(({ word }) => numberOf.get(word)!)))
  const likeness = Uint8Array.from(lists.flatMap((list) => list.map((one) => Math.round(FULL * one.likeness))))
  const header: Header = { format: FORMAT, dimensions, words: [...words.keys()], near: common }
  return packBytes({ ...header }, [counts, weights, rows, nearCounts, numbers, likeness])
}

const inBits = (value: number) => Math.round(Math.max(-1, Math.min(1, value)) * UNIT)

/** Reads what packWordVectors wrote. Throws an Error with one sentence when the bytes are nothing of the kind. */
export function loadWordVectors(bytes: Uint8Array): WordVectors {
  const { header, arrays } = unpackBytes<Header>(bytes, FORMAT, 'a file of word vectors')
  const [counts, told, rows, many, numbers, likeness] = arrays as [
    ...[Uint8Array, Uint8Array, Int8Array],
    ...[Uint8Array, Uint16Array, Uint8Array],
  ]
  const places = new Map<string, number>()
  const senses = new Uint8Array(counts.reduce((sum, count) => sum + count, 0))
  const weights = new Uint8Array(senses.length)
  const near = {
    ...{ words: header.near, numbers, likeness },
    ...{ starts: new Uint32Array(senses.length), counts: new Uint8Array(senses.length) },
  }
  let place = 0
  let start = 0
  for (const [i, word] of header.words.entries()) {
    places.set(word, place)
    senses[place] = counts[i]!
    weights[place] = told[i]!
    near.starts[place] = start
    near.counts[place] = many[i]!
    place += counts[i]!
    start += many[i]!
  }
  return { dimensions: header.dimensions, places, senses, weights, rows, near }
}

/** What these vectors say of words. */
export function wordsIn({ dimensions, places, senses, weights, rows, near }: WordVectors): Words {
  return {
    likeness(a, b) {
      const from = places.get(a)
      const to = places.get(b)
      if (from === undefined || to === undefined) return undefined
      let best = -1
      for (let i = from; i < from + senses[from]!; i++) {
        for (let j = to; j < to + senses[to]!; j++) {
          let sum = 0
          for (let k = 0, x = i * dimensions, y = j * dimensions; k < dimensions; k++)
            sum += rows[x + k]! * rows[y + k]!
          best = Math.max(best, sum)
        }
      }
      return Math.min(1, best / (UNIT * UNIT))
    },
    near(word) {
      const place = places.get(word)
      if (place === undefined) return []
      const from = near.starts[place]!
      return Array.from({ length: near.counts[place]! }, (_, i) => ({
        word: near.words[near.numbers[from + i]!]!,
        likeness: near.likeness[from + i]! / FULL,
      }))
    },
    together(words) {
      const sum = new Float32Array(dimensions)
      for (const word of words) {
        const place = places.get(word)
        if (place === undefined) continue
        const share = weights[place]! / senses[place]!
        for (let i = place; i < place + senses[place]!; i++)
          for (let k = 0, x = i * dimensions; k < dimensions; k++) sum[k] = sum[k]! + share * rows[x + k]!
      }
      const length = Math.hypot(...sum)
      return length > 0 ? sum.map((value) => value / length) : sum
    },
  }
}
