import weights from './answer-model.json' with { type: 'json' }
import type { BoostedTrees } from './boosted-trees.ts'
import { DECISION_FEATURES } from './decision-features.ts'
import { ENTRY_FEATURES } from './entry-features.ts'
import { ENTRY_DECISION_FEATURES } from './rank-entries.ts'
import { UNIT_FEATURES } from './unit-features.ts'

/** What was learnt about answers (tools/train-answers.ts). */
export interface AnswerModel {
  /** How it was made. */
  note: string
  /** Which unit of the passages answers. */
  units: BoostedTrees
  /** Whether the best unit answers at all. */
  decision: BoostedTrees
  /** Which entry was asked for, and whether the best one was. */
  entries: BoostedTrees
  entryDecision: BoostedTrees
  /** From this chance on it is answered; from this on it is asked whether it was meant. */
  thresholds: { answer: number; clarify: number }
}

/** Checks that trees were learnt on the features as they are now; throws with what to do otherwise. */
export function readAnswerModel(model: AnswerModel): AnswerModel {
  const expected: [keyof AnswerModel & ('units' | 'decision' | 'entries' | 'entryDecision'), readonly string[]][] = [
    ['units', UNIT_FEATURES],
    ['decision', DECISION_FEATURES],
    ['entries', ENTRY_FEATURES],
    ['entryDecision', ENTRY_DECISION_FEATURES],
  ]
  for (const [name, features] of expected) {
    const learnt = model[name]?.features ?? []
    const at = features.findIndex((feature, i) => learnt[i] !== feature)
    if (at >= 0 || learnt.length !== features.length)
      throw new Error(
        `answer-model.json: ${name} was learnt with other features (${learnt[at] ?? 'none'} where ${features[at] ?? 'none'} is read): train again with tools/train-answers.ts`,
      )
  }
  return model
}

/** The one model the product answers with. */
export const answerModel = readAnswerModel(weights as unknown as AnswerModel)
