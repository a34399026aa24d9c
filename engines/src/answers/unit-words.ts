import { coverage } from './match-word.ts'
import type { ReadQuestion } from './read-question.ts'
import type { TextBag } from './read-text.ts'

/** Longest run of the question's units that stands in the text, as a share of the question. */
export function longestRun(asked: string[], bag: TextBag): number {
  if (asked.length === 0) return 0
  let best = 0
  const places = new Map<string, number[]>()
  for (const [i, unit] of bag.units.entries()) {
    const list = places.get(unit)
    if (list) list.push(i)
    else places.set(unit, [i])
  }
  for (let i = 0; i + best < asked.length; i++) {
    for (const place of places.get(asked[i]!) ?? []) {
      let length = 1
      while (i + length < asked.length && asked[i + length] === bag.units[place + length]) length++
      best = Math.max(best, length)
    }
  }
  return best / asked.length
}

export function pairShare(asked: TextBag, bag: TextBag): number {
  let found = 0
  let total = 0
  for (const pair of asked.pairs) {
    total++
    if (bag.pairs.has(pair)) found++
  }
  for (const list of asked.latin.values()) {
    for (const word of list) {
      total++
      if (bag.words.has(word)) found++
    }
  }
  return total > 0 ? found / total : 0
}

/** Share of the words' weight that is present, of what the headings leave; of everything where they leave nothing. */
export function restOf(question: ReadQuestion, own: Float64Array, headings: Float64Array): number {
  let found = 0
  let total = 0
  for (const [i, { weight }] of question.words.entries()) {
    const left = weight * (1 - headings[i]!)
    total += left
    found += left * own[i]!
  }
  return total > 0.05 ? found / total : coverage(question, own)
}

export function missingShare(question: ReadQuestion, near: Float64Array): number {
  let total = 0
  let most = 0
  for (const [i, { weight }] of question.words.entries()) {
    total += weight
    most = Math.max(most, weight * (1 - near[i]!))
  }
  return total > 0 ? most / total : 1
}

/** Share of the text that the question has not said. */
export function noveltyOf(asked: TextBag, bag: TextBag): number {
  if (bag.units.length === 0) return 0
  return bag.units.filter((unit) => !asked.singles.has(unit)).length / bag.units.length
}

/** Likeness of two questions by their pairs of characters and their words (Dice). */
export function likeness(a: TextBag, b: TextBag): number {
  const left = partsOf(a)
  const right = partsOf(b)
  let both = 0
  for (const part of left) if (right.has(part)) both++
  return left.size + right.size > 0 ? (2 * both) / (left.size + right.size) : 0
}

const parts = new WeakMap<TextBag, Set<string>>()

function partsOf(bag: TextBag): Set<string> {
  let found = parts.get(bag)
  if (!found) {
    found = new Set([...bag.pairs, ...[...bag.latin.values()].flat(), ...bag.numbers])
    parts.set(bag, found)
  }
  return found
}

export function namesShare(question: ReadQuestion, near: Float64Array): number {
  const names = [...question.words.keys()].filter((i) => question.words[i]!.kind === 'name')
  return names.length > 0 ? names.filter((i) => near[i]! >= 0.5).length / names.length : 0.5
}
