import { expect, test } from 'vitest'
import { define, testRun } from '../../test-run.ts'

const loop = { type: 'while', when: 'n < 3', body: 'count', next: 'end' }
const count = { type: 'set', values: { n: 'n + 1' }, next: 'back' }
const back = { type: 'return' }

test('the body is walked as long as the condition holds, and writes the variables around it', async () => {
  const run = testRun(define({ loop, count, back }), { scope: { n: 0 } })
  await run.go()
  expect(run.scope.n).toBe(3)
  expect(run.path.filter((each) => each.endsWith('count'))).toEqual(['loop[1]/count', 'loop[2]/count', 'loop[3]/count'])
  const never = testRun(define({ loop, count, back }), { scope: { n: 5 } })
  await never.go()
  expect(never.scope.n).toBe(5)
})

test('after the last allowed round it goes another way, or is an error', async () => {
  const over = { type: 'end', outcome: 'declined' }
  const run = testRun(define({ loop: { ...loop, most: 2, exceeded: 'over' }, count, back, over }), { scope: { n: 0 } })
  await run.go()
  expect([run.scope.n, run.ended]).toEqual([2, 'declined'])
  const plain = testRun(define({ loop: { ...loop, most: 2 }, count, back }), { scope: { n: 0 } })
  expect(await plain.go()).toMatchObject([{ kind: 'failed', failure: { kind: 'limit', code: 'too_many_rounds' } }])
})
