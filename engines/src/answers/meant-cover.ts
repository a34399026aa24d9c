import { cosine, type Meaning } from './meanings.ts'
import type { ReadQuestion } from './read-question.ts'
import type { Unit } from './units.ts'

/** What a word of the same meaning counts. */
const MEANT = 0.8

/** Coverage where a word of the same meaning as one asked for counts by how near it is (wiped and deleted, 承重 and 压). */
export function meantPresence(
  question: ReadQuestion,
  meaning: Meaning,
): (unit: Pick<Unit, 'bag'>, own: Float64Array) => Float64Array {
  const asked = question.words.map((word) =>
    word.kind === 'word' && word.text.length > 1 ? meaning(word.text) : undefined,
  )
  // The passages found share most of their words: each is compared once.
  const compared = asked.map(() => new Map<string, number>())
  const likenessOf = (word: string, i: number): number => {
    let value = compared[i]!.get(word)
    if (value === undefined) {
      value = cosine(asked[i]!, meaning(word))
      compared[i]!.set(word, value)
    }
    return value
  }
  return (unit, own) => {
    if (own.every((value, i) => value >= 0.8 || !asked[i])) return own
    const words = [...unit.bag.words].filter((word) => word.length > 1 && !/^\d/.test(word))
    return own.map((value, i) => {
      if (value >= 0.8 || !asked[i]) return value
      let most = 0
      for (const word of words) most = Math.max(most, likenessOf(word, i))
      return Math.max(value, MEANT * Math.max(0, 2 * most - 1))
    })
  }
}
