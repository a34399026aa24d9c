import { expect, it } from 'vitest'
import { filterOf, orderOf, quickViewOf } from './entry-filter.ts'

it('an address brings back the list it was copied from, and nonsense in it is left out', () => {
  const query = new URLSearchParams('category=returns&status=changed&missing=fr&q= 退货 &order=ends&validity=soon')
  expect(filterOf(query)).toEqual({ category: 'returns', status: 'changed', q: '退货' })
  expect(orderOf(query)).toBe('ends')
  expect(orderOf(new URLSearchParams('order=anything'))).toBe('updated')
})

it('a quick view is shown as chosen only when nothing else narrows the list', () => {
  expect(quickViewOf({})).toBe('all')
  expect(quickViewOf({ category: 'returns', q: '退' })).toBe('all')
  expect(quickViewOf({ validity: 'expiring' })).toBe('expiring')
  expect(quickViewOf({ validity: 'expiring', label: '大促' })).toBeUndefined()
})
