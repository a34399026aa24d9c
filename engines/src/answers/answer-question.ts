import type { Answer, AnswerCandidate, AnswerReason, AnswerRequest } from './answer.ts'
import { type AnswerModel, answerModel } from './answer-model.ts'
import { chanceOf, scoreOf } from './boosted-trees.ts'
import { composeAnswer } from './compose-answer.ts'
import { findConflict } from './conflicts.ts'
import { decisionFeatures } from './decision-features.ts'
import { ENTRY_FEATURES, isVerbatim, linesOf } from './entry-features.ts'
import { holdsKind } from './find-values.ts'
import { rememberedMeaning } from './meanings.ts'
import { measuresAsked, tellsMeasure } from './measures.ts'
import { entryDecisionFeatures, type RankedEntry, rankEntries } from './rank-entries.ts'
import { type RankedUnit, rankUnits, saidOnce } from './rank-units.ts'
import { guessedRarity } from './rarity.ts'
import { type ReadQuestion, readQuestion } from './read-question.ts'
import { UNIT_FEATURES } from './unit-features.ts'
import { isWritten, unitsOf } from './units.ts'

/**
 * Answers a question from what was found, in the words of the sources: with the best sentences, list, table cell or entry; asks
 * which of several is meant; or declines. Nothing is said that no quote holds. Pure: same request, same answer.
 */
export function answerQuestion(request: AnswerRequest, model: AnswerModel = answerModel): Answer {
  const question = readQuestion(request.question, request.rarity ?? guessedRarity, request.history, request.language)
  if (question.bag.units.length === 0) return declined(question, 'nothing_asked', 0, [])
  const verbatim = wordForWord(request)
  if (verbatim) return answered(question, [verbatim], VERBATIM)
  const { ranked, confidence } = judge(question, request, model)
  if (ranked.length === 0 || question.words.length === 0) return declined(question, 'nothing_found', 0, [])
  const alternatives = alternativesOf(ranked)
  if (confidence < model.thresholds.clarify) return declined(question, reasonFor(question, ranked[0]!), confidence, [])
  if (confidence < model.thresholds.answer)
    return alternatives.length > 1
      ? { ...declined(question, 'several_meant', confidence, alternatives), decision: 'clarify' }
      : declined(question, reasonFor(question, ranked[0]!), confidence, alternatives)
  return answered(question, ranked, confidence)
}

const VERBATIM = 0.99

/** Everything found, best first, and how sure it is that the first one answers. */
interface Judged {
  ranked: Ranked[]
  confidence: number
}

type Ranked = RankedUnit | RankedEntry

/** Entries are judged by the questions they were written for, passages by their sentences; the surer one is first. */
function judge(question: ReadQuestion, request: AnswerRequest, model: AnswerModel): Judged {
  const senses = { meaning: request.meaning && rememberedMeaning(request.meaning), words: request.words }
  const all = rankEntries(question, request.candidates, model.entries, senses)
  const entries = all.filter((one) => sharesMatter(question, one))
  const foreign = new Set(all.filter((one) => !entries.includes(one)).map((one) => one.candidate.id))
  // A heading that is no question of its own is read as what it is, a passage; a foreign entry is of no use at all.
  const passages = request.candidates
    .filter((one) => one.kind !== 'entry' || !foreign.has(one.id))
    .map((one) => (foreign.has(one.id) ? { ...one, kind: 'text' as const } : one))
  const units = rankUnits(question, passages, model.units, senses)
  const [entry, unit] = [entries[0], units[0]]
  const learnt = entry ? rounded(chanceOf(scoreOf(model.entryDecision, entryDecisionFeatures(question, entries)))) : 0
  const doubtful = entry && (isHalfForeign(question, entry) || lacksMeasure(question, entry))
  const byEntry = doubtful ? Math.min(learnt, FOREIGN * model.thresholds.answer) : learnt
  const byUnit = unit ? confidenceOf(question, saidOnce(units), model) : 0
  if (!entry) return { ranked: units, confidence: byUnit }
  if (!unit) return { ranked: entries, confidence: byEntry }
  // Somebody wrote the entry to be the answer: only a passage that is surer and was found about as readily takes its place.
  const margin = byEntry >= model.thresholds.answer ? MUCH_SURER : 0
  const outdone = byUnit > byEntry + margin && unit.candidate.score > AS_READILY * entry.candidate.score
  return !outdone
    ? { ranked: [...entries, ...units], confidence: byEntry }
    : { ranked: [...units, ...entries], confidence: byUnit }
}

/**
 * What is found by the way of asking alone (how, where, how many) is about something else: it takes words of the matter itself, or
 * a question that means the same. A heading of a document that is worded as a question needs more of them than an entry, whose
 * questions somebody wrote for being asked.
 */
function sharesMatter(question: ReadQuestion, one: RankedEntry): boolean {
  if (one.candidate.kind === 'question') return sharedWith(question, one) >= LEAST_SHARED.heading
  return sharedWith(question, one) >= LEAST_SHARED.entry || meansTheSame(one)
}

/** Less than half of what is asked stands in the entry, and none of its questions means the same: not sure enough to be told. */
function isHalfForeign(question: ReadQuestion, one: RankedEntry): boolean {
  return sharedWith(question, one) < LEAST_SHARED.told && !meansTheSame(one)
}

/** How loud, how heavy … is asked, and the entry neither gives nor names it, nor was written for a question that asks it. */
function lacksMeasure(question: ReadQuestion, { candidate, unit }: RankedEntry): boolean {
  const asked = measuresAsked(question.text)
  const told = (measure: (typeof asked)[number]) => {
    const { named, held } = tellsMeasure(measure, unit.text, unit.text)
    return named || held || linesOf(candidate).some((line) => measuresAsked(line).includes(measure))
  }
  return asked.length > 0 && !asked.some(told)
}

const LEAST_SHARED = { heading: 0.4, entry: 0.25, told: 0.5 }
/** Likeness of meaning from which two questions are the same in other words. */
const SAME = 0.88

const meansTheSame = ({ features }: RankedEntry) => features[ENTRY_FEATURES.indexOf('askedMeaning')]! >= SAME

/** Share of the question's words, by how much they tell, that the entry holds or means. */
function sharedWith(question: ReadQuestion, { near }: RankedEntry): number {
  const shared = question.words.reduce(
    (sum, { text, kind, weight }, i) => sum + (near[i]! >= 0.5 && (kind !== 'word' || text.length > 1) ? weight : 0),
    0,
  )
  return shared / (question.words.reduce((sum, { weight }) => sum + weight, 0) || 1)
}

/** The entry that lists the question in these very words: the best found one of several, none where none does. */
function wordForWord({ question, candidates }: AnswerRequest): Ranked | undefined {
  const candidate = candidates.find((one) => isWritten(one) && isVerbatim(question, one))
  if (!candidate) return undefined
  const [unit] = unitsOf(candidate)
  const none = new Float64Array(0)
  return (
    unit && {
      candidate,
      rank: 0,
      unit,
      at: 0,
      own: none,
      near: none,
      features: new Float32Array(0),
      score: 0,
      share: 1,
    }
  )
}

/** As learnt; but a question that a passage lists nearly word for word leaves little doubt. */
function confidenceOf(question: ReadQuestion, ranked: RankedUnit[], model: AnswerModel): number {
  const { features } = ranked[0]!
  const value = (name: (typeof UNIT_FEATURES)[number]) => features[UNIT_FEATURES.indexOf(name)]!
  const odds = scoreOf(model.decision, decisionFeatures(question, ranked))
  const learnt = chanceOf(odds - (value('missingCode') > 0 ? OTHER_MODEL : 0))
  const plain = value('sameQuestion') > 0.97
  // Not one of its words is near, nor one that means the same: whatever else speaks for it, it is about something else.
  const foreign =
    ranked[0]!.near.every((present, i) => present < 0.5 || isShort(question.words[i])) && value('coverMeant') < 0.5
  if (foreign && !plain) return rounded(Math.min(learnt, FOREIGN * model.thresholds.clarify))
  return rounded(plain ? Math.max(learnt, PLAIN) : learnt)
}

/** A single character (办, 买) stands in any text. */
const isShort = (word: ReadQuestion['words'][number] | undefined) => word?.kind === 'word' && word.text.length === 1

const PLAIN = 0.75
/** Log-odds: what it was learnt from hardly ever asks of a model or a code that is not there. */
const OTHER_MODEL = 1.5
/** How much surer a passage must be than an entry that may be told. */
const MUCH_SURER = 0.25
/** … and its score in searching, as a share of the entry's. */
const AS_READILY = 0.8
/** Share of the least chance that is asked back. */
const FOREIGN = 0.9

const rounded = (chance: number) => Number(chance.toFixed(4))

function answered(question: ReadQuestion, ranked: Ranked[], confidence: number): Answer {
  const conflict = findConflict(question, ranked)
  const order = conflict
    ? [
        ...ranked.filter((one) => one.candidate.id === conflict.preferred),
        ...ranked.filter((one) => one.candidate.id !== conflict.preferred),
      ]
    : ranked
  const { text, quotes } = composeAnswer(question, order)
  const other =
    conflict &&
    composeAnswer(
      question,
      ranked.filter((one) => conflict.ids.includes(one.candidate.id) && one.candidate.id !== conflict.preferred),
    )
  return {
    decision: 'answer',
    confidence,
    text,
    quotes: [...quotes, ...(other?.quotes ?? [])],
    alternatives: alternativesOf(ranked).slice(1),
    ...(conflict && { conflict }),
    why: 'found',
    understood: question.text,
  }
}

function declined(
  question: ReadQuestion,
  why: AnswerReason,
  confidence: number,
  alternatives: Answer['alternatives'],
): Answer {
  return { decision: 'decline', confidence, text: '', quotes: [], alternatives, why, understood: question.text }
}

/** What is missing most, in the best that was found. */
function reasonFor(question: ReadQuestion, best: Ranked): AnswerReason {
  const missing = question.words.filter((_, i) => best.near[i]! < 0.5)
  if (missing.some((word) => word.kind === 'code')) return 'code_missing'
  if (missing.some((word) => word.rarity > 0.9 || word.kind === 'name')) return 'word_missing'
  if (
    ['date', 'duration', 'money', 'percentage', 'number'].includes(question.kind) &&
    holdsKind(question.kind, best.unit.text) === 0
  )
    return 'value_missing'
  return 'not_sure'
}

const MOST_ALTERNATIVES = 4

/** The best candidates by their best unit, one for each title. */
function alternativesOf(ranked: Ranked[]): Answer['alternatives'] {
  const found = new Map<string, string>()
  for (const { candidate } of ranked) {
    const title = titleOf(candidate)
    if (title && !found.has(title)) found.set(title, candidate.id)
    if (found.size === MOST_ALTERNATIVES) break
  }
  return [...found].map(([title, id]) => ({ id, title }))
}

function titleOf({ kind, title, question, headings = [] }: AnswerCandidate): string {
  return (kind === 'question' ? question : kind === 'entry' ? (title ?? question) : (headings.at(-1) ?? title)) ?? ''
}
