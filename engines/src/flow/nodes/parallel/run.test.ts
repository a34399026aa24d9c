import { expect, test } from 'vitest'
import { define, testRun } from '../../test-run.ts'

const call = (next: string) => ({ type: 'call', tool: 'shop.x', args: '{}', save: next, next, failed: next })
const out = (value: string) => ({ type: 'return', value })
const nodes = (join: unknown) => ({
  fork: { type: 'parallel', branches: { a: 'askA', b: 'askB', c: 'askC' }, join, save: 'found', next: 'end' },
  askA: call('a'),
  askB: call('b'),
  askC: call('c'),
  a: out('a'),
  b: out('b'),
  c: out('c'),
})

test('branches are walked at the same time and joined when all have returned; each result has its branch’s name', async () => {
  const run = testRun(define(nodes('all')))
  await run.go()
  expect(run.steps).toEqual(['fork/a/askA#1', 'fork/b/askB#1', 'fork/c/askC#1'])
  await run.done('askC', 3)
  await run.done('askA', 1)
  expect(run.ended).toBeNull()
  await run.done('askB', 2)
  expect(run.scope.found).toEqual({ a: 1, b: 2, c: 3 })
})

test('one is enough, or so many as are named; no more can be waited for than there are', async () => {
  const two = testRun(define(nodes(2)))
  await two.go()
  await two.done('askB', 2)
  await two.done('askA', 1)
  expect(two.ended).toBeNull()
  await two.done('askC', 3)
  expect(two.scope.found).toEqual({ a: 1, b: 2 })
  const many = testRun(define(nodes(9)))
  await many.go()
  for (const at of ['askA', 'askB', 'askC']) await many.done(at, 1)
  expect(many.ended).toBe('solved')
})

test('branches share the variables of the flow', async () => {
  const run = testRun(
    define({
      fork: { type: 'parallel', branches: { a: 'one', b: 'two' }, next: 'end' },
      one: { type: 'set', values: { x: '1' }, next: 'back' },
      two: { type: 'set', values: { y: 'x + 1' }, next: 'back' },
      back: { type: 'return' },
    }),
  )
  await run.go()
  expect(run.scope).toEqual({ x: 1, y: 2 })
})
