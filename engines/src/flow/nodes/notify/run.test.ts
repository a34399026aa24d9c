import { expect, test } from 'vitest'
import { both, define, testRun } from '../../test-run.ts'

test('somebody is told, and the run goes on whether or not that worked; nothing to say is not said', async () => {
  const nodes = {
    quiet: { type: 'notify', text: both('{{ missing }}'), next: 'tell' },
    tell: { type: 'notify', to: 'staff', skill: 'refunds', text: both('look at {{ n }}'), next: 'end' },
  }
  const run = testRun(define(nodes), { scope: { n: 7 } })
  expect(await run.go()).toEqual([{ kind: 'notify', step: 'tell#1', to: 'staff', text: 'look at 7', skill: 'refunds' }])
  await run.breaks('tell')
  expect(run.ended).toBe('solved')
})
