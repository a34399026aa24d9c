import { inOrder, takeFirst } from './graph.ts'
import type { Edge, Model, NodeView } from './model.ts'

/** How something is followed along all walks of a flow. Entries with different keys are kept apart; those with the same are joined. */
export interface Followed<S> {
  key(state: S): string
  join(one: S, other: S): S
  same(one: S, other: S): boolean
  along(view: NodeView, edge: Edge, state: S): S[]
}

/** What comes to each node, by following all walks until nothing new comes. What walks inside come back with goes on at the node around them. */
export function walkStates<S>(model: Model, begin: S, followed: Followed<S>): ReadonlyMap<string, S[]> {
  const { nodes, definition, regionOf } = model
  const states = new Map<string, Map<string, S>>()
  const open = new Set<string>()
  const arrive = (id: string, state: S) => {
    const at = states.get(id) ?? new Map<string, S>()
    states.set(id, at)
    const key = followed.key(state)
    const known = at.get(key)
    const next = known === undefined ? state : followed.join(known, state)
    if (known !== undefined && followed.same(known, next)) return
    at.set(key, next)
    open.add(id)
  }
  for (const id of [definition.start, definition.finally]) if (id !== undefined && nodes.has(id)) arrive(id, begin)
  const order = inOrder(model.allLinks, [definition.start, ...nodes.keys()])
  for (let id = takeFirst(open, order); id !== undefined; id = takeFirst(open, order)) {
    const view = nodes.get(id)!
    const here = [...states.get(id)!.values()]
    for (const edge of [...view.bodies, ...view.edges])
      for (const state of here) for (const next of followed.along(view, edge, state)) arrive(edge.to, next)
    const owner = view.node.type === 'return' ? regionOf.get(id)?.owner : undefined
    if (owner !== undefined) for (const state of here) arrive(owner, state)
  }
  return new Map([...states].map(([id, at]) => [id, [...at.values()]]))
}
