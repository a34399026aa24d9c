import { findPhoneNumbersInText } from 'libphonenumber-js'
import type { Finding } from './entity.ts'
import { isAfterRecordCue } from './find-record-numbers.ts'
import { hanDigits } from './numerals.ts'

/** Mobile, landline and 400 numbers of China, typed or read out, and phones of other countries, in folded text. */
export function findPhones(text: string, language: 'zh' | 'en'): Finding[] {
  return [...findChinesePhones(text), ...findOtherPhones(text, language)]
}

const RANK = 85

const MOBILE =
  /(?<![\da-z])(?:\+?0{0,2}86[ -]?)?(?<n>1[3-9]\d(?:[ .-]?\d{4}){2}|1[3-9]\d[ -]?\d{3}[ -]?\d{2}[ -]?\d{3}|1[3-9]\d{3}[ -]\d{3}[ -]\d{3}|1[3-9]\d{2}[ -]\d{3}[ -]\d{4})(?![\da-z]|-\d)/g
/** Every digit set apart, or groups of any length. */
const SPACED = /(?<![\da-z]|\d[ -])1[ -]?[3-9](?:[ -]?\d){9}(?![\da-z]|[ -]\d)/g
const LANDLINE =
  /(?<![\da-z-])(?:\+?86[ -]?)?[(（]?(?<area>0(?:10|2\d|[3-9]\d{2}))[)）]?[ -]{0,2}(?<n>[1-9]\d{2,3}[ -]?\d{4})(?:(?:转|-|ext\.?\s?)(?<ext>\d{1,5}))?(?![\da-z])/g
const FREE = /(?<![\da-z-])(?<n>[48]00[ -]?\d{3}[ -]?\d{4}|[48]00[ -]?\d{4}[ -]?\d{3})(?![\da-z])/g
/** A landline of the customer's own town, told by the word before it. */
const LOCAL =
  /(?<=(?:座机|固话|固定电话|家里电话|家里的电话|电话|联系方式|致电)(?:号码?)?(?:是|:|\s)?)(?<n>[2-8]\d{2,3}[ -]?\d{4})(?![\d-])/g

const DIGIT = '[\\d零〇一二三四五六七八九幺]'
const PAUSE = '[ ,，、.-]?'
/** 三个八 is 888. */
const SAID = `(?:[两二三四五六七2-7]个(?:${DIGIT})|${DIGIT})`
/** 一三八零零一三八零零零 read out digit by digit, in groups (幺三八，零零幺三，八零零零) and with runs (幺三九四个八…). */
const SPOKEN = new RegExp(`(?<!${DIGIT})[一幺1](?:${PAUSE}${SAID}){4,10}(?!${DIGIT}|[十百千万亿元块])`, 'g')
const SPOKEN_LANDLINE = new RegExp(
  `(?<!${DIGIT})[零〇0](?:[一幺1][零〇0]|[二2]${DIGIT}|[三-九三四五六七八九3-9]${DIGIT}{2})(?:${PAUSE}(?:的|杠)?${SAID}){3,8}(?!${DIGIT}|[十百千万亿元块])`,
  'g',
)

function findChinesePhones(text: string): Finding[] {
  const findings: Finding[] = []
  const add = (match: RegExpExecArray, value: string, confidence: number) => {
    if (isAfterRecordCue(text, match.index)) return
    const detail = { country: 'CN', e164: `+86${value.replace(/^0/, '')}` }
    const end = match.index + match[0].length
    findings.push({ type: 'phone', value, start: match.index, end, confidence, detail, rank: RANK })
  }
  for (const match of text.matchAll(MOBILE)) add(match, digits(match.groups!.n!), 0.98)
  for (const match of text.matchAll(SPACED)) if (/[ -]/.test(match[0])) add(match, digits(match[0]), 0.85)
  for (const match of text.matchAll(LANDLINE)) add(match, match.groups!.area! + digits(match.groups!.n!), 0.93)
  for (const match of text.matchAll(FREE)) add(match, digits(match.groups!.n!), 0.9)
  for (const match of text.matchAll(LOCAL)) add(match, digits(match.groups!.n!), 0.75)
  if (!/[零〇一二三四五六七八九幺]/.test(text)) return findings
  for (const match of text.matchAll(SPOKEN)) {
    const value = spoken(match[0])
    if (/^1[3-9]\d{9}$/.test(value) && /\D/.test(match[0])) add(match, value, 0.9)
  }
  for (const match of text.matchAll(SPOKEN_LANDLINE)) {
    const value = spoken(match[0])
    if (/^0(?:10\d{8}|2\d{9}|[3-9]\d{9,10})$/.test(value) && /\p{Script=Han}/u.test(match[0])) add(match, value, 0.88)
  }
  return findings
}

/** The digits of a number read out, runs written out. */
function spoken(said: string): string {
  const written = said.replace(
    /([两二三四五六七2-7])个([\d零〇一二三四五六七八九幺])/g,
    (_, count: string, digit: string) => digit.repeat(Number(hanDigits(count))),
  )
  return hanDigits(written)
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
    const end = match.index + match[0].length
    findings.push({ type: 'phone', value, start: match.index, end, confidence: 0.9, detail, rank: RANK - 1 })
  }
  return findings
}

function digits(text: string): string {
  return text.replace(/\D/g, '')
}
