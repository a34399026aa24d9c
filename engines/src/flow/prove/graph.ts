/** From each node, the nodes it leads to. */
export type Links = ReadonlyMap<string, readonly string[]>

/** The nodes that can be reached, those begun with among them. `avoid` is never entered. */
export function reach(links: Links, from: Iterable<string>, avoid?: ReadonlySet<string>): Set<string> {
  const found = new Set<string>()
  const open = [...from].filter((each) => !avoid?.has(each))
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue
    found.add(node)
    for (const next of links.get(node) ?? []) if (!found.has(next) && !avoid?.has(next)) open.push(next)
  }
  return found
}

export function reversed(links: Links): Map<string, string[]> {
  const back = new Map<string, string[]>()
  for (const [from, targets] of links)
    for (const to of targets) {
      const known = back.get(to)
      if (known) known.push(from)
      else back.set(to, [from])
    }
  return back
}

/** Circles among these nodes: the strongly connected components that hold an edge (Kosaraju's algorithm, without recursion). */
export function circles(links: Links, among: ReadonlySet<string>): Set<string>[] {
  const order: string[] = []
  const seen = new Set<string>()
  for (const root of among) {
    const open: { node: string; at: number }[] = seen.has(root) ? [] : [{ node: root, at: 0 }]
    seen.add(root)
    while (open.length > 0) {
      const top = open.at(-1)!
      const next = links.get(top.node)?.[top.at++]
      if (next === undefined) {
        order.push(top.node)
        open.pop()
      } else if (among.has(next) && !seen.has(next)) {
        seen.add(next)
        open.push({ node: next, at: 0 })
      }
    }
  }
  const back = reversed(links)
  const taken = new Set<string>()
  const found: Set<string>[] = []
  for (const root of order.toReversed()) {
    if (taken.has(root)) continue
    const part = new Set<string>()
    const open = [root]
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (taken.has(node)) continue
      taken.add(node)
      part.add(node)
      for (const each of back.get(node) ?? []) if (among.has(each) && !taken.has(each)) open.push(each)
    }
    if (part.size > 1 || links.get(root)?.includes(root)) found.push(part)
  }
  return found
}

/** Nodes in an order in which those a node leads to come after it, except where circles lead back (reverse postorder). */
export function inOrder(links: Links, from: Iterable<string>): Map<string, number> {
  const done: string[] = []
  const seen = new Set<string>()
  for (const root of from) {
    if (seen.has(root)) continue
    seen.add(root)
    const open = [{ node: root, at: 0 }]
    while (open.length > 0) {
      const top = open.at(-1)!
      const next = links.get(top.node)?.[top.at++]
      if (next === undefined) {
        done.push(top.node)
        open.pop()
      } else if (!seen.has(next)) {
        seen.add(next)
        open.push({ node: next, at: 0 })
      }
    }
  }
  return new Map(done.toReversed().map((node, at) => [node, at]))
}

/** Takes the node that comes first out of a set. */
export function takeFirst(open: Set<string>, order: ReadonlyMap<string, number>): string | undefined {
  let first: string | undefined
  let best = Number.POSITIVE_INFINITY
  for (const each of open) {
    const at = order.get(each) ?? Number.MAX_SAFE_INTEGER
    if (at < best) [first, best] = [each, at]
  }
  if (first !== undefined) open.delete(first)
  return first
}
