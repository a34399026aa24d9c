import { expect, test } from 'vitest'
import { define, testRun } from '../../test-run.ts'

const listen = {
  type: 'event',
  connection: 'pay',
  types: ['paid'],
  key: 'refund.id',
  within: '30',
  save: 'news',
  next: 'end',
  expired: 'late',
}
const late = { type: 'end', outcome: 'declined' }

test('it waits for news with its key, until it is too late', async () => {
  const run = testRun(define({ listen, late }), { scope: { refund: { id: 12 } } })
  expect(await run.go()).toEqual([
    {
      kind: 'event',
      step: 'listen#1',
      connection: 'pay',
      types: ['paid'],
      key: '12',
      until: '2026-03-02T12:30:00.000Z',
    },
  ])
  await run.done('listen', { type: 'paid' })
  expect([run.scope.news, run.ended]).toEqual([{ type: 'paid' }, 'solved'])
  const missed = testRun(define({ listen, late }), { scope: { refund: { id: 12 } } })
  await missed.go()
  await missed.breaks('listen', 'expired')
  expect(missed.ended).toBe('declined')
})

test('without a limit it waits for ever, without a key it is an error', async () => {
  const run = testRun(define({ listen: { ...listen, within: undefined }, late }), { scope: { refund: { id: 1 } } })
  expect(await run.go()).toMatchObject([{ kind: 'event', until: null }])
  const keyless = testRun(define({ listen, late }))
  expect(await keyless.go()).toMatchObject([{ kind: 'failed', failure: { code: 'no_key' } }])
})
