import { parseNumber } from '../entities/numerals.ts'

/** A number with its unit, as values that can be compared: 1,500 W = 1500 W = 1.5 kW; 30 天 is not 一个月. */
export interface Amount {
  value: number
  /** The base unit (`w`, `day`, `month` …), or '' where there is none. */
  unit: string
  /** The number itself, and where its unit ends. */
  start: number
  end: number
  unitEnd: number
}

/** Units by what they are called, with how many of the base unit they are. */
const UNITS: [pattern: string, unit: string, times: number][] = [
  ['%|％|percent|per cent', 'percent', 1],
  ['千瓦时|度电|kwh', 'kwh', 1],
  ['千瓦|kw', 'w', 1000],
  ['瓦特?|watts?|w', 'w', 1],
  ['毫安时?|mah?', 'ma', 1],
  ['安培?|amps?|amperes?', 'a', 1],
  ['伏特?|volts?|v', 'v', 1],
  ['千赫兹?|khz', 'hz', 1000],
  ['兆赫兹?|mhz', 'hz', 1e6],
  ['ghz', 'hz', 1e9],
  ['赫兹?|hz', 'hz', 1],
  ['工作日|business days?|working days?', 'workday', 1],
  ['小时|个?钟头?|hours?|hrs?|h', 'hour', 1],
  ['分钟|minutes?|mins?', 'minute', 1],
  ['秒钟?|seconds?|secs?|s', 'second', 1],
  ['毫秒|milliseconds?|ms', 'second', 0.001],
  ['天|日|days?', 'day', 1],
  ['周|个?星期|个?礼拜|weeks?', 'week', 1],
  ['个?月|months?', 'month', 1],
  ['年|years?|yrs?', 'year', 1],
  ['个?季度?|quarters?', 'quarter', 1],
  ['公里|千米|km|kilomet(?:er|re)s?', 'm', 1000],
  ['厘米|公分|cm|centimet(?:er|re)s?', 'm', 0.01],
  ['毫米|mm|millimet(?:er|re)s?', 'm', 0.001],
  ['平方米|㎡|m²|m2|平米', 'm2', 1],
  ['立方米|m³|m3', 'm3', 1],
  ['米|meters?|metres?', 'm', 1],
  ['英寸|寸|inch(?:es)?', 'inch', 1],
  ['毫升|ml|millilit(?:er|re)s?', 'l', 0.001],
  ['升|lit(?:er|re)s?|l', 'l', 1],
  ['公斤|千克|kg|kilograms?|kilos?', 'g', 1000],
  ['毫克|mg', 'g', 0.001],
  ['克|grams?|g', 'g', 1],
  ['斤', 'g', 500],
  ['℃|°c|摄氏度|度|degrees? celsius|degrees?', 'degree', 1],
  ['分贝|db(?:\\(a\\))?', 'db', 1],
  ['兆帕|mpa', 'pa', 1e6],
  ['千帕|kpa', 'pa', 1000],
  ['bar', 'pa', 1e5],
  ['tb', 'byte', 1e12],
  ['gb', 'byte', 1e9],
  ['mb', 'byte', 1e6],
  ['kb', 'byte', 1e3],
  ['转/分钟?|rpm|转', 'rpm', 1],
  ['元|块钱?|人民币|rmb|cny|yuan', 'cny', 1],
  ['美元|美金|usd|dollars?', 'usd', 1],
  ['欧元|eur|euros?', 'eur', 1],
  ['次|times?', 'time', 1],
  ['折', 'discount', 1],
]
const UNIT_PATTERNS = UNITS.map(([pattern, unit, times]) => ({
  unit,
  times,
  pattern: new RegExp(`^\\s?(?:多|余|个(?=工作日|小时|月|星期|礼拜|季))?(?:${pattern})(?![a-z])`, 'i'),
}))

const WORDS: Record<string, number> = Object.fromEntries(
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, i) => [word, i + 1]),
)
Object.assign(WORDS, {
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
  thousand: 1000,
  twice: 2,
  once: 1,
})

const NUMBER =
  /(?<![\p{L}\d.])(?:[¥￥$€]\s?)?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?:\s?[万亿千百]|[kw](?![a-z]))?|(?<![A-Za-z\d.])(?:[¥￥$€]\s?)?\d+(?:\.\d+)?(?:\s?[万亿千百]|k(?![a-z]))?|[零一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+)?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|once|twice)\b/giu

/** Chinese numerals that are part of a word say no number: 一般, 一定, 统一, 万一, 十分. */
const NOT_NUMBERS = /^(?:[一万千百十两]+)(?:般|样|定|切|起|直|旦|些|下|致|律|并|边|旁|种|体|面|分(?!钟|之)|能|级|万)/u

/** The amounts of a text in order. A range (3-5 天) gives both its ends the unit. */
export function amountsIn(text: string): Amount[] {
  const folded = text.normalize('NFKC')
  const found: Amount[] = []
  for (const match of folded.matchAll(NUMBER)) {
    const written = match[0]
    const start = match.index
    const end = start + written.length
    if (/^\p{Script=Han}/u.test(written) && isWordPart(folded, start, written)) continue
    const value = WORDS[written.toLowerCase()] ?? parseNumber(written.replace(/[¥￥$€\s]/g, ''))
    if (value === undefined) continue
    found.push({ ...unitAt(folded, end, written, value), start, end })
  }
  for (let i = found.length - 2; i >= 0; i--) {
    const between = folded.slice(found[i]!.end, found[i + 1]!.start)
    if (found[i]!.unit === '' && /^\s?(?:-|–|~|～|至|到|to|or|或|、)\s?$/.test(between))
      found[i] = { ...found[i]!, unit: found[i + 1]!.unit }
  }
  return found
}

function isWordPart(text: string, start: number, written: string): boolean {
  if (NOT_NUMBERS.test(text.slice(start, start + written.length + 1))) return true
  return /[统唯万第之逐]$/u.test(text.slice(0, start)) && written.length === 1 && !/第$/.test(text.slice(0, start))
}

function unitAt(text: string, end: number, written: string, value: number): Omit<Amount, 'start' | 'end'> {
  if (/^[¥￥]/.test(written)) return { value, unit: 'cny', unitEnd: end }
  if (/^\$/.test(written)) return { value, unit: 'usd', unitEnd: end }
  if (/^€/.test(written)) return { value, unit: 'eur', unitEnd: end }
  if (/^(?:once|twice)$/i.test(written)) return { value, unit: 'time', unitEnd: end }
  const after = text.slice(end, end + 24)
  let best: { value: number; unit: string; length: number } | undefined
  for (const { pattern, unit, times } of UNIT_PATTERNS) {
    const length = pattern.exec(after.replace(/^-(?=[a-z])/i, ' '))?.[0].length ?? 0
    if (length > (best?.length ?? 0)) best = { value: Number((value * times).toPrecision(12)), unit, length }
  }
  return best ? { value: best.value, unit: best.unit, unitEnd: end + best.length } : { value, unit: '', unitEnd: end }
}
