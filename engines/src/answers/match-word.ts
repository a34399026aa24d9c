import { isIdeograph } from '../text/normalise.ts'
import { typingDistance } from '../text/similarity.ts'
import { codesIn, type ReadQuestion, type StrongWord } from './read-question.ts'
import { soundOf, type TextBag } from './read-text.ts'
import { makeRemembered } from './remembered.ts'

/** How surely a text (its bag, and as written) holds a word of the question: 1 as it stands, less by sound, spelling or parts, 0 not at all. */
export function presence(word: StrongWord, bag: TextBag, written: string): number {
  if (word.names)
    return word.names.some(
      (name) => bag.words.has(name) || (isIdeograph(name[0]!) && name.length > 1 && bag.text.includes(name)),
    )
      ? 1
      : 0
  if (word.kind === 'code') return codesOf(written).has(word.text) ? 1 : 0
  if (word.kind === 'number') return bag.numbers.has(word.text) ? 1 : 0
  if (bag.words.has(word.text)) return 1
  // 多少分贝 is answered by 62 dB, "how many watts" by 1500 W.
  const measured = MEASURED.get(word.text)
  if (measured?.test(written)) return 1
  return isIdeograph(word.text[0]!) ? hanPresence(word.text, bag) : latinPresence(word.text, bag)
}

const codesOf = makeRemembered(8000, codesIn)

/** Measures as people call them (words as cut, English ones by their stem), and how an amount of them is written. */
export const MEASURED: ReadonlyMap<string, RegExp> = new Map<string, RegExp>(
  (
    [
      ['分贝 decibel', 'dB(?:\\(A\\))?'],
      ['公斤 千克 斤 kilo kilogram', 'kg|公斤|千克'],
      ['瓦 瓦特 watt wattage', 'k?W'],
      ['伏 伏特 volt voltage', 'V'],
      ['安 安培 amp ampere', 'm?A'],
      ['度 摄氏度 degree celsius', '°\\s?C|℃|°|K'],
      ['毫米 millimeter millimetr', 'mm|毫米'],
      ['厘米 公分 centimeter centimetr', 'cm|厘米'],
      ['米 meter metr', 'm|米'],
      ['升 liter litr', 'L|升'],
      ['赫兹 hertz', '[kMG]?Hz'],
      ['像素 pixel', '(?:\\s?[x×*]\\s?\\d+)|MP|px|万像素'],
      ['秒 second', 's|秒'],
      ['分钟 minut', 'min|分钟?'],
      ['小时 hour', 'h|小时'],
    ] as const
  ).flatMap(([words, written]) => {
    const pattern = new RegExp(`\\d\\s?(?:${written})(?![a-z])`, 'u')
    return words.split(' ').map((word) => [word, pattern] as const)
  }),
)

function hanPresence(word: string, bag: TextBag): number {
  if (word.length === 1) return bag.singles.has(word) ? 0.8 : 0
  if (bag.text.includes(word)) return 1
  let pairs = 0
  let sounds = 0
  for (let i = 0; i + 2 <= word.length; i++) {
    const pair = word.slice(i, i + 2)
    if (bag.pairs.has(pair)) pairs++
    else if (bag.sounds.has(soundOf(pair))) sounds++
  }
  const most = word.length - 1
  if (pairs + sounds > 0) return (0.9 * pairs + 0.75 * sounds) / most
  // 更换 and 换: a character of a two-character word that stands there says a little.
  let characters = 0
  for (const character of word) if (bag.singles.has(character)) characters++
  return (0.45 * characters) / word.length
}

function latinPresence(word: string, bag: TextBag): number {
  if (word.length < 4) return 0
  let best = 0
  for (const other of bag.latin.get(word[0]!) ?? []) best = Math.max(best, alike(word, other))
  return best
}

/** Forms of one word (install, installation) and slips of the keyboard. */
function alike(a: string, b: string): number {
  if (a === b) return 1
  const shorter = Math.min(a.length, b.length)
  let same = 0
  while (same < shorter && a[same] === b[same]) same++
  const longer = Math.max(a.length, b.length)
  // install and installer, but not photo and photosynthesis.
  if (same >= 4 && same >= shorter - 1 && longer <= shorter + 3) return 0.85
  if (same >= 5 && same >= 0.55 * longer) return 0.75
  if (shorter < 5 || Math.abs(a.length - b.length) > 2) return 0
  return typingDistance(a, b) <= (shorter >= 8 ? 2 : 1) ? 0.8 : 0
}

/** How much each word of a question is present in a text. */
export function presences(question: ReadQuestion, bag: TextBag, written: string): Float64Array {
  return Float64Array.from(question.words, (word) => presence(word, bag, written))
}

/** Share of the words' weight that is present. */
export function coverage(question: ReadQuestion, present: ArrayLike<number>): number {
  let found = 0
  let total = 0
  for (const [i, { weight }] of question.words.entries()) {
    total += weight
    found += weight * present[i]!
  }
  return total > 0 ? found / total : 0
}

/** The greater of two presences, word by word; the second weakened by a factor. */
export function joined(first: ArrayLike<number>, second: ArrayLike<number>, factor = 1): Float64Array {
  return Float64Array.from(first, (value, i) => Math.max(value, factor * second[i]!))
}
