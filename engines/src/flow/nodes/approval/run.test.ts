import { expect, test } from 'vitest'
import { both, define, testRun } from '../../test-run.ts'

const end = (text: string) => ({ type: 'end', outcome: 'solved', text: both(text) })
const details = [
  { label: both('amount'), value: '$money(amount)' },
  { label: both('reason'), value: 'reason' },
]
const nodes = {
  boss: {
    type: 'approval',
    title: both('refund {{ amount }}?'),
    details,
    skill: 'refunds',
    hours: 2,
    save: 'verdict',
    approved: 'yes',
    rejected: 'no',
    expired: 'late',
  },
  yes: end('yes, {{ verdict.by }}'),
  no: end('no: {{ verdict.comment }}'),
  late: end('late'),
}

test('a colleague is asked, with what they need to know, for so long', async () => {
  const run = testRun(define(nodes), { scope: { amount: 50 } })
  expect(await run.go()).toEqual([
    {
      kind: 'approval',
      step: 'boss#1',
      title: 'refund 50?',
      details: [{ label: 'amount', value: '¥50.00' }],
      skill: 'refunds',
      until: '2026-03-02T14:00:00.000Z',
    },
  ])
})

test.each([
  [{ approved: true, by: 'Li' }, 'yes, Li'],
  [{ approved: false, comment: 'too much' }, 'no: too much'],
])('what they decide is what happens: %j', async (verdict, said) => {
  const run = testRun(define(nodes))
  await run.go()
  await run.done('boss', verdict)
  expect(run.said).toEqual([said])
})

test('nobody deciding goes a way of its own', async () => {
  const run = testRun(define(nodes))
  await run.go()
  await run.breaks('boss', 'expired')
  expect(run.said).toEqual(['late'])
})
