import type { FlowDefinition } from './definition.ts'
import { exitsOf } from './graph.ts'

/** Whether a run that stands at one node can come to another, by whatever way, into branches and bodies too. */
export function leadsTo({ nodes }: Pick<FlowDefinition, 'nodes'>, from: string, to: string): boolean {
  const seen = new Set<string>()
  const open = [from]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === to) return true
    const node = nodes[name]
    if (!node || seen.has(name)) continue
    seen.add(name)
    open.push(...exitsOf(node).map((exit) => exit.to))
  }
  return false
}
