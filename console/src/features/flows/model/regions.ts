import { exitsOf } from './exits.ts'
import type { FlowDoc } from './flow-doc.ts'

/** The nodes walked inside another node: a branch, a loop's body, or the flow's `finally`. */
export interface Region {
  /** `owner:exit`, or `finally`. */
  id: string
  /** The node that opens it; none for `finally`. */
  owner: string | undefined
  /** How its opening is called in the owner. */
  exit: string
  start: string
  /** With those of regions inside it. */
  nodes: Set<string>
}

/** Every region of a flow. A node that the outer walk reaches too counts as outer: its frame would be a lie. */
export function regionsOf(doc: Pick<FlowDoc, 'nodes' | 'start' | 'onError' | 'finally'>): Region[] {
  const outer = reach(doc, [doc.start, doc.onError], new Set(), false)
  const regions: Region[] = []
  const open = (owner: string | undefined, exit: string, start: string, id: string) => {
    if (!doc.nodes[start] || outer.has(start)) return
    regions.push({ id, owner, exit, start, nodes: reach(doc, [start], outer, true) })
  }
  for (const [owner, node] of Object.entries(doc.nodes))
    for (const { body, target, id } of exitsOf(node)) if (body && target) open(owner, id, target, `${owner}:${id}`)
  if (doc.finally) open(undefined, 'finally', doc.finally, 'finally')
  return regions
}

function reach(
  { nodes }: Pick<FlowDoc, 'nodes'>,
  starts: (string | undefined)[],
  without: ReadonlySet<string>,
  intoBodies: boolean,
): Set<string> {
  const seen = new Set<string>()
  const open = [...starts]
  while (open.length > 0) {
    const name = open.pop()
    const node = name === undefined ? undefined : nodes[name]
    if (name === undefined || !node || seen.has(name) || without.has(name)) continue
    seen.add(name)
    for (const { target, body } of exitsOf(node)) if (intoBodies || !body) open.push(target)
  }
  return seen
}

/** The innermost region of each node that is in one. */
export function homeOf(regions: Region[]): Map<string, Region> {
  const home = new Map<string, Region>()
  for (const region of [...regions].sort((a, b) => b.nodes.size - a.nodes.size))
    for (const name of region.nodes) home.set(name, region)
  return home
}
