import { expect, test } from 'vitest'
import { define, testRun } from '../../test-run.ts'

const ends = {
  low: { type: 'end', outcome: 'declined' },
  high: { type: 'end', outcome: 'solved' },
  none: { type: 'end', outcome: 'cancelled' },
}
const cases = [
  { when: 'items', next: 'high' },
  { when: 'n > 1', next: 'low' },
  { when: 'n > 0', next: 'high' },
]

test.each([
  [{ n: 5 }, 'declined'],
  [{ n: 1 }, 'solved'],
  [{ n: 0 }, 'cancelled'],
  [{ items: [], n: 5 }, 'declined'],
  [{ items: [0], n: 5 }, 'solved'],
])('the first case that is true is taken, an empty list is not true: %j', async (scope, outcome) => {
  const run = testRun(define({ pick: { type: 'switch', cases, else: 'none' }, ...ends }), { scope })
  await run.go()
  expect(run.ended).toBe(outcome)
})
