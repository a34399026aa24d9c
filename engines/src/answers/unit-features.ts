import type { AnswerCandidate } from './answer.ts'
import { holdsKind } from './find-values.ts'
import { coverage, joined, presences } from './match-word.ts'
import { cosine } from './meanings.ts'
import { centreOf, type MeantIn, meantPresence, nameSaid, type Senses } from './meant-cover.ts'
import type { QuestionKind } from './question-kind.ts'
import type { ReadQuestion } from './read-question.ts'
import { readText } from './read-text.ts'
import { amountIn, bestClause, clausesOf, definesOf, heldOutside, negationOf, rowNamed } from './unit-values.ts'
import { likeness, longestRun, missingShare, namesShare, noveltyOf, pairShare, restOf } from './unit-words.ts'
import { ITEM_MARK, isWritten, type Unit, unitsOf } from './units.ts'
import { isScaffold } from './weak-words.ts'

/** A quotable unit of a candidate with what speaks for and against it. */
export interface ReadUnit {
  candidate: AnswerCandidate
  /** Place of the candidate among the candidates, from 0. */
  rank: number
  unit: Unit
  /** Place among the units of the candidate. */
  at: number
  /** How much each word of the question is present in the unit itself; in it, its neighbours and its headings. */
  own: Float64Array
  near: Float64Array
  features: Float32Array
}

/** The features by name, in the order of the vector. */
export const UNIT_FEATURES = [
  'cover', // share of the question's weight in the unit
  'coverNear', // with its neighbours and headings
  'coverClause', // in its best clause
  'coverHeadings',
  'coverPassage',
  'coverBefore',
  'coverAfter',
  'coverToBest', // cover over the best cover of all units
  'nearToBest',
  'rest', // share of what the headings leave of the question
  'restToBest',
  'coverHere', // cover over the best cover of the candidate's units
  'restHere',
  'pairsHere',
  'meaningHere', // less the best likeness of the candidate's units
  'coverLocal', // share of the weight, words weighed by how few of the units found hold them
  'coverLocalToBest',
  'pairsLocal', // the same of character pairs and English words
  'pairsLocalToBest',
  'coverMeant', // cover, where words of the same meaning count as well
  'meantToBest',
  'restMeant', // share of what the headings leave, by meaning
  'rowName', // the question names the row
  'rowSaid', // how much of the row's name the question says, by meaning
  'columnSaid', // … of the best column's
  'columnsSaid', // … of the whole table's columns together
  'headingSaid', // … of the innermost heading
  'headingsSaid', // … of the best heading
  'phrase', // longest run of the question that stands in it, as a share of the question
  'pairs', // share of the question's character pairs or words
  'kind', // question kind as a group
  'held', // how plainly it holds what is asked for
  'heldNear', // … in the clause that covers most
  'heldOutside', // … in words that the question has not said
  'unit', // an amount in the unit asked for
  'position',
  'units', // of the candidate
  'length',
  'score', // retrieval score over the best
  'rank',
  'meaning',
  'meaningHeadings',
  'senses', // likeness of the question's words together and the unit's
  'sensesToBest', // less the best of all units
  'sensesHeading', // … and the innermost heading's
  'sensesAround', // … and the unit's and its headings' and neighbours'
  'backMeant', // how much of the unit the question says, by meaning
  'negation',
  'form', // sentence, item, row, whole
  'leads',
  'missing', // weight of the weightiest word that is nowhere near, over all
  'missingCode',
  'superlative',
  'pronoun',
  'defines',
  'novelty',
  'asks',
  'sameQuestion', // likeness to a question the candidate answers
  'names', // share of the names present
] as const

/** Passages that are read sentence by sentence: the best of what was found. */
const MOST_READ = 12

/** Reads all units of the best passages against the question; entries are another matter (see entry-features.ts). */
export function readUnits(question: ReadQuestion, candidates: AnswerCandidate[], senses: Senses = {}): ReadUnit[] {
  const { meaning } = senses
  const passages = candidates.filter((one) => !isWritten(one)).slice(0, MOST_READ)
  const top = Math.max(1e-9, ...passages.map((one) => one.score))
  const meant = meaning?.(question.text)
  const meantIn = meantPresence(question, senses)
  const said = nameSaid(question, senses)
  const centre = centreOf(senses)
  const asked = centre?.(question.text)
  const lies = (text: string) => (centre && asked ? cosine(asked, centre(text)) : 0)
  const likeMeaning = (text: string) => (meaning && meant ? cosine(meant, meaning(text)) : 0)
  const read = passages.flatMap((candidate, rank) =>
    unitsOfCandidate(question, candidate, rank, top, likeMeaning, meantIn, said, lies),
  )
  weighLocally(question, read)
  for (const [name, toBest] of TO_BEST) beside(read, name, toBest)
  const from = UNIT_FEATURES.indexOf('senses')
  const nearest = Math.max(...read.map(({ features }) => features[from]!))
  for (const { features } of read) features[UNIT_FEATURES.indexOf('sensesToBest')] = features[from]! - nearest
  return read
}

/** Features beside the best of all units. */
const TO_BEST = [
  ['cover', 'coverToBest'],
  ['coverNear', 'nearToBest'],
  ['rest', 'restToBest'],
  ['coverLocal', 'coverLocalToBest'],
  ['pairsLocal', 'pairsLocalToBest'],
  ['coverMeant', 'meantToBest'],
] as const

type FeatureName = (typeof UNIT_FEATURES)[number]

/** Sets a feature to another's share of the best of these units. */
function beside(read: ReadUnit[], name: FeatureName, share: FeatureName): void {
  const from = UNIT_FEATURES.indexOf(name)
  const to = UNIT_FEATURES.indexOf(share)
  const best = Math.max(1e-9, ...read.map((one) => one.features[from]!))
  for (const { features } of read) features[to] = features[from]! / best
}

/** Among passages found for a question its main words stand everywhere: what tells units apart is the words that few of them hold. */
function weighLocally(question: ReadQuestion, read: ReadUnit[]): void {
  const weights = question.words.map(({ weight, kind }, i) => {
    const holding = read.reduce((sum, one) => sum + one.own[i]!, 0)
    return (kind === 'word' ? weight : weight * 1.2) * Math.log(1 + read.length / (0.5 + holding))
  })
  const pairs = [...question.bag.pairs, ...[...question.bag.latin.values()].flat().filter((word) => !isScaffold(word))]
  const held = read.map(({ unit }) => pairs.map((pair) => unit.bag.pairs.has(pair) || unit.bag.words.has(pair)))
  const pairWeights = pairs.map((_, p) => Math.log(1 + read.length / (0.5 + held.filter((one) => one[p]).length)))
  // What no unit holds tells none apart.
  const found = pairs.map((_, p) => held.some((one) => one[p]))
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
  const pairTotal = pairWeights.reduce((sum, weight, p) => sum + (found[p] ? weight : 0), 0) || 1
  for (const [u, { own, features }] of read.entries()) {
    features[UNIT_FEATURES.indexOf('coverLocal')] =
      weights.reduce((sum, weight, i) => sum + weight * own[i]!, 0) / total
    features[UNIT_FEATURES.indexOf('pairsLocal')] =
      pairWeights.reduce((sum, weight, p) => sum + (held[u]![p] ? weight : 0), 0) / pairTotal
  }
}

/** What all units of a candidate share. */
interface Around {
  question: ReadQuestion
  candidate: AnswerCandidate
  rank: number
  score: number
  units: Unit[]
  own: Float64Array[]
  headings: Float64Array
  headingsMeant: Float64Array
  passage: Float64Array
  sameQuestion: number
  meaning: (text: string) => number
  meaningHeadings: number
  meantIn: MeantIn
  said: (name: string) => number
  lies: (text: string) => number
  columns: number[]
  headingSaid: number[]
}

function unitsOfCandidate(
  question: ReadQuestion,
  candidate: AnswerCandidate,
  rank: number,
  top: number,
  meaning: (text: string) => number,
  meantIn: MeantIn,
  said: (name: string) => number,
  lies: (text: string) => number,
): ReadUnit[] {
  const units = unitsOf(candidate)
  const above = headingText(candidate)
  const own = units.map((unit) => presences(question, unit.bag, unit.text))
  const headings = presences(question, readText(above), above)
  const passage = own.reduce((all, one) => joined(all, one), headings)
  const asked = [candidate.question, ...(candidate.questions ?? [])].filter((one) => one !== undefined)
  const around: Around = {
    question,
    candidate,
    rank,
    score: candidate.score / top,
    units,
    own,
    headings,
    headingsMeant: meantIn({ bag: readText(above) }, headings),
    passage,
    sameQuestion: Math.max(0, ...asked.map((one) => likeness(question.bag, readText(one)))),
    meaning,
    meantIn,
    said,
    lies,
    columns: (candidate.table?.header ?? []).slice(1).map(said),
    headingSaid: (candidate.headings ?? []).map(said),
    meaningHeadings: Math.max(0, ...[above, ...asked].filter(Boolean).map(meaning)),
  }
  const read = units.map((unit, at) => readUnit(around, unit, at))
  for (const [name, here] of HERE) beside(read, name, here)
  const meant = UNIT_FEATURES.indexOf('meaning')
  const most = Math.max(...read.map((one) => one.features[meant]!))
  for (const { features } of read) features[UNIT_FEATURES.indexOf('meaningHere')] = features[meant]! - most
  return read
}

/** Features beside the best of the same candidate. */
const HERE = [
  ['cover', 'coverHere'],
  ['rest', 'restHere'],
  ['pairs', 'pairsHere'],
] as const

function headingText({ title, headings = [], question, questions = [], table }: AnswerCandidate): string {
  return [title, ...headings, table?.caption, question, ...questions.slice(0, 12)].filter(Boolean).join(' \n ')
}

function readUnit(around: Around, unit: Unit, at: number): ReadUnit {
  const { question, candidate, rank, units, headings } = around
  const own = around.own[at]!
  const none = new Float64Array(own.length)
  const before = around.own[at - 1] ?? none
  const after = around.own[at + 1] ?? none
  // What a list is about is said before its first item.
  const lead = unit.kind === 'item' ? (around.own[leadOf(units, at)] ?? none) : none
  const meant = around.meantIn(unit, own)
  const written = joined(joined(joined(joined(own, headings, 0.9), before, 0.7), after, 0.5), lead, 0.9)
  const near = joined(written, around.headingsMeant, 0.9)
  for (let i = 0; i < near.length; i++) near[i] = Math.max(near[i]!, meant[i]!)
  const clause = bestClause(question, own, unit.kind === 'row' ? [] : clausesOf(unit.text), unit.text)
  // The number of an item is no amount.
  const held = holdsKind(question.kind, unit.kind === 'item' ? unit.text.replace(ITEM_MARK, '') : unit.text)
  const values = {
    cover: coverage(question, own),
    coverNear: coverage(question, near),
    coverClause: clause.cover,
    coverHeadings: coverage(question, headings),
    coverPassage: coverage(question, around.passage),
    coverBefore: coverage(question, before),
    coverAfter: coverage(question, after),
    coverToBest: 0,
    nearToBest: 0,
    rest: restOf(question, own, headings),
    restToBest: 0,
    coverHere: 0,
    restHere: 0,
    pairsHere: 0,
    meaningHere: 0,
    coverLocal: 0,
    coverLocalToBest: 0,
    pairsLocal: 0,
    pairsLocalToBest: 0,
    coverMeant: coverage(question, meant),
    meantToBest: 0,
    restMeant: restOf(question, meant, joined(around.headings, around.headingsMeant)),
    rowName: unit.kind === 'row' ? rowNamed(question, candidate, unit) : 0.5,
    rowSaid: unit.row === undefined ? -1 : around.said(rowNameOf(candidate, unit)),
    columnSaid: unit.row === undefined ? -1 : Math.max(0, ...around.columns),
    columnsSaid: unit.row === undefined ? -1 : around.columns.reduce((sum, one) => sum + one, 0),
    headingSaid: around.headingSaid.at(-1) ?? 0,
    headingsSaid: Math.max(0, ...around.headingSaid),
    phrase: longestRun(question.bag.units, unit.bag),
    pairs: pairShare(question.bag, unit.bag),
    kind: GROUPS[question.kind],
    held: held ?? 0.5,
    heldNear: held === undefined ? 0.5 : (holdsKind(question.kind, clause.text) ?? 0),
    heldOutside: held === undefined ? 0.5 : heldOutside(question, unit),
    unit: question.unit === undefined ? 0.5 : amountIn(question.unit, unit.text),
    position: Math.min(at, 12),
    units: Math.min(units.length, 20),
    length: Math.log2(1 + unit.bag.units.length),
    score: around.score,
    rank: Math.min(rank, 20),
    meaning: around.meaning(unit.text),
    meaningHeadings: around.meaningHeadings,
    senses: around.lies(unit.text),
    sensesToBest: 0,
    sensesHeading: around.lies(candidate.headings?.at(-1) ?? ''),
    sensesAround: around.lies(
      [candidate.headings?.at(-1), units[at - 1]?.text, unit.text, units[at + 1]?.text].filter(Boolean).join(' \n '),
    ),
    backMeant: around.said(unit.text),
    negation: negationOf(question, unit.text),
    form: FORMS[unit.kind],
    leads: unit.leads ? 1 : 0,
    missing: missingShare(question, near),
    missingCode: question.words.filter((word, i) => word.kind === 'code' && near[i]! < 0.5).length,
    superlative: question.superlative ? (unit.text.toLowerCase().includes(question.superlative) ? 1 : 0) : 0.5,
    pronoun: PRONOUN.test(unit.text) ? 1 : 0,
    defines: definesOf(question, unit.text),
    novelty: noveltyOf(question.bag, unit.bag),
    asks: /[?？]\s*$/.test(unit.text) ? 1 : 0,
    sameQuestion: around.sameQuestion,
    names: namesShare(question, near),
  } satisfies Record<(typeof UNIT_FEATURES)[number], number>
  return { candidate, rank, unit, at, own, near, features: Float32Array.from(UNIT_FEATURES, (name) => values[name]) }
}

const rowNameOf = ({ table }: AnswerCandidate, { row }: Unit) =>
  (row === undefined ? undefined : table?.rows[row]?.find((cell) => cell.trim())) ?? ''

const GROUPS: Record<QuestionKind, number> = {
  fact: 0,
  person: 1,
  organisation: 1,
  place: 2,
  date: 3,
  duration: 4,
  money: 4,
  percentage: 4,
  number: 4,
  yes_no: 5,
  choice: 5,
  reason: 6,
  method: 7,
  condition: 6,
  comparison: 8,
  list: 9,
  definition: 10,
}
const FORMS: Record<Unit['kind'], number> = { sentence: 0, item: 1, row: 2, whole: 3 }
const PRONOUN = /^(?:该|此|其|它|他|她|这|那|上述|本)|^(?:it|its|this|these|they|he|she|his|her|their|such|that)\b/i

function leadOf(units: Unit[], at: number): number {
  let i = at
  while (i >= 0 && units[i]!.kind === 'item') i--
  return i
}
