import { isIdeograph, normalise } from '../text/normalise.ts'
import type { AnswerCandidate } from './answer.ts'
import { placesOfKind } from './find-values.ts'
import { coverage, MEASURED } from './match-word.ts'
import { NEGATION } from './question-kind.ts'
import { codeKey, type ReadQuestion } from './read-question.ts'
import { readText } from './read-text.ts'
import { makeRemembered } from './remembered.ts'
import { splitClauses } from './split-sentences.ts'
import type { Unit } from './units.ts'

/** 1 when the question says the row's name (its first cell) as it stands, 0 when the row has another. */
export function rowNamed(question: ReadQuestion, { table }: AnswerCandidate, { row }: Unit): number {
  const name = normalise(row === undefined ? '' : (table?.rows[row]?.find((cell) => cell.trim()) ?? ''))
  if (!name || (name.length < 2 && !/[a-z\d]/.test(name))) return 0
  if (question.words.some((word) => word.kind === 'code' && codeKey(name) === word.text)) return 1
  return isIdeograph(name[0]!)
    ? question.bag.text.includes(name)
      ? 1
      : 0
    : ` ${question.bag.text} `.includes(` ${name} `)
      ? 1
      : 0
}

/** A clause as written and as compared. */
export interface Clause {
  text: string
  normal: string
}

/** The clauses of a sentence. Remembered: sentences come again and again. */
export const clausesOf = makeRemembered(12_000, (sentence: string): Clause[] =>
  splitClauses(sentence).map((text) => ({ text, normal: normalise(text) })),
)

/** The clause that holds most of what the unit holds. Words are looked for as they stand: cutting every clause would be dear. */
export function bestClause(
  question: ReadQuestion,
  own: Float64Array,
  clauses: Clause[],
  whole: string,
): { cover: number; text: string } {
  if (clauses.length <= 1) return { cover: coverage(question, own), text: whole }
  let best = { cover: -1, text: '' }
  for (const [i, { text, normal }] of clauses.entries()) {
    const present = own.map((value, w) => (value > 0 && standsIn(question.words[w]!.text, normal) ? value : 0))
    const cover = coverage(question, present)
    // What is asked for may stand in the clause beside it.
    if (cover > best.cover) best = { cover, text: `${text} ${clauses[i + 1]?.text ?? ''}` }
  }
  return best
}

function standsIn(word: string, clause: string): boolean {
  if (clause.includes(word.toLowerCase())) return true
  if (!isIdeograph(word[0]!)) return word.length > 4 && clause.includes(word.slice(0, word.length - 1))
  for (let i = 0; i + 2 <= word.length; i++) if (clause.includes(word.slice(i, i + 2))) return true
  return false
}

/** Whether the unit holds a value of the kind asked for that the question did not itself say. */
export function heldOutside(question: ReadQuestion, unit: Unit): number {
  for (const { start, end } of placesOfKind(question.kind, unit.text)) {
    const found = readText(unit.text.slice(start, end))
    if (found.units.some((one) => !question.bag.singles.has(one))) return 1
  }
  return 0
}

/** Whether the text holds an amount in the unit asked for. */
export function amountIn(unit: string, text: string): number {
  return amountOf(unit).test(text) || MEASURED.get(unit)?.test(text) ? 1 : 0
}

const amountOf = makeRemembered(2000, (unit: string) =>
  /^\p{Script=Han}/u.test(unit)
    ? new RegExp(`[\\d一二两三四五六七八九十百千万亿半几]\\s?(?:多|余|个)?${escaped(unit)}`, 'u')
    : new RegExp(
        `\\d[\\d,.]*\\s(?:\\w+\\s)?${escaped(unit)}|\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|hundred|thousand)\\s(?:\\w+\\s)?${escaped(unit)}`,
        'i',
      ),
)

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** 0 both deny or neither does; 1 only the question; -1 only the text. */
export function negationOf(question: ReadQuestion, text: string): number {
  const denied = NEGATION.test(text)
  return denied === question.negated ? 0 : denied ? -1 : 1
}

/** Whether it says what the weightiest word is (X 是 …, X is a …). */
export function definesOf(question: ReadQuestion, text: string): number {
  if (question.kind !== 'definition') return 0.5
  const start = text
    .replace(/[（(][^）)]{0,80}[）)]/gu, '')
    .slice(0, 60)
    .toLowerCase()
  return question.words.some(({ text: word }) => {
    const at = start.indexOf(word.toLowerCase())
    return (
      at >= 0 &&
      at < 20 &&
      /^[^，。,.]{0,16}(?:是|指|为|，?又?称|叫|:|：|\bis\b|\bare\b|\bmeans?\b|\brefers?\b)/.test(
        start.slice(at + word.length),
      )
    )
  })
    ? 1
    : 0
}
