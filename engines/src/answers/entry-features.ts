import { normalise } from '../text/normalise.ts'
import type { AnswerCandidate } from './answer.ts'
import { holdsKind } from './find-values.ts'
import { coverage, joined, presence, presences } from './match-word.ts'
import { cosine } from './meanings.ts'
import { centreOf, type MeantIn, meantPresence, nameSaid, type Senses } from './meant-cover.ts'
import { type QuestionKind, questionKind } from './question-kind.ts'
import type { ReadQuestion } from './read-question.ts'
import { readText, type TextBag } from './read-text.ts'
import { makeRemembered } from './remembered.ts'
import { likeness, longestRun, missingShare, namesShare } from './unit-words.ts'
import { isWritten, type Unit, unitsOf } from './units.ts'
import { wordsOf } from './words-of.ts'

/** An entry with what speaks for and against its being what was asked: above all how its own questions compare. */
export interface ReadEntry {
  candidate: AnswerCandidate
  rank: number
  unit: Unit
  at: number
  own: Float64Array
  near: Float64Array
  features: Float32Array
}

/** The features by name, in the order of the vector. A line is a question of the entry, or its title. */
export const ENTRY_FEATURES = [
  'askedBoth', // best line: share of the question's words it holds and of its words that were asked, together
  'askedCover', // best share of the question's words in one line
  'askedBack', // share of the best line's words that were asked
  'askedDice', // likeness by pairs of characters and words
  'askedMeaning',
  'askedMeaningMean', // of the three likest lines
  'askedBothMeant', // askedBoth, where words of the same meaning count
  'askedCoverMeant',
  'askedBackMeant',
  'askedSenses', // likeness of where the words of the question and of the best line lie
  'askedPhrase', // longest run of the question in one line, as a share of the question
  'sameKind', // whether the best line asks for the same kind of thing
  'kindBack', // most of a line's words that were asked, of lines that ask for the same kind of thing
  'kindBoth', // … together with the share of the question
  'titleCover',
  'titleMeaning',
  'linesCover', // all lines together
  'bodyCover',
  'bodyMeaning',
  'allCover',
  'coverLocal', // lines, words weighed by how few of the entries found hold them
  'bodyLocal',
  'held', // how plainly the answer holds what is asked for
  'missing',
  'missingCode',
  'names',
  'kind',
  'score', // retrieval score over the best
  'rank',
  'lines',
  'bodyMeant',
  'allMeant',
  'askedBothLead', // less the best of the other entries
  'askedMeaningLead',
  'askedDiceLead',
  'askedBothMeantLead',
  'askedSensesLead',
  'linesCoverLead',
  'coverLocalLead',
  'kindBackLead',
  'scoreLead',
] as const

type FeatureName = (typeof ENTRY_FEATURES)[number]

const LEADS: [FeatureName, FeatureName][] = [
  ['askedBoth', 'askedBothLead'],
  ['askedMeaning', 'askedMeaningLead'],
  ['askedDice', 'askedDiceLead'],
  ['askedBothMeant', 'askedBothMeantLead'],
  ['askedSenses', 'askedSensesLead'],
  ['linesCover', 'linesCoverLead'],
  ['coverLocal', 'coverLocalLead'],
  ['kindBack', 'kindBackLead'],
  ['score', 'scoreLead'],
]

/** The ways an entry is asked for. */
export function linesOf({ title, question, questions = [] }: AnswerCandidate): string[] {
  const lines = new Set<string>()
  for (const line of [title, question, ...questions]) if (line?.trim()) lines.add(line)
  return [...lines].slice(0, MOST_LINES)
}

const MOST_LINES = 24

/** Reads the entries among the candidates against the question. */
export function readEntries(question: ReadQuestion, candidates: AnswerCandidate[], senses: Senses = {}): ReadEntry[] {
  const { meaning } = senses
  const top = Math.max(1e-9, ...candidates.map((one) => one.score))
  const asked = meaning?.(question.text)
  const like = (text: string) => (meaning && asked ? cosine(asked, meaning(text)) : 0)
  const centre = centreOf(senses)
  const lies = centre?.(question.text)
  const compare: Compare = {
    like,
    senses: (text) => (centre && lies ? cosine(lies, centre(text)) : 0),
    meantIn: meantPresence(question, senses),
    said: nameSaid(question, senses),
  }
  const read = candidates.flatMap((candidate, rank) => {
    const [unit] = isWritten(candidate) ? unitsOf(candidate) : []
    return unit ? [readEntry(question, candidate, unit, rank, candidate.score / top, compare)] : []
  })
  weighLocally(question, read)
  for (const [name, lead] of LEADS) leadOver(read, name, lead)
  return read.map(({ values, lines: _, ...one }) => ({
    ...one,
    features: Float32Array.from(ENTRY_FEATURES, (name) => values[name]),
  }))
}

type Values = Record<FeatureName, number>
type Reading = Omit<ReadEntry, 'features'> & { values: Values; lines: Float64Array }

function readEntry(
  question: ReadQuestion,
  candidate: AnswerCandidate,
  unit: Unit,
  rank: number,
  score: number,
  compare: Compare,
): Reading {
  const { like, meantIn } = compare
  const lines = linesOf(candidate).map((text) => readLine(question, text, compare))
  const best = lines.reduce((a, b) => (b.both > a.both ? b : a), lines[0] ?? NO_LINE)
  const most = (name: 'cover' | 'dice' | 'meaning' | 'coverMeant' | 'backMeant' | 'bothMeant' | 'senses') =>
    Math.max(0, ...lines.map((line) => line[name]))
  const likest = lines.map((line) => line.meaning).sort((a, b) => b - a)
  const own = presences(question, unit.bag, unit.text)
  const all = lines.reduce<Float64Array>((sum, line) => joined(sum, line.own), new Float64Array(own.length))
  const meant = lines.reduce<Float64Array>((sum, line) => joined(sum, line.meant), new Float64Array(own.length))
  const bodyMeant = meantIn(unit, own)
  const near = joined(joined(all, own), joined(meant, bodyMeant), 0.9)
  const alike = lines.filter((line) => kindOf(line.text) === question.kind)
  const [title] = candidate.title ? lines : []
  const values: Values = {
    askedBoth: best.both,
    askedCover: most('cover'),
    askedBack: best.back,
    askedDice: most('dice'),
    askedMeaning: most('meaning'),
    askedMeaningMean: likest.slice(0, 3).reduce((sum, one) => sum + one, 0) / Math.max(1, Math.min(3, likest.length)),
    askedBothMeant: most('bothMeant'),
    askedCoverMeant: most('coverMeant'),
    askedBackMeant: most('backMeant'),
    askedSenses: most('senses'),
    askedPhrase: Math.max(0, ...lines.map(({ bag }) => longestRun(question.bag.units, bag))),
    sameKind: best.text ? (kindOf(best.text) === question.kind ? 1 : 0) : 0.5,
    kindBack: Math.max(0, ...alike.map((line) => line.back)),
    kindBoth: Math.max(0, ...alike.map((line) => line.both)),
    titleCover: title?.cover ?? 0,
    titleMeaning: title?.meaning ?? 0,
    linesCover: coverage(question, all),
    bodyCover: coverage(question, own),
    bodyMeaning: like(unit.text),
    allCover: coverage(question, near),
    coverLocal: 0,
    bodyLocal: 0,
    held: holdsKind(question.kind, unit.text) ?? 0.5,
    missing: missingShare(question, near),
    missingCode: question.words.filter((word, i) => word.kind === 'code' && near[i]! < 0.5).length,
    names: namesShare(question, near),
    kind: KINDS.indexOf(question.kind),
    score,
    rank: Math.min(rank, 20),
    lines: lines.length,
    bodyMeant: coverage(question, bodyMeant),
    allMeant: coverage(question, joined(meant, bodyMeant)),
    askedBothLead: 0,
    askedMeaningLead: 0,
    askedDiceLead: 0,
    askedBothMeantLead: 0,
    askedSensesLead: 0,
    linesCoverLead: 0,
    coverLocalLead: 0,
    kindBackLead: 0,
    scoreLead: 0,
  }
  return { candidate, rank, unit, at: 0, own, near, lines: all, values }
}

const KINDS: QuestionKind[] = [
  'fact',
  'definition',
  'person',
  'organisation',
  'place',
  'date',
  'duration',
  'money',
  'percentage',
  'number',
  'yes_no',
  'choice',
  'condition',
  'reason',
  'method',
  'list',
  'comparison',
]

const kindOf = makeRemembered(20_000, questionKind)

/** How a text compares with the question by what it means. */
interface Compare {
  like: (text: string) => number
  senses: (text: string) => number
  meantIn: MeantIn
  said: (name: string) => number
}

interface Line {
  text: string
  bag: TextBag
  own: Float64Array
  cover: number
  back: number
  both: number
  dice: number
  meaning: number
  meant: Float64Array
  coverMeant: number
  backMeant: number
  bothMeant: number
  senses: number
}

const EMPTY = readText('')
const NO_LINE: Line = {
  text: '',
  bag: EMPTY,
  own: new Float64Array(0),
  cover: 0,
  back: 0,
  both: 0,
  dice: 0,
  meaning: 0,
  meant: new Float64Array(0),
  coverMeant: 0,
  backMeant: 0,
  bothMeant: 0,
  senses: 0,
}

function readLine(question: ReadQuestion, text: string, { like, senses, meantIn, said }: Compare): Line {
  const bag = readText(text)
  const own = presences(question, bag, text)
  const cover = coverage(question, own)
  let found = 0
  let total = 0
  for (const word of wordsOf(text)) {
    total += word.weight
    found += word.weight * presence(word, question.bag, question.text)
  }
  const back = total > 0 ? found / total : 0
  const meant = meantIn({ bag }, own)
  const coverMeant = coverage(question, meant)
  const backMeant = said(text)
  return {
    ...{ text, bag, own, cover, back, both: together(cover, back), dice: likeness(question.bag, bag) },
    ...{ meaning: like(text), meant, coverMeant, backMeant, bothMeant: together(coverMeant, backMeant) },
    senses: senses(text),
  }
}

/** Harmonic mean. */
const together = (a: number, b: number) => (a + b > 0 ? (2 * a * b) / (a + b) : 0)

/** Among entries found for a question, what tells them apart is the words that few of them hold. */
function weighLocally(question: ReadQuestion, read: Reading[]): void {
  const weights = question.words.map(({ weight }, i) => {
    const holding = read.reduce((sum, one) => sum + one.near[i]!, 0)
    return weight * Math.log(1 + read.length / (0.5 + holding))
  })
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
  for (const { lines, own, values } of read) {
    values.coverLocal = weights.reduce((sum, weight, i) => sum + weight * lines[i]!, 0) / total
    values.bodyLocal = weights.reduce((sum, weight, i) => sum + weight * own[i]!, 0) / total
  }
}

function leadOver(read: Reading[], name: FeatureName, lead: FeatureName): void {
  const sorted = read.map((one) => one.values[name]).sort((a, b) => b - a)
  const [first = 0, second = 0] = sorted
  for (const { values } of read) values[lead] = values[name] - (values[name] === first ? second : first)
}

/** Whether the question is one of the entry's, word for word. */
export function isVerbatim(question: string, candidate: AnswerCandidate): boolean {
  const asked = bare(question)
  return asked !== '' && linesOf(candidate).some((line) => bareLine(line) === asked)
}

const bare = (text: string) => normalise(text).replace(/[^\p{L}\p{N}]+/gu, '')
const bareLine = makeRemembered(20_000, bare)
