import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FlowEvent } from './effects.ts'
import { newFrame } from './frame.ts'
import { rewind, step } from './step.ts'
import { both, define, stored, testAround, testRun } from './test-run.ts'

const colour = { colour: { kind: 'text' } }
const ask = { type: 'ask', slot: 'colour', prompt: both('which?'), next: 'tell' }
const tell = { type: 'say', text: both('it is {{ colour }}'), next: 'end' }
const call = (next = 'end', more = {}) => ({
  type: 'call',
  tool: 'shop.order',
  args: '{}',
  next,
  failed: 'end',
  ...more,
})

describe('events', () => {
  test('an event nobody waits for changes nothing', async () => {
    const run = testRun(define({ ask, tell }, { slots: colour, limits: { hours: 1 } }))
    await run.go()
    const before = JSON.stringify(run.state)
    run.at('2027-01-01T00:00:00.000Z')
    const result = { status: 'ok', value: 1 } as const
    const strangers: FlowEvent[] = [
      { type: 'slot', slot: 'other', value: 1 },
      { type: 'form', values: { colour: 'red' } },
      { type: 'confirmed', yes: true },
      { type: 'verified', passed: true },
      { type: 'done', step: 'ask#7', result },
      { type: 'retry', step: 'ask#1' },
    ]
    for (const event of strangers) {
      expect(await run.send(event)).toEqual([])
      expect(stored(run.state)).toEqual(JSON.parse(before))
    }
  })

  test('an answer that comes twice is taken once', async () => {
    const run = testRun(define({ call: call('again', { save: 'a' }), again: call('end', { save: 'b' }) }))
    await run.go()
    const answer: FlowEvent = { type: 'done', step: 'call#1', result: { status: 'ok', value: 1 } }
    await run.send(answer)
    expect(await run.send(answer)).toEqual([])
    expect(run.steps).toEqual(['again#1'])
  })

  test('a run that has ended stays as it is', async () => {
    const run = testRun(define({ tell }))
    await run.go()
    expect(run.ended).toBe('solved')
    expect(await run.go()).toEqual([])
  })

  test('`go` asks a waiting run again: work under the same key with the same arguments, the customer anew', async () => {
    const branches = { a: 'call', b: 'ask' }
    const nodes = {
      fork: { type: 'parallel', branches, next: 'end' },
      call: call('back', { args: '{"n": n}' }),
      ask: { ...ask, next: 'back' },
      back: { type: 'return' },
    }
    const run = testRun(define(nodes, { slots: colour }), { scope: { n: 1 } })
    const [first] = await run.go()
    expect(first).toEqual({ kind: 'call', step: 'fork/a/call#1', tool: 'shop.order', args: { n: 1 } })
    const again = await run.go()
    expect(again[0]).toEqual(first)
    expect(again[1]).toMatchObject({ kind: 'slot', slot: 'colour', attempt: 1 })
  })

  test('the first walk that waits for the customer gets what they say', async () => {
    const branches = { first: 'ask', second: 'name' }
    const name = { ...ask, slot: 'name', prompt: both('who?'), next: 'back' }
    const nodes = {
      fork: { type: 'parallel', branches, next: 'end' },
      ask: { ...ask, next: 'back' },
      name,
      back: { type: 'return' },
    }
    const run = testRun(define(nodes, { slots: { ...colour, name: { kind: 'text' } } }))
    await run.go()
    await run.send({ type: 'missed' })
    expect(run.waits).toMatchObject([
      { slot: 'colour', attempt: 2 },
      { slot: 'name', attempt: 1 },
    ])
    await run.give('name', 'Li')
    expect(run.waits).toMatchObject([{ slot: 'colour' }])
  })
})

describe('what goes on at the same time', () => {
  test('effects come in the order in which walks become ready, branches by name', async () => {
    const say = (text: string, next: string) => ({ type: 'say', text: both(text), next })
    const run = testRun(
      define({
        fork: { type: 'parallel', branches: { b: 'b1', a: 'a1' }, next: 'end' },
        a1: say('a1', 'a2'),
        a2: say('a2', 'back'),
        b1: say('b1', 'b2'),
        b2: say('b2', 'back'),
        back: { type: 'return' },
      }),
    )
    await run.go()
    expect(run.said).toEqual(['a1', 'b1', 'a2', 'b2'])
  })

  test('keys of steps tell where they were taken: branch, round, sub-flow and visit', async () => {
    const inner = {
      ...define({
        call: call('loop'),
        loop: { type: 'while', when: '$not($exists(x))', body: 'look', next: 'end' },
        look: call('back', { save: 'x' }),
        back: { type: 'return' },
      }),
      id: 'inner',
    }
    const run = testRun(
      define({
        fork: { type: 'parallel', branches: { a: 'each', b: 'back' }, next: 'end' },
        each: { type: 'forEach', items: '[1, 2]', body: 'sub', next: 'back' },
        sub: { type: 'subflow', flow: 'inner', next: 'back', failed: 'back' },
        back: { type: 'return' },
      }),
      { others: [inner] },
    )
    await run.go()
    expect(run.steps).toEqual(['fork/a/each[0]/sub/call#1'])
    await run.done('call')
    expect(run.steps).toEqual(['fork/a/each[0]/sub/loop[1]/look#1'])
    await run.done('fork/a/each[0]/sub/loop[1]/look')
    expect(run.steps).toEqual(['fork/a/each[0]/sub/loop[2]/look#1'])
    await run.done('fork/a/each[0]/sub/loop[2]/look', true)
    expect(run.steps).toEqual(['fork/a/each[1]/sub/call#1'])
  })
})

describe('going back', () => {
  test('going back to a question works everything after it out again', async () => {
    const definition = define(
      { ask, tell: { type: 'confirm', text: both('{{ colour }}?'), yes: 'end', no: 'end' } },
      { slots: colour },
    )
    const run = testRun(definition)
    await run.go()
    await run.give('colour', 'red')
    const back = rewind(definition, run.state, 'colour', 'blue')
    const { effects } = await step(definition, back, { type: 'go' }, testAround)
    expect(effects).toMatchObject([{ kind: 'confirm', prompt: 'blue?' }])
    expect(rewind(definition, run.state, 'unknown', 1)).toBe(run.state)
  })

  test('a question inside a loop begins that loop anew', async () => {
    const nodes = {
      loop: { type: 'while', when: '$not($exists(over))', body: 'ask', next: 'end' },
      ask: { ...ask, next: 'sure' },
      sure: { type: 'confirm', text: both('{{ colour }}?'), yes: 'mark', no: 'mark' },
      mark: { type: 'set', values: { over: 'true' }, next: 'back' },
      back: { type: 'return' },
    }
    const definition = define(nodes, { slots: colour })
    const run = testRun(definition)
    await run.go()
    await run.give('colour', 'red')
    const back = rewind(definition, run.state, 'colour', 'blue')
    const asked = await step(definition, back, { type: 'go' }, testAround)
    expect(asked.effects).toMatchObject([{ kind: 'confirm', prompt: 'blue?' }])
    const last = await step(definition, asked.state, { type: 'confirmed', yes: true }, testAround)
    expect(last.state.ended).toBe('solved')
  })

  test('another choice is made where the first was', async () => {
    const options = ['repair', 'refund'].map((value) => ({ value, label: both(value), next: value }))
    const definition = define({
      menu: { type: 'choice', prompt: both('what?'), options },
      repair: { type: 'confirm', text: both('repair?'), yes: 'end', no: 'end' },
      refund: { type: 'confirm', text: both('refund?'), yes: 'end', no: 'end' },
    })
    const run = testRun(definition)
    await run.go()
    await run.give('menu', 'repair')
    const { effects } = await step(
      definition,
      rewind(definition, run.state, 'menu', 'refund'),
      { type: 'go' },
      testAround,
    )
    expect(effects).toMatchObject([{ kind: 'confirm', prompt: 'refund?' }])
  })
})

test('a way to nowhere, or a return with nothing around it, fails the run instead of the engine', async () => {
  const nowhere = testRun(define({ tell: { ...tell, next: 'gone' } }))
  expect(await nowhere.go()).toMatchObject([
    { kind: 'say' },
    { kind: 'failed', failure: { kind: 'invalid', code: 'no_such_node', node: 'gone' } },
  ])
  const stray = testRun(define({ back: { type: 'return' } }))
  expect(await stray.go()).toMatchObject([{ kind: 'failed', failure: { kind: 'invalid', code: 'return_outside' } }])
})

test('the same run told the same goes the same way, stored or not, and its past is left as it was', async () => {
  const definition = define(
    {
      fork: { type: 'parallel', branches: { talk: 'ask', work: 'each' }, join: 'any', next: 'undo' },
      ask: { ...ask, fallback: "'grey'", next: 'confirm' },
      confirm: { type: 'confirm', text: both('{{ colour }}?'), yes: 'back', no: 'ask' },
      each: { type: 'forEach', items: '[1, 2, 3]', concurrency: 2, body: 'call', next: 'nap' },
      call: call('back', { failed: 'undone', save: 'r' }),
      undone: { type: 'set', values: { failed: 'item' }, next: 'back' },
      nap: { type: 'wait', minutes: '5', next: 'back' },
      back: { type: 'return', value: 'r' },
      undo: { type: 'rollback', next: 'end', failed: 'end' },
    },
    { slots: colour },
  )
  const results = fc.constantFrom(
    { status: 'ok' as const, value: { id: 1 } },
    { status: 'failed' as const, code: 'x', message: '' },
  )
  const keys = [
    'fork/work/each[0]/call#1',
    'fork/work/each[1]/call#1',
    'fork/work/each[2]/call#1',
    'fork/work/nap#1',
    'undo#1',
  ]
  const event = fc.oneof<fc.Arbitrary<FlowEvent>[]>(
    fc.constantFrom<FlowEvent>({ type: 'go' }, { type: 'unsure' }, { type: 'missed' }),
    fc.record({ type: fc.constant('confirmed' as const), yes: fc.boolean() }),
    fc.record({ type: fc.constant('slot' as const), slot: fc.constantFrom('colour', 'other'), value: fc.jsonValue() }),
    fc.record({
      type: fc.constant('done' as const),
      step: fc.constantFrom(...keys),
      result: results,
      wrote: fc.boolean(),
    }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 10 }), async (events) => {
      let frame = (await step(definition, newFrame('run', definition, 1), { type: 'go' }, testAround)).state
      for (const each of events) {
        if (frame.ended) return
        const before = JSON.stringify(frame)
        const first = await step(definition, frame, each, testAround)
        expect(await step(definition, stored(frame), each, testAround)).toEqual(first)
        expect(JSON.stringify(frame)).toBe(before)
        frame = first.state
      }
    }),
    { numRuns: 150 },
  )
})
