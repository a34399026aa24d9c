import { isIdeograph } from '../text/normalise.ts'
import { type Amount, amountsIn } from './amounts.ts'
import { NEGATION } from './question-kind.ts'
import { codesIn } from './read-question.ts'
import { readText, soundOf } from './read-text.ts'
import { splitSentences } from './split-sentences.ts'
import { isScaffold } from './weak-words.ts'

/** A sentence a model wrote, with the sources it names. */
export interface GeneratedSentence {
  text: string
  /** Ids; where none is named, every source may support it. */
  sources?: string[]
}

export interface CheckedSource {
  id: string
  /** Everything a reader of the passage sees: title and headings as well. */
  text: string
}

export type RemovalReason = 'unknown_source' | 'number' | 'code' | 'name' | 'negation' | 'not_in_source' | 'forbidden'

export interface CheckResult {
  kept: { text: string; sources: string[] }[]
  removed: { text: string; reason: RemovalReason /** What no source holds. */; what: string }[]
}

export interface CheckRequest {
  sentences: GeneratedSentence[]
  sources: CheckedSource[]
  /** What was asked: its numbers and names may be repeated. */
  question?: string
  /** A rule that forbids a sentence (the knowledge graph): says what is wrong with it, or undefined. */
  forbids?: (sentence: string) => string | undefined
}

/**
 * Keeps what the sources support. Every number with its unit, date, code and name must stand in the sources a sentence names, most of
 * its words too, and it must not deny what they affirm or the other way round. Nothing kept means: decline.
 */
export function checkGenerated({ sentences, sources, question = '', forbids }: CheckRequest): CheckResult {
  const result: CheckResult = { kept: [], removed: [] }
  for (const { text, sources: named } of sentences) {
    const unknown = named?.find((id) => !sources.some((source) => source.id === id))
    const supporting = named?.length ? sources.filter((source) => named.includes(source.id)) : sources
    const problem =
      unknown !== undefined
        ? { reason: 'unknown_source' as const, what: unknown }
        : problemOf(
            text,
            supporting.map((source) => source.text),
            question,
            forbids,
          )
    if (problem) result.removed.push({ text, ...problem })
    else
      result.kept.push({
        text,
        sources: (named?.length ? named : [bestSource(text, supporting)]).filter((id) => id !== undefined),
      })
  }
  return result
}

interface Problem {
  reason: RemovalReason
  what: string
}

function problemOf(
  sentence: string,
  sources: string[],
  question: string,
  forbids: CheckRequest['forbids'],
): Problem | undefined {
  const forbidden = forbids?.(sentence)
  if (forbidden !== undefined) return { reason: 'forbidden', what: forbidden }
  const all = [...sources, question].join('\n')
  return (
    numberMissing(sentence, all) ??
    codeMissing(sentence, all) ??
    nameMissing(sentence, all) ??
    wordsMissing(sentence, all) ??
    turnedRound(sentence, sources)
  )
}

/** 2026-03-05, 2026/3/5 and March 5, 2026 read as 2026年3月5日. */
function plainDates(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/g, '$1年$2月$3日')
    .replace(
      ENGLISH_DATE,
      (_, month: string, day: string, year?: string) => `${year ? `${year}年` : ''}${monthOf(month)}月${day}日`,
    )
    .replace(
      ENGLISH_DATE_DAY_FIRST,
      (_, day: string, month: string, year?: string) => `${year ? `${year}年` : ''}${monthOf(month)}月${day}日`,
    )
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?'
const ENGLISH_DATE = new RegExp(`\\b${MONTH} (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?(?!\\d)`, 'gi')
const ENGLISH_DATE_DAY_FIRST = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH}(?:,? (\\d{4}))?(?!\\d)`, 'gi')

function monthOf(name: string): number {
  return MONTHS.indexOf(name.toLowerCase().slice(0, 3)) + 1
}

/** Numbers must stand in a source with the same unit; 30 天 is not 一个月. Bare small counts in words (一个, one) say nothing. */
function numberMissing(sentence: string, sources: string): Problem | undefined {
  const text = plainDates(sentence).replace(/\[\d+\]/g, '')
  const held = amountsIn(plainDates(sources))
  const codes = codesAt(text)
  for (const amount of amountsIn(text)) {
    const written = text.slice(amount.start, amount.end)
    if (amount.unit === '' && !/\d/.test(written)) continue
    if (/^\s*\d{1,2}[.、)]/.test(text) && amount.start <= 2 && amount.unit === '') continue
    if (codes.some(([start, end]) => amount.start >= start && amount.end <= end)) continue
    if (!held.some((one) => agrees(amount, one)))
      return { reason: 'number', what: text.slice(amount.start, amount.end + 4).trim() }
  }
  return undefined
}

function agrees(said: Amount, held: Amount): boolean {
  return (
    Math.abs(said.value - held.value) <= 1e-9 * Math.abs(held.value) &&
    (said.unit === held.unit || said.unit === '' || (held.unit === '' && said.unit === 'time'))
  )
}

function codesAt(text: string): [number, number][] {
  return [...text.matchAll(/[A-Za-z]+[-_]?\d+[A-Za-z\d-]*|\d+[A-Z]+\d*/g)].map((match) => [
    match.index,
    match.index + match[0].length,
  ])
}

/** Numbers with a unit of measure (1500W) are no codes. */
function codeMissing(sentence: string, sources: string): Problem | undefined {
  const held = codesIn(sources)
  for (const code of codesIn(sentence)) {
    if (/^\d/.test(code)) continue
    if (!held.has(code)) return { reason: 'code', what: code }
  }
  return undefined
}

/** Names: capitalised words inside a sentence, and what stands in 《》 or “”. */
function nameMissing(sentence: string, sources: string): Problem | undefined {
  const plain = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s\p{P}]+/gu, '')
  const held = plain(sources)
  const names = [
    ...[...sentence.matchAll(/《([^》]{1,60})》|“([^”]{1,40})”|「([^」]{1,40})」|"([^"]{1,40})"/gu)].map(
      (match) => match.slice(1).find(Boolean) ?? '',
    ),
    ...[...sentence.matchAll(/(?<=[^\s.!?:。！？]\s|\p{Script=Han})\p{Lu}[\p{L}\d]+(?:\s\p{Lu}[\p{L}\d]+)*/gu)].map(
      (match) => match[0],
    ),
  ]
  const missing = names.find((name) => plain(name) && !held.includes(plain(name)))
  return missing === undefined ? undefined : { reason: 'name', what: missing }
}

/** From this share of a sentence's words that no source holds on it says something of its own. */
const OWN_WORDS = 0.45

function wordsMissing(sentence: string, sources: string): Problem | undefined {
  const held = readText(sources)
  const words = [...readText(withoutAmounts(sentence)).words].filter(
    (word) => !isScaffold(word) && !/^\d/.test(word) && (word.length > 1 || !isIdeograph(word)),
  )
  const missing = words.filter(
    (word) => !held.words.has(word) && !held.text.includes(word) && !sounds(word, held.sounds),
  )
  const size = (list: string[]) => list.reduce((sum, word) => sum + (isIdeograph(word[0]!) ? word.length : 2), 0)
  if (words.length === 0 || size(missing) / size(words) < OWN_WORDS) return undefined
  return { reason: 'not_in_source', what: missing.slice(0, 5).join(' ') }
}

/** Amounts are checked by what they are worth. */
function withoutAmounts(sentence: string): string {
  let text = sentence.normalize('NFKC')
  for (const { start, unitEnd } of amountsIn(text).reverse()) text = `${text.slice(0, start)} ${text.slice(unitEnd)}`
  return text
}

function sounds(word: string, held: Set<string>): boolean {
  return word.length === 2 && isIdeograph(word[0]!) && isIdeograph(word[1]!) && held.has(soundOf(word))
}

/** Whether it denies what the source sentence nearest to it affirms, or affirms what that denies. */
function turnedRound(sentence: string, sources: string[]): Problem | undefined {
  const said = readText(sentence)
  let best = { share: 0, text: '' }
  for (const source of sources) {
    for (const { start, end } of splitSentences(source)) {
      for (const text of [source.slice(start, end), ...source.slice(start, end).split(/[，,；;]/)]) {
        const share = overlap(said.words, readText(text).words)
        if (share > best.share) best = { share, text }
      }
    }
  }
  if (best.share < 0.55 || NEGATION.test(sentence) === NEGATION.test(best.text)) return undefined
  return { reason: 'negation', what: best.text.trim() }
}

/** Dice of two sets of words, the asking and framing ones aside. */
function overlap(a: Set<string>, b: Set<string>): number {
  const left = [...a].filter((word) => !isScaffold(word))
  const right = new Set([...b].filter((word) => !isScaffold(word)))
  const both = left.filter((word) => right.has(word)).length
  return left.length + right.size > 0 ? (2 * both) / (left.length + right.size) : 0
}

function bestSource(sentence: string, sources: CheckedSource[]): string | undefined {
  const said = readText(sentence).words
  let best: { id: string; share: number } | undefined
  for (const { id, text } of sources) {
    const held = readText(text).words
    const share = [...said].filter((word) => held.has(word)).length
    if (!best || share > best.share) best = { id, share }
  }
  return best?.id
}
