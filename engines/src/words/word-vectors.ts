import { packBytes, unpackBytes } from '../features/pack.ts'

/**
 * What words mean, as directions: words that are used alike, in either language, lie together. A word of several senses has one for
 * each. Only the likeness of two words is asked of it.
 */
export interface WordVectors {
  dimensions: number
  /** Place of the first sense of a word, by the word as it is compared: cut, lower case, Latin words by their stem. */
  places: ReadonlyMap<string, number>
  /** How many senses, by the place of the first. */
  senses: Uint8Array
  /** Sense by sense, `dimensions` values each, of length 127. */
  rows: Int8Array
}

/** How alike two words are, from -1 to 1; undefined where one of them is not known. */
export type WordLikeness = (a: string, b: string) => number | undefined

const FORMAT = 'word-vectors-1'
const UNIT = 127

interface Header {
  format: string
  dimensions: number
  words: string[]
}

/** The senses of each word, each of length 1. */
export type Senses = ReadonlyMap<string, ArrayLike<number>[]>

/** Word vectors as bytes: see loadWordVectors. */
export function packWordVectors(senses: Senses, dimensions: number): Uint8Array {
  const counts = [...senses.values()].map((list) => list.length)
  const rows = Int8Array.from([...senses.values()].flatMap((list) => list.flatMap((one) => Array.from(one, inBits))))
  const header: Header = { format: FORMAT, dimensions, words: [...senses.keys()] }
  return packBytes({ ...header }, [Uint8Array.from(counts), rows])
}

const inBits = (value: number) => Math.round(Math.max(-1, Math.min(1, value)) * UNIT)

/** Reads what packWordVectors wrote. Throws an Error with one sentence when the bytes are nothing of the kind. */
export function loadWordVectors(bytes: Uint8Array): WordVectors {
  const { header, arrays } = unpackBytes<Header>(bytes, FORMAT, 'a file of word vectors')
  const [counts, rows] = arrays as [Uint8Array, Int8Array]
  const places = new Map<string, number>()
  const senses = new Uint8Array(counts.reduce((sum, count) => sum + count, 0))
  let place = 0
  for (const [i, word] of header.words.entries()) {
    places.set(word, place)
    senses[place] = counts[i]!
    place += counts[i]!
  }
  return { dimensions: header.dimensions, places, senses, rows }
}

/** The likeness of their nearest senses. */
export function likenessIn({ dimensions, places, senses, rows }: WordVectors): WordLikeness {
  return (a, b) => {
    const from = places.get(a)
    const to = places.get(b)
    if (from === undefined || to === undefined) return undefined
    let best = -1
    for (let i = from; i < from + senses[from]!; i++) {
      for (let j = to; j < to + senses[to]!; j++) {
        let sum = 0
        for (let k = 0, x = i * dimensions, y = j * dimensions; k < dimensions; k++) sum += rows[x + k]! * rows[y + k]!
        if (sum > best * UNIT * UNIT) best = sum / (UNIT * UNIT)
      }
    }
    return Math.min(1, best)
  }
}
