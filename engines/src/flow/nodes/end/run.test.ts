import { expect, test } from 'vitest'
import { both, define, testRun } from '../../test-run.ts'

test('the end has its outcome, its last words and what it hands out', async () => {
  const run = testRun(
    define({ over: { type: 'end', outcome: 'declined', text: both('sorry'), output: '{"n": n + 1}' } }),
    { scope: { n: 1 } },
  )
  expect(await run.go()).toEqual([
    { kind: 'say', text: 'sorry', parts: [] },
    { kind: 'ended', outcome: 'declined', output: { n: 2 } },
  ])
  expect(run.ended).toBe('declined')
})
