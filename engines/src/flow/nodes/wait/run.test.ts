import { expect, test } from 'vitest'
import { define, testRun } from '../../test-run.ts'

const start = (more: object) => testRun(define({ nap: { type: 'wait', next: 'end', ...more } }))

test('it waits so many minutes from when it was reached, or until an instant', async () => {
  const run = start({ minutes: '60 * 24' })
  expect(await run.go()).toEqual([{ kind: 'timer', step: 'nap#1', at: '2026-03-03T12:00:00.000Z' }])
  await run.done('nap')
  expect(run.ended).toBe('solved')
  expect(await start({ until: "today & 'T23:00:00+08:00'" }).go()).toMatchObject([{ at: '2026-03-02T15:00:00.000Z' }])
})

test('what is no instant is an error', async () => {
  for (const more of [{ until: "'soon'" }, { minutes: "'x'" }])
    expect(await start(more).go()).toMatchObject([
      { kind: 'failed', failure: { kind: 'expression', code: 'no_instant' } },
    ])
})
