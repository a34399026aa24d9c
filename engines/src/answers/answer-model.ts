import weights from './answer-model.json' with { type: 'json' }
import type { BoostedTrees } from './boosted-trees.ts'

/** What was learnt about answers (tools/train-answers.ts). */
export interface AnswerModel {
  /** How it was made. */
  note: string
  /** Which unit of the candidates answers. */
  units: BoostedTrees
  /** Whether the best unit answers at all. */
  decision: BoostedTrees
  /** From this chance on it is answered; from this on it is asked whether it was meant. */
  thresholds: { answer: number; clarify: number }
}

/** The one model the product answers with. */
export const answerModel = weights as unknown as AnswerModel
