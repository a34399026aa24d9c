import { expect, test } from 'vitest'
import { define, testRun } from '../../test-run.ts'

const nodes = {
  look: { type: 'knowledge', query: 'question', save: 'entry', next: 'end', none: 'nothing', failed: 'sorry' },
  nothing: { type: 'end', outcome: 'declined' },
  sorry: { type: 'end', outcome: 'failed' },
}
const start = (question?: string) => testRun(define(nodes), { scope: { question } })

test('the best entry is saved; where there is none it goes another way', async () => {
  const found = start('warranty?')
  expect(await found.go()).toEqual([{ kind: 'knowledge', step: 'look#1', query: 'warranty?' }])
  await found.done('look', { id: 'warranty' })
  expect([found.scope.entry, found.ended]).toEqual([{ id: 'warranty' }, 'solved'])
  const none = start('?')
  await none.go()
  await none.done('look', null)
  expect(none.ended).toBe('declined')
})

test('without a question nothing is looked up, and an error goes its way', async () => {
  const empty = start()
  await empty.go()
  expect(empty.ended).toBe('declined')
  const broken = start('?')
  await broken.go()
  await broken.breaks('look')
  expect(broken.ended).toBe('failed')
})
