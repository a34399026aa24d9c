import { expect, test } from 'vitest'
import { answerModel, readAnswerModel } from './answer-model.ts'
import { chanceOf, scoreOf, sharesOf } from './boosted-trees.ts'
import { bestOfGroupLoss, logisticLoss, trainBoostedTrees } from './train-boosted-trees.ts'

const OPTIONS = { trees: 30, depth: 2, rate: 0.3, leaf: 0.5, penalty: 1 }
const grid = Array.from({ length: 100 }, (_, i) => Float32Array.of((i % 10) / 10, Math.floor(i / 10) / 10))

test('what holds only when two things come together is learnt', () => {
  const targets = grid.map(([a = 0, b = 0]) => (a > 0.5 && b > 0.5 ? 1 : 0))
  const loss = logisticLoss(
    targets,
    grid.map(() => 1),
  )
  const model = trainBoostedTrees(['a', 'b'], grid, loss, OPTIONS)
  for (const [i, row] of grid.entries()) expect(chanceOf(scoreOf(model, row)) > 0.5).toBe(targets[i] === 1)
  expect(trainBoostedTrees(['a', 'b'], grid, loss, OPTIONS)).toEqual(model)
})

test('of a list the one that is best in its list is found, however good other lists are', () => {
  // In each list the greatest second value is right; the first value only says which list it is.
  const rows = grid.map(([a = 0, b = 0], i) => Float32Array.of(b, (a + i * 0.37) % 1))
  const groups = Array.from({ length: 10 }, (_, g) => ({ from: g * 10, to: g * 10 + 10, weight: 1 }))
  const targets = rows.map(() => 0)
  for (const { from, to } of groups) {
    const values = rows.slice(from, to).map((row) => row[1]!)
    targets[from + values.indexOf(Math.max(...values))] = 1
  }
  const model = trainBoostedTrees(['list', 'value'], rows, bestOfGroupLoss(targets, groups), OPTIONS)
  const right = groups.filter(({ from, to }) => {
    const shares = sharesOf(rows.slice(from, to).map((row) => scoreOf(model, row)))
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
    return targets[from + shares.indexOf(Math.max(...shares))] === 1
  })
  expect(right.length).toBeGreaterThanOrEqual(9)
})

test('weights learnt on other features are refused with what to do', () => {
  const { features } = answerModel.units
  const swapped = { ...answerModel, units: { ...answerModel.units, features: [...features].reverse() } }
  expect(() => readAnswerModel(swapped)).toThrow(/train again/)
  const longer = {
    ...answerModel,
    entries: { ...answerModel.entries, features: [...answerModel.entries.features, 'x'] },
  }
  expect(() => readAnswerModel(longer)).toThrow(/train again/)
  expect(readAnswerModel(answerModel)).toBe(answerModel)
})
