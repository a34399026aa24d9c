import { expect, test } from 'vitest'
import { both, define, testRun } from '../../test-run.ts'

const ask = { type: 'ask', slot: 'colour', prompt: both('which?'), again: both('say again'), next: 'tell' }
const tell = { type: 'say', text: both('it is {{ colour }}'), next: 'end' }
const start = (more: object = {}, scope = {}) =>
  testRun(
    define(
      { ask: { ...ask, ...more }, tell, human: { type: 'handoff', reason: 'bot_failed' } },
      { slots: { colour: { kind: 'text' } } },
    ),
    { scope },
  )

test('a question waits for its answer and goes on with it', async () => {
  const run = start()
  expect(await run.go()).toEqual([
    {
      kind: 'slot',
      step: 'ask#1',
      slot: 'colour',
      node: 'ask',
      prompt: 'which?',
      attempt: 1,
      attempts: 3,
      skippable: false,
    },
  ])
  await run.give('colour', 'red')
  expect(run.said).toEqual(['it is red'])
  expect(run.ended).toBe('solved')
})

test('what is known already is not asked, nor what is not needed', async () => {
  const known = start({}, { colour: 'blue' })
  await known.go()
  expect(known.said).toEqual(['it is blue'])
  const skipped = start({ skip: 'true' })
  await skipped.go()
  expect(skipped.said).toEqual(['it is'])
})

test('an answer that does not fit counts as an attempt and is met with other words; coming by again is none', async () => {
  const run = start()
  await run.go()
  await run.send({ type: 'missed' })
  expect(run.last).toMatchObject([{ attempt: 2, prompt: 'say again' }])
  await run.go()
  expect(run.last).toMatchObject([{ attempt: 2, prompt: 'which?' }])
})

test('after too many attempts it goes another way; without one it says so and asks on', async () => {
  const run = start({ attempts: 1, exhausted: 'human' })
  await run.go()
  expect(await run.send({ type: 'missed' })).toMatchObject([{ kind: 'handoff' }])
  const on = start({ attempts: 1 })
  await on.go()
  expect(await on.send({ type: 'missed' })).toMatchObject([{ kind: 'slot', attempt: 2, attempts: 1 }])
})

test('attempts are counted from the beginning the next time', async () => {
  const definition = define(
    { ask, tell: { type: 'set', values: { colour: 'null' }, next: 'ask' } },
    { slots: { colour: { kind: 'text' } } },
  )
  const run = testRun(definition)
  await run.go()
  await run.send({ type: 'missed' })
  await run.give('colour', 'red')
  expect(run.waits).toMatchObject([{ kind: 'slot', attempt: 1 }])
})

test('who does not mind gets the fallback; who is asked without one is asked again', async () => {
  const run = start({ fallback: "'grey'" })
  expect(await run.go()).toMatchObject([{ skippable: true }])
  await run.send({ type: 'unsure' })
  expect(run.said).toEqual(['it is grey'])
  const plain = start()
  await plain.go()
  expect(await plain.send({ type: 'unsure' })).toMatchObject([{ kind: 'slot', attempt: 2 }])
})

test('a refused value is explained, forgotten and asked for again', async () => {
  const refuse = [
    { when: "colour = 'pink'", text: both('no {{ colour }}') },
    { when: 'true', text: both('never that') },
  ]
  const run = start({ refuse })
  await run.go()
  await run.give('colour', 'pink')
  expect(run.said).toEqual(['no pink'])
  expect(run.scope).not.toHaveProperty('colour')
  expect(run.waits).toMatchObject([{ kind: 'slot', attempt: 2 }])
})

test('a value refused in a loop stays refused, though something of that name stands outside', async () => {
  const refuse = [{ when: "colour = 'pink'", text: both('no {{ colour }}') }]
  const nodes = {
    each: { type: 'forEach', items: '[1]', body: 'ask', next: 'end' },
    ask: { ...ask, refuse, next: 'back' },
    back: { type: 'return' },
  }
  const run = testRun(define(nodes, { slots: { colour: { kind: 'text' } } }), { scope: { colour: 'pink' } })
  await run.go()
  await run.go()
  expect(run.said).toEqual(['no pink'])
  expect(run.scope.colour).toBe('pink')
})
