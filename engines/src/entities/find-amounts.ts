import type { Finding } from './entity.ts'
import { findMoney } from './find-money.ts'
import { ANY_NUMBER, ARABIC, BIG, HAN_DECIMAL, HAN_NUMBER, parseNumber, NUMBER_START as START } from './numerals.ts'

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

const RANK = { data: 51, percent: 45, ordinal: 44, duration: 43, quantity: 42, number: 10 }

const DATA = new RegExp(
  `${START}(?<![几多数])(?<n>${HAN_DECIMAL}|${ARABIC}|${HAN_NUMBER}|半)\\s?(?<piece>个)?(?<half>半)?(?<u>gb|mb|tb|kb|g|m|t|兆|吉)(?![a-z/\\d]|网|手机卡|信号|套餐是什么|基站|带宽|宽带|的?网|每秒|bps|光纤|光猫)`,
  'g',
)

function findData(text: string): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(DATA)) {
    const amount = match.groups!.n === '半' ? 0.5 : plusHalf(parseNumber(match.groups!.n!), match.groups!.half)
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
    if (amount === undefined || (!match.groups!.piece && isNetworkOrWeight(amount, written, around))) continue
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

/** 一个半G is 1.5. */
function plusHalf(amount: number | undefined, half: string | undefined): number | undefined {
  return amount === undefined || !half ? amount : amount + 0.5
}

/** 5G is a network, 100M an access line, 500g a weight unless the talk is of data. */
function isNetworkOrWeight(amount: number, unit: string, around: string): boolean {
  if (/流量(?!卡)|内存|硬盘|存储|云|网盘|u盘|相册|备份|照片|容量|空间|data|storage|memory/.test(around)) return false
  if (/宽带|光纤|网速|带宽|提速|测速|每秒|下载速度|速率|光猫|千兆/.test(around)) return true
  if (unit === 'g' && [2, 3, 4, 5, 6].includes(amount))
    return !/还?剩|用了|超|送|不够|多少钱|月底|清零|加|包|买|少/.test(around)
  if (unit === 'm' || unit === 't') return unit === 't' ? /吨|恤|台/.test(around) : /长|宽|高|米/.test(around)
  return unit === 'g' && /克|重|盒|袋|瓶|罐|净含|食品|零食|面粉|肉/.test(around)
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
  `${START}(?<!第)(?<n>${ANY_NUMBER}|半|几)\\s?(?<half>个半|个)?(?<u>秒钟?|分钟|小时|钟头|天(?!猫)|个?工作日|周(?![一二三四五六日末])|星期(?![一二三四五六日])|礼拜(?![一二三四五六日])|月(?!\\d)|年(?!\\d))(?<tail>半)?`,
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
  `(?<![a-z\\d])(?:the\\s)?(?:(?<back>second|next) to last|(?<word>${ENGLISH_ORDINALS.join('|')})|(?<n>\\d{1,2})(?:st|nd|rd|th)|(?<last>last|final))(?:\\s(?:ones?|items?|option|order|product|choice|result)(?![a-z])|(?=\\s(?:and|or)\\s(?:the\\s)?(?:${ENGLISH_ORDINALS.join('|')}|last)(?![a-z]))|(?=\\s?(?:$|[.,!?]|please|pls)))|(?<![a-z])(?:option|number|no\\.?|item|#)\\s?(?<opt>[1-9]|10|one|two|three|four|five)(?![\\d.a-z])`,
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

/** 万一 is "in case", 千万 "by all means". */
const FIGURE_OF_NUMBER = /^(?:万一|千万|百万|万万|千百|一一|十万|亿万)$/

const NUMBER = new RegExp(
  `${START}(?:${ARABIC}(?:[百千万亿]{1,2}\\d{0,4})?${BIG}|[零一二两三四五六七八九十百千万亿]{2,20})(?![\\d.a-z]|-\\d)`,
  'g',
)

function findNumbers(text: string): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(NUMBER)) {
    const value = FIGURE_OF_NUMBER.test(match[0]) ? undefined : parseNumber(match[0])
    if (value !== undefined)
      findings.push({ type: 'number', value, ...spanOf(match), confidence: 0.7, rank: RANK.number })
  }
  return findings
}

function spanOf(match: RegExpExecArray): { start: number; end: number } {
  return { start: match.index, end: match.index + match[0].length }
}
