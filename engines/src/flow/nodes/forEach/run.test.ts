import { expect, test } from 'vitest'
import { define, testRun } from '../../test-run.ts'

const each = { type: 'forEach', items: '["a", "b", "c"]', as: 'thing', body: 'call', save: 'results', next: 'end' }
const call = {
  type: 'call',
  tool: 'shop.x',
  args: '{"thing": thing, "at": index}',
  save: 'answer',
  next: 'out',
  failed: 'out',
}
const out = { type: 'return', value: 'answer' }

test('one after another, each item once, results in the order of the items', async () => {
  const run = testRun(define({ each, call, out }))
  await run.go()
  expect(run.waits).toMatchObject([{ step: 'each[0]/call#1', args: { thing: 'a', at: 0 } }])
  for (const at of [0, 1, 2]) await run.done(`each[${at}]/call`, at * 10)
  expect(run.scope.results).toEqual([0, 10, 20])
})

test('as many at the same time as allowed; the next begins as soon as one is done, and results keep their places', async () => {
  const run = testRun(define({ each: { ...each, concurrency: 2 }, call, out }))
  await run.go()
  expect(run.steps).toEqual(['each[0]/call#1', 'each[1]/call#1'])
  await run.done('each[1]/call', 'B')
  expect(run.steps).toEqual(['each[0]/call#1', 'each[2]/call#1'])
  await run.done('each[2]/call', 'C')
  await run.done('each[0]/call', 'A')
  expect(run.scope.results).toEqual(['A', 'B', 'C'])
})

test('what a round sets stays in it, and what it removes is still there outside', async () => {
  const nodes = {
    each,
    call: { type: 'set', values: { shared: 'null', mine: 'thing & shared' }, next: 'look' },
    look: { type: 'set', values: { answer: '[mine, $exists(shared)]' }, next: 'out' },
    out,
  }
  const run = testRun(define(nodes), { scope: { shared: '!' } })
  await run.go()
  expect(run.scope).toEqual({
    shared: '!',
    results: [
      ['a!', false],
      ['b!', false],
      ['c!', false],
    ],
  })
})

test('one thing counts as a list of one, nothing as an empty list, and too many are an error', async () => {
  const one = testRun(define({ each: { ...each, items: '"x"' }, call, out }))
  await one.go()
  expect(one.steps).toHaveLength(1)
  const none = testRun(define({ each: { ...each, items: 'missing' }, call, out }))
  await none.go()
  expect(none.scope.results).toEqual([])
  const many = testRun(
    define({
      each: { ...each, most: 2, errors: { limit: 'over' } },
      call,
      out,
      over: { type: 'end', outcome: 'declined' },
    }),
  )
  await many.go()
  expect(many.ended).toBe('declined')
})
