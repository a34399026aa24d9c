import { expect, test } from 'vitest'
import { both, define, testRun } from '../../test-run.ts'

const code = {
  type: 'code',
  code: 'return input.n * 2',
  input: '{"n": n}',
  save: 'twice',
  next: 'end',
  errors: { limit: 'slow' },
  failed: 'sorry',
}
const words = (text: string) => ({ type: 'end', outcome: 'failed', text: both(text) })

test('code is handed its input, and its result is saved', async () => {
  const run = testRun(define({ code, slow: words('slow'), sorry: words('sorry') }), { scope: { n: 4 } })
  expect(await run.go()).toEqual([{ kind: 'code', step: 'code#1', code: 'return input.n * 2', input: { n: 4 } }])
  await run.done('code', 8)
  expect(run.scope.twice).toBe(8)
})

test('code that takes too long goes its own way', async () => {
  const run = testRun(define({ code, slow: words('slow'), sorry: words('sorry') }))
  await run.go()
  await run.breaks('code', 'limit')
  expect(run.said).toEqual(['slow'])
})
