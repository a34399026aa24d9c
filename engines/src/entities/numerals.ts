/** Source of a pattern for one Arabic number: 1299, 1,299.00, 0.5. */
export const ARABIC = String.raw`(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,4})?`

/** Source of a pattern for one number in Chinese characters, long enough for any amount people say. */
export const HAN_NUMBER = '[零〇一二两俩三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟]{1,20}'

/** 三点五, 三点五万: digits after the point are read one by one. */
export const HAN_DECIMAL = '[零一二两三四五六七八九十百]{1,6}点[零一二三四五六七八九]{1,4}(?:[万亿千]|百万|千万)?'

/** Arabic, Chinese or mixed (3万5, 1.2万, 5千, 一百五). */
export const ANY_NUMBER = `(?:${ARABIC}(?:[百千万亿]{1,2}(?:\\d{1,4}|${HAN_NUMBER})?)?|${HAN_NUMBER})`

/** Where a number may begin: not inside another number, a word or a code. */
export const NUMBER_START = String.raw`(?<![\d.a-z零一二两三四五六七八九十百千万亿几数-]|\d,(?=\d{3}(?!\d)))`

/** Thousands and ten thousands as typed: 2k, 1.5w. */
export const BIG = String.raw`(?:\s?[kw](?![a-z]))?`

/**
 * Value of a number as people write it, or undefined: `1,299.00`, `1.2万`, `3万5` (35000), `一百五` (150),
 * `两千三` (2300), `一千零五` (1005), `二零二六` (digits read one by one), `2k`, `1.5w`.
 */
export function parseNumber(written: string): number | undefined {
  const text = plainNumerals(written.replaceAll(',', '').replaceAll(' ', '').toLowerCase())
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text)
  const scaled = /^(\d+(?:\.\d+)?)(k|w)$/.exec(text)
  if (scaled) return round(Number(scaled[1]) * (scaled[2] === 'k' ? 1000 : 10000))
  const mixed = /^(\d+(?:\.\d+)?)([百千万亿]{1,2})(.*)$/.exec(text)
  if (mixed) return parseMixed(Number(mixed[1]), mixed[2]!, mixed[3]!)
  const decimal = /^(.+)点([零一二三四五六七八九]+)([百千万亿]{0,2})$/.exec(text)
  if (decimal) return parseDecimal(decimal[1]!, decimal[2]!, decimal[3]!)
  return parseHan(text)
}

const CAPITAL_NUMERALS = '壹贰叁肆伍陆柒捌玖拾佰仟'
const PLAIN_NUMERALS = '一二三四五六七八九十百千'

/** The numerals of cheques, 叁仟伍佰, as everyday ones. */
function plainNumerals(text: string): string {
  return /[壹贰叁肆伍陆柒捌玖拾佰仟]/.test(text)
    ? text.replace(/[壹贰叁肆伍陆柒捌玖拾佰仟]/g, (capital) => PLAIN_NUMERALS[CAPITAL_NUMERALS.indexOf(capital)]!)
    : text
}

function parseDecimal(whole: string, digits: string, scale: string): number | undefined {
  const head = parseHan(whole)
  return head === undefined ? undefined : parseMixed(Number(`${head}.${hanDigits(digits)}`), scale, '')
}

/** Digits read out one by one: 一三八零零 → 13800; other characters are dropped; 幺 is one. */
export function hanDigits(text: string): string {
  return [...text].map((character) => DIGITS[character] ?? (/\d/.test(character) ? character : '')).join('')
}

const DIGITS: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  幺: 1,
  二: 2,
  两: 2,
  俩: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const UNITS: Record<string, number> = { 十: 10, 百: 100, 千: 1000 }

function parseMixed(head: number, scale: string, tail: string): number | undefined {
  let unit = 1
  for (const character of scale) unit *= character === '亿' ? 1e8 : character === '万' ? 1e4 : UNITS[character]!
  const base = head * unit
  if (tail === '') return round(base)
  const rest = /^\d+$/.test(tail) ? Number(tail) : parseHan(tail)
  if (rest === undefined) return undefined
  // 3万5 means 35000, 3万500 means 30500: one digit stands one place below the unit.
  return round(base + (rest < 10 && !tail.startsWith('零') ? (rest * unit) / 10 : rest))
}

function parseHan(text: string): number | undefined {
  if (!/^[零〇一二两俩三四五六七八九十百千万亿廿卅]+$/.test(text)) return undefined
  if (!/[十百千万亿廿卅]/.test(text)) return text.length > 15 ? undefined : Number(hanDigits(text))
  let total = 0
  let section = 0
  let digit: number | undefined
  let lastUnit = 1
  let afterZero = false
  for (const character of text.replaceAll('廿', '二十').replaceAll('卅', '三十')) {
    if (character in DIGITS) {
      afterZero = DIGITS[character] === 0
      if (!afterZero) {
        if (digit !== undefined) return undefined
        digit = DIGITS[character]
      } else lastUnit = 1
    } else if (character in UNITS) {
      lastUnit = UNITS[character]!
      section += (digit ?? 1) * lastUnit
      digit = undefined
    } else {
      lastUnit = character === '万' ? 1e4 : 1e8
      total = (total + section + (digit ?? 0)) * lastUnit || lastUnit
      section = 0
      digit = undefined
    }
  }
  // 一百五 is 150 and 一万二 is 12000, yet 十五 is 15 and 一百零五 is 105.
  const last = digit === undefined ? 0 : lastUnit >= 100 ? (digit * lastUnit) / 10 : digit
  return total + section + last
}

/** Keeps 1.1 × 10000 at 11000. */
function round(value: number): number {
  return Math.round(value * 10000) / 10000
}
