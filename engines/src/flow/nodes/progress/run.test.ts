import { expect, test } from 'vitest'
import { define, testRun } from '../../test-run.ts'

const nodes = {
  look: { type: 'progress', flow: 'refund', save: 'run1', next: 'end', none: 'nothing' },
  nothing: { type: 'end', outcome: 'declined' },
}

test('an earlier run is found, or there is none', async () => {
  const found = testRun(define(nodes))
  expect(await found.go()).toEqual([{ kind: 'progress', step: 'look#1', flow: 'refund' }])
  await found.done('look', { runId: 'r' })
  expect([found.scope.run1, found.ended]).toEqual([{ runId: 'r' }, 'solved'])
  const none = testRun(define(nodes))
  await none.go()
  await none.breaks('look')
  expect(none.ended).toBe('declined')
})
