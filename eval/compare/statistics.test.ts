import { expect, test } from 'vitest'
import { mcnemar, wilson } from './statistics.ts'

test('the interval of 90 right in 100 is the one in the textbooks', () => {
  const [low, high] = wilson(90, 100)
  expect(low).toBeCloseTo(0.8256, 3)
  expect(high).toBeCloseTo(0.9448, 3)
})

test('an interval never leaves 0 to 1', () => {
  expect(wilson(0, 5)[0]).toBeCloseTo(0)
  expect(wilson(5, 5)[1]).toBeLessThanOrEqual(1)
})

test('two that are right on the same messages do not differ', () => {
  expect(mcnemar([true, false, true], [true, false, true])).toBe(1)
})

test('ten messages that only one gets right are hardly chance', () => {
  const all = Array.from({ length: 10 }, () => true)
  expect(
    mcnemar(
      all,
      all.map(() => false),
    ),
  ).toBeCloseTo(2 / 1024, 6)
})
