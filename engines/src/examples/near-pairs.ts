import { shinglesOf } from './shingles.ts'

export interface Labelled {
  label: string
  /** As `normalise` makes it. */
  normal: string
}

/** Two examples by their places in the list, and how alike they are (Jaccard, 1 for the same). */
export interface NearPair {
  a: number
  b: number
  similarity: number
}

/**
 * Examples of different labels that say the same or nearly: exact set-similarity join with prefix and length filters (AllPairs, Bayardo
 * 2007; PPJoin, Xiao 2008), so 200,000 short texts take a minute or two on one core. Same texts come first; `most` bounds the answer, `each` how often
 * one example appears.
 */
export function findNearPairs(
  examples: readonly Labelled[],
  { threshold = 0.7, most = 20_000, each = 5 }: { threshold?: number; most?: number; each?: number } = {},
): NearPair[] {
  const { pairs, distinct } = samePairs(examples, most)
  const sets = orderedSets(distinct.map(([first]) => examples[first!]!.normal))
  const bySize = sets.map((_, i) => i).sort((x, y) => sets[x]!.length - sets[y]!.length)
  const index = new Map<number, number[]>()
  const times = new Map<number, number>()
  for (const i of bySize) {
    const set = sets[i]!
    if (set.length === 0 || pairs.length >= most) continue
    const prefix = set.length - Math.ceil(threshold * set.length) + 1
    const candidates = new Set<number>()
    for (let p = 0; p < prefix; p++) {
      for (const j of index.get(set[p]!) ?? []) if (sets[j]!.length >= threshold * set.length) candidates.add(j)
    }
    for (const j of candidates) {
      const [a, b] = differing(examples, distinct[j]!, distinct[i]!)
      if (a === undefined || b === undefined || (times.get(a) ?? 0) >= each || (times.get(b) ?? 0) >= each) continue
      const similarity = jaccard(set, sets[j]!)
      if (similarity < threshold) continue
      for (const one of [a, b]) times.set(one, (times.get(one) ?? 0) + 1)
      pairs.push({ a, b, similarity })
    }
    for (let p = 0; p < prefix; p++) add(index, set[p]!, i)
  }
  return pairs.sort((x, y) => y.similarity - x.similarity).slice(0, most)
}

/** Pairs of the same words under different labels, and the places of each different text. */
function samePairs(examples: readonly Labelled[], most: number): { pairs: NearPair[]; distinct: number[][] } {
  const places = new Map<string, number[]>()
  examples.forEach(({ normal }, i) => {
    if (normal !== '') add(places, normal, i)
  })
  const pairs: NearPair[] = []
  for (const same of places.values()) {
    const firsts = [...new Map(same.toReversed().map((i) => [examples[i]!.label, i])).values()].sort((x, y) => x - y)
    for (let x = 0; x < firsts.length && pairs.length < most; x++)
      for (let y = x + 1; y < firsts.length; y++) pairs.push({ a: firsts[x]!, b: firsts[y]!, similarity: 1 })
  }
  return { pairs, distinct: [...places.values()] }
}

/** One example of each text, under different labels; nothing when both have one and the same label only. */
function differing(examples: readonly Labelled[], left: number[], right: number[]): [number?, number?] {
  for (const a of left) {
    const b = right.find((each) => examples[each]!.label !== examples[a]!.label)
    if (b !== undefined) return [a, b]
  }
  return []
}

/** Shingles as numbers, the rarest smallest, in rising order. */
function orderedSets(texts: string[]): Int32Array[] {
  const counts = new Map<string, number>()
  const shingled = texts.map(shinglesOf)
  for (const set of shingled) for (const each of set) counts.set(each, (counts.get(each) ?? 0) + 1)
  const rank = new Map([...counts].sort((x, y) => x[1] - y[1] || (x[0] < y[0] ? -1 : 1)).map(([each], i) => [each, i]))
  return shingled.map((set) => Int32Array.from(set, (each) => rank.get(each)!).sort())
}

function jaccard(a: Int32Array, b: Int32Array): number {
  let shared = 0
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      shared++
      i++
      j++
    } else if (a[i]! < b[j]!) i++
    else j++
  }
  return shared / (a.length + b.length - shared)
}

function add<K>(map: Map<K, number[]>, key: K, value: number): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
