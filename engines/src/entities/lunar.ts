import { dayOf } from './calendar.ts'

/** Day of a date of the Chinese lunar calendar, year as in the Gregorian year in which it begins; leap months skipped. */
export function lunarDay(year: number, month: number, day: number): number | undefined {
  const info = YEARS[year - FIRST_YEAR]
  if (info === undefined || month < 1 || month > 12 || day < 1) return undefined
  let first = NEW_YEAR_OF_FIRST
  for (let y = FIRST_YEAR; y < year; y++) first += daysOf(YEARS[y - FIRST_YEAR]!)
  const leap = info & 0xf
  for (let m = 1; m < month; m++) first += monthOf(info, m) + (m === leap ? leapOf(info) : 0)
  return day <= monthOf(info, month) ? first + day - 1 : undefined
}

const FIRST_YEAR = 2000
const NEW_YEAR_OF_FIRST = dayOf(2000, 2, 5)

/**
 * Each lunar year as the observatory publishes it: bits 15-4 tell the months of 30 days from the first on, bits 3-0 the month that
 * is followed by a leap month (0 for none), bit 16 whether that one has 30 days. Computing new moons instead goes wrong near
 * midnight, as for the new year of 2027.
 */
const YEARS = [
  0x0c960, 0x0d954, 0x0d4a0, 0x0da50, 0x07552, 0x056a0, 0x0abb7, 0x025d0, 0x092d0, 0x0cab5, 0x0a950, 0x0b4a0, 0x0baa4,
  0x0ad50, 0x055d9, 0x04ba0, 0x0a5b0, 0x15176, 0x052b0, 0x0a930, 0x07954, 0x06aa0, 0x0ad50, 0x05b52, 0x04b60, 0x0a6e6,
  0x0a4e0, 0x0d260, 0x0ea65, 0x0d530, 0x05aa0, 0x076a3, 0x096d0, 0x04afb, 0x04ad0, 0x0a4d0, 0x1d0b6, 0x0d250, 0x0d520,
  0x0dd45, 0x0b5a0, 0x056d0, 0x055b2, 0x049b0, 0x0a577, 0x0a4b0, 0x0aa50, 0x1b255, 0x06d20, 0x0ada0,
]

function monthOf(info: number, month: number): number {
  return info & (0x10000 >> month) ? 30 : 29
}

function leapOf(info: number): number {
  return (info & 0xf) === 0 ? 0 : info & 0x10000 ? 30 : 29
}

function daysOf(info: number): number {
  let days = leapOf(info)
  for (let month = 1; month <= 12; month++) days += monthOf(info, month)
  return days
}
