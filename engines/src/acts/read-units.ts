import { ANY_NUMBER, parseNumber } from '../entities/numerals.ts'
import { isIdeograph } from '../text/normalise.ts'
import { fuzzySyllable } from '../text/pinyin.ts'

/** A character, word, number or known value of a folded text. */
export interface Unit {
  text: string
  start: number
  end: number
}

/** A known value that stands for its class while wordings are learnt: <name> instead of every single name. */
export interface Placeholder {
  start: number
  end: number
  name: string
}

const UNIT = new RegExp(String.raw`${ANY_NUMBER}|[a-z]+(?:['-][a-z]+)*|\S`, 'gu')

/** Units of a folded text in order; numbers as digits (`#150` for 一百五), placeholders (in order, apart) as `<name>`. */
export function readUnits(folded: string, placeholders: Placeholder[]): Unit[] {
  const units: Unit[] = []
  let from = 0
  for (const { start, end, name } of placeholders) {
    addUnits(units, folded, from, start)
    units.push({ text: `<${name}>`, start, end })
    from = end
  }
  addUnits(units, folded, from, folded.length)
  return units
}

function addUnits(units: Unit[], folded: string, from: number, to: number): void {
  for (const match of folded.slice(from, to).matchAll(UNIT)) {
    const start = from + match.index
    const value = /[\p{N}]|^[零〇一二两俩三四五六七八九十百千万亿廿卅]/u.test(match[0])
      ? parseNumber(match[0])
      : undefined
    units.push({ text: value === undefined ? match[0] : `#${value}`, start, end: start + match[0].length })
  }
}

/** A unit as it sounds: what is misspelled by ear keeps it. */
export function soundOf({ text }: Unit): string {
  return isIdeograph(text) ? fuzzySyllable(text) : text
}

/** Whether a unit is a mark rather than something said. */
export function isMark({ text }: Unit): boolean {
  return !/[\p{L}\p{N}<]/u.test(text)
}
