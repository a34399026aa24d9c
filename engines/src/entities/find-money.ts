import type { EntityDetail, Finding } from './entity.ts'
import { findBareMoney } from './find-bare-money.ts'
import { ANY_NUMBER, ARABIC, BIG, HAN_DECIMAL, parseNumber, NUMBER_START as START } from './numerals.ts'

/**
 * Amounts of money in folded text: the value in the currency named in the detail, yuan where none was said. Amounts said as
 * about so much (一百多块, 二十来块) have `approximate` in the detail.
 */
export function findMoney(text: string): Finding[] {
  const findings: Finding[] = []
  const add = (match: RegExpExecArray, value: number | undefined, detail: EntityDetail, confidence: number) => {
    if (value === undefined) return
    const end = match.index + match[0].length
    findings.push({ type: 'money', value, start: match.index, end, confidence, detail, rank: MONEY_RANK })
  }
  for (const pattern of [BEFORE_SIGN, FOREIGN, ENGLISH_WORDS])
    for (const match of text.matchAll(pattern))
      add(match, amountOf(match.groups!), { currency: currencyOf(match.groups!.sign!) }, 0.95)
  for (const match of text.matchAll(YUAN)) {
    if (isFigureOfSpeech(text, match)) continue
    const approximate = match.groups!.vague ? { approximate: true } : {}
    add(match, yuanOf(match.groups!), { currency: 'CNY', ...approximate }, match.groups!.sign === '块' ? 0.88 : 0.96)
  }
  for (const match of text.matchAll(JIAO)) {
    if (!isFigureOfSpeech(text, match)) add(match, jiaoOf(match.groups!), { currency: 'CNY' }, 0.9)
  }
  return [...findings, ...findBareMoney(text, MONEY_RANK - 1)]
}

const MONEY_RANK = 48

const CURRENCIES: Record<string, string> = {
  $: 'USD',
  us$: 'USD',
  usd: 'USD',
  dollar: 'USD',
  dollars: 'USD',
  bucks: 'USD',
  buck: 'USD',
  grand: 'USD',
  美元: 'USD',
  美金: 'USD',
  刀: 'USD',
  '€': 'EUR',
  eur: 'EUR',
  euro: 'EUR',
  euros: 'EUR',
  欧元: 'EUR',
  '£': 'GBP',
  gbp: 'GBP',
  pounds: 'GBP',
  quid: 'GBP',
  英镑: 'GBP',
  hk$: 'HKD',
  hkd: 'HKD',
  港币: 'HKD',
  港元: 'HKD',
  日元: 'JPY',
  日币: 'JPY',
  jpy: 'JPY',
  韩元: 'KRW',
  卢布: 'RUB',
  泰铢: 'THB',
  澳元: 'AUD',
  加元: 'CAD',
  新币: 'SGD',
  台币: 'TWD',
  新台币: 'TWD',
  twd: 'TWD',
}

const BEFORE_SIGN = new RegExp(
  `(?<sign>¥|us\\$|hk\\$|\\$|€|£|(?<![a-z])(?:rmb|cny|usd|eur|gbp|hkd|人民币))\\s?(?<n>${ARABIC}(?:\\s?[kw万](?![a-z]))?)(?:元整?)?`,
  'g',
)
const NUMBER = `(?:${HAN_DECIMAL}|${ANY_NUMBER}${BIG})`
const FOREIGN = new RegExp(
  `${START}(?<n>${NUMBER})\\s?(?:多|来)?(?:块)?(?<sign>美元|美金|欧元|英镑|港币|港元|日元|日币|韩元|卢布|泰铢|澳元|加元|新币|新?台币|刀(?![具片叉])|(?:us)?dollars?|bucks?|usd|euros?|eur|gbp|pounds|quid|grand|hkd|jpy|twd)(?![a-z])`,
  'g',
)
/** Things counted with 块 (一块电池). */
const PIECES = '(?!电池|屏|硬盘|肥皂|蛋糕|表|地|电?板|砖|布|肉|主板|手表|电表|牌|玻璃|石|瓷|糖|儿)'
const YUAN = new RegExp(
  `${START}(?<n>${NUMBER})\\s?(?<vague>多|来|几)?(?<half>个半)?(?:块${PIECES}钱?|元|圆|(?<latin>rmb|cny|yuan)|人民币|大洋)(?![a-z旦宵素件])(?<zero>零)?(?:(?<jiao>\\d|[一二两三四五六七八九半])(?:(?<unit>毛|角|分)(?:(?<fen>\\d|[一二三四五六七八九])分?)?)?(?![\\d点个号十百千万月年折天次倍]))?钱?整?`,
  'g',
)
const JIAO = new RegExp(
  `${START}(?<n>\\d|[一二两三四五六七八九])(?:(?<unit>毛|角)(?![巾毯衣病利重坯线孔笔豆])(?:(?<fen>\\d|[一二三四五六七八九半])分?(?![\\d点个号十百千万兆条]))?(?:钱|(?=[^\\p{L}]|$|[一每的了吧也都就还太不是收扣多])|(?<=[毛角][\\d一二三四五六七八九半]分?))|(?<unit2>分)钱|(?<=[差少欠]了?[\\d一二两三四五六七八九])(?<unit3>分)(?!钟|\\d))`,
  'gu',
)

/** Two grand are two thousand. */
function amountOf({ n, sign }: Record<string, string | undefined>): number | undefined {
  const value = parseNumber(n!) ?? englishNumber(n!)
  return value !== undefined && sign === 'grand' ? value * 1000 : value
}

/** 一块去 (together), 一元论, 一分钱都没 (not at all): no amount is meant. */
function isFigureOfSpeech(text: string, match: RegExpExecArray): boolean {
  const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 4)
  if (/^一块$/.test(match[0])) return /^[\p{Script=Han}]/u.test(rest) && !/^(?:的|一|起|多|都|左右|吧|了)/.test(rest)
  if (/^一元$/.test(match[0])) return /^[复化论方二]/.test(rest)
  if (/^[一1][分毛角]钱$/.test(match[0])) return /^(?:都|也|没|不|未|儿)/.test(rest)
  return /^[十百千万]+(?:块|元)$/.test(match[0]) && /^(?:八|百)/.test(rest)
}

/** 三块五 3.5, 三块五毛二 3.52, 12元5角 12.5, 两块半 2.5, 三块零五 3.05. */
function yuanOf(groups: Record<string, string | undefined>): number | undefined {
  const whole = parseNumber(groups.n!)
  if (whole === undefined) return undefined
  const first = groups.jiao === '半' ? 5 : groups.jiao ? parseNumber(groups.jiao)! : 0
  const fen = groups.fen ? parseNumber(groups.fen)! : 0
  const isFen = groups.unit === '分' || (groups.zero !== undefined && !groups.unit)
  return cents(whole + (groups.half ? 0.5 : 0) + first / (isFen ? 100 : 10) + fen / 100)
}

/** 两毛 0.2, 一毛五 0.15, 三分钱 0.03. */
function jiaoOf(groups: Record<string, string | undefined>): number {
  const first = parseNumber(groups.n!)!
  const fen = groups.fen === '半' ? 5 : groups.fen ? parseNumber(groups.fen)! : 0
  return cents(groups.unit2 || groups.unit3 ? first / 100 : first / 10 + fen / 100)
}

function currencyOf(sign: string): string {
  return CURRENCIES[sign.replace(/^usdollar/, 'dollar')] ?? 'CNY'
}

function cents(value: number): number {
  return Math.round(value * 100) / 100
}

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const TENS = 'zero ten twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const ENGLISH_NUMBER = `(?:(?:an?|${[...ONES, ...TENS.slice(2), 'hundred', 'thousand', 'million'].join('|')})(?:\\s(?:and\\s)?|-|(?=\\s|$)))`
/** Fifty dollars, a hundred and twenty bucks, two grand. */
const ENGLISH_WORDS = new RegExp(
  `(?<![a-z])(?<n>${ENGLISH_NUMBER}{1,7}?)\\s?(?<sign>dollars?|bucks?|euros?|pounds|quid|yuan|rmb|grand)(?![a-z])`,
  'g',
)

/** "a hundred and twenty" 120, "two grand" 2 (the unit is in the sign), "fifty-five" 55. */
function englishNumber(words: string): number | undefined {
  let total = 0
  let section = 0
  for (const word of words.split(/[\s-]+/)) {
    if (word === '' || word === 'and') continue
    if (word === 'a' || word === 'an') section += 1
    else if (word === 'hundred') section = (section || 1) * 100
    else if (word === 'thousand' || word === 'million') {
      total += (section || 1) * (word === 'thousand' ? 1000 : 1e6)
      section = 0
    } else if (ONES.includes(word)) section += ONES.indexOf(word)
    else if (TENS.includes(word)) section += TENS.indexOf(word) * 10
    else return undefined
  }
  return total + section || undefined
}
