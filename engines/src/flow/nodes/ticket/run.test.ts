import { expect, test } from 'vitest'
import { both, define, testRun } from '../../test-run.ts'

test('a ticket is made with the words filled in, and can be named afterwards', async () => {
  const ticket = {
    type: 'ticket',
    subject: both('repair {{ n }}'),
    description: both('d'),
    category: 'repair',
    save: 'made',
    next: 'tell',
  }
  const run = testRun(define({ ticket, tell: { type: 'say', text: both('no. {{ made.number }}'), next: 'end' } }), {
    scope: { n: 7 },
  })
  expect(await run.go()).toEqual([
    { kind: 'ticket', step: 'ticket#1', subject: 'repair 7', description: 'd', category: 'repair', priority: 1 },
  ])
  await run.done('ticket', { number: 12 })
  expect(run.said).toEqual(['no. 12'])
})
