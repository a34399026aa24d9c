import { expect, test } from 'vitest'
import { both, define, testRun } from '../../test-run.ts'

const call = {
  type: 'call',
  tool: 'shop.order',
  args: '{ "colour": colour }',
  save: 'order',
  next: 'ok',
  failed: 'down',
}
const ok = { type: 'end', outcome: 'solved', text: both('order {{ order.id }}') }
const down = { type: 'end', outcome: 'failed', text: both('down: {{ error.code }}') }
const start = () => testRun(define({ call, ok, down }), { scope: { colour: 'red' } })

test('a call has its arguments and its key, and what it answers can be said', async () => {
  const run = start()
  expect(await run.go()).toEqual([{ kind: 'call', step: 'call#1', tool: 'shop.order', args: { colour: 'red' } }])
  await run.done('call', { id: 7 })
  expect(run.said).toEqual(['order 7'])
})

test('a null from a system is the same as nothing', async () => {
  const run = start()
  await run.go()
  await run.done('call', { id: null, list: [1, null] })
  expect(run.scope.order).toEqual({ list: [1] })
})

test('a call made again in a loop is another step', async () => {
  const again = { type: 'switch', cases: [{ when: 'order.id < 3', next: 'call' }], else: 'end' }
  const run = testRun(define({ call: { ...call, next: 'again' }, again, down }))
  await run.go()
  for (const id of [1, 2, 3]) await run.done('call', { id })
  expect(run.told.flatMap((each) => (each.kind === 'call' ? [each.step] : []))).toEqual(['call#1', 'call#2', 'call#3'])
})

test('only what took effect, or may have, counts as written', async () => {
  const run = start()
  await run.go()
  await run.refused('call', 'sold_out')
  expect(run.state.writes).toEqual([])
  const maybe = start()
  await maybe.go()
  await maybe.send({
    type: 'done',
    step: 'call#1',
    result: { status: 'failed', kind: 'unknown', code: 'lost', message: '' },
    wrote: true,
  })
  expect(maybe.state.writes).toEqual([{ step: 'call#1', tool: 'shop.order' }])
  expect(maybe.said).toEqual(['down: lost'])
})
