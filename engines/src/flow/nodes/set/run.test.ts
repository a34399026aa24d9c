import { expect, test } from 'vitest'
import { define, testRun } from '../../test-run.ts'

test('variables are set at once: each expression sees them as they were', async () => {
  const run = testRun(define({ set: { type: 'set', values: { a: 'a + 5', b: 'a + 1' }, next: 'end' } }), {
    scope: { a: 1 },
  })
  await run.go()
  expect(run.scope).toEqual({ a: 6, b: 2 })
})

test('null and nothing remove a variable, and what is empty inside a value leaves no trace', async () => {
  const values = { a: 'null', b: 'missing', c: '{"x": null, "list": [1, null]}' }
  const run = testRun(define({ set: { type: 'set', values, next: 'end' } }), { scope: { a: 1, b: 1 } })
  await run.go()
  expect(run.scope).toEqual({ c: { list: [1] } })
})

test('a function is no value, and chance is refused', async () => {
  for (const [value, code] of [
    ['$sum', 'not_data'],
    ['function($x){$x}', 'not_data'],
    ['$random()', 'no_chance'],
  ] as const) {
    const run = testRun(define({ set: { type: 'set', values: { a: value }, next: 'end' } }))
    expect(await run.go()).toMatchObject([{ kind: 'failed', failure: { kind: 'expression', code, node: 'set' } }])
  }
})
