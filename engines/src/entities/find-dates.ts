import { civil, isoDay, isoMonth } from './calendar.ts'
import { findChineseClocks } from './chinese-clock.ts'
import { findChineseDays } from './chinese-days.ts'
import { findEnglishClocks } from './english-clock.ts'
import { findEnglishDays } from './english-days.ts'
import type { EntityDetail, Finding } from './entity.ts'
import { readTense } from './tense.ts'
import { type ClockSpan, type DaySpan, hhmm, type Tense } from './when.ts'

/**
 * Dates, spans of time and moments in folded text, days read relative to `today` (a day number, see calendar.ts).
 * `date` carries the day or month; with a moment or a part of the day beside it, those are in its detail. A span of
 * the clock is a `time_range` of its own, a moment without a day a `time` (`HH:MM`).
 */
export function findDates(text: string, today: number, tense: Tense): Finding[] {
  const context = { today, tenseAt: (start: number, end: number) => tense ?? readTense(text, start, end) }
  const chinese = /\p{Script=Han}/u.test(text)
  const latin = /[a-z]{2}/.test(text)
  const days = inOrder(
    chinese ? findChineseDays(text, context) : [],
    latin || !chinese ? findEnglishDays(text, context) : [],
  )
  const clocks = inOrder(chinese ? findChineseClocks(text) : [], latin || !chinese ? findEnglishClocks(text) : [])
  return combine(text, joinDays(text, days), clocks)
}

const RANK = 50
const DAY_CONNECTOR = /^\s?(?:到|至|-+|~|——|to|until|till|through)\s?$/
const BESIDE = /^(?:的|那天|当天|\s|,|，|on|at|in the|the|for|in|from|between|当日)*$/
const BOUND_BEFORE = /^\s?(?:之前|以前|前(?![天面台]))/
const BOUND_AFTER = /^\s?(?:之后|以后|后(?![天面来])|起(?![床飞])|开始)/

/** Spans of both languages; where they overlap the longer stays. */
function inOrder<T extends { start: number; end: number }>(first: T[], second: T[]): T[] {
  const merged = [...first, ...second].sort((a, b) => a.start - b.start || b.end - a.end)
  const kept: T[] = []
  for (const span of merged) {
    const last = kept.at(-1)
    if (!last || span.start >= last.end) kept.push(span)
    else if (span.end - span.start > last.end - last.start) kept[kept.length - 1] = span
  }
  return kept
}

/** 今天到后天: two days with a connector between them are one span. */
function joinDays(text: string, days: DaySpan[]): DaySpan[] {
  const joined: DaySpan[] = []
  for (const day of days) {
    const last = joined.at(-1)
    const gap = last ? text.slice(last.end, Math.min(day.start, last.end + 12)) : ''
    // 腊月二十三小年 says one day twice.
    if (last && day.start - last.end <= 1 && day.from === last.from && day.to === last.to) {
      joined[joined.length - 1] = { ...last, end: day.end }
    } else if (
      last &&
      day.start - last.end <= 10 &&
      DAY_CONNECTOR.test(gap) &&
      day.to >= last.from &&
      last.from === last.to
    ) {
      joined[joined.length - 1] = { ...last, end: day.end, to: day.to, month: last.month && day.month }
    } else if (
      last &&
      day.start - last.end <= 10 &&
      DAY_CONNECTOR.test(gap) &&
      last.month &&
      day.month &&
      day.to > last.to
    ) {
      joined[joined.length - 1] = { ...last, end: day.end, to: day.to }
    } else joined.push(day)
  }
  return joined
}

function combine(text: string, days: DaySpan[], clocks: ClockSpan[]): Finding[] {
  const findings: Finding[] = []
  const used = new Set<ClockSpan>()
  let cursor = 0
  for (const day of days) {
    while (cursor < clocks.length && clocks[cursor]!.end <= day.start) cursor++
    const near = [clocks[cursor - 1], clocks[cursor], clocks[cursor + 1]].filter((clock) => clock !== undefined)
    const companions = near.filter((clock) => !used.has(clock) && isBeside(text, day, clock))
    const part = companions.find((clock) => clock.kind === 'part')
    const exact = companions.find((clock) => clock.kind !== 'part') ?? part
    if (exact) used.add(exact)
    if (part) used.add(part)
    findings.push(...dayFindings(text, day, exact))
  }
  for (const clock of clocks)
    if (!used.has(clock) && !days.some((day) => overlaps(day, clock))) findings.push(...clockFinding(clock))
  return findings
}

function overlaps(a: { start: number; end: number }, b: { start: number; end: number }): boolean {
  return a.start < b.end && b.start < a.end
}

function isBeside(text: string, day: DaySpan, clock: ClockSpan): boolean {
  if (day.month) return false
  if (overlaps(day, clock)) return true
  const [from, to] = clock.start >= day.end ? [day.end, clock.start] : [clock.end, day.start]
  if (to - from > 8) return false
  const gap = text.slice(from, to)
  // A clock before the day belongs to it only in English ("3pm tomorrow").
  return BESIDE.test(gap) && (clock.start >= day.end || /[a-z]/.test(text.slice(day.start, day.end)))
}

function dayFindings(text: string, day: DaySpan, clock: ClockSpan | undefined): Finding[] {
  const detail: EntityDetail = { date: isoDay(day.from) }
  if (day.to !== day.from) detail.dateTo = isoDay(day.to)
  const rest = text.slice(day.end, day.end + 4)
  if (BOUND_BEFORE.test(rest)) detail.bound = 'before'
  else if (BOUND_AFTER.test(rest)) detail.bound = 'after'
  if (clock?.kind === 'point') detail.time = hhmm(clock.from!)
  if (clock && clock.kind !== 'point') {
    if (clock.from !== undefined) detail.from = hhmm(clock.from)
    if (clock.to !== undefined) detail.to = hhmm(clock.to)
  }
  const confidence = Math.min(day.confidence, clock?.confidence ?? 1)
  const { type, value } = dayValue(day)
  if (clock?.kind === 'range' && !overlaps(day, clock)) {
    // 今晚8点前: the one character that names the day takes its part along, 今晚 and 8点前.
    const shared = day.end - day.start === 1 && clock.start === day.end && clock.part?.length === 1 ? 1 : 0
    const apart = { ...clock, start: clock.start + shared }
    const end = day.end + shared
    return [{ type, value, start: day.start, end, confidence, detail, rank: RANK }, ...clockFinding(apart)]
  }
  const start = Math.min(day.start, clock?.start ?? day.start)
  const end = Math.max(day.end, clock?.end ?? day.end)
  return [{ type, value, start, end, confidence, detail, rank: RANK }]
}

function dayValue(day: DaySpan): { type: string; value: string } {
  if (day.month) {
    const first = monthOf(day.from)
    const last = monthOf(day.to)
    return first === last ? { type: 'date', value: first } : { type: 'time_range', value: `${first}/${last}` }
  }
  if (day.from === day.to) return { type: 'date', value: isoDay(day.from) }
  return { type: 'time_range', value: `${isoDay(day.from)}/${isoDay(day.to)}` }
}

function monthOf(day: number): string {
  const { year, month } = civil(day)
  return isoMonth(year, month)
}

/** A part of the day alone ("上午") says too little to be an entity. */
function clockFinding(clock: ClockSpan): Finding[] {
  const { start, end, confidence } = clock
  // An evening open at its end begins at 00:00 of the night, not at 24:00.
  const begins = clock.kind === 'range' && clock.to === undefined && clock.from === 1440 ? 0 : clock.from
  const from = begins === undefined ? '' : hhmm(begins)
  const to = clock.to === undefined ? '' : hhmm(clock.to)
  if (clock.kind === 'part') return []
  if (clock.kind === 'point') {
    const detail: EntityDetail = { time: from, ...(clock.ambiguous ? { ambiguous: true } : {}) }
    return [{ type: 'time', value: from, start, end, confidence, detail, rank: RANK - 1 }]
  }
  const detail: EntityDetail = { ...(from ? { from } : {}), ...(to ? { to } : {}) }
  return [{ type: 'time_range', value: `${from}-${to}`, start, end, confidence, detail, rank: RANK }]
}
