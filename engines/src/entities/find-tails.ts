import type { Finding } from './entity.ts'
import { hanDigits } from './numerals.ts'

/**
 * The last digits of a bank card in folded text (尾号6688, 卡尾三二幺零, 6688那张卡, 6222****1234), or of an order or a phone when that is
 * what is talked of: order_no with `tail` in its detail, phone_tail.
 */
export function findTails(text: string): Finding[] {
  const findings: Finding[] = []
  const add = (written: string, start: number, confidence: number) => {
    const end = start + written.length
    const type = typeOf(text, start, end)
    if (type === undefined) return
    const detail = type === 'order_no' ? { detail: { tail: true } } : {}
    findings.push({ type, value: hanDigits(written), start, end, confidence, rank: RANK, ...detail })
  }
  for (const match of text.matchAll(AFTER_CUE)) add(match.groups!.n!, match.index + match.groups!.cue!.length, 0.93)
  for (const match of text.matchAll(AFTER_CARD)) {
    if (!isAmount(text, match.index + match[0].length, match.groups!.n!))
      add(match.groups!.n!, match.index + match.groups!.cue!.length, 0.8)
  }
  for (const match of text.matchAll(BEFORE_CUE)) add(match.groups!.n!, match.index, 0.8)
  for (const { end } of findings.toSorted((a, b) => a.start - b.start)) {
    const next = ANOTHER.exec(text.slice(end, end + 12))
    if (next) add(next.groups!.n!, end + next[0].length - next.groups!.n!.length, 0.75)
  }
  for (const match of text.matchAll(STARRED)) add(match.groups!.n!, match.index + match[0].length - 4, 0.85)
  return findings
}

const RANK = 84
const HAN_DIGIT = '[零〇一二三四五六七八九幺]'
const TAIL_DIGITS = `(?:(?:\\d[ ]?){2,5}\\d|(?:${HAN_DIGIT}[ ]?){2,5}${HAN_DIGIT})(?![\\d零〇一二三四五六七八九幺]|[十百千万])`
const LINK = '(?:[(（]?)(?:是|为|叫|:|,|，|\\s|the|are|is|就是|应该是|分别是|数字){0,3}'
const AFTER_CUE = new RegExp(
  `(?<cue>(?:(?:末|后|最后|末尾|后面)(?:的)?(?:[三四五六3-6]位(?:数字?|号码)?|[四4]个(?:数字|号码?))|尾号|末尾|末号|尾数|卡尾|尾|(?:ending|ends|end)(?: in| with)|last (?:four|4)(?: digits)?)${LINK})(?<n>${TAIL_DIGITS})`,
  'g',
)
const CARD =
  '(?:信用|储蓄|借记|贷记|银行|工资|工行|建行|农行|中行|招行|交行|邮储|民生|兴业|浦发|中信|光大|平安|广发|华夏|[\\p{Script=Han}]行|社保|[一二三]类|主|附属|副|白金|金|普|那张|这张|原来的|旧|新|绑定的|绑的)卡'
/** 工行卡7788, 信用卡(5521). */
const AFTER_CARD = new RegExp(
  `(?<cue>${CARD}(?:尾)?\\s?[(（:]?\\s?)(?<n>\\d{4}|${HAN_DIGIT}{4})(?![\\d零〇一二三四五六七八九幺十百千万.]|尾号)`,
  'gu',
)
const BEFORE_CUE = new RegExp(
  `(?<![\\da-z.¥$零〇一二三四五六七八九幺-])(?<n>\\d{4}|${HAN_DIGIT}{4})(?=\\s?(?:结尾|收尾|这个尾号|尾号|(?:的)?(?:那|这)(?:一)?张|(?:的)?(?:那|这)?(?:个|一)?(?:订单|单子?)(?!笔)|的?(?:那|这)笔订单|(?:的)?(?:储蓄|信用|借记|工资|银行|工行|建行|农行|招行|中行)卡|的卡|那卡|卡(?:上|里|扣|被|的)))`,
  'gu',
)
/** 尾号5511还是6622: the second of two. */
const ANOTHER = new RegExp(
  `^(?:的)?(?:和|跟|与|或者?|还是|、|到|转到|换成|改成)(?:尾号)?(?<n>\\d{4}|${HAN_DIGIT}{4})(?![\\d.元块年零〇一二三四五六七八九幺十百千万])`,
)
const STARRED = /(?:[*xX]{2,12}[ ]?)(?<n>\d{4})(?![\da-z])/g

/** What the digits are the tail of; undefined for identity cards, codes and plates. */
function typeOf(text: string, start: number, end: number): string | undefined {
  const before = text.slice(Math.max(0, start - 14), start)
  const after = text.slice(end, end + 8)
  if (/(?:身份证|证件|密码|验证码|车牌|护照|取件码|社保号|学号|工号)[^,，。]{0,8}$/.test(before)) return undefined
  if (/1[3-9]\d[*x]{2,8}$/.test(before)) return 'phone_tail'
  if (/卡|card/.test(before.slice(-8)) || /^[^,，。]{0,4}卡/.test(after)) return 'card_tail'
  if (/(?:手机|电话|号码|机主|手机号|phone)(?:的|号码?)?[^,，。卡]{0,6}$/.test(before) && !/卡/.test(before))
    return 'phone_tail'
  if (/^\s?(?:的)?(?:手机号?|电话|号码|这个号|那个号)/.test(after)) return 'phone_tail'
  const order = /订单|运单|单号|工单|包裹|快递|那单|order/
  if (/^\s?(?:的)?(?:那|这)?(?:个|一)?(?:订单|单(?!笔))/.test(after)) return 'order_no'
  return order.test(before) && !/卡|card/.test(`${before}${after}`) ? 'order_no' : 'card_tail'
}

/** 金卡5000元 and 信用卡2026年 are no tails. */
function isAmount(text: string, end: number, written: string): boolean {
  const rest = text.slice(end, end + 3)
  return (
    /^[)）]?\s?(?:元|块|钱|年|的?额|多|积分|人|万|起|以|分|度)/.test(rest) ||
    (/000$/.test(written) && !/^[)）]/.test(rest))
  )
}
