import type { EntityDetail, Finding } from './entity.ts'
import { ANY_NUMBER, ARABIC, HAN_NUMBER, parseNumber } from './numerals.ts'

/** Money, data volumes, percentages, quantities, durations, positions in a list and bare numbers of folded text. */
export function findAmounts(text: string): Finding[] {
  return [
    ...findMoney(text),
    ...findData(text),
    ...findPercents(text),
    ...findDurations(text),
    ...findOrdinals(text),
    ...findQuantities(text),
    ...findNumbers(text),
  ]
}

const RANK = { money: 46, data: 47, percent: 45, ordinal: 44, duration: 43, quantity: 42, number: 10 }
const START = String.raw`(?<![\d.a-z零一二三四五六七八九十百千万亿-]|\d,)`
const BIG = String.raw`(?:\s?[kw](?![a-z]))?`

const CURRENCIES: Record<string, string> = {
  '¥': 'CNY',
  元: 'CNY',
  块: 'CNY',
  块钱: 'CNY',
  圆: 'CNY',
  人民币: 'CNY',
  rmb: 'CNY',
  cny: 'CNY',
  yuan: 'CNY',
  大洋: 'CNY',
  $: 'USD',
  us$: 'USD',
  usd: 'USD',
  dollar: 'USD',
  dollars: 'USD',
  bucks: 'USD',
  buck: 'USD',
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
  英镑: 'GBP',
  hk$: 'HKD',
  hkd: 'HKD',
  港币: 'HKD',
  港元: 'HKD',
  日元: 'JPY',
  jpy: 'JPY',
  台币: 'TWD',
  新台币: 'TWD',
  twd: 'TWD',
}

const BEFORE_SIGN = new RegExp(
  `(?<sign>¥|us\\$|hk\\$|\\$|€|£|(?<![a-z])(?:rmb|cny|usd|eur|gbp|hkd|人民币))\\s?(?<n>${ARABIC}(?:\\s?[kw万](?![a-z]))?)`,
  'g',
)
const FOREIGN = new RegExp(
  `${START}(?<n>${ANY_NUMBER}${BIG})\\s?(?<sign>美元|美金|欧元|英镑|港币|港元|日元|新?台币|刀(?![具片叉])|(?:us)?dollars?|bucks?|usd|euros?|eur|gbp|hkd|jpy|twd)(?![a-z])`,
  'g',
)
const YUAN = new RegExp(
  `${START}(?<n>${ANY_NUMBER}${BIG})\\s?(?:多|来)?(?<half>个半)?(?<sign>块钱?|元|圆|rmb|cny|yuan|人民币|大洋)(?![a-z旦宵素件])(?:零?(?<jiao>\\d|[一二两三四五六七八九半])(?:(?<unit>毛|角)(?:(?<fen>\\d|[一二三四五六七八九])分?)?)?(?![\\d点个号]))?钱?`,
  'g',
)
const JIAO = new RegExp(`${START}(?<n>\\d|[一二两三四五六七八九])(?<unit>毛|角|分)钱`, 'g')
/** Amounts people say without a unit are believed after a word of paying. */
const SPENT = new RegExp(
  String.raw`(?:扣了?我?|退(?:款|还|给)?了?我?|付(?:款)?了?|花了?|充值?了?|收了?我?|赔(?:偿|付)?了?我?|转(?:账|了)|价格?(?:是|为)?|金额(?:是|为|:|：)?|总共|一共|合计|原价|现价|到手|实付|应付|差价|便宜了?|贵了?|押金|运费|定金|月费|优惠了?|补(?:偿|差价)?了?我?|退款金额|卖|借了?|贷了?|还了|提现了?|缴了?|交了)(?:是|了|我|为|:|：)?\s?(?<n>${ANY_NUMBER}${BIG})(?![\d.]|\s?(?:个|件|台|次|天|日|月|年|号|点|分|小时|期|gb|g|mb|m|%|折|张|单|盒|箱|瓶|包|条|双|套|位|人|遍|笔|封|万人|家|部|块|元|公斤|斤|kg|工作日|种|样|份|本|把|只|支|根|级|倍|寸|米|度|周|星期|礼拜|款))`,
  'g',
)

function findMoney(text: string): Finding[] {
  const findings: Finding[] = []
  const add = (match: RegExpExecArray, value: number | undefined, currency: string, confidence: number, from = 0) => {
    if (value === undefined) return
    const detail: EntityDetail = { currency }
    findings.push({
      type: 'money',
      value,
      start: match.index + from,
      end: match.index + match[0].length,
      confidence,
      detail,
      rank: RANK.money,
    })
  }
  for (const match of text.matchAll(BEFORE_SIGN))
    add(match, parseNumber(match.groups!.n!), currencyOf(match.groups!.sign!), 0.97)
  for (const match of text.matchAll(FOREIGN))
    add(match, parseNumber(match.groups!.n!), currencyOf(match.groups!.sign!), 0.93)
  for (const match of text.matchAll(YUAN))
    add(match, yuanOf(match.groups!), 'CNY', match.groups!.sign === '块' ? 0.88 : 0.96)
  for (const match of text.matchAll(JIAO)) {
    const unit = match.groups!.unit === '分' ? 0.01 : 0.1
    add(match, cents((parseNumber(match.groups!.n!) ?? 0) * unit), 'CNY', 0.9)
  }
  for (const match of text.matchAll(SPENT)) {
    const from = match[0].lastIndexOf(match.groups!.n!)
    add(match, parseNumber(match.groups!.n!), 'CNY', 0.75, from)
  }
  return findings
}

function currencyOf(sign: string): string {
  return CURRENCIES[sign.replace(/^usdollar/, 'dollar')] ?? 'CNY'
}

/** 三块五 3.5, 三块五毛二 3.52, 12元5角 12.5, 两块半 2.5. */
function yuanOf(groups: Record<string, string | undefined>): number | undefined {
  const whole = parseNumber(groups.n!)
  if (whole === undefined) return undefined
  const jiao = groups.jiao === '半' ? 5 : groups.jiao ? parseNumber(groups.jiao)! : 0
  const fen = groups.fen ? parseNumber(groups.fen)! : 0
  return cents(whole + (groups.half ? 0.5 : 0) + jiao / 10 + fen / 100)
}

function cents(value: number): number {
  return Math.round(value * 100) / 100
}

const DATA = new RegExp(
  `${START}(?<n>${ARABIC}|${HAN_NUMBER}|半)\\s?(?:个)?(?<u>gb|mb|tb|kb|g|m|t|兆|吉)(?![a-z/\\d]|网|手机|信号|套餐是什么|基站|带宽|宽带|的?网|每秒|bps)`,
  'g',
)

function findData(text: string): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(DATA)) {
    const amount = match.groups!.n === '半' ? 0.5 : parseNumber(match.groups!.n!)
    const written = match.groups!.u!
    const unit =
      written.startsWith('m') || written === '兆'
        ? 'MB'
        : written.startsWith('t')
          ? 'TB'
          : written.startsWith('k')
            ? 'KB'
            : 'GB'
    const around = text.slice(Math.max(0, match.index - 12), match.index + match[0].length + 4)
    if (amount === undefined || isNetworkOrWeight(amount, written, around)) continue
    findings.push({
      type: 'data_amount',
      value: `${amount}${unit}`,
      ...spanOf(match),
      confidence: 0.9,
      rank: RANK.data,
    })
  }
  return findings
}

/** 5G is a network, 100M an access line, 500g a weight unless the talk is of data. */
function isNetworkOrWeight(amount: number, unit: string, around: string): boolean {
  if (/流量|内存|硬盘|存储|云盘|空间|data|storage|memory/.test(around)) return false
  if (/宽带|光纤|网速|带宽|提速/.test(around)) return true
  if (unit === 'g' && [2, 3, 4, 5, 6].includes(amount)) return !/还?剩|用了|超|送/.test(around)
  if (unit === 'm' || unit === 't') return unit === 't' ? /吨|恤|台/.test(around) : /长|宽|高|米/.test(around)
  return unit === 'g' && /克|重|净含|食品|零食|面粉|肉/.test(around)
}

const PERCENT = new RegExp(
  `${START}(?<n>${ARABIC})\\s?(?:%|percent(?![a-z])|个百分点)|百分之(?<h>${HAN_NUMBER}|${ARABIC})|(?<![\\d.])(?<z>\\d(?:\\.\\d)?|\\d\\d|[一二三四五六七八九]{1,2})折`,
  'g',
)

function findPercents(text: string): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(PERCENT)) {
    const { n, h, z } = match.groups!
    const value = z ? discount(z) : parseNumber((n ?? h)!)
    if (value !== undefined)
      findings.push({
        type: 'percent',
        value,
        ...spanOf(match),
        confidence: 0.95,
        rank: RANK.percent,
        ...(z ? { detail: { discount: true } } : {}),
      })
  }
  return findings
}

/** 八折 and 8折 are 80 percent of the price, 85折 and 八五折 are 85. */
function discount(written: string): number | undefined {
  const number = parseNumber(written)
  return number === undefined ? undefined : number < 10 ? number * 10 : number
}

const SECONDS: Record<string, number> = {
  秒: 1,
  分: 60,
  时: 3600,
  天: 86400,
  日: 86400,
  周: 604800,
  星: 604800,
  礼: 604800,
  月: 2592000,
  年: 31536000,
  工: 86400,
}
const DURATION = new RegExp(
  `${START}(?<n>${ANY_NUMBER}|半|几)\\s?(?<half>个半|个)?(?<u>秒钟?|分钟|小时|钟头|天(?!猫)|个?工作日|周(?![一二三四五六日末])|星期(?![一二三四五六日])|礼拜(?![一二三四五六日])|月(?!\\d)|年(?!\\d))(?<tail>半)?`,
  'g',
)
const ENGLISH_DURATION =
  /(?<![a-z\d.,-])(?<n>\d{1,4}(?:\.\d)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|half an?)\s?-?(?<u>sec(?:ond)?|min(?:ute)?|hour|hr|(?:business |working )?day|week|month|year)s?(?![a-z])/g
const WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const ENGLISH_SECONDS: [string, number][] = [
  ['sec', 1],
  ['min', 60],
  ['h', 3600],
  ['week', 604800],
  ['month', 2592000],
  ['year', 31536000],
]

function findDurations(text: string): Finding[] {
  const findings: Finding[] = []
  const add = (match: RegExpExecArray, seconds: number) => {
    findings.push({
      type: 'duration',
      value: seconds,
      ...spanOf(match),
      confidence: 0.85,
      detail: { seconds },
      rank: RANK.duration,
    })
  }
  for (const match of text.matchAll(DURATION)) {
    const { n, u, half, tail } = match.groups!
    const amount = n === '半' ? 0.5 : parseNumber(n!)
    // 12月 and 2026年 are dates; months and half units need 个.
    if (amount === undefined || (u!.startsWith('月') && !half) || (u === '年' && amount > 99)) continue
    const unit = u!.startsWith('小') || u!.startsWith('钟') ? 3600 : SECONDS[u!.replace('个', '')[0]!]!
    add(match, (amount + (half === '个半' || tail ? 0.5 : 0)) * unit)
  }
  for (const match of text.matchAll(ENGLISH_DURATION)) {
    const { n, u } = match.groups!
    const word = WORDS.indexOf(n!)
    const amount = n!.startsWith('half') ? 0.5 : /^an?$/.test(n!) ? 1 : word > 0 ? word : Number(n)
    add(match, amount * (ENGLISH_SECONDS.find(([prefix]) => u!.startsWith(prefix))?.[1] ?? 86400))
  }
  return findings
}

const CLASSIFIER = '[个件台款单条张项种份双套只支部辆本位瓶盒箱包家间]'
const ORDINAL = new RegExp(
  `第(?<n>\\d{1,3}|[一二两三四五六七八九十百]{1,4})(?:${CLASSIFIER}|(?![\\d天季次期年月周章]))|(?<last>最后面?|倒数第一|末尾)(?:那|这)?(?:一)?${CLASSIFIER}|倒数第(?<back>\\d|[二两三四五])${CLASSIFIER}?|(?<first>最前面|最上面|头|首)(?:的)?(?:那|这)?(?:一)?${CLASSIFIER}`,
  'g',
)
const ENGLISH_ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']
const ENGLISH_ORDINAL = new RegExp(
  `(?<![a-z\\d])(?:the\\s)?(?:(?<back>second|next) to last|(?<word>${ENGLISH_ORDINALS.join('|')})|(?<n>\\d{1,2})(?:st|nd|rd|th)|(?<last>last|final))(?:\\s(?:one|item|option|order|product|choice|result)(?![a-z])|(?=\\s?(?:$|[.,!?]|please|pls)))|(?<![a-z])(?:option|number|no\\.?|item|#)\\s?(?<opt>[1-9]|10|one|two|three|four|five)(?![\\d.a-z])`,
  'g',
)

function findOrdinals(text: string): Finding[] {
  const findings: Finding[] = []
  const add = (match: RegExpExecArray, value: { index: number | 'last' | 'first' }) =>
    findings.push({ type: 'ordinal', value, ...spanOf(match), confidence: 0.9, rank: RANK.ordinal })
  for (const match of text.matchAll(ORDINAL)) {
    const { n, last, back, first } = match.groups!
    if (last) add(match, { index: 'last' })
    else if (first) add(match, { index: 'first' })
    else if (back) add(match, { index: -parseNumber(back)! })
    else add(match, { index: parseNumber(n!) ?? 0 })
  }
  for (const match of text.matchAll(ENGLISH_ORDINAL)) {
    const { back, word, n, last, opt } = match.groups!
    if (back) add(match, { index: -2 })
    else if (last) add(match, { index: 'last' })
    else if (word) add(match, { index: ENGLISH_ORDINALS.indexOf(word) + 1 })
    else if (n) add(match, { index: Number(n) })
    else add(match, { index: WORDS.indexOf(opt!) > 0 ? WORDS.indexOf(opt!) : Number(opt) })
  }
  return findings
}

const UNITS =
  '个|件|台|款|张|条|双|套|只|支|部|辆|本|瓶|盒|箱|包|袋|份|把|根|块(?!钱|\\d)|片|桶|罐|对|副|盏|卷|组|位|人|单|笔|次|遍|斤|公斤|千克|kg|克|米|cm|厘米|寸|升|ml|毫升|平米|平方'
const QUANTITY = new RegExp(
  `${START}(?<![第每])(?<n>${ARABIC}|${HAN_NUMBER})\\s?(?<u>${UNITS})(?!月|工作日|小时|星期|礼拜|钟头|半)`,
  'g',
)
const ENGLISH_QUANTITY =
  /(?<![a-z\d.,-])(?<n>\d{1,5}|two|three|four|five|six|seven|eight|nine|ten)\s(?<u>pairs?|pieces?|pcs|items?|units?|boxes|box|bottles?|packs?|sets?|orders?|tickets?|copies|kg|lbs?|inch(?:es)?|people|guests?|nights?|rooms?|seats?)(?![a-z])/g
/** 一个 and 一下 are grammar more often than a count. */
const FIGURE_OF_SPEECH = /^(?:一(?:个|件|条|次|遍|份|位|种|只|款|部|台|些|单|笔|张|块|片|套|对|组|把|人|包|本)|两次三)/

function findQuantities(text: string): Finding[] {
  const findings: Finding[] = []
  for (const pattern of [QUANTITY, ENGLISH_QUANTITY]) {
    for (const match of text.matchAll(pattern)) {
      const written = match.groups!.n!
      const amount = WORDS.indexOf(written) > 0 ? WORDS.indexOf(written) : parseNumber(written)
      if (amount === undefined) continue
      const confidence = FIGURE_OF_SPEECH.test(match[0]) ? 0.5 : 0.85
      findings.push({
        type: 'quantity',
        value: { amount, unit: match.groups!.u! },
        ...spanOf(match),
        confidence,
        rank: RANK.quantity,
      })
    }
  }
  return findings
}

const NUMBER = new RegExp(
  `${START}(?:${ARABIC}(?:[百千万亿]{1,2}\\d{0,4})?${BIG}|[零一二两三四五六七八九十百千万亿]{2,20})(?![\\d.a-z]|-\\d)`,
  'g',
)

function findNumbers(text: string): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(NUMBER)) {
    const value = parseNumber(match[0])
    if (value !== undefined)
      findings.push({ type: 'number', value, ...spanOf(match), confidence: 0.7, rank: RANK.number })
  }
  return findings
}

function spanOf(match: RegExpExecArray): { start: number; end: number } {
  return { start: match.index, end: match.index + match[0].length }
}
