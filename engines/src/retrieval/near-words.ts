import { idfFrom, type QueryTerm } from './query-term.ts'
import { frequencyOf, type RetrievalIndex } from './search-index.ts'
import { HAN, meaningfulWords, NEAR, stemTerm, wordTerm } from './terms.ts'

/** A word that no more than this share of the passages holds, nor more than so many, is also looked for by its nearest words. */
const HARDLY_HELD = 0.001
const HARDLY_ANY = 10
/** How like they have to be, how many of a word, and how many in all. */
const LEAST = 0.5
const MOST_OF_EACH = 16
const MOST = 60
/** What a word of the same meaning counts, and from which likeness on; a Chinese word is one term where it would have six. */
const FACTOR = 0.5
const BY_CHANCE = 0.3
const KIND = { han: 1.5, latin: 2 }

/**
 * The terms of words of either language that mean nearly what words of the query mean, for words that the index does not hold, or
 * hardly. They count less than the word itself would. Words with digits and names have none.
 */
export function nearTerms(index: RetrievalIndex, text: string, terms: readonly QueryTerm[]): QueryTerm[] {
  const { words } = index.options
  if (!words) return []
  const known = new Set(terms.map(({ hash }) => hash))
  const added: QueryTerm[] = []
  for (const word of meaningfulWords(text)) {
    const instead = termOf(word)
    const held = instead === undefined ? Number.POSITIVE_INFINITY : frequencyOf(index, instead)
    if (held > Math.min(HARDLY_ANY, HARDLY_HELD * index.numberOf.size)) continue
    const most = idfFrom(index, held)
    let left = MOST_OF_EACH
    for (const { word: other, likeness } of words.near(word)) {
      if (likeness < LEAST || left === 0 || added.length === MOST) break
      const hash = termOf(other)
      const count = hash === undefined || known.has(hash) ? 0 : frequencyOf(index, hash)
      if (count === 0) continue
      left--
      known.add(hash!)
      const alike = (likeness - BY_CHANCE) / (1 - BY_CHANCE)
      const weight = FACTOR * KIND[HAN.test(other) ? 'han' : 'latin'] * alike * Math.min(most, idfFrom(index, count))
      added.push({ hash: hash!, kind: NEAR, count, weight, instead: { hash: instead!, word, other } })
    }
  }
  return added
}

/** The term of a whole word (a stem, of other scripts); single ideographs mean too many things. */
function termOf(word: string): number | undefined {
  if (!HAN.test(word)) return stemTerm(word)
  return word.length > 1 ? wordTerm(word) : undefined
}
