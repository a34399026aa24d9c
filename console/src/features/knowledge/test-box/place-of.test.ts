import { expect, it } from 'vitest'
import { placeOf } from './place-of.ts'

it('a source opens where it stands, with the passage marked', () => {
  expect(placeOf({ kind: 'document', id: 'd1', url: '/console/knowledge/documents/d1?page=3&passage=12' })).toBe(
    '/knowledge/documents/d1?page=3&passage=12',
  )
  expect(placeOf({ kind: 'document', id: 'd1', page: 3 }, 'document:d1:12')).toBe(
    '/knowledge/documents/d1?page=3&passage=12',
  )
  expect(placeOf({ kind: 'entry', id: 'returns.seven-days' })).toBe('/knowledge/entries/returns.seven-days')
})
