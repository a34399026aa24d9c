import type { FlowDefinition } from './definition.ts'
import type { Frame } from './frame.ts'
import { regionsOf } from './graph.ts'

/**
 * Goes back to where a slot is asked, so that everything after it is worked out again with the new value; to the beginning,
 * where it is never asked by itself. A question inside a loop or a branch begins the node around it anew.
 */
export function rewind(definition: FlowDefinition, frame: Frame, slot: string, value: unknown): Frame {
  const asking = whereAsked(definition, slot)
  if (!asking && !(slot in definition.slots)) return frame
  const node = asking === undefined ? definition.start : mainNode(definition, asking)
  const asked = Object.fromEntries(Object.entries(frame.asked).filter(([at]) => at !== asking))
  const scope = { ...frame.scope, [slot]: value }
  return { ...frame, inner: undefined, waiting: undefined, repeats: {}, scope, asked, node }
}

function whereAsked({ nodes }: FlowDefinition, slot: string): string | undefined {
  for (const [name, node] of Object.entries(nodes)) {
    if (node.type === 'ask' && node.slot === slot) return name
    if (node.type === 'form' && node.fields.some((field) => field.slot === slot)) return name
    if (node.type === 'choice' && name === slot) return name
  }
  return undefined
}

/** The node of the flow's own walk that a node is in, or itself. */
function mainNode(definition: FlowDefinition, name: string): string {
  const region = regionsOf(definition).of.get(name)
  if (region === undefined || region === 'finally') return region === undefined ? name : definition.start
  return region === '' ? name : region.slice(0, region.indexOf('.'))
}
