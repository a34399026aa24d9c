import { findPhoneNumbersInText } from 'libphonenumber-js'
import { isCardNumber, isIdCard } from './checksums.ts'
import type { EntityPattern, Finding } from './entity.ts'
import { hanDigits } from './numerals.ts'

/** E-mail, links, identity and bank cards, phones, order numbers, card tails and a business's own ids in folded text. */
export function findIdentifiers(text: string, patterns: readonly EntityPattern[], language: 'zh' | 'en'): Finding[] {
  return [
    ...findPatterns(text, patterns),
    ...findAddresses(text),
    ...findIdCards(text),
    ...findBankCards(text),
    ...findChinesePhones(text),
    ...findOtherPhones(text, language),
    ...findOrderNumbers(text),
    ...findTails(text),
  ]
}

const RANK = { pattern: 100, link: 95, idCard: 90, bankCard: 88, cuedOrder: 87, phone: 85, tail: 84, order: 70 }

/** An id of the business, also written with spaces or hyphens inside, or as its bare digits after a word for it. */
function findPatterns(text: string, patterns: readonly EntityPattern[]): Finding[] {
  const findings: Finding[] = []
  const squeezed = squeeze(text)
  for (const { type, regex, normalise } of patterns) {
    const pattern = safeRegex(regex)
    if (!pattern) continue
    for (const match of squeezed.text.matchAll(pattern)) {
      if (match[0] === '') continue
      const start = squeezed.at[match.index]!
      const end = squeezed.at[match.index + match[0].length - 1]! + 1
      if (isInsideWord(squeezed.text, match.index, match[0].length)) continue
      findings.push({ type, value: canonical(match[0], normalise), start, end, confidence: 0.97, rank: RANK.pattern })
    }
    findings.push(...barePatternDigits(text, type, regex, normalise))
  }
  return findings
}

/** 订单号20260007 for a pattern O\d{8}: the fixed letters in front were left out. */
function barePatternDigits(
  text: string,
  type: string,
  regex: string,
  normalise: EntityPattern['normalise'],
): Finding[] {
  const simple = /^\^?\\?b?([A-Za-z]{1,4})-?\\d\{(\d{1,2})\}(?:\\b)?\$?$/.exec(regex)
  if (!simple) return []
  const [, letters, count] = simple
  const cued = new RegExp(`(?<cue>${ORDER_CUE})(?<n>\\d{${count}})(?!\\d)`, 'g')
  return [...text.matchAll(cued)].map((match) => {
    const start = match.index + match.groups!.cue!.length
    const value = canonical(letters + match.groups!.n!, normalise)
    return { type, value, start, end: start + match.groups!.n!.length, confidence: 0.93, rank: RANK.pattern }
  })
}

function canonical(written: string, normalise: EntityPattern['normalise']): string {
  if (normalise === 'digits') return written.replace(/\D/g, '')
  return normalise === 'lower' ? written.toLowerCase() : written.toUpperCase()
}

function isInsideWord(text: string, index: number, length: number): boolean {
  const joins = (a: string | undefined, b: string | undefined) => /^(?:\d\d|[a-z][a-z])$/.test(`${a ?? ' '}${b ?? ' '}`)
  return joins(text[index - 1], text[index]) || joins(text[index + length - 1], text[index + length])
}

/** Text without the spaces, hyphens and dots people put inside an id, and where each character stood. */
function squeeze(text: string): { text: string; at: number[] } {
  const at: number[] = []
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const inside = /[ \-_.]/.test(text[i]!) && /[a-z\d]/.test(text[i - 1] ?? '') && /\d/.test(text[i + 1] ?? '')
    if (inside) continue
    out += text[i]
    at.push(i)
  }
  return { text: out, at }
}

function safeRegex(source: string): RegExp | undefined {
  try {
    return new RegExp(source, 'gi')
  } catch {
    return undefined
  }
}

const EMAIL =
  /(?<![a-z\d._%+-])[a-z\d][a-z\d._%+-]{0,63}@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.){1,4}[a-z]{2,18}(?![a-z-])/g
const URL = /(?<![a-z\d])(?:https?:\/\/|www\.)[a-z\d](?:[a-z\d.\-_~:/?#@!$&*+;=%]{0,2000}[a-z\d/_=#&%-])/g

function findAddresses(text: string): Finding[] {
  const at = (type: string, match: RegExpExecArray): Finding => ({
    type,
    value: match[0],
    start: match.index,
    end: match.index + match[0].length,
    confidence: 0.99,
    rank: RANK.link,
  })
  return [...text.matchAll(EMAIL)]
    .map((match) => at('email', match))
    .concat([...text.matchAll(URL)].map((match) => at('url', match)))
}

const ID_CARD = /(?<![\da-z])[1-9]\d{5}[ -]?(?:19|20)\d{2}[ -]?\d{4}[ -]?\d{3}(?:x|\d(?![\da-z]))/g
const BANK_CARD = /(?<![\da-z])[2-9]\d{3}(?:[ -]?\d{4}){2}(?:[ -]?\d{1,4}){1,2}(?![\da-z])/g

function findIdCards(text: string): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(ID_CARD)) {
    const value = match[0].replace(/[ -]/g, '').toUpperCase()
    if (isIdCard(value))
      findings.push({
        type: 'id_card',
        value,
        start: match.index,
        end: match.index + match[0].length,
        confidence: 0.99,
        rank: RANK.idCard,
      })
  }
  return findings
}

function findBankCards(text: string): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(BANK_CARD)) {
    const value = match[0].replace(/[ -]/g, '')
    const cue = /卡|账户|account|card/.test(text.slice(Math.max(0, match.index - 10), match.index))
    if (
      !isCardNumber(value) ||
      (value.length < 15 && !cue) ||
      ORDER_CUE_BEFORE.test(text.slice(Math.max(0, match.index - 14), match.index))
    )
      continue
    findings.push({
      type: 'bank_card',
      value,
      start: match.index,
      end: match.index + match[0].length,
      confidence: 0.97,
      rank: RANK.bankCard,
    })
  }
  return findings
}

const ORDER_CUE =
  '(?:(?:订单|定单|单号|工单|运单|快递|物流|流水|交易|退款|售后|票|编)(?:编?号码?|单号|编码|号)?|order(?: (?:no|number|num|id))?|ticket(?: (?:no|number))?|tracking(?: (?:no|number))?|transaction(?: id)?)\\.?(?:是|为|is(?![a-z])|:|#|\\s|,|，|叫){0,3}'
const ORDER_CUE_BEFORE = new RegExp(`${ORDER_CUE}$`)

const MOBILE =
  /(?<![\da-z])(?:\+?0{0,2}86[ -]?)?(?<n>1[3-9]\d(?:[ -]?\d{4}){2}|1[3-9]\d[ -]?\d{3}[ -]?\d{2}[ -]?\d{3}|1[3-9]\d{3}[ -]\d{3}[ -]\d{3})(?![\da-z]|-\d)/g
const LANDLINE =
  /(?<![\da-z-])(?:\+?86[ -]?)?[(（]?(?<area>0(?:10|2\d|[3-9]\d{2}))[)）]?[ -]?(?<n>[1-9]\d{2,3}[ -]?\d{4})(?:(?:转|-|ext\.?\s?)(?<ext>\d{1,5}))?(?![\da-z])/g
const FREE = /(?<![\da-z-])(?<n>[48]00[ -]?\d{3}[ -]?\d{4}|[48]00[ -]?\d{4}[ -]?\d{3})(?![\da-z])/g
/** 一三八零零一三八零零零 read out digit by digit. */
const SPOKEN =
  /(?<![\d零一二三四五六七八九幺])[一幺1][三四五六七八九3-9][\d零一二三四五六七八九幺]{9}(?![\d零一二三四五六七八九幺十百千万])/g

function findChinesePhones(text: string): Finding[] {
  const findings: Finding[] = []
  const add = (match: RegExpExecArray, value: string, confidence: number) => {
    if (ORDER_CUE_BEFORE.test(text.slice(Math.max(0, match.index - 14), match.index))) return
    const detail = { country: 'CN', e164: `+86${value.replace(/^0/, '')}` }
    findings.push({
      type: 'phone',
      value,
      start: match.index,
      end: match.index + match[0].length,
      confidence,
      detail,
      rank: RANK.phone,
    })
  }
  for (const match of text.matchAll(MOBILE)) add(match, digits(match.groups!.n!), 0.98)
  for (const match of text.matchAll(LANDLINE)) add(match, match.groups!.area! + digits(match.groups!.n!), 0.93)
  for (const match of text.matchAll(FREE)) add(match, digits(match.groups!.n!), 0.9)
  for (const match of text.matchAll(SPOKEN)) add(match, hanDigits(match[0]), 0.9)
  return findings
}

/** A window is all the library sees: its own patterns are not linear on hostile text. */
const OTHER_PHONE =
  /(?<![\d.a-z])(?:\+[1-9]\d{0,2}[ \-.()]{0,2}(?:\d[ \-.()]{0,2}){6,13}\d|\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4})(?![\da-z])/g

function findOtherPhones(text: string, language: 'zh' | 'en'): Finding[] {
  const findings: Finding[] = []
  for (const match of text.matchAll(OTHER_PHONE)) {
    const found = findPhoneNumbersInText(match[0], language === 'en' ? 'US' : 'CN')[0]
    if (!found || found.number.country === 'CN') continue
    const value = `${found.number.countryCallingCode === '1' ? '' : found.number.countryCallingCode}${found.number.nationalNumber}`
    const detail = { country: found.number.country, e164: found.number.number }
    findings.push({
      type: 'phone',
      value,
      start: match.index,
      end: match.index + match[0].length,
      confidence: 0.9,
      detail,
      rank: RANK.phone - 1,
    })
  }
  return findings
}

function digits(text: string): string {
  return text.replace(/\D/g, '')
}

const ID = '(?:[a-z]{1,6}[-_ ]?)?\\d[a-z\\d]{0,30}(?:[-_][a-z\\d]{1,20}){0,4}'
const CUED_ORDER = new RegExp(
  `(?<![a-z])(?<cue>${ORDER_CUE})(?<n>(?=[a-z\\d_ -]{0,20}\\d{3})${ID}(?: \\d{3,8}){0,4})(?![a-z\\d])`,
  'g',
)
const LETTERED = /(?<![a-z\d@./_-])(?=[a-z-]{1,8}[\d])[a-z]{1,6}-?\d{5,20}[a-z]{0,3}(?:-\d{1,12}){0,3}(?![a-z\d@-])/g
const LONG_DIGITS = /(?<![\da-z.¥$*-])\d{12,32}(?![\da-z.*])/g
const HASHED = /(?<![a-z\d])#\s?(?<n>[a-z]{0,4}-?\d{4,20}(?:-\d{1,12}){0,3})(?![a-z\d])/g

function findOrderNumbers(text: string): Finding[] {
  const findings: Finding[] = []
  const add = (written: string, start: number, confidence: number, rank: number) =>
    findings.push({
      type: 'order_no',
      value: written.toUpperCase().replace(/\s/g, ''),
      start,
      end: start + written.length,
      confidence,
      rank,
    })
  for (const match of text.matchAll(CUED_ORDER)) {
    if (/^\d{1,3}$/.test(match.groups!.n!)) continue
    add(match.groups!.n!, match.index + match.groups!.cue!.length, 0.92, RANK.cuedOrder)
  }
  for (const match of text.matchAll(LETTERED)) add(match[0], match.index, 0.88, RANK.order)
  for (const match of text.matchAll(HASHED))
    add(match.groups!.n!, match.index + match[0].length - match.groups!.n!.length, 0.88, RANK.order)
  for (const match of text.matchAll(LONG_DIGITS)) add(match[0], match.index, 0.8, RANK.order)
  return findings
}

const TAIL_DIGITS = '(?:\\d[ ]?){2,5}\\d|[零一二三四五六七八九幺]{3,6}'
const TAIL_BEFORE = new RegExp(
  `(?<cue>(?:(?:末|后|最后)[三四五六3-6]位|尾号|末尾|尾数|(?:ending|ends|end)(?: in| with)|last (?:four|4)(?: digits)?)(?:是|为|:|\\s|the|are|is){0,3})(?<n>${TAIL_DIGITS})(?![\\d])`,
  'g',
)
const TAIL_AFTER = /(?<![\da-z.])(?<n>\d{4})(?=\s?(?:结尾|那单|那个订单|那一单|那笔|的?那张卡|尾号))/g
const STARRED = /(?:\*{2,12}[ ]?)(?<n>\d{4})(?!\d)/g

/** Card tails, or the tail of an order when that is what is talked of. */
function findTails(text: string): Finding[] {
  const findings: Finding[] = []
  const add = (written: string, start: number, confidence: number) => {
    const around = text.slice(Math.max(0, start - 16), start + written.length + 10)
    const type =
      /单|order|包裹|快递/.test(around) && !/卡|card/.test(around)
        ? 'order_no'
        : /手机|电话|号码是|phone/.test(around) && !/卡/.test(around)
          ? 'phone_tail'
          : 'card_tail'
    const detail = type === 'order_no' ? { tail: true } : undefined
    findings.push({
      type,
      value: hanDigits(written),
      start,
      end: start + written.length,
      confidence,
      rank: RANK.tail,
      ...(detail ? { detail } : {}),
    })
  }
  for (const match of text.matchAll(TAIL_BEFORE)) add(match.groups!.n!, match.index + match.groups!.cue!.length, 0.93)
  for (const match of text.matchAll(TAIL_AFTER)) add(match.groups!.n!, match.index, 0.8)
  for (const match of text.matchAll(STARRED)) add(match.groups!.n!, match.index + match[0].length - 4, 0.85)
  return findings
}
