import type { Finding } from './entity.ts'
import { hanDigits } from './numerals.ts'

/**
 * Order, ticket, tracking and transaction numbers in folded text: after a word for one, with letters and digits mixed, or long
 * rows of digits. Value in upper case without spaces.
 */
export function findRecordNumbers(text: string): Finding[] {
  const findings: Finding[] = []
  const add = (written: string, start: number, confidence: number, rank: number) => {
    const value = spelled(written).toUpperCase().replace(/\s/g, '')
    findings.push({ type: 'order_no', value, start, end: start + written.length, confidence, rank })
  }
  for (const match of text.matchAll(CUED)) {
    const written = match.groups!.n!
    const start = match.index + match.groups!.cue!.length
    const digits = written.replace(/\D/g, '').length
    if (digits < 4 || isAmount(text, start + written.length, written)) continue
    add(written, start, 0.92, RANK.cued)
  }
  for (const match of text.matchAll(WEAKLY_CUED)) {
    const written = match.groups!.n!
    if (written.replace(/\D/g, '').length >= 6) add(written, match.index + match.groups!.cue!.length, 0.88, RANK.cued)
  }
  for (const match of text.matchAll(READ_OUT))
    add(match.groups!.n!, match.index + match.groups!.cue!.length, 0.85, RANK.cued)
  for (const match of text.matchAll(LETTERED))
    if (isLikelyCode(match[0]) && !isOtherNumber(text, match.index)) add(match[0], match.index, 0.88, RANK.plain)
  for (const match of text.matchAll(HASHED)) {
    const written = match.groups!.n!
    add(written, match.index + match[0].length - written.length, 0.88, RANK.plain)
  }
  for (const match of text.matchAll(LONG_DIGITS))
    if (!isOtherNumber(text, match.index)) add(match[0], match.index, 0.8, RANK.plain)
  return findings
}

/** Whether a word for a record stands right before the offset, so that the digits there are no phone and no card. */
export function isAfterRecordCue(text: string, at: number): boolean {
  return CUE_BEFORE.test(text.slice(Math.max(0, at - 16), at))
}

const RANK = { cued: 87, plain: 70 }

const LINK = '(?:[(（]?)(?:是|为|is(?![a-z])|:|#|\\s|,|，|叫|就是|应该是|给的是){0,3}'
/** Words that say a number of a record follows. */
export const RECORD_CUE = `(?:(?:订单|定单|工单|运单|快递单|物流单|报修单|报障单|服务单|退货单|售后单|保修单|回执单|受理单|投诉单|派工单|装机单|维修单|提单|货单|面单|单)(?:的)?(?:编?号码?|单号|编码|号|尾号)?|(?:订单|工单|受理|投诉|报修|报障|业务|申请|预约|预定|预订|回执|凭证|参考|服务|合同|保单|赔案|案件|缴费|支付|付款|回单|登记|查询|故障|派单|流水|交易|物流|快递|退款|退货|售后|转账|汇款|商户单|商户订单|批次|借据|贷款|协议|理赔|取票|(?<!发)票|确认)(?:的)?(?:单|编|流水|参考|凭证|查询)?(?:号码?|编号|编码|单号|码|id)|编号|order(?: (?:no|number|num|id))?|ticket(?: (?:no|number))?|tracking(?: (?:no|number))?|reference(?: (?:no|number))?|ref(?: no)?|case(?: (?:no|number))|invoice(?: (?:no|number))|transaction(?: (?:id|no|number))?)\\.?`
const WEAK_CUE = '(?:快递|物流|流水|交易|退款|退货|售后|(?<!发)票|预约|受理|投诉|报修|包裹|参考|凭证)'
const CUE_BEFORE = new RegExp(`(?:${RECORD_CUE}|${WEAK_CUE})${LINK}$`)

const ID =
  '(?:[a-z]{1,6}[-_ ]?)?\\d[a-z\\d]{0,30}(?:[-_][a-z\\d]{1,20}){0,4}(?: (?:\\d{3,8}|[a-z]{1,2}\\d{1,8}|\\d{1,6}[a-z])){0,6}(?:(?<= \\d{3,5}) \\d{1,2}(?![\\d a-z天个件元块号日月年点次小]))?'
const CODE = `(?<n>(?=[a-z\\d_ -]{0,20}\\d{2})${ID})(?![a-z\\d])`
const CUED = new RegExp(`(?<![a-z])(?<cue>${RECORD_CUE}${LINK})${CODE}`, 'g')
const WEAKLY_CUED = new RegExp(`(?<![a-z])(?<cue>${WEAK_CUE}${LINK})${CODE}`, 'g')
const READ_OUT = new RegExp(
  `(?<cue>(?:${RECORD_CUE})${LINK})(?<n>(?=[a-z\\d]*[零〇一二三四五六七八九幺])[a-z]{0,4}[\\d零〇一二三四五六七八九幺]{5,30})(?![\\d零〇一二三四五六七八九幺十百千万])`,
  'g',
)
const LETTERED = /(?<![a-z\d@./_-])[a-z]{1,6}-?\d[a-z\d]{4,24}(?:-[a-z\d]{1,12}){0,3}(?![a-z\d@-])/g
const LONG_DIGITS = /(?<![\da-z.¥$*-])\d{12,32}(?![\da-z.*])/g
const HASHED = /(?<![a-z\d])#\s?(?<n>[a-z]{0,4}-?\d{4,20}(?:-\d{1,12}){0,3})(?![a-z\d])/g

/** 订单1299元, 工单3笔: what follows the word is no number of it. */
function isAmount(text: string, end: number, written: string): boolean {
  if (!/^\d{1,6}$/.test(written)) return false
  return /^\s?(?:元|块|钱|万|年|月|个|单(?!号)|笔|件|次|的(?:东西|商品|货))/.test(text.slice(end, end + 4))
}

/** A code has at least five digits; a type plate (rtx4090, ca1837) has fewer. */
function isLikelyCode(written: string): boolean {
  return written.replace(/\D/g, '').length >= 5 && written.replace(/\W/g, '').length >= 6
}

const OTHER =
  /(?:身份证|证件|卡号?|账号|账户|户号|户名|客户号|imei|序列号|sn|密码|验证码|激活码|税号|信用代码|电表|水表|燃气表|表号|车架号|护照|通行证|设备号|条码|学号|社保号?|公积金号?)(?:号码?)?(?:是|为|:|\s|就是)?$/

function isOtherNumber(text: string, at: number): boolean {
  return OTHER.test(text.slice(Math.max(0, at - 14), at))
}

/** Digits read out in Chinese as digits. */
function spelled(written: string): string {
  return written.replace(/[零〇一二三四五六七八九幺]+/g, (run) => hanDigits(run))
}
