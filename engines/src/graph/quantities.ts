import { ANY_NUMBER, HAN_DECIMAL, NUMBER_START, parseNumber } from '../entities/numerals.ts'
import { toBase, unitNamed, unitNames } from './units.ts'

/** A number, amount, length of time, date or time of day in a text. */
export interface Quantity {
  start: number
  end: number
  /** Only those of one dimension can be compared: `power`, `money:CNY`, `duration`, `date`, `clock`, `count:次`, `none` … */
  dimension: string
  /** As written. */
  amount: number
  /** Symbol of its unit, '' for none. */
  unit: string
  /** In the base unit of its dimension: what is compared. Dates: days since 1970; days of the year: month * 100 + day. */
  base: number
  /** The upper end of a range (5-7 天), in the base unit. */
  high?: number
  /** Dates: YYYY-MM-DD, or --MM-DD without a year. */
  date?: string
}

/**
 * All quantities of a folded text, in order, none inside another. Numbers inside codes (A100) are none; Chinese numerals count
 * only before a unit. `own` names further units, each a dimension of its own.
 */
export function findQuantities(text: string, own: readonly string[] = []): Quantity[] {
  const found = [...findDates(text), ...findClocks(text)]
  for (const each of findAmounts(text, own))
    if (!found.some((other) => each.start < other.end && other.start < each.end)) found.push(each)
  return found.sort((a, b) => a.start - b.start)
}

const RANGE = String.raw`\s?(?:-|~|至|到|to)\s?`
const NUMBER = `(?:${HAN_DECIMAL}|${ANY_NUMBER}|半)`
const AMOUNT = new RegExp(
  `(?<sign>us\\$|hk\\$|[¥$€£])?\\s?(?:${NUMBER_START})(?<first>${NUMBER})(?<half>个半)?(?:${RANGE}(?<second>${NUMBER}))?`,
  'g',
)

function* findAmounts(text: string, own: readonly string[]): Generator<Quantity> {
  AMOUNT.lastIndex = 0
  for (const match of text.matchAll(AMOUNT)) {
    const { sign, first, second, half } = match.groups as Record<string, string | undefined>
    const end = match.index + match[0].length
    let unit = unitAt(text, end, own)
    let low = first === '半' ? 0.5 : parseNumber(first!)
    if (low === undefined) continue
    // 5-7: a hyphen between plain numbers without a unit is a number of a chapter or a telephone.
    if (second !== undefined && !unit && !sign) continue
    let to = end
    // 2k and 1.5w as people type amounts; with a unit of its own the letter is that.
    if (!unit && !sign && /[a-z]/.test(text[end] ?? '')) continue
    if (half !== undefined) {
      low += 0.5
      const after = /^(?:小时|月|钟头|星期|月)/.exec(text.slice(end))
      if (!after) continue
      unit = { name: `个${after[0]}`, length: after[0].length }
    }
    const han = !/^\d/.test(first!)
    if (han && !unit) continue
    if (han && first === '一' && unit && idle.has(unit.name)) continue
    const symbol = sign ?? unit?.name ?? ''
    const known = symbol === '' ? undefined : unitNamed(symbol)
    if (unit && !sign) to = end + unit.length
    // 一年半
    if (text[to] === '半' && known?.dimension === 'duration' && !half) {
      low += 0.5
      to += 1
    }
    if (/[a-z]/.test(text[to] ?? '') && /[a-z0-9]/.test(text[to - 1] ?? '')) continue
    const high = second === undefined ? undefined : parseNumber(second)
    const leading = match[0].length - match[0].trimStart().length
    yield {
      start: match.index + leading,
      end: to,
      dimension: known?.dimension ?? (symbol === '' ? 'none' : `own:${symbol}`),
      amount: low,
      unit: known?.symbol ?? symbol,
      base: toBase(low, symbol),
      ...(high === undefined ? {} : { high: toBase(high, symbol) }),
    }
  }
}

/** 一个, 一次, 一种 are seldom meant as a number. */
const idle = new Set(['个', '次', '位', '款', '级', '层', '件', '份', '条', '张', '单', '人', '日', '天', '片'])

function unitAt(text: string, at: number, own: readonly string[]): { name: string; length: number } | undefined {
  const space = /^\s?/.exec(text.slice(at))![0].length
  const rest = text.slice(at + space, at + space + 20)
  for (const name of own) {
    const folded = name.toLowerCase()
    if (rest.startsWith(folded) && !cutsWord(rest, folded)) return { name, length: space + folded.length }
  }
  for (const name of unitNames) {
    if (!rest.startsWith(name) || cutsWord(rest, name)) continue
    // 5 月 is a month of the year, 3 年级 no length of time, 2024 年 a year.
    if (name === '月' || (name === '年' && /^年级|^年度/.test(rest))) continue
    if (name === '日' && /^日(?:常|均)/.test(rest)) continue
    if ((name === '个' || name === '度') && /^(?:个人|个性|个别|度假)/.test(rest)) continue
    return { name, length: space + name.length }
  }
  return undefined
}

const cutsWord = (rest: string, name: string) => /[a-z]$/.test(name) && /[a-z0-9]/.test(rest[name.length] ?? '')

const MONTHS = 'january|february|march|april|may|june|july|august|september|october|november|december'
const SHORT = 'jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec'
const DATES = [
  /(?<![\d.])(?<y>(?:19|20)\d\d)\s?[-/.年]\s?(?<m>1[0-2]|0?[1-9])\s?[-/.月]\s?(?<d>3[01]|[12]\d|0?[1-9])(?!\d)\s?[日号]?/g,
  /(?<![\d.])(?<y>(?:19|20)\d\d)\s?年\s?(?<m>1[0-2]|0?[1-9])\s?月(?!\s?\d)/g,
  /(?<![\d.])(?<m>1[0-2]|0?[1-9])\s?月\s?(?<d>3[01]|[12]\d|0?[1-9])\s?[日号]/g,
  new RegExp(
    `\\b(?<name>${MONTHS}|${SHORT})\\.?\\s(?<d>3[01]|[12]\\d|0?[1-9])(?:st|nd|rd|th)?(?:,?\\s(?<y>(?:19|20)\\d\\d))?\\b`,
    'g',
  ),
  new RegExp(
    `\\b(?<d>3[01]|[12]\\d|0?[1-9])(?:st|nd|rd|th)?\\s(?:of\\s)?(?<name>${MONTHS}|${SHORT})\\.?(?:,?\\s(?<y>(?:19|20)\\d\\d))?\\b`,
    'g',
  ),
  /(?<![\d.-])(?<y>(?:19|20)\d\d)\s?年(?!\s?\d)/g,
]

function findDates(text: string): Quantity[] {
  const found: Quantity[] = []
  for (const pattern of DATES)
    for (const match of text.matchAll(pattern)) {
      const { y, m, d, name } = match.groups as Record<string, string | undefined>
      const span = { start: match.index, end: match.index + match[0].length }
      if (found.some((other) => span.start < other.end && other.start < span.end)) continue
      const month =
        name === undefined
          ? m && Number(m)
          : 1 + MONTHS.split('|').findIndex((each) => each.startsWith(name.slice(0, 3)))
      found.push(dateOf(span, y ? Number(y) : undefined, month || undefined, d ? Number(d) : undefined))
    }
  return found
}

const two = (value: number) => String(value).padStart(2, '0')

function dateOf(
  span: { start: number; end: number },
  year: number | undefined,
  month: number | undefined,
  day: number | undefined,
): Quantity {
  const plain = { ...span, amount: year ?? 0, unit: '' }
  if (month === undefined) return { ...plain, dimension: 'year', base: year! }
  if (year === undefined)
    return { ...plain, dimension: 'day_of_year', base: month * 100 + day!, date: `--${two(month)}-${two(day!)}` }
  if (day === undefined) return { ...plain, dimension: 'month', base: year * 100 + month }
  const date = `${year}-${two(month)}-${two(day)}`
  return { ...plain, dimension: 'date', base: Math.floor(Date.parse(date) / 86_400_000), date }
}

const CLOCK =
  /(?<part>早上|上午|中午|下午|晚上|凌晨)?\s?(?<![\d:.])(?<h>[01]?\d|2[0-4])(?:[:：](?<mm>[0-5]\d)|\s?点(?<half>半)?(?!\d|[五六七八九]))(?:\s?(?<pm>am|pm)\b)?|\b(?<h2>1[0-2]|[1-9])\s?(?<pm2>am|pm)\b/g

function findClocks(text: string): Quantity[] {
  return [...text.matchAll(CLOCK)].map((match) => {
    const { part, h, mm, half, pm, h2, pm2 } = match.groups as Record<string, string | undefined>
    let hours = Number(h ?? h2)
    const late = (pm ?? pm2) === 'pm' || part === '下午' || part === '晚上'
    if (late && hours < 12) hours += 12
    if ((pm ?? pm2) === 'am' && hours === 12) hours = 0
    const minutes = hours * 60 + (half ? 30 : Number(mm ?? 0))
    const start = match.index + (match[0].length - match[0].trimStart().length)
    return { start, end: match.index + match[0].length, dimension: 'clock', amount: minutes, unit: '', base: minutes }
  })
}
