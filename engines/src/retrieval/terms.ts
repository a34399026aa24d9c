import { hashTerm } from '../text/hash-term.ts'
import { fuzzySyllable } from '../text/pinyin.ts'
import { cutFolded } from '../text/segment.ts'
import { stemEnglish } from '../text/stem-english.ts'
import { foldPassage } from './fold-passage.ts'
import { isWeakWord } from './weak-words.ts'

/** Kinds of index terms. Each is a way of saying "the same thing was written": from exact words to sounds. */
export const WORD = 0
export const CHARACTER = 1
export const BIGRAM = 2
export const SOUND = 3
export const TRIGRAM = 4
/** A word, number or identifier (E05, 12.5V, eui.list) of another script. */
export const LATIN = 5
/** A word that means nearly what one of the query means: looked for in its place, never kept. */
export const NEAR = 6
export const KINDS = 7

/** Index terms of a text as hashes, with their kinds and the text's length in characters and (twice) English words. */
export interface Terms {
  hashes: number[]
  kinds: number[]
  length: number
}

/** Splits a text into index terms: words, characters, character pairs, sound pairs, English words and their trigrams, identifiers. */
export function termsOf(text: string): Terms {
  const terms: Terms = { hashes: [], kinds: [], length: 0 }
  const folded = foldPassage(text)
  let hasHan = false
  for (const { 0: run } of folded.matchAll(RUNS)) {
    if (isHan(run.charCodeAt(0)) || HAN.test(run)) {
      hasHan = true
      addHan(terms, run)
    } else addLatin(terms, run)
  }
  if (hasHan) {
    for (const word of cutFolded(folded)) if (word.length > 1 && HAN.test(word)) add(terms, WORD, wordTerm(word))
  }
  if (MIXED.test(folded)) {
    for (const { 0: run } of folded.matchAll(IDENTIFIERS)) if (run.length <= 40) addIdentifier(terms, run)
  }
  return terms
}

/** The distinct words of a text that mean something by themselves: cut, Latin ones by their stem. Words that only ask are left out. */
export function meaningfulWords(text: string): Set<string> {
  const words = new Set<string>()
  const folded = foldPassage(text)
  for (const { 0: run } of folded.matchAll(RUNS)) if (LETTERS.test(run) && !isWeakWord(run)) words.add(stemEnglish(run))
  if (/\p{Script=Han}/u.test(folded))
    for (const word of cutFolded(folded)) if (HAN.test(word) && !isWeakWord(word)) words.add(word)
  return words
}

/** The term of one ideograph, and of one word of another script (folded already). */
export const characterTerm = (character: string): number => mix(CHARACTER, character.charCodeAt(0), 0)
export const latinTerm = (word: string): number => stemTerm(stemEnglish(word))
/** The term of the stem of a word of another script. */
export const stemTerm = (stem: string): number => hashTerm(`5${stem}`)
/** The term of a whole word of ideographs, two or more. */
export const wordTerm = (word: string): number => hashTerm(`0${word}`)

/** What the terms of a text stand for, for people who want to see them. */
export function termsWithText(text: string): Map<number, { text: string; kind: string }> {
  const found = new Map<number, { text: string; kind: string }>()
  const folded = foldPassage(text)
  const name = (hash: number, kind: string, words: string) => found.set(hash, { text: words, kind })
  for (const { 0: run } of folded.matchAll(RUNS)) {
    if (!HAN.test(run)) {
      const { hashes, kinds } = { hashes: [] as number[], kinds: [] as number[] }
      addLatin({ hashes, kinds, length: 0 }, run)
      for (const [i, hash] of hashes.entries())
        if (kinds[i] === LATIN) name(hash, 'word', run)
        else name(hash, 'spelling', `<${run}>`.slice(i - 1, i + 2))
      continue
    }
    for (let i = 0; i < run.length; i++) {
      name(mix(CHARACTER, run.charCodeAt(i), 0), 'character', run[i]!)
      if (i === 0) continue
      const pair = run.slice(i - 1, i + 1)
      name(mix(BIGRAM, pair.charCodeAt(0), pair.charCodeAt(1)), 'pair', pair)
      const [one, two] = [soundOf(pair.charCodeAt(0), pair[0]!), soundOf(pair.charCodeAt(1), pair[1]!)]
      name(mix(SOUND, one, two), 'sound', [...pair].map(fuzzySyllable).join(' '))
    }
  }
  for (const word of cutFolded(folded)) if (HAN.test(word)) name(hashTerm(`0${word}`), 'word', word)
  for (const { 0: run } of folded.matchAll(IDENTIFIERS))
    name(hashTerm(`6${run.replace(/[-_/]/g, '')}`), 'identifier', run)
  return found
}

const RUNS = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{M}'])+|\p{N}+/gu
export const HAN = /^\p{Script=Han}/u
const LETTERS = /^[a-z']{2,}$/
const MIXED = /[a-z0-9][-_./+]?[a-z0-9]/
/** Letters and digits in one piece, marks between them included. */
const IDENTIFIERS = /[a-z0-9]+(?:[-_./+][a-z0-9]+)*/g

const isHan = (code: number) => code >= 0x4e00 && code <= 0x9fff

function addHan(terms: Terms, run: string): void {
  terms.length += run.length
  let sound = 0
  for (let i = 0; i < run.length; i++) {
    const code = run.charCodeAt(i)
    const next = soundOf(code, run[i]!)
    add(terms, CHARACTER, mix(CHARACTER, code, 0))
    if (i > 0) {
      add(terms, BIGRAM, mix(BIGRAM, run.charCodeAt(i - 1), code))
      add(terms, SOUND, mix(SOUND, sound, next))
    }
    sound = next
  }
}

function addLatin(terms: Terms, run: string): void {
  terms.length += 2
  add(terms, LATIN, hashTerm(`5${stemEnglish(run)}`))
  let before = 60 // "<", and ">" after the end
  for (let i = 0; i < run.length; i++) {
    const code = run.charCodeAt(i)
    const after = i + 1 < run.length ? run.charCodeAt(i + 1) : 62
    add(terms, TRIGRAM, mix(TRIGRAM, mix(TRIGRAM, before, code), after))
    before = code
  }
}

/** What mixes letters with digits, or holds a number together: exact, and written with or without its marks. */
function addIdentifier(terms: Terms, run: string): void {
  const bare = run.replace(/[-_/]/g, '')
  if ((/\d/.test(bare) && /[a-z]/.test(bare)) || /\d\.\d/.test(bare) || bare.length < run.length || run.includes('.'))
    add(terms, LATIN, hashTerm(`6${bare}`))
}

function add(terms: Terms, kind: number, hash: number): void {
  terms.hashes.push(hash)
  terms.kinds.push(kind)
}

/** Hash of the folded sound of an ideograph, remembered by its code. */
function soundOf(code: number, character: string): number {
  const known = sounds[code]!
  if (known !== 0) return known
  const sound = hashTerm(fuzzySyllable(character)) || 1
  sounds[code] = sound
  return sound
}

const sounds = new Uint32Array(1 << 16)

/** A 32-bit hash of two numbers under a kind, well spread (the final mix of MurmurHash3). */
function mix(kind: number, a: number, b: number): number {
  let hash = Math.imul(a ^ Math.imul(kind + 1, 0x9e3779b1), 0x85ebca6b)
  hash = Math.imul((hash ^ (hash >>> 15)) + Math.imul(b + 1, 0xcc9e2d51), 0xc2b2ae35)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0x27d4eb2f)
  return (hash ^ (hash >>> 16)) >>> 0
}
