import { addMonths, civil, dayOf, mondayOf, weekday } from './calendar.ts'
import {
  bareDay,
  dayAfter,
  endOfMonth,
  exact,
  type Found,
  festival,
  monthDay,
  monthDayAfter,
  type Now,
  relativeMonth,
  upTo,
  weekdayIn,
  weekendIn,
  wholeMonth,
} from './day-resolvers.ts'
import { festivalNames } from './festivals.ts'
import { type DayContext, type DaySpan, firstRuleWins } from './when.ts'

/** Days, spans of days and whole months in English words, in order of appearance. `text` is folded (lower case). */
export function findEnglishDays(text: string, context: DayContext): DaySpan[] {
  const spans: DaySpan[] = []
  for (const { pattern, resolve } of RULES) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index
      const end = start + match[0].length
      const found = resolve(match.groups ?? {}, { today: context.today, tense: context.tenseAt(start, end) })
      if (found) spans.push({ start, end, to: found.from, confidence: 0.95, ...found })
    }
  }
  return firstRuleWins(spans, text.length)
}

type Groups = Record<string, string | undefined>
type Rule = { pattern: RegExp; resolve: (groups: Groups, now: Now) => Found | undefined }

const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?'
const WEEKDAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const WEEKDAY =
  '(?:mon(?:day)?|tues?(?:day)?|wed(?:s|nesday|nsday)?|thu(?:rs?|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?)'
const COUNT = '(?:\\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|a couple of|couple of)'
const COUNTS: Record<string, number> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  'a couple of': 2,
  'couple of': 2,
}
const DAY = '(?:[12]\\d|3[01]|0?[1-9])'
const YEAR = '(?:,?\\s(?<y>20\\d\\d))?'
const TO = '\\s?(?:-+|to|until|till|through|thru)\\s?'

const rule = (source: string, resolve: Rule['resolve']): Rule => ({
  pattern: new RegExp(`(?<![\\p{Script=Latin}\\d])(?:${source})(?![\\p{Script=Latin}\\d])`, 'gu'),
  resolve,
})

/** Earlier rules win: the fuller way to say a day stands before the shorter one it contains. */
const RULES: Rule[] = [
  rule('(?<y>20\\d\\d)[-/.](?<m>\\d{1,2})[-/.](?<d>\\d{1,2})', ({ y, m, d }) => exact(Number(y), Number(m), Number(d))),
  rule('(?<a>\\d{1,2})/(?<b>\\d{1,2})/(?<y>20\\d\\d|\\d\\d)', ({ a, b, y }) => {
    const year = y!.length === 2 ? 2000 + Number(y) : Number(y)
    const found = exact(year, Number(a), Number(b)) ?? exact(year, Number(b), Number(a))
    return found && { ...found, confidence: 0.85 }
  }),
  rule(
    `(?<m>${MONTH})\\s(?<d>${DAY})(?:st|nd|rd|th)?${TO}(?:(?<m2>${MONTH})\\s)?(?<d2>${DAY})(?:st|nd|rd|th)?${YEAR}`,
    ({ m, d, m2, d2, y }, now) => {
      const from = monthDay(y ? Number(y) : undefined, monthOf(m!), Number(d), now)
      return (
        from && upTo(from, m2 ? monthDayAfter(monthOf(m2), Number(d2), from.from) : dayAfter(Number(d2), from.from))
      )
    },
  ),
  rule(`(?<m>${MONTH})\\s?(?:the\\s)?(?<d>${DAY})(?:st|nd|rd|th)?${YEAR}`, ({ m, d, y }, now) =>
    monthDay(y ? Number(y) : undefined, monthOf(m!), Number(d), now),
  ),
  rule(`(?:the\\s)?(?<d>${DAY})(?:st|nd|rd|th)?\\s?(?:of\\s)?(?<m>${MONTH})${YEAR}`, ({ m, d, y }, now) =>
    monthDay(y ? Number(y) : undefined, monthOf(m!), Number(d), now),
  ),
  rule(`(?<m>${MONTH}),?\\s(?<y>20\\d\\d)`, ({ m, y }, now) => wholeMonth(Number(y), monthOf(m!), now)),
  rule(
    `(?:between\\s|from\\s)?the\\s(?<d>${DAY})(?:st|nd|rd|th)(?:${TO}|\\sand\\s)(?:the\\s)?(?<d2>${DAY})(?:st|nd|rd|th)`,
    ({ d, d2 }, now) => {
      const from = bareDay(Number(d), now)
      return from && upTo(from, dayAfter(Number(d2), from.from))
    },
  ),
  rule(
    `(?<n>${COUNT})\\s(?<u>day|week|fortnight)s?\\s(?<side>from|after|before|on)\\s(?:(?<r>this|next|last|coming)\\s)?(?:(?<w>${WEEKDAY})|(?<t>today|tomorrow|yesterday))`,
    ({ n, u, side, r, w, t }, now) => {
      const day = w
        ? (r ? relativeWeekday(r, w, now) : weekdayIn(undefined, weekdayOf(w), future(now))).from
        : dayNamed(t!, now)
      return { from: shifted(n!, u!, side === 'before' ? -1 : 1, { ...now, today: day }).from }
    },
  ),
  rule(`(?:the\\s)?(?<w>${WEEKDAY})\\safter\\snext|(?<w2>${WEEKDAY})\\sweek(?!\\w)`, ({ w, w2 }, now) => ({
    from: weekdayIn(undefined, weekdayOf((w ?? w2)!), future(now)).from + 7,
  })),
  rule('(?:the\\s)?day\\safter\\s(?:tomorrow|tmrw?|tmr)|overmorrow', (_, { today }) => ({ from: today + 2 })),
  rule('(?:the\\s)?day\\sbefore\\syesterday', (_, { today }) => ({ from: today - 2 })),
  rule('to?mm?orr?ow|tomorow|tommorow|tmrw|tmr|tmw|2mor?row?|2moro', (_, { today }) => ({ from: today + 1 })),
  rule('yesterday|yest(?:er)?dya?|last\\snight', (_, { today }) => ({ from: today - 1 })),
  rule('today|tday|tonight|tonite|this\\s(?:morning|afternoon|evening)', (_, { today }) => ({ from: today })),
  rule(
    `(?:in|within)\\s(?<n>${COUNT})\\s(?<u>day|week|fortnight|month)s?(?:['’]?\\stime)?|(?<n2>${COUNT})\\s(?<u2>day|week|fortnight|month)s?\\s(?:from\\s(?:now|today)|later)`,
    ({ n, u, n2, u2 }, now) => shifted((n ?? n2)!, (u ?? u2)!, 1, now),
  ),
  rule(`(?<n>${COUNT})\\s(?<u>day|week|fortnight|month)s?\\s(?:ago|back|earlier)`, ({ n, u }, now) =>
    shifted(n!, u!, -1, now),
  ),
  rule(
    `(?:on\\s)?(?<r>this|next|last|coming|past)\\s(?:coming\\s)?(?<w>${WEEKDAY})|(?<w2>${WEEKDAY})\\s(?<r2>next|last|this)\\sweek`,
    ({ r, w, r2, w2 }, now) =>
      r ? relativeWeekday(r, w!, now) : weekdayIn(r2 === 'next' ? 1 : r2 === 'last' ? -1 : 0, weekdayOf(w2!), now),
  ),
  rule(`(?<w>${WEEKDAY})${TO}(?<w2>${WEEKDAY})`, ({ w, w2 }, now) => {
    const from = weekdayIn(undefined, weekdayOf(w!), now)
    return upTo(from, from.from + ((weekdayOf(w2!) - weekday(from.from) + 7) % 7))
  }),
  rule(
    `(?<!every\\s|each\\s)(?<w>mon(?:day)?|tues?(?:day)?|wed(?:s|nesday|nsday)?|thu(?:rs?|rsday)?|fri(?:day)?|saturday|sunday)`,
    ({ w }, now) => weekdayIn(undefined, weekdayOf(w!), now),
  ),
  rule('(?:this|the|at\\sthe|over\\sthe|coming)\\s(?:coming\\s)?weekend|weekend', (_, now) =>
    weekendIn(undefined, now),
  ),
  rule('(?<r>next|last)\\sweekend', ({ r }, now) => weekendIn(r === 'next' ? 1 : -1, now)),
  rule('(?:the\\s)?week\\safter\\snext', (_, { today }) => ({ from: mondayOf(today) + 14, to: mondayOf(today) + 20 })),
  rule('(?<r>this|next|last)\\sweek', ({ r }, { today }) => {
    const from = mondayOf(today) + (r === 'next' ? 7 : r === 'last' ? -7 : 0)
    return { from, to: from + 6, confidence: 0.85 }
  }),
  rule('(?:the\\s)?end\\sof\\s(?:the|this)\\smonth|month\\send', (_, { today }) => ({ from: endOfMonth(today) })),
  rule('(?:the\\s)?end\\sof\\snext\\smonth', (_, now) => ({ from: endOfMonth(relativeMonth(1, now)) })),
  rule('(?<r>this|next|last)\\smonth', ({ r }, now) => {
    const from = relativeMonth(r === 'next' ? 1 : r === 'last' ? -1 : 0, now)
    return { from, to: endOfMonth(from), month: true }
  }),
  rule(
    `(?:on\\s|by\\s|before\\s)?the\\s(?<d>${DAY})(?:st|nd|rd|th)(?!\\s(?:one|item|order|time|floor|street|avenue|day|option|product|choice))`,
    ({ d }, now) => (Number(d) < 4 ? undefined : bareDay(Number(d), now)),
  ),
  rule(
    `(?:on|by|before|since|after|until)\\sthe\\s(?<d>[123])(?:st|nd|rd)(?!\\s(?:one|item|order|time|floor|street|avenue|option))`,
    ({ d }, now) => bareDay(Number(d), now),
  ),
  rule(`(?<m>0?[1-9]|1[0-2])/(?<d>${DAY})(?![/.%-])`, ({ m, d }, now) => {
    const found = monthDay(undefined, Number(m), Number(d), now)
    return found && { ...found, confidence: 0.8 }
  }),
  rule(
    `(?<=(?:in|since|until|by|for|of|during|last|next)\\s)(?<m>(?!may)${MONTH}|may(?!\\s(?:be|i|have|not|you|we)))`,
    ({ m }, now) => wholeMonth(undefined, monthOf(m!), now),
  ),
  rule(
    `(?<f>${festivalNames()
      .filter((name) => /^[a-z]/.test(name))
      .join('|')})`,
    ({ f }, now) => festival(f!, undefined, now),
  ),
  rule('(?:the\\s)?end\\sof\\s(?:the|this)\\syear', (_, { today }) => ({ from: dayOf(civil(today).year, 12, 31) })),
]

/** As if the words around were about what is to come. */
const future = (now: Now): Now => ({ ...now, tense: 'future' })

function dayNamed(word: string, { today }: Now): number {
  return today + (word === 'tomorrow' ? 1 : word === 'yesterday' ? -1 : 0)
}

function monthOf(name: string): number {
  return MONTH_NAMES.indexOf(name.slice(0, 3)) + 1
}

function weekdayOf(name: string): number {
  return WEEKDAY_NAMES.indexOf(name.slice(0, 3)) + 1
}

/** "Next Friday" is the Friday of the coming week, "this Friday" the one of this week, "last" the one gone by. */
function relativeWeekday(word: string, name: string, now: Now): Found {
  const wanted = weekdayOf(name)
  if (word === 'next') return weekdayIn(1, wanted, now)
  if (word === 'last' || word === 'past') {
    const back = (weekday(now.today) - wanted + 7) % 7 || 7
    return { from: now.today - back }
  }
  return weekdayIn(undefined, wanted, { ...now, tense: 'future' })
}

function shifted(amount: string, unit: string, sign: number, { today }: Now): Found {
  const count = COUNTS[amount] ?? Number(amount)
  if (unit === 'month') return { from: addMonths(today, count * sign), confidence: 0.85 }
  return { from: today + sign * count * (unit === 'week' ? 7 : unit === 'fortnight' ? 14 : 1), confidence: 0.9 }
}
