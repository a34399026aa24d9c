import { describe, expect, test } from 'vitest'
import { both, define, testRun } from './test-run.ts'

const call = (more: object = {}) => ({
  type: 'call',
  tool: 'shop.status',
  args: '{}',
  next: 'end',
  failed: 'end',
  ...more,
})
const tidy = { tidy: { type: 'say', text: both('tidy'), next: 'back' }, back: { type: 'return' } }

describe('budgets', () => {
  test('a run that walks more nodes than it may is ended, and `finally` is walked all the same', async () => {
    const circle = { a: { type: 'set', values: {}, next: 'b' }, b: { type: 'set', values: {}, next: 'a' }, ...tidy }
    const run = testRun(define(circle, { limits: { steps: 100 }, finally: 'tidy', onError: 'a' }))
    await run.go()
    expect(run.last).toMatchObject([
      { kind: 'say', text: 'tidy' },
      { kind: 'failed', failure: { kind: 'limit', code: 'too_many_steps' } },
    ])
    expect(run.path.slice(0, 100).at(-1)).toBe('b')
  })

  test('a circle in `finally` comes to an end too, with what the run had come to', async () => {
    const run = testRun(
      define(
        { a: { type: 'end', outcome: 'solved' }, b: { type: 'set', values: {}, next: 'b' } },
        { finally: 'b', limits: { steps: 100_000 } },
      ),
    )
    await run.go()
    expect(run.last).toEqual([{ kind: 'ended', outcome: 'solved', output: null }])
  })

  test('one event sets at most 10,000 nodes in motion', async () => {
    const run = testRun(
      define({ a: { type: 'set', values: {}, next: 'a' }, ...tidy }, { finally: 'tidy', limits: { steps: 100_000 } }),
    )
    await run.go()
    expect(run.last).toMatchObject([{ kind: 'say' }, { kind: 'failed', failure: { kind: 'loop', code: 'circle' } }])
  })

  test('calls are counted before they are made: one too many is not made', async () => {
    const run = testRun(define({ a: call({ next: 'b' }), b: call({ next: 'c' }), c: call() }, { limits: { calls: 2 } }))
    await run.go()
    await run.done('a', 1)
    await run.done('b', 2)
    expect(run.last).toMatchObject([{ kind: 'failed', failure: { code: 'too_many_calls' } }])
  })

  test('what models cost is added up', async () => {
    const prompt = { type: 'prompt', prompt: both('p'), schema: {}, save: 'x', next: 'p', failed: 'end' }
    const run = testRun(define({ p: prompt }, { limits: { cost: 1 } }))
    await run.go()
    for (const step of ['p#1', 'p#2'])
      await run.send({ type: 'done', step, result: { status: 'ok', value: 1 }, cost: 0.6 })
    expect(run.last).toMatchObject([{ kind: 'failed', failure: { code: 'too_many_costs' } }])
  })

  test('a run with hours to live ends when something happens after them', async () => {
    const run = testRun(define({ nap: { type: 'wait', minutes: '600', next: 'end' } }, { limits: { hours: 1 } }))
    await run.go()
    run.at('2026-03-02T13:00:00.001Z')
    await run.done('nap')
    expect(run.last).toMatchObject([{ kind: 'failed', failure: { code: 'too_many_hours' } }])
  })

  test('a call under way when a budget is used up is waited for, so that what it wrote is known', async () => {
    const definition = define(
      {
        fork: { type: 'parallel', branches: { a: 'write', b: 'nap' }, next: 'end' },
        write: call({ next: 'back' }),
        nap: { type: 'wait', minutes: '600', next: 'back' },
        ...tidy,
      },
      { limits: { hours: 1 } },
    )
    const run = testRun(definition)
    await run.go()
    run.at('2026-03-02T14:00:00.000Z')
    await run.done('nap')
    expect(run.last).toEqual([])
    await run.wrote('write')
    expect(run.last).toMatchObject([{ kind: 'failed' }])
    expect(run.state.writes).toHaveLength(1)
  })
})

describe('loop breaker', () => {
  const poll = {
    look: call({ save: 'status', next: 'ready', errors: { loop: 'stuck' } }),
    ready: { type: 'switch', cases: [{ when: "status = 'ready'", next: 'end' }], else: 'look' },
    stuck: { type: 'end', outcome: 'failed', text: both('{{ error.code }}') },
  }

  test('the same call with the same result three times in a row is a loop', async () => {
    const run = testRun(define(poll))
    await run.go()
    for (let time = 0; time < 3; time++) await run.done('look', { b: 1, a: 'busy' })
    expect(run.said).toEqual(['same_call'])
  })

  test('another result, or something else happening in between, begins the count anew', async () => {
    const run = testRun(define(poll))
    await run.go()
    for (const status of ['busy', 'busy', 'nearly', 'busy', 'busy', 'ready']) await run.done('look', status)
    expect(run.ended).toBe('solved')
    const nap = { ...poll, ready: { ...poll.ready, else: 'nap' }, nap: { type: 'wait', minutes: '1', next: 'look' } }
    const patient = testRun(define(nap))
    await patient.go()
    for (let time = 0; time < 6; time++) {
      await patient.done('look', 'busy')
      await patient.done('nap')
    }
    expect(patient.steps).toEqual(['look#7'])
  })
})
