import { presence } from './match-word.ts'
import { measuresAsked, tellsMeasure } from './measures.ts'
import { sideOf } from './opposites.ts'
import { codesIn, type ReadQuestion } from './read-question.ts'
import { makeRemembered } from './remembered.ts'
import { askedTable } from './table-rows.ts'
import type { ReadUnit } from './unit-features.ts'
import { UNIT_FEATURES } from './unit-features.ts'
import { wordsOf } from './words-of.ts'

const at = (name: (typeof UNIT_FEATURES)[number]) => UNIT_FEATURES.indexOf(name)
const DEFINES = at('defines')
const [KIND, HELD, HELD_OUTSIDE, NOVELTY, ROW_NAME, UNIT, COVER_NEAR] = [
  at('kind'),
  at('held'),
  at('heldOutside'),
  at('novelty'),
  at('rowName'),
  at('unit'),
  at('coverNear'),
]
/** Durations, sums, shares, numbers. */
const AMOUNT = 4

/** What is added to a unit's score for what no list of examples teaches: what it cannot be the answer to. */
export function fitOf(question: ReadQuestion, read: ReadUnit): number {
  const { features, unit } = read
  let fit = 0
  if (isCaption(unit.text)) fit -= CAPTION
  if (question.kind === 'definition' && features[DEFINES] === 1) fit += DEFINED
  if (features[NOVELTY]! < 0.15) fit -= NOTHING_NEW
  if (question.kind === 'yes_no' && RULES_ON.test(unit.text)) fit += RULED
  if (features[KIND] === AMOUNT) {
    if (features[HELD]! < 0.3) fit -= NO_AMOUNT
    else if (features[HELD_OUTSIDE] === 0) fit -= NO_OTHER_AMOUNT
  }
  if (unit.kind === 'row' && features[ROW_NAME]! < 1) fit += ROW_KEY * keyNamed(question, read)
  fit += measureFit(question, read) + rowFit(question, read) + sideFit(question, read)
  return fit - otherCode(question, read) - otherAmount(question, read)
}

/** A measure is asked for (how heavy, 几个分贝): what calls it by its name and holds an amount of it. */
function measureFit(question: ReadQuestion, { unit, candidate }: ReadUnit): number {
  const asked = measuresAsked(question.text)
  if (asked.length === 0) return 0
  const row = unit.row === undefined ? undefined : candidate.table?.rows[unit.row]
  if (!row) {
    const told = asked.map((one) => tellsMeasure(one, unit.text, unit.text))
    return told.some(({ held }) => held)
      ? told.some(({ named, held }) => named && held)
        ? MEASURED
        : MEASURED / 2
      : -MEASURED / 2
  }
  const key = row.find((cell) => cell.trim()) ?? ''
  let best = -MEASURED
  for (const measure of asked)
    for (const [column, cell] of row.entries()) {
      const { named, held } = tellsMeasure(measure, `${key} ; ${candidate.table?.header[column] ?? ''}`, cell)
      best = Math.max(best, named && held ? MEASURED : held ? HELD_ONLY : -MEASURED)
    }
  return best
}

/** Answered by a sentence that rules, explains or leads, rather than by a row that is named. */
const TOLD = new Set(['yes_no', 'choice', 'method', 'reason', 'condition'])

/** The row that is named, or that holds what tells rows apart, and no other of its table; a table of the model that is named. */
function rowFit(question: ReadQuestion, { unit, candidate }: ReadUnit): number {
  if (unit.row === undefined || !candidate.table) return 0
  const { rows, columns, telling } = askedTable(question, candidate.table)
  const named =
    rows.size === 0
      ? 0
      : rows.has(unit.row)
        ? TOLD.has(question.kind)
          ? NAMED_ROW.told
          : NAMED_ROW.asked
        : -NAMED_ROW.other
  return (
    named -
    (rows.has(unit.row) ? 0 : UNTOLD_ROW * (1 - (telling[unit.row] ?? 1))) +
    (columns.size > 0 ? NAMED_COLUMN : 0)
  )
}

/** On and off, installing and removing: a heading or a unit of the other side is about something else. */
function sideFit(question: ReadQuestion, { unit, candidate }: ReadUnit): number {
  const about = sideOf(question.text, candidate.headings?.at(-1) ?? '')
  const said = sideOf(question.text, unit.text)
  const sides = about === 0 ? said : about
  return sides > 0 ? SIDE.same * sides : (about === 0 ? SIDE.said : SIDE.heading) * sides
}

const CAPTION = 4
const NOTHING_NEW = 2
const ROW_KEY = 1
const DEFINED = 1
const NO_AMOUNT = 2
const NO_OTHER_AMOUNT = 1
const OTHER_CODE = 3
const OTHER_AMOUNT = 1.5
/** The measure that is asked for; an amount of it under no name. */
const MEASURED = 1.2
const HELD_ONLY = 0.5
/** A row that is named: where a value is asked for; where a rule or steps may as well be; another row of the same table. */
const NAMED_ROW = { asked: 2, told: 0.3, other: 2.5 }
const UNTOLD_ROW = 2
const NAMED_COLUMN = 1
/** On the side the question takes; on the other one by its heading, by what it says itself. */
const SIDE = { same: 0.8, heading: 2, said: 0.8 }

/**
 * What an answer's shape says beside what was learnt, in log-odds: the code that was asked for stands in it; it holds an amount of the
 * measure asked for, beside words of the question; or it holds none.
 */
export function shapeOdds(question: ReadQuestion, read: ReadUnit): number {
  const { features, unit, own, near } = read
  const missing = question.words.filter((_, i) => near[i]! < 0.5)
  const whole = !missing.some(({ kind, rarity, asked }) => kind !== 'word' || (rarity > TELLING && !asked))
  let odds = isCaption(unit.text) || features[NOVELTY]! < 0.15 ? -SHAPELESS : 0
  const codes = question.words.flatMap(({ kind }, i) => (kind === 'code' ? [own[i]!] : []))
  if (whole && codes.length > 0 && codes.every((present) => present >= 0.5)) odds += CODE_HELD
  const other = otherCode(question, read) > 0
  // Of two codes that are compared each has a row of its own.
  const coded = codes.some((present) => present >= 0.5)
  const known = !other && !missing.some(({ kind }) => (kind === 'code' && !coded) || kind === 'name')
  if (!known) odds -= CODE_MISSING
  if (whole && missing.length === 0 && features[COVER_NEAR]! >= 0.75) odds += ALL_SAID
  if (question.kind === 'yes_no' && RULES_ON.test(unit.text)) odds += RULED
  const shaped = withinOne(measureFit(question, read)) + withinOne(rowFit(question, read) / 2)
  odds += SHAPED * (known ? shaped : Math.min(0, shaped))
  if (features[KIND] !== AMOUNT) return odds
  if (features[HELD]! < 0.3) return odds - SHAPELESS
  if (features[UNIT] === 0) return odds - OTHER_MEASURE
  const about = features[COVER_NEAR]! >= 0.5 || (unit.kind === 'row' && keyNamed(question, read) >= 0.5)
  return whole && features[HELD_OUTSIDE] === 1 && features[HELD]! >= 0.8 && about ? odds + AMOUNT_HELD : odds
}

/** What allows or forbids: it answers whether one may, can or must. */
const RULES_ON =
  /禁止|严禁|切勿|请勿|不得|不要|不能|不可|不支持|不允许|必须|务必|可以|允许|支持|无需|无须|不用|[须仅限]|方可|不(?:予|收|赔|退|换|含|送|办|做|保修|提供|随|参与|承担|接受|另收)|免费|谢绝|\b(?:must|may|can(?:not|'t)?|do not|don't|never|only|should|supports?|supported|allowed|forbidden|required|no need|not|cannot|excluded|covered|insured|includes?|included|free|allows?|permitted|prohibited)\b/i
const RULED = 0.5
/** What the measure and the row add to the odds of a right answer. */
const SHAPED = 0.7
const withinOne = (value: number) => Math.max(-1, Math.min(1, value))
const ALL_SAID = 0.5
const SHAPELESS = 1.2
const CODE_HELD = 0.8
/** From this rarity on a word that is missing tells that something else is asked. */
const TELLING = 0.9
const CODE_MISSING = 1.5
const OTHER_MEASURE = 0.6
const AMOUNT_HELD = 0.8

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
  if (codes.size === 0 || question.words.some(({ kind, text }) => kind === 'code' && codes.has(text))) return 0
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

/** How much of the row's name the question says. */
function keyNamed(question: ReadQuestion, { candidate, unit }: ReadUnit): number {
  const key = (unit.row === undefined ? undefined : candidate.table?.rows[unit.row])?.find((cell) => cell.trim()) ?? ''
  const words = wordsOf(key)
  const total = words.reduce((sum, word) => sum + word.weight, 0)
  return total === 0
    ? 0
    : words.reduce((sum, word) => sum + word.weight * presence(word, question.bag, question.text), 0) / total
}
