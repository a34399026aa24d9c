import { entriesOf, exitsOf } from './exits.ts'
import type { FlowDoc, Point } from './flow-doc.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/**
 * The node an arrow key goes to: right along the ways out, left back along the ways in, up and down among the nodes beside
 * it. Null where there is none.
 */
export function neighbour(doc: FlowDoc, name: string, direction: Direction): string | null {
  const node = doc.nodes[name]
  if (!node) return null
  if (direction === 'right') return exitsOf(node).find(({ target }) => target && doc.nodes[target])?.target ?? null
  if (direction === 'left') return entriesOf(doc).get(name)?.[0]?.from ?? null
  const sign = direction === 'up' ? -1 : 1
  const siblings = (entriesOf(doc).get(name) ?? []).flatMap(({ from }) =>
    exitsOf(doc.nodes[from]!).flatMap(({ target }) => (target && target !== name && doc.nodes[target] ? [target] : [])),
  )
  return nearest(doc, name, new Set(siblings), sign) ?? nearest(doc, name, new Set(Object.keys(doc.nodes)), sign)
}

function nearest(doc: FlowDoc, name: string, among: ReadonlySet<string>, sign: number): string | null {
  const from = doc.layout.nodes[name]
  if (!from) return null
  const far = ({ x, y }: Point) => Math.abs(x - from.x) * 2 + Math.abs(y - from.y)
  const candidates = [...among].flatMap((each) => {
    const place = each === name ? undefined : doc.layout.nodes[each]
    return place && sign * (place.y - from.y) > 0 ? [{ each, far: far(place) }] : []
  })
  return candidates.sort((a, b) => a.far - b.far)[0]?.each ?? null
}

/** Nodes whose name, words or fields hold the text, best first: name, then label, then anything. */
export function findNodes(doc: FlowDoc, text: string): string[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return []
  return Object.entries(doc.nodes)
    .flatMap(([name, node]) => {
      const label = `${node.label?.zh ?? ''} ${node.label?.en ?? ''}`.toLowerCase()
      if (name.toLowerCase().includes(wanted)) return [{ name, rank: 0 }]
      if (label.includes(wanted)) return [{ name, rank: 1 }]
      return JSON.stringify(node).toLowerCase().includes(wanted) ? [{ name, rank: 2 }] : []
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ name }) => name)
}
