import { codesIn, type ReadQuestion } from './read-question.ts'
import { makeRemembered } from './remembered.ts'
import type { ReadUnit } from './unit-features.ts'
import { UNIT_FEATURES } from './unit-features.ts'

const at = (name: (typeof UNIT_FEATURES)[number]) => UNIT_FEATURES.indexOf(name)
const [KIND, HELD, HELD_OUTSIDE, NOVELTY] = [at('kind'), at('held'), at('heldOutside'), at('novelty')]
/** Durations, sums, shares, numbers. */
const AMOUNT = 4

/** What is added to a unit's score for what no list of examples teaches: what it cannot be the answer to. */
export function fitOf(question: ReadQuestion, read: ReadUnit): number {
  const { features, unit } = read
  let fit = 0
  if (isCaption(unit.text)) fit -= CAPTION
  if (features[NOVELTY]! < 0.15) fit -= NOTHING_NEW
  if (features[KIND] === AMOUNT) {
    if (features[HELD]! < 0.3) fit -= NO_AMOUNT
    else if (features[HELD_OUTSIDE] === 0) fit -= NO_OTHER_AMOUNT
  }
  return fit - otherCode(question, read) - otherAmount(question, read)
}

const CAPTION = 4
const NOTHING_NEW = 2
const NO_AMOUNT = 1.5
const NO_OTHER_AMOUNT = 0.7
const OTHER_CODE = 3
const OTHER_AMOUNT = 1.5

/** The words under a picture or over a table: they name what is shown, they do not say it. */
export function isCaption(text: string): boolean {
  return (
    text.length < 60 && /^\s*(?:图|表|figure|fig\.|table)\s?\d+(?:[-.]\d+)*(?![\d%℃°]|\s?[a-z]{1,3}\b\d)/iu.test(text)
  )
}

/** The unit speaks of another code of the same family (E3 where E2 was asked) and not of the one asked for. */
function otherCode(question: ReadQuestion, { unit, own, candidate }: ReadUnit): number {
  const row = unit.row === undefined ? undefined : candidate.table?.rows[unit.row]
  const codes = codesOf(row?.[0] ?? (unit.kind === 'item' ? unit.text.slice(0, 24) : ''))
  if (codes.size === 0) return 0
  return question.words.some(
    ({ kind, text }, i) =>
      kind === 'code' && own[i]! < 0.5 && [...codes].some((code) => familyOf(code) === familyOf(text)),
  )
    ? OTHER_CODE
    : 0
}

const codesOf = makeRemembered(8000, codesIn)
const familyOf = (code: string) => code.replace(/\d+.*$/, '')

/** The heading, caption or row's name holds the same measure with another number (20 W where 40 W was asked). */
function otherAmount(question: ReadQuestion, { candidate, unit }: ReadUnit): number {
  const asked = amountsOf(question.text)
  if (asked.length === 0) return 0
  const row = unit.row === undefined ? undefined : candidate.table?.rows[unit.row]?.[0]
  const about = amountsOf([...(candidate.headings ?? []), candidate.table?.caption, row].filter(Boolean).join(' \n '))
  const others = about.filter((one) => asked.some(({ unit: measure }) => measure === one.unit))
  return others.length > 0 && !others.some((one) => asked.some(({ value }) => value === one.value)) ? OTHER_AMOUNT : 0
}

interface Amount {
  value: number
  unit: string
}

const amountsOf = makeRemembered(8000, (text: string): Amount[] =>
  [...text.normalize('NFKC').matchAll(/(\d+(?:\.\d+)?)\s?(瓦|伏|kw|w|v|kg|mm|cm|gb|tb|hz)(?![a-z])/giu)].map(
    (match) => ({
      value: Number(match[1]),
      unit: MEASURE[match[2]!] ?? match[2]!.toLowerCase(),
    }),
  ),
)

const MEASURE: Record<string, string> = { 瓦: 'w', 伏: 'v' }
