import { hashTerm } from '../text/hash-term.ts'
import { normalise } from '../text/normalise.ts'
import { fuzzyPinyin } from '../text/pinyin.ts'
import { segment } from '../text/segment.ts'
import { stemEnglish } from '../text/stem-english.ts'

/** Kinds of index terms. Each is a way of saying "the same thing was written": from exact words to sounds. */
export const WORD = 0
export const CHARACTER = 1
export const BIGRAM = 2
export const SOUND = 3
export const TRIGRAM = 4
export const KINDS = 5

/** Index terms of a text as hashes, with their kinds and the text's length in characters and English words. */
export interface Terms {
  hashes: number[]
  kinds: number[]
  length: number
}

/** Splits a text into index terms: words, characters, character pairs, sound pairs, and the trigrams of English words. */
export function termsOf(text: string): Terms {
  const terms: Terms = { hashes: [], kinds: [], length: 0 }
  for (const run of normalise(text).match(RUNS) ?? []) {
    if (HAN.test(run)) addHan(terms, run)
    else addLatin(terms, run)
  }
  return terms
}

const RUNS = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{M}'])+|\p{N}+/gu
const HAN = /^\p{Script=Han}/u

function addHan(terms: Terms, run: string): void {
  terms.length += run.length
  for (const word of segment(run)) if (word.length > 1) add(terms, WORD, word)
  const sounds = fuzzyPinyin(run)
  for (let i = 0; i < run.length; i++) {
    add(terms, CHARACTER, run[i]!)
    if (i + 1 === run.length) continue
    add(terms, BIGRAM, run.slice(i, i + 2))
    add(terms, SOUND, `${sounds[i]} ${sounds[i + 1]}`)
  }
}

function addLatin(terms: Terms, run: string): void {
  terms.length += 2
  add(terms, WORD, stemEnglish(run))
  const framed = `<${run}>`
  for (let i = 0; i + 3 <= framed.length; i++) add(terms, TRIGRAM, framed.slice(i, i + 3))
}

function add(terms: Terms, kind: number, term: string): void {
  terms.hashes.push(hashTerm(kind + term))
  terms.kinds.push(kind)
}
