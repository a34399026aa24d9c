import type { FlowDefinition, FlowNode } from '@loopdesk/contracts/flow.ts'

/** The nodes a node can go on to. */
export function exits(node: FlowNode): string[] {
  switch (node.type) {
    case 'confirm':
      return [node.yes, node.no]
    case 'call':
      return [node.next, node.failed, ...Object.values(node.refusals)]
    case 'verify':
    case 'rollback':
      return [node.next, node.failed]
    case 'switch':
      return [...node.cases.map((each) => each.next), node.else]
    case 'handoff':
    case 'end':
      return []
    default:
      return [node.next]
  }
}

/** Whether a run that stands at one node can come to another. */
export function leadsTo({ nodes }: Pick<FlowDefinition, 'nodes'>, from: string, to: string): boolean {
  const seen = new Set<string>()
  const open = [from]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === to) return true
    const node = nodes[name]
    if (!node || seen.has(name)) continue
    seen.add(name)
    open.push(...exits(node))
  }
  return false
}
