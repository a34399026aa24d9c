import { expect, test } from 'vitest'
import { both, define, testRun } from '../../test-run.ts'

const option = (value: string) => ({ value, label: both(value), next: value })
const nodes = {
  menu: {
    type: 'choice',
    prompt: both('what?'),
    again: both('which one?'),
    options: [option('repair'), option('refund')],
    attempts: 2,
    exhausted: 'human',
  },
  repair: { type: 'say', text: both('repair'), next: 'menu' },
  refund: { type: 'end', outcome: 'solved', text: both('refund') },
  human: { type: 'handoff', reason: 'bot_failed' },
}

test('each option goes its own way, and coming by once more asks once more', async () => {
  const run = testRun(define(nodes))
  expect(await run.go()).toMatchObject([{ kind: 'slot', slot: 'menu', prompt: 'what?', skippable: false }])
  await run.give('menu', 'repair')
  expect(run.waits).toMatchObject([{ kind: 'slot', attempt: 1 }])
  await run.give('menu', 'refund')
  expect(run.said).toEqual(['repair', 'refund'])
  expect(run.scope).not.toHaveProperty('menu')
})

test('what is no option is asked again, then somebody else sees to it', async () => {
  const run = testRun(define(nodes))
  await run.go()
  expect(await run.give('menu', 'nonsense')).toMatchObject([{ prompt: 'what?', attempt: 2 }])
  expect(await run.send({ type: 'missed' })).toMatchObject([{ kind: 'handoff' }])
})
