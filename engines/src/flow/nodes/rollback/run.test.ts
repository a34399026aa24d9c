import { expect, test } from 'vitest'
import { define, testRun } from '../../test-run.ts'

const call = (next: string) => ({ type: 'call', tool: `shop.${next}`, args: '{}', next, failed: 'end' })
const nodes = {
  a: call('b'),
  b: call('undo'),
  undo: { type: 'rollback', next: 'end', failed: 'half' },
  half: { type: 'end', outcome: 'failed' },
}

test('writes are undone newest first, and only once', async () => {
  const run = testRun(define(nodes))
  await run.go()
  await run.wrote('a')
  expect(await run.wrote('b')).toEqual([
    {
      kind: 'rollback',
      step: 'undo#1',
      writes: [
        { step: 'b#1', tool: 'shop.undo' },
        { step: 'a#1', tool: 'shop.b' },
      ],
    },
  ])
  await run.done('undo')
  expect(run.state.writes).toEqual([])
  expect(run.ended).toBe('solved')
})

test('what could not all be undone goes another way', async () => {
  const run = testRun(define(nodes))
  await run.go()
  await run.wrote('a')
  await run.done('b')
  await run.breaks('undo')
  expect(run.ended).toBe('failed')
})
