import type { KnownWords, NearWord } from '@loopdesk/engines/words/word-vectors.ts'
import { makeNearest } from './nearest.ts'

/** Kept of each word and language, if they are at least this like it. */
const MOST = 12
const LEAST = 0.5
/** English words are looked for among this many, Chinese ones among this many of two characters or more, the most frequent. */
const ENGLISH = 20_000
const CHINESE = 45_000

/**
 * The nearest words of each word, those of both languages. Names have none and are none: a product, a place or a person is itself or
 * another one. `common` are English stems that are no names, `seen` tells how often Chinese words were seen.
 */
export function nearWords(
  known: KnownWords,
  common: ReadonlySet<string>,
  seen: ReadonlyMap<string, number>,
  dimensions: number,
): Map<string, NearWord[]> {
  const isEnglish = (word: string) => /^[a-z]/.test(word)
  const words = [...known.keys()].filter((word) => (isEnglish(word) ? common.has(word) : word.length > 1))
  const english = words.filter(isEnglish)
  const chinese = words.filter((word) => !isEnglish(word)).sort((a, b) => (seen.get(b) ?? 0) - (seen.get(a) ?? 0))
  const languages = [english.slice(0, ENGLISH), chinese.slice(0, CHINESE)].map((among) => ({
    among,
    nearest: makeNearest(sensesOf(known, among, dimensions), LEAST),
  }))
  return new Map(
    words.map((word) => {
      const senses = known.get(word)!.senses.map((sense) => Float32Array.from(sense))
      const found = languages.flatMap(({ among, nearest }) =>
        nearest(senses)
          .filter((one) => among[one.word] !== word)
          .slice(0, MOST)
          .map((one) => ({ word: among[one.word]!, likeness: Math.min(1, one.likeness) })),
      )
      return [word, found.sort((a, b) => b.likeness - a.likeness)]
    }),
  )
}

function sensesOf(known: KnownWords, words: string[], dimensions: number) {
  const senses = words.flatMap((word, number) => known.get(word)!.senses.map((sense) => ({ number, sense })))
  const rows = new Float32Array(senses.length * dimensions)
  for (const [i, { sense }] of senses.entries()) rows.set(sense, i * dimensions)
  return { dimensions, rows, words: Uint32Array.from(senses, ({ number }) => number) }
}
