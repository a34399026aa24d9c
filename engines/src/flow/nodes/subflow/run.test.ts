import { describe, expect, test } from 'vitest'
import { both, define, testRun } from '../../test-run.ts'

const other = (nodes: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  ...define(nodes, more),
  id: 'other',
})
const sub = {
  type: 'subflow',
  flow: 'other',
  input: '{"n": n}',
  save: 'got',
  next: 'end',
  outcomes: { declined: 'no' },
  failed: 'sorry',
}
const ends = {
  no: { type: 'end', outcome: 'declined' },
  sorry: { type: 'end', outcome: 'failed', text: both('{{ error.kind }} {{ error.code }} {{ error.node }}') },
}
const start = (called: ReturnType<typeof define>, more: Record<string, unknown> = {}) =>
  testRun(define({ sub, ...ends }, more), { scope: { n: 1, secret: 2 }, others: [called] })

test('it sees what is handed over and nothing else, and hands out its output only', async () => {
  const called = other(
    {
      set: { type: 'set', values: { m: 'n + 1', seen: 'secret' }, next: 'out' },
      out: { type: 'end', outcome: 'solved', output: '{"m": m, "seen": seen}' },
    },
    { inputs: { n: { type: 'number' } } },
  )
  const run = start(called)
  await run.go()
  expect(run.scope).toEqual({ n: 1, secret: 2, got: { m: 2 } })
  expect(run.path).toEqual(['sub', 'sub/set', 'sub/out', 'end'])
})

describe('how it ends', () => {
  test('an outcome with a way of its own takes it', async () => {
    const run = start(other({ stop: { type: 'end', outcome: 'declined' } }))
    await run.go()
    expect(run.ended).toBe('declined')
  })

  test('its failure is the caller’s to see to', async () => {
    const run = start(other({ wrong: { type: 'set', values: { x: '$nothing()' }, next: 'end' } }))
    await run.go()
    expect(run.said).toEqual(['expression T1006 sub'])
  })

  test('handing over inside ends the whole run, each flow’s `finally` walked, the innermost first', async () => {
    const tidy = (text: string) => ({ tidy: { type: 'say', text: both(text), next: 'back' }, back: { type: 'return' } })
    const called = other(
      { human: { type: 'handoff', reason: 'customer_asked' }, ...tidy('inner') },
      { finally: 'tidy' },
    )
    const run = testRun(define({ sub, ...ends, ...tidy('outer') }, { finally: 'tidy' }), { others: [called] })
    await run.go()
    expect(run.said).toEqual(['inner', 'outer'])
    expect(run.last.at(-1)).toMatchObject({ kind: 'handoff' })
    expect(run.ended).toBe('handed_over')
  })
})

test('questions, writes and answers inside are those of the run', async () => {
  const call = { type: 'call', tool: 'shop.x', args: '{}', next: 'sure', failed: 'end' }
  const run = start(other({ call, sure: { type: 'confirm', text: both('?'), yes: 'end', no: 'end' } }))
  await run.go()
  await run.wrote('sub/call')
  expect(run.state.writes).toEqual([{ step: 'sub/call#1', tool: 'shop.x' }])
  await run.agree(true)
  expect(run.ended).toBe('solved')
})

test('a flow that is not there, lacks an input or calls itself is an error of the caller', async () => {
  const self = other({ sub: { ...sub, input: '{}', failed: 'end' } })
  const errors = [
    [testRun(define({ sub, ...ends })), 'invalid no_such_flow sub'],
    [start(other({}, { start: 'end', inputs: { must: { type: 'string' } } })), 'invalid input_missing sub'],
  ] as const
  for (const [run, said] of errors) {
    await run.go()
    expect(run.said).toEqual([said])
  }
  const run = start(self)
  await run.go()
  expect(run.ended).toBe('solved')
  expect(Math.max(...run.path.map((each) => each.split('/').length))).toBe(21)
})
