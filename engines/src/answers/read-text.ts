import { parseNumber } from '../entities/numerals.ts'
import { isIdeograph, normalise } from '../text/normalise.ts'
import { fuzzySyllable } from '../text/pinyin.ts'
import { segment } from '../text/segment.ts'
import { stemEnglish } from '../text/stem-english.ts'
import { makeRemembered } from './remembered.ts'

/** A text as it is compared with a question. */
export interface TextBag {
  /** Normalised. */
  text: string
  /** Ideographs and stems of other words, in order. */
  units: string[]
  /** Words as cut (with the parts of long ones), stems for Latin ones. */
  words: Set<string>
  /** Every unit once. */
  singles: Set<string>
  /** Two ideographs beside each other, and their sounds. */
  pairs: Set<string>
  sounds: Set<string>
  /** Latin words by their first letter: a misspelt one is looked for among them. */
  latin: Map<string, string[]>
  /** Numbers by value: 1500 for 1,500 and 1500.0. */
  numbers: Set<string>
}

/** Reads a text for comparison. Remembered: candidates come again and again. */
export const readText = makeRemembered(24_000, read)

function read(text: string): TextBag {
  const bag: TextBag = {
    text: normalise(text),
    units: [],
    words: new Set(),
    singles: new Set(),
    pairs: new Set(),
    sounds: new Set(),
    latin: new Map(),
    numbers: new Set(),
  }
  for (const run of bag.text.match(RUNS) ?? []) {
    if (isIdeograph(run[0]!)) addHan(bag, run)
    else addOther(bag, run)
  }
  bag.singles = new Set(bag.units)
  return bag
}

const RUNS = /\p{Script=Han}+|\p{N}+(?:\.\p{N}+)*|(?:(?!\p{Script=Han})[\p{L}\p{M}'])+/gu

function addHan(bag: TextBag, run: string): void {
  for (const value of numeralsIn(run)) bag.numbers.add(value)
  for (const word of segment(run)) bag.words.add(word)
  for (let i = 0; i < run.length; i++) {
    bag.units.push(run[i]!)
    if (i + 1 === run.length) continue
    bag.pairs.add(run.slice(i, i + 2))
    bag.sounds.add(soundOf(run.slice(i, i + 2)))
  }
}

function addOther(bag: TextBag, run: string): void {
  if (/^\p{N}/u.test(run)) {
    const value = numberKey(run)
    bag.units.push(value)
    bag.numbers.add(value)
    bag.words.add(value)
    return
  }
  const stem = stemEnglish(run)
  if (!stem) return
  bag.units.push(stem)
  bag.words.add(stem)
  const list = bag.latin.get(stem[0]!)
  if (list) list.push(stem)
  else bag.latin.set(stem[0]!, [stem])
}

/** Numbers written in ideographs where something is counted: 三个月 is 3, 十二周岁 is 12; 一 is left out, it is in too many words. */
export function numeralsIn(run: string): string[] {
  return [...run.matchAll(COUNTED)].flatMap((match) => {
    const value = parseNumber(match[1]!)
    return value === undefined || value === 1 ? [] : [String(value)]
  })
}

const COUNTED =
  /([二两三四五六七八九十百][一二三四五六七八九十百千]*)(?=[个天日年月周小时分秒次级楼层号元块位人台种档倍套岁节格颗条张只瓶袋箱斤公升米厘毫度瓦])/gu

/** One key for all ways to write a number in digits. */
export function numberKey(written: string): string {
  const value = Number(written)
  return Number.isFinite(value) ? String(value) : written
}

/** Two ideographs as they sound, near sounds folded together. */
export function soundOf(pair: string): string {
  return `${fuzzySyllable(pair[0]!)} ${fuzzySyllable(pair[1]!)}`
}
