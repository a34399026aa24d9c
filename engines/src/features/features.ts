import { hashTerm } from '../text/hash-term.ts'
import { normalise } from '../text/normalise.ts'
import { fuzzyPinyin } from '../text/pinyin.ts'
import { segment } from '../text/segment.ts'
import { stemEnglish } from '../text/stem-english.ts'

/** One hashed feature and the group it belongs to (groups are balanced against each other when vectorised). */
export interface FeatureBag {
  /** 32-bit hashes; a feature said twice appears twice. */
  hashes: number[]
  /** Index into GROUP_WEIGHTS for each hash. */
  groups: number[]
}

const WORD = 0
const PAIR = 1
const CHARACTER = 2
const BIGRAM = 3
const TRIGRAM = 4
const SKIP = 5
const SOUND = 6
const SUBWORD = 7
const EXPANSION = 8

/**
 * Relative weight of each feature group in a vector's squared length: words, word pairs, characters one by one, two and three
 * together, two with another between them, pairs of sounds, parts of Latin words, expansions.
 */
export const GROUP_WEIGHTS: readonly number[] = [0.6, 0.4, 0.5, 0.33, 0.33, 0.2, 0.3, 0.8, 0.4]

/** The same where a few examples must tell labels apart: there concepts, which meet in many labels, mislead more than they help. */
export const FEW_SHOT_WEIGHTS = GROUP_WEIGHTS.map((weight, group) => (group === EXPANSION ? 0.1 : weight))

/** Adds what a text stands for (concepts): the seam for linguistic knowledge. Must be pure. */
export type Expand = (text: string) => string[]

/** Turns a message, Chinese and English mixed, into hashed features. Never throws; an empty message has no features. */
export function featuresOf(text: string, expand?: Expand): FeatureBag {
  const bag: FeatureBag = { hashes: [], groups: [] }
  const words: string[] = []
  for (const run of normalise(text).match(RUNS) ?? []) {
    if (HAN.test(run)) addHan(bag, run, words)
    else addLatin(bag, run, words)
  }
  for (let i = 0; i < words.length; i++) {
    add(bag, WORD, `w${words[i]}`)
    if (i > 0) add(bag, PAIR, `p${words[i - 1]} ${words[i]}`)
  }
  for (const word of expand?.(text) ?? []) add(bag, EXPANSION, `e${word}`)
  return bag
}

const RUNS = /\p{Script=Han}+|[\p{L}\p{M}]+(?:'[\p{L}]+)?|\p{N}+/gu
const HAN = /^\p{Script=Han}/u

function addHan(bag: FeatureBag, run: string, words: string[]): void {
  for (const word of segment(run)) words.push(word)
  const chars = [...run]
  const sounds = fuzzyPinyin(run)
  for (let i = 0; i < chars.length; i++) {
    add(bag, CHARACTER, `c${chars[i]}`)
    if (i + 1 < chars.length) {
      add(bag, BIGRAM, `c${chars[i]}${chars[i + 1]}`)
      add(bag, SOUND, `s${sounds[i]} ${sounds[i + 1]}`)
    }
    if (i + 2 < chars.length) {
      add(bag, TRIGRAM, `c${chars[i]}${chars[i + 1]}${chars[i + 2]}`)
      add(bag, SKIP, `k${chars[i]}_${chars[i + 2]}`)
    }
    if (i + 3 < chars.length) add(bag, SKIP, `k${chars[i]}_${chars[i + 3]}`)
  }
}

function addLatin(bag: FeatureBag, run: string, words: string[]): void {
  if (/^\p{N}/u.test(run)) {
    words.push(run.length > 3 ? '#long' : run)
    return
  }
  words.push(stemEnglish(run))
  const framed = `<${run}>`
  for (let n = 3; n <= 5; n++)
    for (let i = 0; i + n <= framed.length; i++) add(bag, SUBWORD, `g${framed.slice(i, i + n)}`)
}

function add(bag: FeatureBag, group: number, feature: string): void {
  bag.hashes.push(hashTerm(feature))
  bag.groups.push(group)
}
