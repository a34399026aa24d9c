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
  monthSpan,
  type Now,
  relativeMonth,
  upTo,
  weekdayIn,
  weekendIn,
  wholeMonth,
} from './day-resolvers.ts'
import { festivalNames } from './festivals.ts'
import { lunarDay } from './lunar.ts'
import { hanDigits, parseNumber } from './numerals.ts'
import { type DayContext, type DaySpan, firstRuleWins } from './when.ts'

/** Days, spans of days and whole months in Chinese words, in order of appearance. `text` is folded. */
export function findChineseDays(text: string, context: DayContext): DaySpan[] {
  const spans: DaySpan[] = []
  for (const { pattern, resolve } of RULES) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index
      const end = start + match[0].length
      const tense = context.tenseAt(start, end)
      const found = resolve(match.groups ?? {}, { today: context.today, tense })
      if (found) spans.push({ start, end, to: found.from, confidence: 0.95, ...found })
    }
  }
  return firstRuleWins(spans, text.length)
}

type Groups = Record<string, string | undefined>
type Rule = { pattern: RegExp; resolve: (groups: Groups, now: Now) => Found | undefined }

const N = String.raw`(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})`
const NOT_IN_NUMBER = String.raw`(?<![\d一二三四五六七八九十百千万.a-z-]|\d[,:/])`
const YEAR = String.raw`(?:(?<year>今年|明年|去年|前年|后年|本年|(?<![\d零〇一二三四五六七八九])(?:\d{4}|\d{2}|[零〇一二三四五六七八九]{2}|[零〇一二三四五六七八九]{4})年)(?:的|\s)?)?`
const TO = String.raw`\s?(?:到|至|-+|~|——)\s?`
const WEEK = '(?:周|星期|礼拜|週)'
const RELATION = '(?:这一?个?|本|当|次(?=月)|下下个?|下一?个?|上上个?|上一?个?)'
/** 138号 of a street, 3号楼, 2号线 and the like are not days. */
const NO_DAY_AFTER = String.raw`(?!\d|楼|线|店|机|门|院|口|柜|桌|房|仓|座|幢|栋|单元|车|库|厅|窗|会员|客服|坐席|员工|码|订单|地|元|常|报|子|字|文|大|小区|公馆|技师|师傅|商品|产品|链接|选项|方案|规格|仓库|窗口|款|套餐|路|街|室)`
const AFTER_SUFFIX = '(?:之后|以后|过后|后(?![天来面半])|之前|以前|前(?![天面半台]))'

const rule = (source: string, resolve: Rule['resolve']): Rule => ({ pattern: new RegExp(source, 'gu'), resolve })

/** Earlier rules win: the fuller way to say a day stands before the shorter one it contains. */
const RULES: Rule[] = [
  rule(
    '(?<year>今年|明年|去年)?(?<f>国庆节?|春节|五一|元旦|中秋节?|清明节?|端午节?|劳动节)(?:假期|长假|放假|黄金周|期间)?(?:的)?第(?<n>[一二三四五六七八1-8])天',
    ({ year, f, n }, now) => {
      const found = festival(f!, yearOf(year, now), now)
      return found && { ...found, from: found.from + num(n) - 1 }
    },
  ),
  // 8月15中秋 and 八月十五 beside 中秋 are lunar.
  rule('(?:8月15|八月十五)[日号]?(?:的|是|过)?中秋节?(?:当天|那天)?', (_, now) => festival('中秋', undefined, now)),
  rule(
    String.raw`(?<![\d.])(?<y>\d{4})[-/.年]\s?(?<m>\d{1,2})[-/.月]\s?(?<d>\d{1,2})(?:[日号]|(?!\d))`,
    ({ y, m, d }) => exact(Number(y), Number(m), Number(d)),
  ),
  rule(String.raw`(?<![\da-z])(?<y>20\d\d)(?<m>0[1-9]|1[0-2])(?<d>0[1-9]|[12]\d|3[01])(?![\da-z])`, ({ y, m, d }) => {
    const found = exact(Number(y), Number(m), Number(d))
    return found && { ...found, confidence: 0.6 }
  }),
  rule(
    `${NOT_IN_NUMBER}${YEAR}(?<m>${N})月份?(?<d>${N})[日号]?(?:起|开始)?${TO}(?:(?<m2>${N})月)?(?<d2>${N})[日号]`,
    ({ year, m, d, m2, d2 }, now) => {
      const from = monthDay(yearOf(year, now), num(m), num(d), now)
      return from && upTo(from, m2 ? monthDayAfter(num(m2), num(d2), from.from) : dayAfter(num(d2), from.from))
    },
  ),
  rule(`${NOT_IN_NUMBER}(?<d>${N})[日号]?${TO}(?<d2>${N})[日号]${NO_DAY_AFTER}`, ({ d, d2 }, now) => {
    const from = bareDay(num(d), now)
    return from && upTo(from, dayAfter(num(d2), from.from))
  }),
  rule(
    `${NOT_IN_NUMBER}${YEAR}(?<m>${N})月?份?${TO}(?<year2>今年|明年|去年)?(?<m2>${N})月份?(?!${N}[日号])`,
    ({ year, m, year2, m2 }, now) => monthSpan(yearOf(year, now), num(m), yearOf(year2, now), num(m2), now),
  ),
  rule(
    `(?<![每])(?<r>${RELATION})?${WEEK}(?<w>[一二三四五六日天1-7])${TO}(?<r2>${RELATION})?${WEEK}?(?<w2>[一二三四五六日天]|[1-7](?!\\d))(?![点号月个])`,
    ({ r, w, r2, w2 }, now) => {
      const from = weekdayOf(r, w!, now)
      const last = r2 ? weekdayOf(r2, w2!, now).from : from.from + ((weekdayNumber(w2!) - weekday(from.from) + 7) % 7)
      return upTo(from, last)
    },
  ),
  rule(`(?:农历|阴历|旧历)(?:今年)?(?<m>正|腊|冬|${N})月(?<d>初?${N})`, ({ m, d }, now) => lunarDate(m!, d!, now)),
  rule('(?<m>[一二三四五六七八九]|十[一二]?)月(?<d>初[一二三四五六七八九十])', ({ m, d }, now) =>
    lunarDate(m!, d!, now),
  ),
  rule(
    '(?:大年|年)?初(?<d>[一二三四五六七八九十])(?:到|至|-)(?:大年|年)?初(?<d2>[一二三四五六七八九十])',
    ({ d, d2 }, now) => {
      const from = lunarDate('正', d!, now)
      return from && upTo(from, from.from + num(d2) - num(d))
    },
  ),
  rule(`(?<m>正|腊)月(?<d>初?${N})(?!个)`, ({ m, d }, now) => lunarDate(m!, d!, now)),
  rule('(?:大年|年|春节|过年)初(?<d>[一二三四五六七八九十]|十[一二三四五])(?![中高])', ({ d }, now) =>
    lunarDate('正', d!, now),
  ),
  rule(`${NOT_IN_NUMBER}${YEAR}(?<m>${N})月份?的?(?<d>${N})[日号]`, ({ year, m, d }, now) =>
    monthDay(yearOf(year, now), num(m), num(d), now),
  ),
  rule(`${NOT_IN_NUMBER}${YEAR}(?<m>${N})月(?<d>\\d{1,2})(?![\\d.%折元块件年个月倍gk])`, ({ year, m, d }, now) =>
    monthDay(yearOf(year, now), num(m), num(d), now),
  ),
  rule(
    `${NOT_IN_NUMBER}${YEAR}(?<m>[一二三四五六七八九]|十[一二]?)月(?<d>[一二三]?十[一二三四五六七八九]?)(?![一二三四五六七八九十百千万\\d个块元年点几多来月])`,
    ({ year, m, d }, now) =>
      !year && m === '八' && d === '十五'
        ? festival('中秋', undefined, now)
        : monthDay(yearOf(year, now), num(m), num(d), now),
  ),
  rule(`(?<!\\d)(?<y>\\d{2}|\\d{4})年[底末]`, ({ y }) => ({
    from: dayOf(y!.length === 2 ? 2000 + Number(y) : Number(y), 12, 31),
  })),
  rule(`${NOT_IN_NUMBER}${YEAR}(?<m>${N})月份?的?[底末]`, ({ year, m }, now) => {
    const month = wholeMonth(yearOf(year, now), num(m), now)
    return month && { from: month.to! }
  }),
  rule(`(?<![元块])${NOT_IN_NUMBER}${YEAR}(?<m>${N})月份?(?![\\d龄租薪饼结供费嫂子卡初中上旬])`, ({ year, m }, now) =>
    wholeMonth(yearOf(year, now), num(m), now),
  ),
  rule(`(?<r>${RELATION})月份?的?(?:(?<d>${N})[日号]|(?<last>[底末]))`, ({ r, d, last }, now) => {
    const first = relativeMonth(relation(r), now)
    const { year, month } = civil(first)
    return last ? { from: endOfMonth(first) } : exact(year, month, num(d))
  }),
  rule(`(?<r>${RELATION})月份?的?最后一天`, ({ r }, now) => ({ from: endOfMonth(relativeMonth(relation(r), now)) })),
  rule(`(?<r>${RELATION})月(?:份|整月)?(?![初中上旬租薪卡费])`, ({ r }, now) => {
    const from = relativeMonth(relation(r), now)
    return { from, to: endOfMonth(from), month: true }
  }),
  rule(`(?<r>${RELATION})?${WEEK}六(?:和|、|跟)?${WEEK}?[日天]`, ({ r }, now) => weekendIn(maybeRelation(r), now)),
  rule(`(?<r>${RELATION})?${WEEK}末|(?<r2>${RELATION})?双休日?`, ({ r, r2 }, now) =>
    weekendIn(maybeRelation(r ?? r2), now),
  ),
  rule(`(?<r>${RELATION})${WEEK}(?<w>[一二三四五六日天]|[1-7](?!\\d))`, ({ r, w }, now) => weekdayOf(r, w!, now)),
  rule(`(?<![每一两半几个\\d])${WEEK}(?<w>[一二三四五六日天]|[1-7](?!\\d))`, ({ w }, now) =>
    weekdayOf(undefined, w!, now),
  ),
  rule(`(?<r>${RELATION})${WEEK}(?![边年围全期转])`, ({ r }, now) => {
    const from = mondayOf(now.today) + 7 * relation(r)
    return { from, to: from + 6, confidence: 0.85 }
  }),
  rule('[明名]后两?[天夭]', (_, { today }) => ({ from: today + 1, to: today + 2 })),
  rule('大前[天夭]', (_, { today }) => ({ from: today - 3 })),
  rule('大后[天夭]', (_, { today }) => ({ from: today + 3 })),
  rule('(?<![之以提的])前[天夭日](?!天)', (_, { today }) => ({ from: today - 2 })),
  rule('(?<![今之以先前最然年月])后(?:[天夭日]|儿个?(?![子女孙媳]))', (_, { today }) => ({ from: today + 2 })),
  rule('昨[天夭日填]|昨儿个?|昨(?=[早晚夜晨午上下中])', (_, { today }) => ({ from: today - 1 })),
  rule('今[天夭日填]|今儿个?|今(?=[早晚夜晨午]|上午|下午)|当天(?=能|可以|到|送)', (_, { today }) => ({ from: today })),
  rule('[明名铭][天夭日填]|明儿个?|[明名](?=[早晚晨]|上午|下午|中午)', (_, { today }) => ({ from: today + 1 })),
  rule(
    `${NOT_IN_NUMBER}(?:再?过)?(?<n>\\d{1,3}|[一二两三四五六七八九十]{1,3}|半)(?<u>天|日|个?星期|个?礼拜|周|个月)(?<side>${AFTER_SUFFIX})`,
    ({ n, u, side }, now) => shifted(n!, u!, side!.includes('前') ? -1 : 1, now),
  ),
  rule(`再?过(?<n>\\d{1,3}|[一二两三四五六七八九十]{1,3}|半)(?<u>天|个?星期|个?礼拜|周|个月)(?!了)`, ({ n, u }, now) =>
    shifted(n!, u!, 1, now),
  ),
  rule(
    `(?<![路街道巷弄第每月个座栋幢楼])${NOT_IN_NUMBER}(?<d>${N})(?:号|日(?!元|用|常|本|报|志|化|薪|租|记|语))${NO_DAY_AFTER}`,
    ({ d }, now) => bareDay(num(d), now),
  ),
  rule(
    String.raw`(?<![\d./a-z-])(?<m>0?[1-9]|1[0-2])/(?<d>[12]\d|3[01]|0?[1-9])${TO}(?<m2>0?[1-9]|1[0-2])/(?<d2>[12]\d|3[01]|0?[1-9])(?![\d/.%a-z-])`,
    ({ m, d, m2, d2 }, now) => {
      const from = monthDay(undefined, Number(m), Number(d), now)
      return from && upTo(from, monthDayAfter(Number(m2), Number(d2), from.from))
    },
  ),
  rule(String.raw`(?<![\d./a-z-])(?<m>0?[1-9]|1[0-2])/(?<d>0?[1-9]|[12]\d|3[01])(?![\d/.%a-z-])`, ({ m, d }, now) => {
    const found = monthDay(undefined, Number(m), Number(d), now)
    return found && { ...found, confidence: 0.8 }
  }),
  rule(
    String.raw`(?<![\d.a-z¥$-])(?<m>0?[1-9]|1[0-2])\.(?<d>0?[1-9]|[12]\d|3[01])(?:[号日]|(?=\s?(?:买|下单|到|之前|以前|当天|那天|收到|寄|发|早上|上午|下午|晚上|的时候)))`,
    ({ m, d }, now) => monthDay(undefined, Number(m), Number(d), now),
  ),
  rule(
    String.raw`(?<![\d.a-z¥$-])(?<m>0?[1-9]|1[0-2])\.(?<d>[12]\d|3[01]|0?[1-9])[号日]?${TO}(?<m2>0?[1-9]|1[0-2])\.(?<d2>[12]\d|3[01]|0?[1-9])(?![\d.元块%gk])[号日]?`,
    ({ m, d, m2, d2 }, now) => {
      const from = monthDay(undefined, Number(m), Number(d), now)
      return from && upTo(from, monthDayAfter(Number(m2), Number(d2), from.from))
    },
  ),
  rule(String.raw`(?<![\d.])618(?=那天|当天|大促|活动|买|期间|的时候)`, (_, now) => monthDay(undefined, 6, 18, now)),
  rule(
    '(?<=[去今明])年十一(?!月)|(?<![\\d一二三四五六七八九十])十一(?=假期|长假|黄金周|期间|放假|那天|当天|之前|以前|前|出游)',
    (_, now) => festival('国庆', undefined, now),
  ),
  rule(
    `(?<year>今年|明年|去年)?的?(?<f>${festivalNames()
      .filter((name) => /\p{Script=Han}/u.test(name))
      .join('|')})(?:当天|那天)?(?!月)(?<shift>(?:的?前一天|的?第二天|的?后一天))?`,
    ({ year, f, shift }, now) => {
      const found = festival(f!, yearOf(year, now), now)
      const offset = shift ? (shift.includes('前') ? -1 : 1) : 0
      return found && { ...found, from: found.from + offset }
    },
  ),
  rule('(?:(?<year>今|明|去)年?)?年[底末]', ({ year }, { today }) => {
    const shift = year === '明' ? 1 : year === '去' ? -1 : 0
    return { from: dayOf(civil(today).year + shift, 12, 31), confidence: 0.8 }
  }),
  rule('(?<!\\d)(?<![个每])月[底末]', (_, { today }) => ({ from: endOfMonth(today) })),
]

function num(written: string | undefined): number {
  return parseNumber(written ?? '') ?? 0
}

/** How many weeks or months away: 上上 -2 … 下下 +2. */
function relation(word: string | undefined): number {
  const steps = [...(word ?? '')].filter((character) => character === '上' || character === '下').length
  if (word === '次') return 1
  return word?.startsWith('上') ? -steps : steps
}

function maybeRelation(word: string | undefined): number | undefined {
  return word ? relation(word) : undefined
}

function weekdayNumber(written: string): number {
  return '日天'.includes(written) ? 7 : num(written)
}

function weekdayOf(word: string | undefined, written: string, now: Now): Found {
  return weekdayIn(maybeRelation(word), weekdayNumber(written), now)
}

function yearOf(written: string | undefined, { today }: Now): number | undefined {
  if (!written) return undefined
  const { year } = civil(today)
  const shift = ({ 今年: 0, 本年: 0, 明年: 1, 去年: -1, 前年: -2, 后年: 2 } as Record<string, number>)[written]
  if (shift !== undefined) return year + shift
  const digits = hanDigits(written)
  return digits.length === 2 ? 2000 + Number(digits) : Number(digits)
}

function shifted(amount: string, unit: string, sign: number, { today }: Now): Found | undefined {
  const half = amount === '半'
  const count = half ? 0.5 : num(amount)
  if (unit.includes('月')) return { from: half ? today + 15 * sign : addMonths(today, count * sign), confidence: 0.85 }
  if (half) return undefined
  const days = unit === '天' || unit === '日' ? count : count * 7
  return { from: today + days * sign, confidence: 0.9 }
}

function lunarDate(monthName: string, dayName: string, { today, tense }: Now): Found | undefined {
  const month = monthName === '正' ? 1 : monthName === '腊' ? 12 : monthName === '冬' ? 11 : num(monthName)
  const day = num(dayName.replace('初', ''))
  const { year } = civil(today)
  const years = [year - 1, year, year + 1].map((y) => lunarDay(y, month, day)).filter((at) => at !== undefined)
  const from = tense === 'past' ? years.findLast((at) => at <= today) : years.find((at) => at >= today)
  return from === undefined ? undefined : { from }
}
