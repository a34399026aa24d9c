export interface Node {
  id: string
  /** Null at the top. */
  parent: string | null
}
export interface TreeRow<T extends Node> {
  node: T
  depth: number
  children: number
  open: boolean
}

/**
 * Categories as the rows of a tree, in the order they come. Ones below a parent that is not there stand at the top.
 * `flat` opens everything, as a search does.
 */
export function treeRows<T extends Node>(nodes: T[], options: { closed: Set<string>; flat?: boolean }): TreeRow<T>[] {
  const here = new Set(nodes.map(({ id }) => id))
  const below = Map.groupBy(nodes, ({ parent }) => (parent !== null && here.has(parent) ? parent : ''))
  const rows: TreeRow<T>[] = []
  const walk = (list: T[], depth: number) => {
    for (const node of list) {
      const children = below.get(node.id) ?? []
      const open = options.flat === true || !options.closed.has(node.id)
      rows.push({ node, depth, children: children.length, open })
      if (open) walk(children, depth + 1)
    }
  }
  walk(below.get('') ?? [], 0)
  return rows
}

/** Whether a category may come below another: never below itself or what is below it. `to` null is the top. */
export function mayMove(nodes: Node[], id: string, to: string | null): boolean {
  const parents = new Map(nodes.map((node) => [node.id, node.parent]))
  for (let at = to; at !== null; at = parents.get(at) ?? null) if (at === id) return false
  return parents.get(id) !== to
}

/** Those found with everything above them, so that they keep their place in the tree. */
export function withParents<T extends Node>(nodes: T[], found: (node: T) => boolean): T[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const kept = new Set<string>()
  for (const node of nodes.filter(found)) {
    for (
      let at: T | undefined = node;
      at && !kept.has(at.id);
      at = at.parent === null ? undefined : byId.get(at.parent)
    )
      kept.add(at.id)
  }
  return nodes.filter(({ id }) => kept.has(id))
}
