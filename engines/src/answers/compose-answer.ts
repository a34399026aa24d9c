import type { AnswerCandidate, AnswerQuote } from './answer.ts'
import { findConflict } from './conflicts.ts'
import { holdsKind } from './find-values.ts'
import { pickTableCell } from './pick-table-cell.ts'
import { type RankedUnit, saysTheSame } from './rank-units.ts'
import type { ReadQuestion } from './read-question.ts'
import { askedTable } from './table-rows.ts'
import { UNIT_FEATURES } from './unit-features.ts'
import { ITEM_MARK, type Unit } from './units.ts'

/** An answer's words with where they stand. */
export interface Composed {
  text: string
  quotes: AnswerQuote[]
}

/** Makes an answer of the best unit: with the list it belongs to, the sentence beside it that is needed, or the cell that is asked for. */
export function composeAnswer(question: ReadQuestion, ranked: RankedUnit[]): Composed {
  const first = composeOne(question, ranked)
  const second = alsoLikely(question, ranked)
  if (!second) return first
  const other = composeOne(
    question,
    ranked.filter((one) => one.candidate.id === second.candidate.id),
  )
  const text = `${first.text}\n${other.text}`
  return widthOf(text) <= LONGEST ? { text, quotes: [...first.quotes, ...other.quotes] } : first
}

/** From this share of the best one's chance on what another passage says is told as well. */
const ABOUT_AS_LIKELY = 0.6

/** The unit of another passage that answers about as likely as the best, and says something else. */
function alsoLikely(question: ReadQuestion, ranked: RankedUnit[]): RankedUnit | undefined {
  const best = ranked[0]!
  if (best.unit.kind === 'whole') return undefined
  return ranked
    .slice(1, 6)
    .find(
      (one) =>
        one.candidate.id !== best.candidate.id &&
        one.unit.kind !== 'whole' &&
        one.share >= ABOUT_AS_LIKELY * best.share &&
        !saysTheSame(best, one) &&
        !findConflict(question, [best, one]),
    )
}

const widthOf = (text: string) => (/\p{Script=Han}/u.test(text) ? text.length : text.length / 2)

function composeOne(question: ReadQuestion, ranked: RankedUnit[]): Composed {
  const best = ranked[0]!
  const { candidate, unit } = best
  const siblings = ranked.filter((one) => one.candidate.id === candidate.id).sort((a, b) => a.at - b.at)
  if (unit.kind === 'whole') return { text: unit.text, quotes: [quoteOf(candidate, unit)] }
  if (unit.kind === 'row') return composeRows(question, best, siblings)
  const chosen = unit.kind === 'item' ? itemsFor(question, best, siblings) : sentencesFor(question, best, siblings)
  return { text: textOf(candidate, chosen), quotes: quotesOf(candidate, chosen) }
}

/** The row; where the question names several rows of its table, all of them. */
function composeRows(question: ReadQuestion, best: RankedUnit, siblings: RankedUnit[]): Composed {
  const { table } = best.candidate
  const named = table ? askedTable(question, table).rows : new Set<number>()
  const rows = siblings.filter(({ unit }) => unit.row !== undefined && named.has(unit.row))
  if (rows.length < 2 || rows.length > MOST_ROWS || !rows.includes(best)) return composeRow(question, best)
  const parts = rows.map((row) => composeRow(question, row))
  return { text: parts.map(({ text }) => text).join('\n'), quotes: parts.flatMap(({ quotes }) => quotes) }
}

const MOST_ROWS = 3

function composeRow(question: ReadQuestion, { candidate, unit }: RankedUnit): Composed {
  const row = unit.row === undefined ? undefined : candidate.table?.rows[unit.row]
  const text = row && candidate.table ? pickTableCell(question, candidate.table, row) : unit.text
  return { text: text || unit.text, quotes: [quoteOf(candidate, unit)] }
}

/** What is asked as a whole (how, which ones, what to do) is answered by the whole list; anything else by the item. */
const WHOLE_LIST = new Set(['method', 'list', 'condition', 'reason', 'definition', 'fact'])
const MOST_ITEMS = 15

function itemsFor(question: ReadQuestion, best: RankedUnit, siblings: RankedUnit[]): Unit[] {
  const items = siblings.filter((one) => one.unit.list === best.unit.list && one.unit.kind === 'item')
  const ordered = items.length > 1 && items.every((one) => ORDERED.test(one.unit.text))
  const whole = question.kind === 'list' || (ordered && question.kind === 'method') || alike(items, best, question)
  const lead = siblings.find((one) => one.at === items[0]!.at - 1)
  // An item is said of what its lead says: we do not pay for …
  if (!whole || items.length > MOST_ITEMS) return lead?.unit.leads ? [lead.unit, best.unit] : [best.unit]
  return [...(lead?.unit.leads ? [lead.unit] : []), ...items.map((one) => one.unit)]
}

const ORDERED = /^\s*(?:[(（]?\d{1,2}[.、)）]|[①-⑳]|第[一二三四五六七八九十]+步|step \d)/i

/** Whether no item stands out: then the list is the answer. */
function alike(items: RankedUnit[], best: RankedUnit, question: ReadQuestion): boolean {
  if (!WHOLE_LIST.has(question.kind) || items.length < 2) return false
  const others = items.filter((one) => one !== best)
  const second = Math.max(...others.map((one) => one.features[0]!))
  return best.features[0]! - second < 0.15
}

/** Kinds whose answer often takes more than a sentence. */
const WIDE = new Set(['method', 'reason', 'list', 'comparison', 'condition', 'fact', 'definition'])
/** Longest answer made of several sentences, in characters of Han (others count half). */
const LONGEST = 220

/** From this share of the best one's chance on another sentence of the passage is as likely. */
const EQUAL = 0.3

/** A paragraph of up to three short sentences on one page treats one thing and is told whole. */
function isShortParagraph(siblings: RankedUnit[]): boolean {
  return (
    siblings.length <= 3 &&
    siblings.every(({ unit }) => unit.kind === 'sentence') &&
    sizeOf(siblings) <= SHORT_PARAGRAPH &&
    new Set(siblings.map(({ candidate, unit }) => pageOf(candidate, unit.start))).size === 1
  )
}

const SHORT_PARAGRAPH = 100

function sentencesFor(question: ReadQuestion, best: RankedUnit, siblings: RankedUnit[]): Unit[] {
  const chosen = [best]
  const at = siblings.indexOf(best)
  if (best.unit.leads) {
    for (let i = at + 1; i < siblings.length && siblings[i]!.unit.kind === 'item' && chosen.length <= MOST_ITEMS; i++)
      chosen.push(siblings[i]!)
    if (chosen.length === 1 && siblings[at + 1]) chosen.push(siblings[at + 1]!)
    return chosen.map((one) => one.unit)
  }
  if (isShortParagraph(siblings)) return siblings.map((one) => one.unit)
  const fits = (one: RankedUnit) => sizeOf([...chosen, one]) <= LONGEST
  const least = WIDE.has(question.kind) ? 0.15 : 0.3
  const beside = [siblings[at - 1], siblings[at + 1]]
    .filter((one) => one !== undefined)
    .filter((one) => one.unit.kind === 'sentence' && !one.unit.leads && one.share >= least * best.share)
    .sort((a, b) => b.score - a.score)
  for (const one of beside) if (fits(one)) chosen.push(one)
  // It, this, 该 …: the sentence before says of what.
  const before = siblings[at - 1]
  if (
    before &&
    !chosen.includes(before) &&
    best.features[PRONOUN]! > 0 &&
    before.unit.kind === 'sentence' &&
    fits(before)
  )
    chosen.push(before)
  // Where two sentences are about equally likely, both are quoted.
  const second = siblings.filter((one) => one !== best).sort((a, b) => b.score - a.score)[0]
  if (
    second &&
    !chosen.includes(second) &&
    second.unit.kind === 'sentence' &&
    second.share >= EQUAL * best.share &&
    fits(second)
  )
    chosen.push(second)
  for (const one of restOfIt(question, best, siblings)) if (!chosen.includes(one) && fits(one)) chosen.push(one)
  return chosen.sort((a, b) => a.at - b.at).map((one) => one.unit)
}

/** What to do, why, whether: the best sentence often only says the case again, and those after it say what is asked. */
const FOLLOWED = new Set(['method', 'reason', 'condition', 'yes_no', 'choice'])
const MOST_FOLLOWING = 2

/** The sentences after the best one that belong to it: of the same paragraph, or the one that holds the amount asked for. */
function restOfIt(question: ReadQuestion, best: RankedUnit, siblings: RankedUnit[]): RankedUnit[] {
  const after = siblings.slice(siblings.indexOf(best) + 1).filter((one) => one.unit.kind !== 'row')
  if (FOLLOWED.has(question.kind)) return after.slice(0, MOST_FOLLOWING)
  return holdsKind(question.kind, best.unit.text) === 0
    ? after
        .slice(0, MOST_FOLLOWING)
        .filter((one) => holdsKind(question.kind, one.unit.text) === 1)
        .slice(0, 1)
    : []
}

const PRONOUN = UNIT_FEATURES.indexOf('pronoun')

function sizeOf(units: RankedUnit[]): number {
  let size = 0
  for (const { unit } of units) size += /\p{Script=Han}/u.test(unit.text) ? unit.text.length : unit.text.length / 2
  return size
}

/** Units in order; what stands together in the source stays as it stands there. A single item loses its mark. */
function textOf(candidate: AnswerCandidate, units: Unit[]): string {
  if (units.length === 1) return units[0]!.text.replace(ITEM_MARK, '').trim()
  let text = ''
  for (const [i, unit] of units.entries()) {
    const previous = units[i - 1]
    const between = previous ? candidate.text.slice(previous.end, unit.start) : ''
    text += (/^\s*$/.test(between) ? between.replace(/\n\s*\n/g, '\n') : ' ') + unit.text
  }
  return text.trim()
}

/** Neighbouring units as one quote. */
function quotesOf(candidate: AnswerCandidate, units: Unit[]): AnswerQuote[] {
  const quotes: AnswerQuote[] = []
  for (const unit of units) {
    const last = quotes.at(-1)
    if (last && /^\s*$/.test(candidate.text.slice(last.end, unit.start))) {
      last.end = unit.end
      last.text = candidate.text.slice(last.start, last.end)
    } else quotes.push(quoteOf(candidate, unit))
  }
  return quotes
}

function quoteOf(candidate: AnswerCandidate, { start, end }: { start: number; end: number }): AnswerQuote {
  const quote: AnswerQuote = { id: candidate.id, text: candidate.text.slice(start, end), start, end }
  const page = pageOf(candidate, start)
  return page === undefined ? quote : { ...quote, page }
}

function pageOf({ page, pageStarts }: AnswerCandidate, at: number): number | undefined {
  return pageStarts?.findLast((one) => one.at <= at)?.page ?? page
}
