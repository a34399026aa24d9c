import { type FlowDefinition, flowDefinition } from '@loopdesk/contracts/flow.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Environment } from './expression.ts'
import { type Frame, newFrame } from './frame.ts'
import { type FlowEvent, rewind, type Step, step } from './step.ts'

const both = (text: string) => ({ zh: text, en: text })
const around: Omit<Environment, 'scope'> = {
  context: { today: '2026-03-02', lang: 'zh' },
  lang: 'zh',
  names: { title: async () => 'title', status: (_type, status) => status },
}

function define(nodes: Record<string, unknown>, slots: Record<string, unknown> = {}): FlowDefinition {
  return flowDefinition.parse({
    id: 'test',
    name: both('test'),
    description: both('test'),
    examples: {},
    slots,
    start: Object.keys(nodes)[0],
    nodes: { end: { type: 'end', outcome: 'solved', text: both('bye') }, ...nodes },
  })
}

/** Sends events one after another into a new run; answers every step. */
async function walk(definition: FlowDefinition, ...events: FlowEvent[]): Promise<Step[]> {
  let frame: Frame = newFrame('run', definition, 1)
  const steps: Step[] = []
  for (const event of [{ type: 'go' } as const, ...events]) {
    const next = await step(definition, frame, event, around)
    frame = next.frame
    steps.push(next)
  }
  return steps
}

const last = (steps: Step[]) => steps.at(-1)!
const said = (each: Step) => each.says.map(({ text }) => text)
const colour = { colour: { kind: 'text' } }
const askColour = {
  ask: { type: 'ask', slot: 'colour', prompt: both('which?'), again: both('say again'), next: 'tell' },
  tell: { type: 'say', text: both('it is {{ colour }}'), next: 'end' },
}

describe('asking', () => {
  test('a question waits for its answer and goes on with it', async () => {
    const [asked, answered] = await walk(define(askColour, colour), { type: 'slot', slot: 'colour', value: 'red' })
    expect(asked!.wait).toMatchObject({ kind: 'slot', slot: 'colour', prompt: 'which?', attempt: 1, attempts: 3 })
    expect(said(answered!)).toEqual(['it is red', 'bye'])
    expect(answered!.wait).toEqual({ kind: 'ended', outcome: 'solved' })
    expect(answered!.frame.ended).toBe('solved')
  })

  test('what is known already is not asked', async () => {
    const definition = define(askColour, colour)
    const frame = { ...newFrame('run', definition, 1), scope: { colour: 'blue' } }
    expect(said(await step(definition, frame, { type: 'go' }, around))).toEqual(['it is blue', 'bye'])
  })

  test('a question that is not needed is passed over', async () => {
    const definition = define({ ...askColour, ask: { ...askColour.ask, skip: 'true' } }, colour)
    expect(said(last(await walk(definition)))).toEqual(['it is', 'bye'])
  })

  test('an answer that does not fit counts as an attempt and is met with other words', async () => {
    const steps = await walk(define(askColour, colour), { type: 'missed' }, { type: 'missed' }, { type: 'missed' })
    expect(steps.map(({ wait }) => wait.kind === 'slot' && wait.attempt)).toEqual([1, 2, 3, 4])
    expect(last(steps).wait).toMatchObject({ prompt: 'say again', attempts: 3 })
  })

  test('coming by again after something else is not a failed attempt', async () => {
    const steps = await walk(define(askColour, colour), { type: 'missed' }, { type: 'go' }, { type: 'go' })
    expect(last(steps).wait).toMatchObject({ attempt: 2, prompt: 'which?' })
  })

  test('an answer counts attempts from the beginning the next time', async () => {
    const definition = define({ ...askColour, tell: { type: 'set', values: { colour: 'null' }, next: 'ask' } }, colour)
    const steps = await walk(definition, { type: 'missed' }, { type: 'slot', slot: 'colour', value: 'red' })
    expect(last(steps).wait).toMatchObject({ kind: 'slot', attempt: 1 })
  })

  test('who does not mind gets the fallback, who is asked without one is asked again', async () => {
    const withFallback = define({ ...askColour, ask: { ...askColour.ask, fallback: "'grey'" } }, colour)
    const steps = await walk(withFallback, { type: 'unsure' })
    expect(steps[0]!.wait).toMatchObject({ skippable: true })
    expect(said(last(steps))).toEqual(['it is grey', 'bye'])
    expect(last(await walk(define(askColour, colour), { type: 'unsure' })).wait).toMatchObject({
      kind: 'slot',
      attempt: 2,
      skippable: false,
    })
  })

  test('a refused value is explained, forgotten and asked for again', async () => {
    const refuse = [
      { when: "colour = 'pink'", text: both('no {{ colour }}') },
      { when: 'true', text: both('never that') },
    ]
    const definition = define({ ...askColour, ask: { ...askColour.ask, refuse } }, colour)
    const refused = last(await walk(definition, { type: 'slot', slot: 'colour', value: 'pink' }))
    expect(said(refused)).toEqual(['no pink'])
    expect(refused.frame.scope).not.toHaveProperty('colour')
    expect(refused.wait).toMatchObject({ kind: 'slot', attempt: 2 })
  })
})

describe('confirming', () => {
  const confirm = {
    confirm: { type: 'confirm', text: both('sure?'), yes: 'done', no: 'not' },
    done: { type: 'end', outcome: 'solved' },
    not: { type: 'end', outcome: 'cancelled' },
  }
  test('nothing behind a confirmation happens without a yes', async () => {
    for (const event of [{ type: 'go' }, { type: 'missed' }, { type: 'unsure' }] as FlowEvent[])
      expect(last(await walk(define(confirm), event)).wait).toMatchObject({ kind: 'confirm', prompt: 'sure?' })
    expect(last(await walk(define(confirm), { type: 'confirmed', yes: true })).wait).toMatchObject({
      outcome: 'solved',
    })
    expect(last(await walk(define(confirm), { type: 'confirmed', yes: false })).wait).toMatchObject({
      outcome: 'cancelled',
    })
  })

  test('one yes agrees to one question', async () => {
    const twice = define({
      confirm: { ...confirm.confirm, yes: 'second' },
      second: { ...confirm.confirm, text: both('really?') },
      done: confirm.done,
      not: confirm.not,
    })
    expect(last(await walk(twice, { type: 'confirmed', yes: true })).wait).toMatchObject({ prompt: 'really?' })
  })
})

describe('calling', () => {
  const call = {
    call: {
      type: 'call',
      tool: 'shop.order',
      args: '{ "colour": "red" }',
      save: 'order',
      next: 'ok',
      refusals: { sold_out: 'none' },
      failed: 'down',
    },
    ok: { type: 'say', text: both('order {{ order.id }}'), next: 'end' },
    none: { type: 'end', outcome: 'declined', text: both('none left: {{ error.message }}') },
    down: { type: 'end', outcome: 'failed', text: both('down: {{ error.code }}') },
  }
  const called = (result: Extract<FlowEvent, { type: 'called' }>['result']): FlowEvent => ({ type: 'called', result })

  test('what a call answers can be said', async () => {
    const [asked, done] = await walk(define(call), called({ status: 'ok', value: { id: 7 } }))
    expect(asked!.wait).toEqual({ kind: 'call', step: 'call#1', tool: 'shop.order', args: { colour: 'red' } })
    expect(said(done!)[0]).toBe('order 7')
  })

  test('a refusal with a way of its own takes it, any other counts as failed', async () => {
    const refused = (code: string) => called({ status: 'refused', code, message: 'sorry' })
    expect(said(last(await walk(define(call), refused('sold_out'))))).toEqual(['none left: sorry'])
    expect(said(last(await walk(define(call), refused('other'))))).toEqual(['down: other'])
  })

  test('a system that is down is not mistaken for one that refuses', async () => {
    const failed = called({ status: 'failed', code: 'sold_out', message: 'cut off' })
    expect(said(last(await walk(define(call), failed)))).toEqual(['down: sold_out'])
  })

  test('a call made again in a loop is another step, the same call asked again is not known as the first', async () => {
    const loop = define({
      ...call,
      ok: { type: 'switch', cases: [{ when: 'order.id < 3', next: 'call' }], else: 'end' },
    })
    const steps = await walk(loop, ...[1, 2, 3].map((id) => called({ status: 'ok', value: { id } })))
    expect(steps.map(({ wait }) => (wait.kind === 'call' ? wait.step : wait.kind))).toEqual([
      'call#1',
      'call#2',
      'call#3',
      'ended',
    ])
  })

  test('a null from a system is the same as nothing', async () => {
    const frame = last(await walk(define(call), called({ status: 'ok', value: { id: null, list: [1, null] } }))).frame
    expect(frame.scope.order).toEqual({ list: [1] })
  })
})

test('values are set at once, whatever their order, and cases tried from the top', async () => {
  const definition = define({
    before: { type: 'set', values: { a: '1' }, next: 'set' },
    set: { type: 'set', values: { a: 'a + 5', b: 'a + 1' }, next: 'switch' },
    switch: {
      type: 'switch',
      cases: [
        { when: 'b = 3', next: 'no' },
        { when: 'b = 2', next: 'yes' },
        { when: 'true', next: 'no' },
      ],
      else: 'no',
    },
    yes: { type: 'end', outcome: 'solved', text: both('b is {{ b }}') },
    no: { type: 'end', outcome: 'failed' },
  })
  expect(said(last(await walk(definition)))).toEqual(['b is 2'])
})

test('writes are undone newest first, and only once', async () => {
  const definition = define({
    undo: { type: 'rollback', next: 'end', failed: 'half' },
    half: { type: 'end', outcome: 'failed' },
  })
  const writes = [
    { step: 'a#1', tool: 'x.a' },
    { step: 'b#1', tool: 'x.b' },
  ]
  const frame = { ...newFrame('run', definition, 1), writes }
  const undo = await step(definition, frame, { type: 'go' }, around)
  expect(undo.wait).toEqual({ kind: 'rollback', writes: writes.toReversed() })
  const done = await step(definition, undo.frame, { type: 'rolledBack', complete: true }, around)
  expect(done.frame.writes).toEqual([])
  expect(done.wait).toMatchObject({ outcome: 'solved' })
  expect((await step(definition, undo.frame, { type: 'rolledBack', complete: false }, around)).wait).toMatchObject({
    outcome: 'failed',
  })
})

test('verification, ticket and watch wait for what they need and go on with it', async () => {
  const definition = define({
    verify: { type: 'verify', next: 'ticket', failed: 'end' },
    ticket: { type: 'ticket', subject: both('s'), description: both('d'), category: 'c', save: 'made', next: 'watch' },
    watch: {
      type: 'watch',
      connection: 'pay',
      key: 'made.number',
      events: [{ type: 'x', text: both('x') }],
      next: 'tell',
    },
    tell: { type: 'say', text: both('no. {{ made.number }}'), next: 'end' },
  })
  const steps = await walk(
    definition,
    { type: 'verified', passed: true },
    { type: 'ticketed', ticket: { number: 12 } },
    { type: 'watched' },
  )
  expect(steps.map(({ wait }) => wait.kind)).toEqual(['verify', 'ticket', 'watch', 'ended'])
  expect(steps[2]!.wait).toMatchObject({ key: '12', connection: 'pay' })
  expect(said(last(steps))[0]).toBe('no. 12')
})

test('going back to a question works everything after it out again', async () => {
  const definition = define(
    { ...askColour, tell: { type: 'confirm', text: both('{{ colour }}?'), yes: 'end', no: 'end' } },
    colour,
  )
  const asked = last(await walk(definition, { type: 'slot', slot: 'colour', value: 'red' }))
  expect(asked.wait).toMatchObject({ prompt: 'red?' })
  const again = await step(definition, rewind(definition, asked.frame, 'colour', 'blue'), { type: 'go' }, around)
  expect(again.wait).toMatchObject({ prompt: 'blue?' })
  expect(rewind(definition, asked.frame, 'unknown', 1)).toBe(asked.frame)
})

test('a flow that runs in circles, or to nowhere, is stopped', async () => {
  const circle = define({
    a: { type: 'set', values: { x: '1' }, next: 'b' },
    b: { type: 'say', text: both('x'), next: 'a' },
  })
  await expect(walk(circle)).rejects.toThrow(/round in circles/)
  await expect(walk(define({ a: { type: 'say', text: both('x'), next: 'gone' } }))).rejects.toThrow(/no node gone/)
})

test('the same run told the same goes the same way, and its past is left as it was', async () => {
  const definition = define(
    {
      ask: { ...askColour.ask, fallback: "'grey'", next: 'confirm' },
      confirm: { type: 'confirm', text: both('{{ colour }}?'), yes: 'call', no: 'ask' },
      call: { type: 'call', tool: 'shop.order', args: '{ "c": colour }', save: 'r', next: 'end', failed: 'undo' },
      undo: { type: 'rollback', next: 'end', failed: 'end' },
    },
    colour,
  )
  const event = fc.oneof<fc.Arbitrary<FlowEvent>[]>(
    fc.constantFrom<FlowEvent>({ type: 'go' }, { type: 'unsure' }, { type: 'missed' }),
    fc.record({ type: fc.constant('confirmed' as const), yes: fc.boolean() }),
    fc.record({ type: fc.constant('slot' as const), slot: fc.constantFrom('colour', 'other'), value: fc.jsonValue() }),
    fc.constantFrom<FlowEvent>(
      { type: 'called', result: { status: 'ok', value: { id: 1 } } },
      { type: 'called', result: { status: 'failed', code: 'x', message: '' } },
      { type: 'rolledBack', complete: true },
    ),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 8 }), async (events) => {
      let frame = newFrame('run', definition, 1)
      for (const each of events) {
        if (frame.ended) return
        const before = JSON.stringify(frame)
        const first = await step(definition, frame, each, around)
        const stored = JSON.parse(before) as Frame
        expect(await step(definition, stored, each, around)).toEqual(first)
        expect(JSON.stringify(frame)).toBe(before)
        frame = JSON.parse(JSON.stringify(first.frame))
      }
    }),
    { numRuns: 150 },
  )
})
