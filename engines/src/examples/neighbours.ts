import { shinglesOf } from './shingles.ts'

export interface Neighbours {
  /** The most alike texts by their places in the list, best first; similarity is the cosine of tf-idf vectors, 0 to 1. */
  nearest(normal: string, limit: number): { at: number; similarity: number }[]
}

/**
 * An index of normalised texts for finding the most alike. A generator that pauses every few thousand texts, so that a server can
 * let others in between; its return value is the index.
 */
export function* indexNeighbours(texts: readonly string[]): Generator<void, Neighbours> {
  const postings = new Map<string, number[]>()
  const lengths = new Float32Array(texts.length)
  for (let i = 0; i < texts.length; i++) {
    const shingles = shinglesOf(texts[i]!)
    for (const each of shingles) {
      const list = postings.get(each)
      if (list) list.push(i)
      else postings.set(each, [i])
    }
    if (i % PAUSE === PAUSE - 1) yield
  }
  const idf = (documents: number) => Math.log((1 + texts.length) / (1 + documents)) + 1
  let done = 0
  for (const list of postings.values()) {
    const square = idf(list.length) ** 2
    for (const i of list) lengths[i]! += square
    done += list.length
    if (done > PAUSE * 20) {
      done = 0
      yield
    }
  }
  return {
    nearest(normal, limit) {
      const scores = new Map<number, number>()
      let own = 0
      const wanted = shinglesOf(normal)
        .map((each) => ({ list: postings.get(each) ?? [], weight: idf(postings.get(each)?.length ?? 0) }))
        .sort((a, b) => a.list.length - b.list.length)
      for (const { weight } of wanted) own += weight * weight
      let looked = 0
      for (const { list, weight } of wanted) {
        // What nearly every text says tells nothing apart; texts found by rarer words are still scored by it.
        const fresh = looked < MOST_LOOKED
        for (const i of list) {
          const before = scores.get(i)
          if (before !== undefined || fresh) scores.set(i, (before ?? 0) + weight * weight)
        }
        looked += list.length
      }
      return [...scores]
        .map(([at, shared]) => ({ at, similarity: shared / Math.sqrt(own * lengths[at]!) }))
        .sort((a, b) => b.similarity - a.similarity || a.at - b.at)
        .slice(0, limit)
    },
  }
}

const PAUSE = 2000
const MOST_LOOKED = 20_000
