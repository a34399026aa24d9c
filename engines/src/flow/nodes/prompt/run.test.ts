import { expect, test } from 'vitest'
import { both, define, testRun } from '../../test-run.ts'

const schema = { type: 'object', properties: { mood: { type: 'string' } } }
const nodes = {
  ask: { type: 'prompt', prompt: both('judge: {{ text }}'), schema, save: 'judged', next: 'end', failed: 'sorry' },
  sorry: { type: 'end', outcome: 'failed' },
}

test('a model is asked with the words filled in and the shape of the answer', async () => {
  const run = testRun(define(nodes), { scope: { text: 'bad' } })
  expect(await run.go()).toEqual([{ kind: 'prompt', step: 'ask#1', prompt: 'judge: bad', schema }])
  await run.done('ask', { mood: 'angry' })
  expect(run.scope.judged).toEqual({ mood: 'angry' })
})

test('without a usable answer it goes another way', async () => {
  const run = testRun(define(nodes))
  await run.go()
  await run.breaks('ask', 'invalid')
  expect(run.ended).toBe('failed')
})
