import { editDistance } from './similarity.ts'

/** Puts slips of the keyboard in Latin words right, towards the words a collection of texts uses. */
export interface Speller {
  /** The text with each unknown word replaced by the known one it most likely is; everything else stays as it was. */
  correct(text: string): string
}

/** Shorter words are too easily another word. */
const shortest = 4
/** A word seen no oftener may be a slip itself. */
const rare = 3
const farCommoner = 6
/** From this length on two slips are forgiven. */
const twoSlipsFrom = 7

/** How often each Latin word, in lower case, stands in a collection of texts. */
export type WordCounts = Map<string, number>

export function wordCounts(texts: readonly string[]): WordCounts {
  const counts: WordCounts = new Map()
  for (const text of texts)
    for (const [word] of text.toLowerCase().matchAll(/[a-z']+/g)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** Corrects towards the words counted. Words of `language` are right as they are, however rare here. */
export function makeSpeller(counts: WordCounts, language: readonly string[] = []): Speller {
  const right = new Set(language)
  const byFirst = new Map<string, string[]>()
  for (const word of counts.keys()) {
    if (word.length < shortest - 1) continue
    const list = byFirst.get(word[0]!)
    if (list) list.push(word)
    else byFirst.set(word[0]!, [word])
  }
  const known = new Map<string, string>()

  function correctWord(word: string): string {
    const lower = word.toLowerCase()
    const own = counts.get(lower) ?? 0
    if (lower.length < shortest || own > rare || right.has(lower)) return word
    const before = known.get(lower)
    if (before !== undefined) return before
    const found = nearest(lower, own) ?? word
    if (known.size > 5_000) known.clear()
    known.set(lower, found)
    return found
  }

  /** The most common word within reach; of two equally far the commoner. A first letter is hardly ever wrong, but may be swapped. */
  function nearest(word: string, own: number): string | undefined {
    const reach = own === 0 && word.length >= twoSlipsFrom ? 2 : 1
    const candidates = [...(byFirst.get(word[0]!) ?? []), ...(byFirst.get(word[1]!) ?? [])]
    let best: { word: string; distance: number; count: number } | undefined
    for (const candidate of candidates) {
      if (Math.abs(candidate.length - word.length) > reach) continue
      const distance = editDistance(word, candidate)
      if (distance > reach) continue
      const count = counts.get(candidate)!
      // A rare word is doubted only where a near one is far commoner: examples hold slips, too.
      if (candidate === word || count < own * farCommoner) continue
      if (!best || distance < best.distance || (distance === best.distance && count > best.count))
        best = { word: candidate, distance, count }
    }
    return best?.word
  }

  return { correct: (text) => text.replace(/[A-Za-z']+/g, correctWord) }
}
