import { expect, test } from 'vitest'
import { define, testRun } from '../../test-run.ts'

const nodes = { check: { type: 'verify', next: 'end', failed: 'not' }, not: { type: 'end', outcome: 'declined' } }

test.each([
  [true, 'solved'],
  [false, 'declined'],
])('who passed the check (%s) goes on: %s', async (passed, outcome) => {
  const run = testRun(define(nodes))
  expect(await run.go()).toEqual([{ kind: 'verify', step: 'check#1' }])
  await run.send({ type: 'verified', passed })
  expect(run.ended).toBe(outcome)
})
