import { expect, test } from 'vitest'
import { define, testRun } from '../../test-run.ts'

test('a return ends its own walk only, and hands out its value', async () => {
  const run = testRun(
    define({
      fork: { type: 'parallel', branches: { a: 'value', b: 'nothing' }, save: 'found', next: 'end' },
      value: { type: 'return', value: '{"n": 1 + 1}' },
      nothing: { type: 'return' },
    }),
  )
  await run.go()
  expect(run.scope.found).toEqual({ a: { n: 2 } })
  expect(run.ended).toBe('solved')
})
