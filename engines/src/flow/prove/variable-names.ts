import type { FlowDefinition } from '../definition.ts'
import type { Model, NodeView } from './model.ts'

/** Names the platform gives to every run. They stand before variables of the same name. */
export const contextNames = ['customer', 'profile', 'page', 'today', 'now', 'run', 'lang']

/** Variables a node sets, wherever it goes on to. Slots are not among them. */
export function variablesSetBy({ fields }: NodeView): string[] {
  const found: string[] = []
  for (const { role, value } of fields) {
    if (role === 'variable') found.push(String(value))
    if (role === 'assignments') found.push(...Object.keys(value as object))
  }
  return found
}

/** Slots a node asks for. */
export const slotsAskedBy = ({ fields }: NodeView): string[] =>
  fields.filter(({ role }) => role === 'slot').map(({ value }) => String(value))

/** Variables a loop gives to its body. */
export const loopVariables = ({ node }: NodeView): string[] => (node.type === 'forEach' ? [node.as, 'index'] : [])

/** Names that have a value from the beginning. */
export function givenNames({ inputs, trigger }: FlowDefinition): string[] {
  const required = Object.entries(inputs).flatMap(([name, each]) => (each.required ? [name] : []))
  return [...contextNames, ...required, ...(trigger.type === 'event' ? ['event'] : [])]
}

/** Everything in the flow that gives a name a value, with the nodes that do. */
export function settersOf({ nodes, reachable }: Model): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const view of nodes.values()) {
    if (!reachable.has(view.id)) continue
    for (const name of [...variablesSetBy(view), ...slotsAskedBy(view), ...loopVariables(view)])
      found.set(name, [...(found.get(name) ?? []), view.id])
  }
  return found
}
