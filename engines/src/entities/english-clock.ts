import { type ClockSpan, firstRuleWins } from './when.ts'

/** Moments (3pm, half past two, noon), parts of the day and spans (9 to 5, after 6pm) of folded English text. */
export function findEnglishClocks(text: string): ClockSpan[] {
  const spans: ClockSpan[] = []
  for (const match of text.matchAll(SPAN)) spans.push(...spanOf(match))
  for (const match of text.matchAll(OPEN)) spans.push(...openOf(match))
  for (const match of text.matchAll(POINT)) spans.push(...pointOf(match))
  for (const match of text.matchAll(PART)) {
    const [from, to] = PARTS[match[0]]!
    const end = match.index + match[0].length
    spans.push({ start: match.index, end, kind: 'part', from: from * 60, to: to * 60, part: match[0], confidence: 0.9 })
  }
  return firstRuleWins(spans, text.length)
}

const PARTS: Record<string, [number, number]> = {
  'early morning': [6, 9],
  morning: [8, 12],
  'late morning': [10, 12],
  lunchtime: [12, 14],
  afternoon: [13, 18],
  'early afternoon': [12, 15],
  'late afternoon': [15, 18],
  evening: [18, 22],
  tonight: [18, 22],
  tonite: [18, 22],
  night: [18, 23],
}

const HOURS = ['twelve', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven']
const HALF = '(?:\\s?(?:a\\.?m\\.?|p\\.?m\\.?)(?![a-z]))'
const HOUR = `(?:\\d{1,2}|${HOURS.join('|')})`
const TIME = (n: string) =>
  `(?:(?<h${n}>${HOUR})(?:[:.](?<m${n}>[0-5]\\d))?(?<p${n}>${HALF})?(?:\\s?o'?clock)?|(?<noon${n}>noon|midday|midnight))`
const EDGE = '(?<![\\p{Script=Latin}\\d$-]|\\d[.,:/])'
const END = '(?![\\p{Script=Latin}\\d%/]|[.,:]\\d|-\\d)'

const SPAN = new RegExp(
  `${EDGE}(?:(?:between|from)\\s)?${TIME('')}\\s?(?:-|to|and|until|till)\\s?${TIME('2')}${END}`,
  'gu',
)
const OPEN = new RegExp(
  `${EDGE}(?<side>after|from|past|before|by|until|till|no later than)\\s${TIME('')}${END}(?:\\s?(?<onwards>onwards?))?`,
  'gu',
)
const POINT = new RegExp(
  `${EDGE}(?:(?<at>at|around|about)\\s)?(?:(?<past>half(?: past)?|quarter past|quarter to|(?:(?:five|ten|twenty|twenty-five)(?: minutes)?|\\d{1,2} minutes) (?:past|to))\\s)?${TIME('')}${END}`,
  'gu',
)
const PART =
  /(?<![a-z])(?:early morning|late morning|morning|lunchtime|early afternoon|late afternoon|afternoon|evening|tonight|tonite|night)(?![a-z])/g

type Groups = Record<string, string | undefined>
type Hour = { minutes: number; sure: boolean; half: string | undefined }

/** Undefined when it is no hour; `sure` tells a clock time (3pm, 15:30, noon) from a bare number. */
function hourOf(groups: Groups, n: string): Hour | undefined {
  const noon = groups[`noon${n}`]
  if (noon) return { minutes: noon === 'midnight' ? 24 * 60 : 12 * 60, sure: true, half: 'pm' }
  const written = groups[`h${n}`]!
  const half = groups[`p${n}`]?.replace(/[.\s]/g, '')
  const word = HOURS.indexOf(written)
  let hour = word < 0 ? Number(written) : word === 0 ? 12 : word
  if (hour > 24 || (half && hour > 12)) return undefined
  if (half === 'pm' && hour < 12) hour += 12
  if (half === 'am' && hour === 12) hour = 0
  return { minutes: hour * 60 + Number(groups[`m${n}`] ?? 0), sure: Boolean(half ?? groups[`m${n}`]), half }
}

function spanOf(match: RegExpExecArray): ClockSpan[] {
  const groups = match.groups!
  const first = hourOf(groups, '')
  const last = hourOf(groups, '2')
  const said = /^(?:between|from)/.test(match[0])
  if (!first || !last || !(first.sure || last.sure || (said && /^between/.test(match[0])))) return []
  let from = first.minutes
  let to = last.minutes
  if (!first.half && last.half === 'pm' && from + 720 < to + 1 && from < 720) from += 720
  else if (!first.half && !last.half && from >= 60 && from < 7 * 60 && to < 12 * 60) from += 720
  if (to <= from && to + 720 > from && to < 720) to += 720
  if (to <= from) return []
  return [{ start: match.index, end: match.index + match[0].length, kind: 'range', from, to, confidence: 0.9 }]
}

function openOf(match: RegExpExecArray): ClockSpan[] {
  const groups = match.groups!
  const hour = hourOf(groups, '')
  if (!hour || !(hour.sure || /o'?clock/.test(match[0]))) return []
  const minutes = assumed(hour)
  const side = groups.side!
  const after = side === 'after' || side === 'past' || side === 'from'
  if (side === 'from' && !groups.onwards) return []
  const bounds = after ? { from: minutes } : { to: minutes }
  return [{ start: match.index, end: match.index + match[0].length, kind: 'range', ...bounds, confidence: 0.9 }]
}

function pointOf(match: RegExpExecArray): ClockSpan[] {
  const groups = match.groups!
  const hour = hourOf(groups, '')
  const said = groups.at === 'at' || groups.past !== undefined || /o'?clock/.test(match[0])
  if (!hour || !(hour.sure || said)) return []
  // Five to ten people: a span of numbers unless something says it is the clock.
  if (/^(?:five|ten|twenty).* to$/.test(groups.past ?? '') && !hour.sure && groups.at !== 'at') return []
  const shift = shiftOf(groups.past)
  const from = assumed(hour) + shift
  const start = match.index
  return [
    {
      start,
      end: start + match[0].length,
      kind: 'point',
      from,
      ambiguous: !hour.half,
      confidence: hour.sure ? 0.95 : 0.75,
    },
  ]
}

/** Minutes after the hour of "half past", "half", "quarter to", "ten past". */
function shiftOf(said: string | undefined): number {
  if (!said) return 0
  if (said.startsWith('half')) return 30
  const count = said.split(' ')[0]!
  const minutes = count === 'quarter' ? 15 : (MINUTES[count] ?? Number(count))
  return said.endsWith('to') ? -minutes : minutes
}

const MINUTES: Record<string, number> = { five: 5, ten: 10, twenty: 20, 'twenty-five': 25 }

/** One to six o'clock without am or pm is taken for the afternoon: nobody books a visit at 3 a.m. */
function assumed({ minutes, half }: Hour): number {
  return !half && minutes >= 60 && minutes < 7 * 60 ? minutes + 720 : minutes
}
