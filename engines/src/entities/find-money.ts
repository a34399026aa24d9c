import type { EntityDetail, Finding } from './entity.ts'
import { ANY_NUMBER, ARABIC, BIG, parseNumber, NUMBER_START as START } from './numerals.ts'

/** Amounts of money in folded text: the value in the currency named in the detail, yuan where none was said. */
export function findMoney(text: string): Finding[] {
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
      rank: RANK,
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

const RANK = 46

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
