import type { Intent } from '@loopdesk/contracts/api/workbench.ts'
import { describe, expect, it } from 'vitest'
import { treeRows } from './tree-rows.ts'

function intent(id: string, change: Partial<Intent> = {}): Intent {
  const examples = { total: 1, on: 1, zh: 1, en: 0 }
  const kind = id.startsWith('custom:') ? 'custom' : 'flow'
  return {
    id,
    name: { zh: id, en: id },
    kind,
    parent: null,
    leadsTo: null,
    examples,
    weak: 0,
    reasons: [],
    conflicts: 0,
    figures: null,
    ...change,
  }
}
const shown = (rows: ReturnType<typeof treeRows>) =>
  rows.map((row) => (row.type === 'kind' ? row.kind : `${'>'.repeat(row.depth)}${row.intent.id}`))
const intents = [
  intent('return'),
  intent('custom:bill'),
  intent('custom:bill.refund', { parent: 'custom:bill', weak: 0.9 }),
]

describe('the tree of intents', () => {
  it('intents stand under their kind and below the intent above them', () => {
    const rows = treeRows(intents, { order: 'name', closed: new Set(), flat: false })
    expect(shown(rows)).toEqual(['flow', '>return', 'custom', '>custom:bill', '>>custom:bill.refund'])
  })

  it('what is folded hides what is below it, except while searching', () => {
    const closed = new Set(['custom:bill', 'kind:flow'])
    expect(shown(treeRows(intents, { order: 'name', closed, flat: false }))).toEqual(['flow', 'custom', '>custom:bill'])
    expect(treeRows(intents, { order: 'name', closed, flat: true })).toHaveLength(5)
  })

  it('a child whose parent the search left out is still shown', () => {
    const rows = treeRows(intents.slice(2), { order: 'name', closed: new Set(), flat: true })
    expect(shown(rows)).toEqual(['custom', '>custom:bill.refund'])
  })

  it('the weakest come first in a flat ranking', () => {
    const rows = treeRows(intents, { order: 'weak', closed: new Set(), flat: false })
    expect(shown(rows)[0]).toBe('custom:bill.refund')
  })
})
