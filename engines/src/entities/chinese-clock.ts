import { parseNumber } from './numerals.ts'
import { type ClockSpan, firstRuleWins } from './when.ts'

/** Moments (下午三点半, 15:30), parts of the day (明早, 傍晚) and spans (9点到11点, 晚上七点以后) of folded Chinese text. */
export function findChineseClocks(text: string): ClockSpan[] {
  const points = findPoints(text)
  const spans = [...findSpans(text, points), ...points, ...findParts(text)]
  return firstRuleWins(spans, text.length)
}

/** From and to, in hours, of each part of the day. */
const PARTS: Record<string, [number, number]> = {
  凌晨: [0, 6],
  清晨: [6, 9],
  早晨: [6, 9],
  清早: [6, 9],
  一早: [6, 9],
  一大早: [6, 9],
  大清早: [6, 9],
  早上: [6, 9],
  早: [6, 9],
  上午: [8, 12],
  中午: [11, 13],
  正午: [11, 13],
  晌午: [11, 13],
  午间: [11, 13],
  下午: [13, 18],
  午后: [13, 18],
  傍晚: [17, 19],
  黄昏: [17, 19],
  晚上: [18, 22],
  晚间: [18, 22],
  夜里: [18, 24],
  夜晚: [18, 22],
  大晚上: [18, 22],
  晚: [18, 22],
  夜: [18, 24],
  深夜: [22, 24],
  半夜: [0, 5],
  午夜: [0, 1],
}

const AFTER_DAY = '(?<=[今明名昨天夭日号儿]|[周期拜][一二三四五六日])'
const LONG_PARTS = Object.keys(PARTS)
  .filter((part) => part.length > 1)
  .sort((a, b) => b.length - a.length)
  .join('|')
/** 下5 and 下舞 after a day are 下午 with a character lost or mistyped. */
const PART = `(?:${LONG_PARTS}|[早晚](?=\\s?(?:\\d{1,2}|[一二三四五六七八九十]{1,3})(?:点|:\\d))|下[舞无](?=[\\d一二三四五六七八九十两])|${AFTER_DAY}(?:早|晚|夜|下(?=\\s?[\\d一二两三四五六七八九十])|上(?=\\s?[\\d一二两三四五六七八九十]{1,2}[点:])))`
const HOUR = '(?:[01]?\\d|2[0-4]|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])'
const NO_POINT_AFTER = '(?!(?:意见|建议|要求|问题|疑问|也不|都没|都不|儿|想法|心意|小|点|钱)|\\d+(?:折|倍|%|元|公斤))'
const POINT = new RegExp(
  `(?<![\\d.]|\\d[:/])(?:(?<part>${PART})的?\\s?)?(?:大概|大约|差不多)?(?:(?<hour>${HOUR})\\s?(?:点钟?|时(?![候间效长段光代机常])|:(?=\\d\\d))${NO_POINT_AFTER}(?:(?<minute>[0-5]?\\d(?![\\d:])|[一二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九])(?:分(?!钟))?|(?<half>半)|(?<quarter>[一三]刻)|整)?(?::[0-5]\\d)?)(?:左右|前后)?`,
  'gu',
)
/** 后天下5? : an hour without 点 is only believed right after a part of the day and at the end of a clause. */
const SHORT_POINT = new RegExp(
  `(?<part>${PART})\\s?(?<hour>\\d{1,2})(?=\\s?(?:[?,，。？、;!]|$|行|可以|能|方便|送|来|吧))`,
  'gu',
)

type Point = ClockSpan & { from: number }

function findPoints(text: string): Point[] {
  const points: Point[] = []
  for (const pattern of [POINT, SHORT_POINT]) {
    for (const match of text.matchAll(pattern)) {
      const groups = match.groups!
      const hour = parseNumber(groups.hour!)
      if (hour === undefined || hour > 24) continue
      const part = partName(groups.part)
      const precise = groups.half ?? groups.quarter ?? groups.minute
      if (isVagueBit(text, match.index, match[0], part, precise)) continue
      const minute = minuteOf(groups)
      const from = clockOf(hour, part) * 60 + minute
      if (minute > 59 || from > 24 * 60) continue
      const ambiguous = !part && hour >= 1 && hour <= 12 && !match[0].includes(':')
      const confidence = ambiguous ? 0.75 : 0.95
      points.push({
        start: match.index,
        end: match.index + match[0].length,
        kind: 'point',
        from,
        ambiguous,
        part,
        confidence,
      })
    }
  }
  return firstRuleWins(points, text.length)
}

/** 一点 and 有点 mean "a bit" far more often than one o'clock. */
function isVagueBit(
  text: string,
  start: number,
  matched: string,
  part: string | undefined,
  precise: string | undefined,
) {
  if (
    part ||
    precise ||
    !/^一点/.test(matched) ||
    /[点时分半\d](?:到|至|-|~)$/.test(text.slice(Math.max(0, start - 2), start))
  )
    return false
  return !/^(?:钟|左右|之?前|之?后|以前|以后|到|至|-|吧|见)/.test(
    text.slice(start + matched.length, start + matched.length + 2),
  )
}

function minuteOf(groups: Record<string, string | undefined>): number {
  if (groups.half) return 30
  if (groups.quarter) return groups.quarter.startsWith('三') ? 45 : 15
  return groups.minute ? (parseNumber(groups.minute) ?? 0) : 0
}

function partName(written: string | undefined): string | undefined {
  if (!written) return undefined
  if (written.startsWith('下')) return '下午'
  return written === '上' ? '上午' : written
}

/** Hour of the day 0-24. Without a part, one to six o'clock is taken for the afternoon: nobody books a visit at 3 a.m. */
function clockOf(hour: number, part: string | undefined): number {
  if (!part) return hour >= 1 && hour <= 6 ? hour + 12 : hour
  if (hour > 12) return hour
  const [from] = PARTS[part]!
  if (part === '半夜' || part === '凌晨' || part === '午夜') return hour === 12 ? 0 : hour
  if (part === '深夜' || part === '夜里' || part === '夜') return hour === 12 ? 24 : hour <= 5 ? hour : hour + 12
  if (from === 11) return hour <= 2 ? hour + 12 : hour
  if (from >= 17) return hour === 12 ? 24 : hour + 12
  return from === 13 && hour < 12 ? hour + 12 : hour
}

const BARE_FIRST = new RegExp(
  `(?<![\\d.年月号日-]|\\d[:/])(?:(?<part>${PART})\\s?)?(?<hour>${HOUR})\\s?(?:到|至|-+|~)\\s?$`,
  'u',
)
const CONNECTOR = /^\s?(?:到|至|-+|~|——)\s?$/
const AFTER = /^(?:钟|左右)?(?:以后|之后|过后|往后|后(?![天面来])|开始|起(?![床飞]))/
const BEFORE = /^(?:钟|左右)?(?:以前|之前|前(?![天面台]))/

function findSpans(text: string, points: Point[]): ClockSpan[] {
  const spans: ClockSpan[] = []
  for (let i = 0; i < points.length; i++) {
    const point = points[i]!
    const next = points[i + 1]
    if (next && next.start - point.end <= 4 && CONNECTOR.test(text.slice(point.end, next.start))) {
      spans.push(between(point, next, point.start, next.end))
      i++
      continue
    }
    const bare = bareFirst(text, point)
    if (bare) spans.push(bare)
    else spans.push(...openEnded(text, point))
  }
  return spans
}

/** 9到11点: the first hour stands without 点. */
function bareFirst(text: string, point: Point): ClockSpan | undefined {
  const window = Math.max(0, point.start - 10)
  const match = BARE_FIRST.exec(text.slice(window, point.start))
  const hour = parseNumber(match?.groups?.hour ?? '')
  if (!match || hour === undefined || hour > 24) return undefined
  const part = partName(match.groups!.part) ?? point.part
  const from = clockOf(hour, part) * 60
  const first: Point = { ...point, from, part, ambiguous: !part }
  return between(first, point, window + match.index, point.end)
}

function between(first: Point, last: Point, start: number, end: number): ClockSpan {
  let from = first.from
  let to = last.from
  if (!last.part && last.ambiguous && first.part) to = sharePart(last.from, first.part, from)
  // 9点到5点 ends in the afternoon, 8点到10点 stays in the morning, 3点到5点 is after noon; 晚上11点到早上6点 is over night.
  if (to <= from && to + 720 <= 1440 && !last.part) to += 720
  if (to <= from && first.ambiguous && from >= 720) from -= 720
  return { start, end, kind: 'range', from, to, confidence: Math.min(first.confidence, last.confidence) }
}

function sharePart(minutes: number, part: string, from: number): number {
  const hour = Math.floor(minutes / 60) % 12
  const shared = clockOf(hour === 0 ? 12 : hour, part) * 60 + (minutes % 60)
  return shared > from ? shared : minutes
}

function openEnded(text: string, point: Point): ClockSpan[] {
  const rest = text.slice(point.end, point.end + 6)
  const after = AFTER.exec(rest)
  if (after) return [{ ...point, kind: 'range', from: point.from, to: undefined, end: point.end + after[0].length }]
  const before = BEFORE.exec(rest)
  if (before) return [{ ...point, kind: 'range', from: undefined, to: point.from, end: point.end + before[0].length }]
  return []
}

const PART_ALONE = new RegExp(`(?<part>${PART})`, 'gu')

function findParts(text: string): ClockSpan[] {
  return [...text.matchAll(PART_ALONE)].map((match) => {
    const part = partName(match.groups!.part)!
    const [from, to] = PARTS[part]!
    const start = match.index
    return { start, end: start + match[0].length, kind: 'part', from: from * 60, to: to * 60, part, confidence: 0.9 }
  })
}
