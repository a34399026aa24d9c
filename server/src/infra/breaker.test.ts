import { beforeEach, expect, test } from 'vitest'
import { makeBreaker } from './breaker.ts'

let at: number
beforeEach(() => {
  at = Date.UTC(2026, 2, 2)
})
const breaker = (afterRest: 'one' | 'all') =>
  makeBreaker(() => new Date(at), { failuresToOpen: 3, restMs: 5_000, afterRest })

test('what fails now and then is asked on', () => {
  const one = breaker('one')
  for (const _ of Array(4)) {
    one.failed()
    one.failed()
    one.succeeded()
  }
  one.failed()
  one.failed()
  expect(one.waitMs()).toBe(0)
})

test('a run of failures earns a rest, and one success ends the matter', () => {
  const one = breaker('all')
  for (const _ of Array(3)) one.failed()
  expect(one.waitMs()).toBe(5_000)
  at += 4_999
  expect(one.waitMs()).toBe(1)
  at += 1
  expect(one.waitMs()).toBe(0)
  one.failed()
  expect(one.waitMs()).toBe(5_000)
  one.succeeded()
  one.failed()
  expect(one.waitMs()).toBe(0)
})

test('after the rest one call tries it out while the others wait, or all go on, as was set', () => {
  const [careful, eager] = [breaker('one'), breaker('all')]
  for (const each of [careful, eager]) for (const _ of Array(3)) each.failed()
  at += 5_000
  expect([careful.waitMs(), careful.waitMs()]).toEqual([0, 5_000])
  expect([eager.waitMs(), eager.waitMs()]).toEqual([0, 0])
  careful.succeeded()
  expect(careful.waitMs()).toBe(0)
})

test('a trial whose end is never told is followed by another after one more rest', () => {
  const one = breaker('one')
  for (const _ of Array(3)) one.failed()
  at += 5_000
  expect(one.waitMs()).toBe(0)
  at += 5_000
  expect(one.waitMs()).toBe(0)
})

test('who asks to be left alone is, for a minute at most', () => {
  const one = breaker('one')
  one.rest(2_000)
  expect(one.waitMs()).toBe(2_000)
  one.rest(600_000)
  one.rest(1_000)
  expect(one.waitMs()).toBe(60_000)
  at += 60_000
  expect([one.waitMs(), one.waitMs()]).toEqual([0, 0])
})
