import type { Intent } from '@loopdesk/contracts/api/workbench.ts'

export type Order = 'name' | 'weak' | 'examples'
type Kind = Intent['kind']

/** The address of the list over all intents. */
export const everything = '~all'

/** A row of the tree: a heading over a kind, or an intent at its depth. */
export type TreeRow =
  | { type: 'kind'; key: string; kind: Kind; count: number; open: boolean }
  | { type: 'intent'; key: string; intent: Intent; depth: number; children: number; open: boolean }

const kinds: Kind[] = ['flow', 'custom', 'knowledge', 'talk', 'act', 'outside']

/**
 * The intents as the rows of a tree: by kind and below their parents when ordered by name, else one flat ranking.
 * `closed` holds the keys of rows whose children are folded away; a search unfolds everything it finds.
 */
export function treeRows(intents: Intent[], options: { order: Order; closed: Set<string>; flat: boolean }): TreeRow[] {
  const { order, closed, flat } = options
  if (order !== 'name') {
    const sorted = [...intents].sort((a, b) =>
      order === 'weak' ? b.weak - a.weak || b.examples.on - a.examples.on : b.examples.total - a.examples.total,
    )
    return sorted.map((intent) => ({ type: 'intent', key: intent.id, intent, depth: 0, children: 0, open: true }))
  }
  const here = new Set(intents.map((intent) => intent.id))
  const below = Map.groupBy(intents, (intent) => (intent.parent && here.has(intent.parent) ? intent.parent : ''))
  const rows: TreeRow[] = []
  const walk = (list: Intent[], depth: number) => {
    for (const intent of list) {
      const children = below.get(intent.id) ?? []
      const open = flat || !closed.has(intent.id)
      rows.push({ type: 'intent', key: intent.id, intent, depth, children: children.length, open })
      if (open) walk(children, depth + 1)
    }
  }
  const byKind = Map.groupBy(below.get('') ?? [], (intent) => intent.kind)
  for (const kind of kinds) {
    const list = byKind.get(kind)
    if (!list) continue
    const key = `kind:${kind}`
    const open = flat || !closed.has(key)
    rows.push({ type: 'kind', key, kind, count: list.length, open })
    if (open) walk(list, 1)
  }
  return rows
}
