import type { FlowDefinition, FlowNode } from '../definition.ts'
import { kindOf } from '../definition.ts'
import { fieldsOf, type Field as NodeField } from '../graph.ts'
import { reach } from './graph.ts'
import type { ProofWorld } from './world.ts'

/** A field of a node that means something: `cases.0.when`. */
export interface Field extends Pick<NodeField, 'role' | 'path' | 'value'> {
  /** An edge taken when something went wrong. */
  error: boolean
}

/** A way from one node to another that exists. */
export interface Edge {
  from: string
  to: string
  /** Field it stands in; `onError` for the way to the flow's own handler. */
  field: string
  /** Taken when something went wrong. */
  error: boolean
  /** Taken by a failure, which is then the variable `error`. */
  raised: boolean
}

/** A walk of its own: the flow itself, a branch, the body of a loop, `finally`. */
export interface Region {
  kind: 'main' | 'branch' | 'each' | 'body' | 'finally'
  owner?: string
  /** Field of the owner it begins at. */
  field?: string
  start: string
  /** Nodes walked in it, without those of the regions inside. */
  nodes: Set<string>
  /** The region its owner stands in. */
  around?: Region
}

export interface NodeView {
  id: string
  node: FlowNode
  fields: Field[]
  /** Where it goes on to. */
  edges: Edge[]
  /** Where walks inside it begin. */
  bodies: Edge[]
}

/** A flow taken apart, as all rules look at it. */
export interface Model {
  definition: FlowDefinition
  world: ProofWorld
  nodes: Map<string, NodeView>
  /** Edges within walks, without those to `onError`: that way is gone once at most. */
  links: Map<string, string[]>
  /** The same, with those into bodies and branches. */
  allLinks: Map<string, string[]>
  into: Map<string, Edge[]>
  regions: Region[]
  regionOf: Map<string, Region>
  reachable: Set<string>
  /** No customer is there: the flow is begun by an event or the clock. */
  alone: boolean
}

export function makeModel(definition: FlowDefinition, world: ProofWorld): Model {
  const nodes = new Map<string, NodeView>()
  for (const [id, node] of Object.entries(definition.nodes)) nodes.set(id, viewOf(id, node, definition))
  const regions = regionsOf(definition, nodes)
  const regionOf = new Map<string, Region>()
  for (const region of regions) for (const id of region.nodes) if (!regionOf.has(id)) regionOf.set(id, region)
  const model: Model = {
    definition,
    world,
    nodes,
    regions,
    regionOf,
    links: new Map(),
    allLinks: new Map(),
    into: new Map(),
    reachable: new Set(),
    alone: definition.trigger.type === 'event' || definition.trigger.type === 'schedule',
  }
  addWaysToOnError(model)
  for (const { id, edges, bodies } of nodes.values()) {
    const targets = edges.filter(({ field }) => field !== 'onError').map(({ to }) => to)
    model.links.set(id, targets)
    model.allLinks.set(id, [...targets, ...bodies.map(({ to }) => to)])
    for (const edge of edges) model.into.set(edge.to, [...(model.into.get(edge.to) ?? []), edge])
  }
  const { start, onError, finally: last } = definition
  const roots = [start, onError, last].filter((each): each is string => each !== undefined && nodes.has(each))
  model.reachable = reach(model.allLinks, roots)
  return model
}

function viewOf(id: string, node: FlowNode, definition: FlowDefinition): NodeView {
  const fields = fieldsOf(node).map(({ role, path, value, schema }) => ({
    role,
    path: path.replaceAll(/\[(\d+)\]/g, '.$1'),
    value,
    error: schema.error === true,
  }))
  const raises = 'errors' in node
  const edges: Edge[] = []
  const bodies: Edge[] = []
  for (const { role, path, value, error } of fields) {
    const to = String(value)
    if ((role !== 'edge' && role !== 'body') || !(to in definition.nodes)) continue
    const raised = raises && /^(errors\.|refusals\.|failed$)/.test(path)
    ;(role === 'edge' ? edges : bodies).push({ from: id, to, field: path, error, raised })
  }
  return { id, node, fields, edges, bodies }
}

function regionsOf(definition: FlowDefinition, nodes: Map<string, NodeView>): Region[] {
  const links = new Map([...nodes].map(([id, { edges }]) => [id, edges.map(({ to }) => to)]))
  const { start, onError, finally: last } = definition
  const known = (id: string | undefined): id is string => id !== undefined && nodes.has(id)
  const found: Region[] = []
  const main: Region = { kind: 'main', start, nodes: reach(links, [start, onError].filter(known)) }
  found.push(main)
  if (known(last)) found.push({ kind: 'finally', start: last, nodes: reach(links, [last]) })
  // Regions inside regions come after those around them.
  const opened = new Set<string>()
  for (const region of found)
    for (const id of region.nodes) {
      if (opened.has(id)) continue
      opened.add(id)
      for (const { to, field } of nodes.get(id)!.bodies) {
        const { type } = nodes.get(id)!.node
        const kind = type === 'forEach' ? 'each' : type === 'while' ? 'body' : 'branch'
        found.push({ kind, owner: id, field, start: to, nodes: reach(links, [to]), around: region })
      }
    }
  return found
}

/** Whether the walk can fail at a node in a way the node itself does not see to. */
function failsOpenly({ node, fields }: NodeView): boolean {
  if ('errors' in node && 'failed' in node && node.failed !== undefined) return false
  const { waits } = kindOf(node) ?? {}
  if (waits === 'event' || waits === 'person') return true
  if ('errors' in node) return true
  return fields.some(
    ({ role, value }) =>
      (role === 'expression' && !/^(true|false|null|[\d.]+|'[^']*'|"[^"]*")$/.test(String(value).trim())) ||
      (role === 'template' && /\{\{/.test(JSON.stringify(value))),
  )
}

function addWaysToOnError({ definition, nodes, regionOf }: Model): void {
  const to = definition.onError
  if (to === undefined || !nodes.has(to)) return
  const froms = new Set<string>()
  const links = new Map([...nodes].map(([id, { edges }]) => [id, edges.map((each) => each.to)]))
  const before = reach(
    links,
    [definition.start].filter((each) => nodes.has(each)),
  )
  for (const view of nodes.values()) {
    if (!failsOpenly(view)) continue
    let at = view.id
    let region = regionOf.get(at)
    while (region?.owner !== undefined) {
      at = region.owner
      const { node } = nodes.get(at)!
      if ('failed' in node && node.failed !== undefined) break
      region = region.around
    }
    if (region?.kind === 'main' && before.has(at)) froms.add(at)
  }
  for (const from of froms) nodes.get(from)!.edges.push({ from, to, field: 'onError', error: true, raised: true })
}

/** How a node is called in messages, in both languages. */
export function nameOf({ definition }: Pick<Model, 'definition'>, id: string): [zh: string, en: string] {
  const label = definition.nodes[id]?.label
  return label ? [`「${label.zh}」`, `“${label.en}”`] : [`「${id}」`, `“${id}”`]
}

/** The regions around a node, the innermost first. */
export function regionsAround({ regionOf }: Model, id: string): Region[] {
  const found: Region[] = []
  for (let region = regionOf.get(id); region; region = region.around) found.push(region)
  return found
}

/** All nodes of a region and of those inside it. */
export function nodesWithin(model: Model, region: Region): Set<string> {
  return reach(model.allLinks, region.nodes)
}
