import { idfOf } from '../retrieval/search.ts'
import type { RetrievalIndex } from '../retrieval/search-index.ts'
import { termsOf } from '../retrieval/terms.ts'

/** How rare a word is in the knowledge base: 0 when every passage holds it, 1 when none does. */
export type Rarity = (word: string) => number

/** Reads rarity off a search index; remembered for the life of the function, so make one for each request. */
export function rarityOf(index: RetrievalIndex): Rarity {
  const known = new Map<string, number>()
  const most = Math.log(1 + (index.passages.size + 0.5) / 0.5)
  return (word) => {
    let value = known.get(word)
    if (value === undefined) {
      const { hashes, kinds } = termsOf(word)
      // The word itself where it is one term; of a run of several terms the rarest of the coarsest kind.
      const coarsest = Math.min(...kinds)
      const idfs = hashes.filter((_, i) => kinds[i] === coarsest).map((hash) => idfOf(index, hash))
      value = idfs.length > 0 && most > 0 ? Math.max(...idfs) / most : 0.5
      known.set(word, value)
    }
    return value
  }
}

/** Where no index is at hand, longer words are taken to be rarer. */
export const guessedRarity: Rarity = (word) =>
  /\p{Script=Han}/u.test(word) ? Math.min(1, 0.25 + 0.15 * word.length) : Math.min(1, 0.2 + 0.06 * word.length)
