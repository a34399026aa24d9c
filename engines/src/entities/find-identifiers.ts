import { isCardNumber, isIdCard } from './checksums.ts'
import type { EntityPattern, Finding } from './entity.ts'
import { findPhones } from './find-phones.ts'
import { findRecordNumbers, isAfterRecordCue, RECORD_CUE } from './find-record-numbers.ts'
import { findTails } from './find-tails.ts'

/** E-mail, links, identity and bank cards, phones, order numbers, card tails and a business's own ids in folded text. */
export function findIdentifiers(text: string, patterns: readonly EntityPattern[], language: 'zh' | 'en'): Finding[] {
  return [
    ...findPatterns(text, patterns),
    ...findAddresses(text),
    ...findIdCards(text),
    ...findBankCards(text),
    ...findPhones(text, language),
    ...findRecordNumbers(text),
    ...findTails(text),
  ]
}

const RANK = { pattern: 100, link: 95, idCard: 90, bankCard: 88 }

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
  const cued = new RegExp(
    `(?<cue>${RECORD_CUE}(?:是|为|is(?![a-z])|:|#|\\s|,|，|叫){0,3})(?<n>\\d{${count}})(?!\\d)`,
    'g',
  )
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
    if (!isCardNumber(value) || (value.length < 15 && !cue) || isAfterRecordCue(text, match.index)) continue
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
