import { isIdeograph } from '../text/normalise.ts'
import { fuzzySyllable } from '../text/pinyin.ts'

/**
 * Numbers that stand for what is likely to survive a typing slip: pairs of neighbouring Chinese characters and pairs
 * with one between them, by fuzzy sound, and padded trigrams of Latin words and codes (RO-600 is ro600).
 */
export function gramsOf(text: string): Set<number> {
  const grams = new Set<number>()
  let word = ''
  let before = 0
  let previous = 0
  for (let i = 0; i <= text.length; i++) {
    const character = text[i] ?? ' '
    const isHan = isIdeograph(character)
    if (!isHan && /[\p{L}\p{N}]/u.test(character)) {
      word += character
      continue
    }
    const joins = /[-_.]/.test(character) && word !== '' && /[\p{L}\p{N}]/u.test(text[i + 1] ?? '')
    if (joins) continue
    if (word !== '') {
      addTrigrams(word, grams)
      word = ''
      before = previous = 0
    }
    if (!isHan) {
      if (character !== ' ') before = previous = 0
      continue
    }
    const sound = soundId(character)
    if (previous) grams.add(pair(previous, sound, 0))
    if (before) grams.add(pair(before, sound, 1))
    before = previous
    previous = sound
  }
  return grams
}

function addTrigrams(word: string, grams: Set<number>): void {
  const padded = ` ${word.slice(0, 40)} `
  for (let i = 0; i + 3 <= padded.length; i++) grams.add(LATIN + hash(padded, i))
  // A swap near the middle breaks every trigram of a short word; its first letter and length class still hold.
  if (word.length >= 5) grams.add(LATIN + hash(`^${word[0]}${Math.round(word.length / 3)}`, 0))
}

/** Above every pair of sounds. */
const LATIN = 2 ** 24
const sounds = new Map<string, number>()

function soundId(character: string): number {
  const sound = fuzzySyllable(character)
  let id = sounds.get(sound)
  if (id === undefined) {
    id = (sounds.size % 2047) + 1
    sounds.set(sound, id)
  }
  return id
}

function pair(first: number, second: number, skipped: 0 | 1): number {
  return (first * 2048 + second) * 2 + skipped
}

function hash(text: string, at: number): number {
  return (text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)) * 65_599 + text.charCodeAt(at + 2)
}
