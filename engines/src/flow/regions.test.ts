import { describe, expect, test } from 'vitest'
import { both, define, testRun } from './test-run.ts'

const call = (more: object = {}) => ({
  type: 'call',
  tool: 'shop.order',
  args: '{}',
  next: 'back',
  failed: 'back',
  ...more,
})
const back = { type: 'return' }

describe('a join that does not wait for everybody', () => {
  const race = (more: object = {}) =>
    define({
      fork: {
        type: 'parallel',
        branches: { slow: 'write', quick: 'read' },
        join: 'any',
        save: 'found',
        next: 'sure',
        ...more,
      },
      write: call({ next: 'more', save: 'written' }),
      more: call(),
      read: call({ save: 'value', next: 'out' }),
      out: { type: 'return', value: 'value' },
      back,
      sure: { type: 'confirm', text: both('{{ found.quick }}?'), yes: 'end', no: 'end' },
    })

  test('a write under way is waited for and known, but its branch goes nowhere after it', async () => {
    const run = testRun(race())
    await run.go()
    expect(await run.done('read', 7)).toEqual([])
    expect(run.steps).toEqual(['fork/slow/write#1'])
    await run.wrote('write', 8)
    expect(run.last).toMatchObject([{ kind: 'confirm', prompt: '7?' }])
    expect(run.state.writes).toEqual([{ step: 'fork/slow/write#1', tool: 'shop.order' }])
    expect(run.scope).not.toHaveProperty('written')
  })

  test('what is waited for without having asked for a change is simply left', async () => {
    const run = testRun(
      define({
        fork: { type: 'parallel', branches: { a: 'nap', b: 'read' }, join: 1, next: 'sure' },
        nap: { type: 'wait', minutes: '9', next: 'back' },
        read: call(),
        back,
        sure: { type: 'confirm', text: both('?'), yes: 'end', no: 'end' },
      }),
    )
    await run.go()
    await run.done('read')
    expect(run.waits.map(({ kind }) => kind)).toEqual(['confirm'])
  })

  test('what was asked for in the very moment its branch stops is not asked for at all', async () => {
    const run = testRun(
      define({
        fork: { type: 'parallel', branches: { a: 'write', b: 'back' }, join: 'any', next: 'end' },
        write: call(),
        back,
      }),
    )
    expect(await run.go()).toEqual([{ kind: 'ended', outcome: 'solved', output: null }])
  })

  test('a call under way deep inside loops, branches and sub-flows is waited for as well', async () => {
    const inner = { ...define({ call: call({ next: 'end', failed: 'end' }) }, { finally: 'back' }), id: 'inner' }
    const run = testRun(
      define({
        fork: { type: 'parallel', branches: { deep: 'each', quick: 'sure' }, join: 'any', next: 'last' },
        each: { type: 'forEach', items: '[1, 2]', concurrency: 2, body: 'twice', next: 'back' },
        twice: { type: 'parallel', branches: { x: 'sub', y: 'nap' }, next: 'back' },
        sub: { type: 'subflow', flow: 'inner', next: 'back', failed: 'back' },
        nap: { type: 'wait', minutes: '5', next: 'back' },
        sure: { type: 'confirm', text: both('enough?'), yes: 'back', no: 'back' },
        last: { type: 'confirm', text: both('done?'), yes: 'end', no: 'end' },
        back,
      }),
      { others: [inner] },
    )
    await run.go()
    await run.agree(true)
    expect(run.steps).toEqual(['fork/deep/each[0]/twice/x/sub/call#1', 'fork/deep/each[1]/twice/x/sub/call#1'])
    await run.wrote('fork/deep/each[1]/twice/x/sub/call')
    await run.wrote('fork/deep/each[0]/twice/x/sub/call')
    expect(run.last).toMatchObject([{ kind: 'confirm', prompt: 'done?' }])
    expect(run.state.writes).toHaveLength(2)
  })

  test('a failed branch is waited for in the same way before the failure is seen to', async () => {
    const run = testRun(
      define({
        fork: { type: 'parallel', branches: { a: 'write', b: 'listen' }, next: 'end', failed: 'undo' },
        write: call(),
        listen: { type: 'event', connection: 'pay', key: "'k'", next: 'back' },
        undo: { type: 'rollback', next: 'end', failed: 'end' },
        back,
      }),
    )
    await run.go()
    expect(await run.breaks('listen')).toEqual([])
    await run.wrote('write')
    expect(run.last).toMatchObject([{ kind: 'rollback', writes: [{ step: 'fork/a/write#1' }] }])
  })
})

test('a sub-flow that is stopped while it waits to end goes no further', async () => {
  const inner = {
    ...define({
      fork: { type: 'parallel', branches: { a: 'write', b: 'sure' }, next: 'end' },
      write: call(),
      sure: { type: 'confirm', text: both('end it?'), yes: 'end', no: 'back' },
      back,
    }),
    id: 'inner',
  }
  const run = testRun(
    define({
      fork: { type: 'parallel', branches: { a: 'sub', b: 'nap' }, join: 'any', next: 'last' },
      sub: { type: 'subflow', flow: 'inner', next: 'sorry', failed: 'sorry' },
      sorry: { type: 'say', text: both('went on'), next: 'back' },
      nap: { type: 'wait', minutes: '5', next: 'back' },
      last: { type: 'confirm', text: both('done?'), yes: 'end', no: 'end' },
      back,
    }),
    { others: [inner] },
  )
  await run.go()
  await run.agree(true)
  await run.done('nap')
  expect(run.steps).toEqual(['fork/a/sub/fork/a/write#1'])
  await run.wrote('write')
  expect(run.last).toMatchObject([{ kind: 'confirm', prompt: 'done?' }])
  expect(run.state.writes).toHaveLength(1)
})

test('a write made while others are being undone is not taken for undone', async () => {
  const run = testRun(
    define({
      first: call({ next: 'fork' }),
      fork: { type: 'parallel', branches: { a: 'undo', b: 'second' }, next: 'end' },
      undo: { type: 'rollback', next: 'back', failed: 'back' },
      second: call(),
      back,
    }),
  )
  await run.go()
  await run.wrote('first')
  await run.wrote('second')
  await run.done('undo')
  expect(run.state.writes.map(({ step }) => step)).toEqual(['fork/b/second#1'])
})
