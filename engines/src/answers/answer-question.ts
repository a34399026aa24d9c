import type { Answer, AnswerCandidate, AnswerReason, AnswerRequest } from './answer.ts'
import { type AnswerModel, answerModel } from './answer-model.ts'
import { chanceOf, scoreOf } from './boosted-trees.ts'
import { composeAnswer } from './compose-answer.ts'
import { findConflict } from './conflicts.ts'
import { decisionFeatures } from './decision-features.ts'
import { type RankedUnit, rankUnits } from './rank-units.ts'
import { guessedRarity } from './rarity.ts'
import { type ReadQuestion, readQuestion } from './read-question.ts'
import { UNIT_FEATURES } from './unit-features.ts'

/**
 * Answers a question from what was found, in the words of the sources: with the best sentences, list, table cell or entry; asks
 * which of several is meant; or declines. Nothing is said that no quote holds. Pure: same request, same answer.
 */
export function answerQuestion(request: AnswerRequest, model: AnswerModel = answerModel): Answer {
  const question = readQuestion(request.question, request.rarity ?? guessedRarity, request.history, request.language)
  if (question.bag.units.length === 0) return declined(question, 'nothing_asked', 0, [])
  const ranked = rankUnits(question, request.candidates, model.units, request.meaning)
  if (ranked.length === 0 || question.words.length === 0) return declined(question, 'nothing_found', 0, [])
  const confidence = confidenceOf(question, ranked, model)
  const alternatives = alternativesOf(ranked)
  if (confidence < model.thresholds.clarify) return declined(question, reasonFor(question, ranked[0]!), confidence, [])
  if (confidence < model.thresholds.answer)
    return alternatives.length > 1
      ? { ...declined(question, 'several_meant', confidence, alternatives), decision: 'clarify' }
      : declined(question, reasonFor(question, ranked[0]!), confidence, alternatives)
  return answered(question, ranked, confidence)
}

/**
 * As learnt; but a row named together with its column, steps under a heading that says what is asked, and a question listed
 * word for word leave little doubt.
 */
function confidenceOf(question: ReadQuestion, ranked: RankedUnit[], model: AnswerModel): number {
  const learnt = chanceOf(scoreOf(model.decision, decisionFeatures(question, ranked)))
  const { features } = ranked[0]!
  const value = (name: (typeof UNIT_FEATURES)[number]) => features[UNIT_FEATURES.indexOf(name)]!
  const row = value('rowName') === 1 && value('cover') >= 0.8 && value('missingCode') === 0
  const steps =
    question.kind === 'method' && (value('form') === 1 || value('leads') === 1) && value('coverHeadings') >= 0.8
  const plain = row || steps || value('sameQuestion') > 0.97
  return Number((plain ? Math.max(learnt, PLAIN) : learnt).toFixed(4))
}

const PLAIN = 0.75

function answered(question: ReadQuestion, ranked: RankedUnit[], confidence: number): Answer {
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
function reasonFor(question: ReadQuestion, best: RankedUnit): AnswerReason {
  const missing = question.words.filter((_, i) => best.near[i]! < 0.5)
  if (missing.some((word) => word.kind === 'code')) return 'code_missing'
  if (missing.some((word) => word.rarity > 0.9 || word.kind === 'name')) return 'word_missing'
  if (['date', 'duration', 'money', 'percentage', 'number'].includes(question.kind) && best.features[HELD]! === 0)
    return 'value_missing'
  return 'not_sure'
}

const HELD = UNIT_FEATURES.indexOf('held')

const MOST_ALTERNATIVES = 4

/** The best candidates by their best unit, one for each title. */
function alternativesOf(ranked: RankedUnit[]): Answer['alternatives'] {
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
