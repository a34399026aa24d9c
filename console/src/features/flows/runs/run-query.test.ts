import { expect, test } from 'vitest'
import { filterOf } from './run-query.ts'

const now = Date.UTC(2026, 0, 5, 12)
const read = (query: string) => filterOf(new URLSearchParams(query), now)

test('an address is a search that can be shared', () => {
  expect(read('flow=refund&version=3&state=halted&node=pay&search=%20O2026%20&time=h1')).toEqual({
    flow: 'refund',
    version: 3,
    status: 'halted',
    node: 'pay',
    search: 'O2026',
    from: '2026-01-05T11:00:00.000Z',
  })
  expect(read('state=open&outcome=solved')).toEqual({ open: 'true', outcome: 'solved' })
  expect(read('time=custom&from=2026-01-02T08:00Z&to=2026-01-03T08:00Z')).toEqual({
    from: '2026-01-02T08:00:00.000Z',
    to: '2026-01-03T08:00:00.000Z',
  })
})

test('what makes no sense is left out instead of failing', () => {
  expect(read('state=nonsense&outcome=x&version=3&node=pay&time=custom&from=yesterday')).toEqual({})
  expect(read('flow=refund&version=abc')).toEqual({ flow: 'refund' })
})
