import { describe, expect, test } from 'vitest'
import { both, define, testRun } from './test-run.ts'

const call = (more: object = {}) => ({
  type: 'call',
  tool: 'shop.order',
  args: '{}',
  next: 'end',
  failed: 'sorry',
  ...more,
})
const sorry = { type: 'end', outcome: 'failed', text: both('{{ error.kind }} {{ error.code }} at {{ error.node }}') }
const tidy = { type: 'say', text: both('tidy'), next: 'back' }
const back = { type: 'return' }
const wrong = { type: 'set', values: { x: '$nothing()' }, next: 'end' }

describe('what goes wrong', () => {
  test('the code of a refusal is looked at first, then the kind of error, then the general way', async () => {
    const ways = { refusals: { sold_out: 'none' }, errors: { refused: 'no', timeout: 'late' } }
    const say = (text: string) => ({ type: 'end', outcome: 'failed', text: both(text) })
    const definition = define({ call: call(ways), none: say('none'), no: say('no'), late: say('late'), sorry })
    const ended = async (answer: (run: ReturnType<typeof testRun>) => Promise<unknown>) => {
      const run = testRun(definition)
      await run.go()
      await answer(run)
      return run.said[0]
    }
    expect(await ended((run) => run.refused('call', 'sold_out'))).toBe('none')
    expect(await ended((run) => run.refused('call', 'other'))).toBe('no')
    expect(await ended((run) => run.breaks('call', 'timeout'))).toBe('late')
    expect(await ended((run) => run.breaks('call', 'unknown'))).toBe('unknown broken at call')
    expect(await ended((run) => run.breaks('call'))).toBe('unavailable broken at call')
  })

  test('a failure inside a loop or branch goes to what is around it, as far as something sees to it', async () => {
    const definition = define({
      fork: { type: 'parallel', branches: { a: 'each', b: 'wait' }, next: 'end', errors: { expression: 'sorry' } },
      each: { type: 'forEach', items: '[1]', body: 'wrong', next: 'back', errors: { timeout: 'back' } },
      wrong: { ...wrong, next: 'back' },
      wait: { type: 'wait', minutes: '5', next: 'back' },
      back,
      sorry,
    })
    const run = testRun(definition)
    await run.go()
    expect(run.said).toEqual(['expression T1006 at wrong'])
    expect(run.told.map(({ kind }) => kind)).toEqual(['say', 'ended'])
  })

  test('what no node sees to goes to `onError`, once', async () => {
    const once = testRun(define({ wrong, sorry }, { onError: 'sorry' }))
    await once.go()
    expect(once.said).toEqual(['expression T1006 at wrong'])
    const twice = testRun(define({ wrong, again: { ...wrong } }, { onError: 'again' }))
    expect(await twice.go()).toMatchObject([{ kind: 'failed', failure: { kind: 'expression', node: 'again' } }])
    expect(twice.ended).toBe('failed')
  })

  test('a failed run says what failed, and keeps what was written to be undone', async () => {
    const run = testRun(define({ call: call({ next: 'wrong' }), wrong, sorry }))
    await run.go()
    await run.wrote('call')
    expect(run.last).toMatchObject([{ kind: 'failed', failure: { node: 'wrong' } }])
    expect(run.state.writes).toEqual([{ step: 'call#1', tool: 'shop.order' }])
  })

  test('after a failed branch nothing of the others is left over', async () => {
    const say = (text: string, next: string) => ({ type: 'say', text: both(text), next })
    const definition = define({
      fork: { type: 'parallel', branches: { a: 'wrong', b: 'one' }, next: 'end', failed: 'sorry' },
      wrong: { ...wrong, next: 'back' },
      one: say('one', 'two'),
      two: say('two', 'back'),
      back,
      sorry,
    })
    const run = testRun(definition)
    await run.go()
    expect(run.said).toEqual(['expression T1006 at wrong'])
  })
})

describe('finally', () => {
  const ends: Record<string, Record<string, unknown>> = {
    'an end': { first: { type: 'end', outcome: 'cancelled', output: '1' } },
    'a handover': { first: { type: 'handoff', reason: 'customer_asked' } },
    'a failure': { first: wrong },
    'an end in a branch': {
      fork: { type: 'parallel', branches: { a: 'stop', b: 'nap' }, next: 'end' },
      stop: { type: 'end', outcome: 'declined' },
      nap: { type: 'wait', minutes: '5', next: 'back' },
    },
  }
  test.each(Object.keys(ends))('is walked once after %s, and the run ends as it would have', async (name) => {
    const run = testRun(define({ ...ends[name], tidy, back }, { finally: 'tidy' }))
    await run.go()
    const expected = {
      'an end': 'cancelled',
      'a handover': 'handed_over',
      'a failure': 'failed',
      'an end in a branch': 'declined',
    }
    expect(run.said).toEqual(['tidy'])
    expect(run.ended).toBe(expected[name as keyof typeof expected])
    expect(run.told).toHaveLength(2)
  })

  test('may wait for answers; failing or ending there changes nothing of how the run ended', async () => {
    const nodes = {
      first: { type: 'end', outcome: 'solved' },
      call: call({ next: 'wrong' }),
      wrong: { ...wrong, next: 'back' },
      back,
      sorry,
    }
    const failing = testRun(define(nodes, { finally: 'call' }))
    await failing.go()
    expect(failing.steps).toEqual(['call#1'])
    await failing.done('call')
    expect(failing.last).toEqual([{ kind: 'ended', outcome: 'solved', output: null }])
    const ending = testRun(define({ ...nodes, other: { type: 'end', outcome: 'failed' } }, { finally: 'other' }))
    await ending.go()
    expect(ending.last).toEqual([{ kind: 'ended', outcome: 'solved', output: null }])
  })

  test('waits for a call under way when the run ends beside it, so that what it wrote is known', async () => {
    const definition = define(
      {
        fork: { type: 'parallel', branches: { a: 'call', b: 'sure' }, next: 'end' },
        call: call({ next: 'back', failed: 'back' }),
        sure: { type: 'confirm', text: both('stop?'), yes: 'over', no: 'back' },
        over: { type: 'end', outcome: 'cancelled' },
        tidy,
        back,
      },
      { finally: 'tidy' },
    )
    const run = testRun(definition)
    await run.go()
    expect(await run.agree(true)).toEqual([])
    expect(run.steps).toEqual(['fork/a/call#1'])
    await run.wrote('call')
    expect(run.last.map(({ kind }) => kind)).toEqual(['say', 'ended'])
    expect(run.state.writes).toHaveLength(1)
  })
})

describe('runs kept for people to repair', () => {
  const kept = { keepFailed: true }

  test('a step nobody sees to halts; done again, it is another step', async () => {
    const run = testRun(define({ call: call({ failed: 'wrong', save: 'made' }), wrong, tell: back }), kept)
    await run.go()
    await run.breaks('call')
    expect(run.last).toMatchObject([
      { kind: 'halted', step: 'wrong#1', failure: { kind: 'expression', code: 'T1006' } },
    ])
    expect(run.ended).toBeNull()
    await run.send({ type: 'retry', step: 'wrong#1' })
    expect(run.steps).toEqual(['wrong#2'])
  })

  test('only the step that failed is done again: other branches go on and their writes are not made twice', async () => {
    const definition = define({
      fork: { type: 'parallel', branches: { a: 'call', b: 'listen' }, next: 'end' },
      call: call({ next: 'back', failed: 'back' }),
      listen: { type: 'event', connection: 'pay', key: "'k'", next: 'back' },
      back,
    })
    const run = testRun(definition, kept)
    await run.go()
    await run.breaks('listen')
    expect(run.steps).toEqual(['fork/a/call#1', 'fork/b/listen#2'])
    await run.wrote('call')
    await run.send({ type: 'retry', step: 'fork/b/listen#2' })
    expect(run.waits).toMatchObject([{ kind: 'event', step: 'fork/b/listen#3' }])
    await run.done('listen')
    expect(run.ended).toBe('solved')
    expect(run.state.writes).toHaveLength(1)
  })

  test('a person says what a step came to: nodes that do work take it as their answer, others as what they set', async () => {
    const listen = { type: 'event', connection: 'pay', key: "''", save: 'news', next: 'fill' }
    const run = testRun(
      define({
        listen,
        fill: { ...wrong, next: 'each' },
        each: { type: 'forEach', items: '$nothing()', body: 'back', save: 'list', next: 'end' },
        back,
      }),
      kept,
    )
    await run.go()
    expect(run.waits).toMatchObject([{ kind: 'halted', failure: { code: 'no_key' } }])
    await run.done('listen', { id: 1 })
    expect(run.scope.news).toEqual({ id: 1 })
    expect(run.steps).toEqual(['fill#1'])
    await run.done('fill')
    await run.done('each', [1, 2])
    expect(run.scope.list).toEqual([1, 2])
    expect(run.ended).toBe('solved')
  })

  test('what something sees to does not halt', async () => {
    const run = testRun(define({ wrong, sorry }, { onError: 'sorry' }), kept)
    await run.go()
    expect(run.ended).toBe('failed')
    const inside = testRun(
      define({
        fork: { type: 'parallel', branches: { a: 'wrong', b: 'back' }, next: 'end', failed: 'sorry' },
        wrong: { ...wrong, next: 'back' },
        back,
        sorry,
      }),
      kept,
    )
    await inside.go()
    expect(inside.said).toEqual(['expression T1006 at wrong'])
  })
})
