import { expect, it } from 'vitest'
import { mayMove, treeRows, withParents } from './tree-rows.ts'

const nodes = [
  { id: 'after-sales', parent: null },
  { id: 'returns', parent: 'after-sales' },
  { id: 'seven-days', parent: 'returns' },
  { id: 'delivery', parent: null },
]

it('shows children below their parents, and hides those of a closed one', () => {
  const ids = (closed: string[]) =>
    treeRows(nodes, { closed: new Set(closed) }).map(({ node, depth }) => `${depth}${node.id}`)
  expect(ids([])).toEqual(['0after-sales', '1returns', '2seven-days', '0delivery'])
  expect(ids(['returns'])).toEqual(['0after-sales', '1returns', '0delivery'])
})

it('a category whose parent is gone is still shown', () => {
  expect(treeRows([{ id: 'lost', parent: 'gone' }], { closed: new Set() })).toHaveLength(1)
})

it('a category cannot be dragged below itself', () => {
  expect(mayMove(nodes, 'after-sales', 'seven-days')).toBe(false)
  expect(mayMove(nodes, 'after-sales', 'after-sales')).toBe(false)
  expect(mayMove(nodes, 'returns', 'delivery')).toBe(true)
  expect(mayMove(nodes, 'returns', 'after-sales')).toBe(false)
  expect(mayMove(nodes, 'returns', null)).toBe(true)
})

it('what is found by a search keeps its place below its parents', () => {
  expect(withParents(nodes, ({ id }) => id === 'seven-days').map(({ id }) => id)).toEqual([
    'after-sales',
    'returns',
    'seven-days',
  ])
})
