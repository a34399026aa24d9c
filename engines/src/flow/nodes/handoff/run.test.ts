import { expect, test } from 'vitest'
import { both, define, testRun } from '../../test-run.ts'

test('a person is called with the reason and the skill wanted, and the run is over', async () => {
  const run = testRun(
    define({ human: { type: 'handoff', reason: 'bot_failed', skill: 'repairs', text: both('one moment') } }),
  )
  expect(await run.go()).toEqual([
    { kind: 'say', text: 'one moment', parts: [] },
    { kind: 'handoff', reason: 'bot_failed', skill: 'repairs' },
  ])
  expect(run.ended).toBe('handed_over')
})
