import type { EvaluationDetail } from '@loopdesk/contracts/api/workbench.ts'
import { expect, it } from 'vitest'
import { confusionMatrix } from './confusion-matrix.ts'

const evaluation = {
  intents: [
    { intent: 'refund', support: 10, precision: 0.8, recall: 0.7, f1: 0.75 },
    { intent: 'return', support: 20, precision: 0.9, recall: 0.95, f1: 0.92 },
    { intent: 'invoice', support: 5, precision: 1, recall: 0.8, f1: 0.89 },
    { intent: 'greet', support: 5, precision: 1, recall: 1, f1: 1 },
  ],
  confusion: [
    { actual: 'refund', predicted: 'return', count: 3 },
    { actual: 'invoice', predicted: 'oos', count: 1 },
    { actual: 'return', predicted: 'refund', count: 1 },
  ],
} as unknown as EvaluationDetail

it('intents that are mistaken for each other stand side by side, those without mistakes are left out', () => {
  expect(confusionMatrix(evaluation, 10).labels).toEqual(['refund', 'return', 'invoice', 'oos'])
  expect(confusionMatrix(evaluation, 2).labels).toEqual(['refund', 'return'])
})

it('a cell holds how many messages and which share of their intent', () => {
  const { cells } = confusionMatrix(evaluation, 2)
  expect(cells[0]).toEqual([
    { count: 7, share: 0.7, right: true },
    { count: 3, share: 0.3, right: false },
  ])
  expect(cells[1]?.[1]?.count).toBe(19)
})
