import { pinyin } from 'pinyin-pro'
import { isIdeograph } from './normalise.ts'

/** Toneless syllable of each character, one entry a UTF-16 unit; anything but an ideograph stands for itself. */
export function pinyinOf(text: string): string[] {
  return Array.from({ length: text.length }, (_, i) => syllable(text[i]!))
}

/** Syllables with what southern speakers and hasty typists mix up made equal: zh/z, ch/c, sh/s, n/l, -ng/-n. */
export function fuzzyPinyin(text: string): string[] {
  return Array.from({ length: text.length }, (_, i) => fuzzySyllable(text[i]!))
}

/** One syllable with the mixed-up sounds made equal ("zhang" and "zan" both give "zan"). */
export function foldSyllable(value: string): string {
  const initial = value.replace(/^(z|c|s)h/, '$1').replace(/^n(?=[aeiouv])/, 'l')
  return initial.replace(/(a|e|i)ng$/, '$1n')
}

/** Toneless syllable of one character, remembered. */
export function syllable(character: string): string {
  if (!isIdeograph(character)) return character
  let value = syllables.get(character)
  if (value === undefined) {
    value = pinyin(character, { toneType: 'none', type: 'array', v: true })[0] || character
    syllables.set(character, value)
  }
  return value
}

/** Folded syllable of one character, remembered. */
export function fuzzySyllable(character: string): string {
  if (!isIdeograph(character)) return character
  let value = folded.get(character)
  if (value === undefined) {
    value = foldSyllable(syllable(character))
    folded.set(character, value)
  }
  return value
}

/** Bounded by the number of ideographs in the basic blocks. */
const syllables = new Map<string, string>()
const folded = new Map<string, string>()
