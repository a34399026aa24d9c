import type { ConceptMatch } from '../concepts/concepts.ts'
import { hashTerm } from '../text/hash-term.ts'
import { normaliseWithMap } from '../text/normalise.ts'
import { fuzzySyllable, syllable } from '../text/pinyin.ts'
import { segmentWithSpans } from '../text/segment.ts'
import { stemEnglish } from '../text/stem-english.ts'
import { characterTerm, latinTerm } from './terms.ts'
import { isWeakWord } from './weak-words.ts'

/** A question made ready to be held against another: its characters and words in their order. */
export interface AskedText {
  /** The index term of each unit (how rare it is, is asked by it), its sound, its sound with mixed-up ones made equal. */
  terms: Uint32Array
  sounds: Uint32Array
  loose: Uint32Array
  /** Numbers, and what holds a digit: there is nothing like them but themselves. */
  exact: Uint8Array
  /** Concepts said, and which units (from, until) say them. */
  concepts: { id: string; from: number; until: number }[]
  /** Words that mean something by themselves, and which units (from, until) they are. */
  words: AskedWord[]
  negations: number
}

interface AskedWord {
  text: string
  from: number
  until: number
}

/** How alike two words are in what they mean; undefined where that is not known. */
type Alike = (a: string, b: string) => number | undefined

/** What counts as said: the same sound, nearly the same sound, the same concept in other words; a number counts more than its rarity. */
const SOUND = 0.8
const LOOSE = 0.6
const CONCEPT = 0.75
const EXACT = 1.5
/** Words are of nearly the same meaning from this likeness on; so alike are words by chance. */
const LEAST_ALIKE = 0.5
const BY_CHANCE = 0.3
/** One denies what the other does not. */
const OPPOSITE = 0.85

type Concepts = (text: string) => ConceptMatch[]

/** Reads a question. `conceptsOf` finds what the lexicon knows; without it only what is written and how it sounds counts. `hasLike`
 * tells which words have others like
 * them (names have none): these are compared by what they mean.
 */
export function readAsked(text: string, conceptsOf?: Concepts, hasLike?: (word: string) => boolean): AskedText {
  const normal = normaliseWithMap(text)
  const units: { text: string; start: number; end: number }[] = []
  for (const match of normal.text.matchAll(UNITS)) {
    if (units.length === MOST_UNITS) break
    units.push({ text: match[0], ...normal.spanToOriginal(match.index, match.index + match[0].length) })
  }
  const concepts = (conceptsOf?.(text) ?? []).map(({ concept, start, end }) => ({
    id: concept,
    from: units.findIndex((unit) => unit.end > start),
    until: units.findLastIndex((unit) => unit.start < end) + 1,
  }))
  return {
    terms: Uint32Array.from(units, ({ text: one }) => (han(one) ? characterTerm(one) : latinTerm(one))),
    sounds: Uint32Array.from(units, ({ text: one }) => hashTerm(han(one) ? syllable(one) : stemEnglish(one))),
    loose: Uint32Array.from(units, ({ text: one }) => hashTerm(han(one) ? fuzzySyllable(one) : stemEnglish(one))),
    exact: Uint8Array.from(units, ({ text: one }) => (/\d/.test(one) ? 1 : 0)),
    concepts: concepts.filter(({ from, until }) => from >= 0 && until > from),
    words: hasLike ? wordsWithUnits(text, units, hasLike) : [],
    negations: [...normal.text.replace(NO_NEGATION, '').matchAll(NEGATION)].length,
  }
}

/** Words with others like them. Single ideographs mean too many things. */
function wordsWithUnits(
  text: string,
  units: { start: number; end: number }[],
  hasLike: (word: string) => boolean,
): AskedWord[] {
  return segmentWithSpans(text).flatMap((word) => {
    const one = han(word.text) ? word.text : stemEnglish(word.text)
    if (one.length < 2 || isWeakWord(word.text) || !hasLike(one)) return []
    const from = units.findIndex((unit) => unit.end > word.start)
    const until = units.findLastIndex((unit) => unit.start < word.end) + 1
    return from >= 0 && until > from ? [{ text: one, from, until }] : []
  })
}

const han = (one: string) => HAN.test(one)
const MOST_UNITS = 60
const HAN = /^\p{Script=Han}/u
const UNITS = /\p{Script=Han}|[\p{L}\p{M}']+|\p{N}+(?:[.:]\p{N}+)*/gu
/** Whether-questions (能不能, 有没有) and set phrases deny nothing. */
const NO_NEGATION = /(.)[不没](?=\1)|不好意思|不客气|没事|差不多|要不/gu
const NEGATION = /[不没无未别甭]|\b(?:not|no|never|without|cannot|\w+n't)\b/gu

/**
 * How much two questions ask the same, 0 to 1: what of each the other also says, one to one, each unit as weighty as it is rare
 * (harmonic mean of both shares); words that neither says by how `alike` the nearest is. A question that says something more (another city, another product) is as unlike as one that says less.
 */
export function likenessOf(
  asked: AskedText,
  other: AskedText,
  weightOf: (term: number) => number,
  alike?: Alike,
): number {
  const here = new Float64Array(asked.terms.length)
  const there = new Float64Array(other.terms.length)
  if (here.length === 0 || there.length === 0) return 0
  pairUp(asked, other, here, there)
  for (const mine of asked.concepts) {
    const theirs = other.concepts.find(({ id }) => id === mine.id)
    if (!theirs) continue
    for (let i = mine.from; i < mine.until; i++) here[i] = Math.max(here[i]!, CONCEPT)
    for (let j = theirs.from; j < theirs.until; j++) there[j] = Math.max(there[j]!, CONCEPT)
  }
  if (alike) pairByMeaning(asked, other, here, there, alike)
  const forth = shareOf(asked, here, weightOf)
  const back = shareOf(other, there, weightOf)
  const opposite = asked.negations % 2 === other.negations % 2 ? 1 : OPPOSITE
  return forth + back > 0 ? ((2 * forth * back) / (forth + back)) * opposite : 0
}

/** Words of which neither is said by the other text count by how like the nearest one there is. */
function pairByMeaning(
  asked: AskedText,
  other: AskedText,
  here: Float64Array,
  there: Float64Array,
  alike: Alike,
): void {
  const isSaid = (said: Float64Array, { from, until }: AskedWord) =>
    said[from]! >= CONCEPT && said[until - 1]! >= CONCEPT
  for (const mine of asked.words) {
    if (isSaid(here, mine)) continue
    let most = LEAST_ALIKE
    let nearest: AskedWord | undefined
    for (const theirs of other.words) {
      const likeness = isSaid(there, theirs) ? 0 : (alike(mine.text, theirs.text) ?? 0)
      if (likeness <= most) continue
      most = likeness
      nearest = theirs
    }
    if (!nearest) continue
    const value = (CONCEPT * (most - BY_CHANCE)) / (1 - BY_CHANCE)
    for (let i = mine.from; i < mine.until; i++) here[i] = Math.max(here[i]!, value)
    for (let j = nearest.from; j < nearest.until; j++) there[j] = Math.max(there[j]!, value)
  }
}

/** The share of a text, by weight, that the other one says too. */
function shareOf(text: AskedText, said: Float64Array, weightOf: (term: number) => number): number {
  let [all, shared] = [0, 0]
  for (let i = 0; i < said.length; i++) {
    const weight = weightOf(text.terms[i]!) * (text.exact[i] ? EXACT : 1)
    all += weight
    shared += weight * said[i]!
  }
  return shared / all
}

/** Pairs units one to one: the same first, then the same sound, then nearly the same; where there are several, the one that follows. */
function pairUp(asked: AskedText, other: AskedText, here: Float64Array, there: Float64Array): void {
  const partner = new Int32Array(here.length).fill(-1)
  for (const [mine, theirs, value] of [
    [asked.terms, other.terms, 1],
    [asked.sounds, other.sounds, SOUND],
    [asked.loose, other.loose, LOOSE],
  ] as const) {
    for (let i = 0; i < mine.length; i++) {
      if (partner[i]! >= 0) continue
      const next = i > 0 ? partner[i - 1]! + 1 : 0
      const follows = next > 0 && next < theirs.length && there[next] === 0 && theirs[next] === mine[i]
      const at = follows ? next : theirs.findIndex((one, j) => one === mine[i] && there[j] === 0)
      if (at < 0) continue
      partner[i] = at
      here[i] = value
      there[at] = value
    }
  }
}
