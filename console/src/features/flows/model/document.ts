import { exitId, exitsOf, mainExit, redirect, withExit } from './exits.ts'
import type { FlowDoc, Group, NodeValue, Note, Path, Point } from './flow-doc.ts'
import { withAt } from './flow-doc.ts'
import { blankNode } from './node-fields.ts'

/** What adding something answers: the new document and the names of what came. */
export interface Added {
  doc: FlowDoc
  names: string[]
}

/** A name no node has yet, made from a wish: `ask`, `ask2`, `ask3`… */
export function freeName(taken: Record<string, unknown> | ReadonlySet<string>, wish: string): string {
  const has = (name: string) => (taken instanceof Set ? taken.has(name) : Object.hasOwn(taken, name))
  const stem = wish.replace(/[^a-zA-Z0-9_]/g, '').replace(/^[^a-zA-Z]+/, '') || 'node'
  if (!has(stem)) return stem
  const base = stem.replace(/\d+$/, '')
  for (let number = 2; ; number++) if (!has(`${base}${number}`)) return `${base}${number}`
}

/** Adds a node of a kind at a place; the first one of an empty flow is its start. */
export function addNode(doc: FlowDoc, type: string, place: Point): Added {
  const name = freeName(doc.nodes, type)
  const nodes = { ...doc.nodes, [name]: blankNode(type) }
  const start = doc.nodes[doc.start] ? doc.start : name
  return { doc: { ...doc, start, nodes, layout: placed(doc.layout, { [name]: place }) }, names: [name] }
}

/** Adds a node where an exit leads, between the two: what came next comes after it and makes room. */
export function insertOnExit(doc: FlowDoc, from: string, path: Path, type: string, place: Point): Added {
  const target = targetOf(doc, from, path)
  const next = target === undefined || target === from ? undefined : doc.layout.nodes[target]
  const before = doc.layout.nodes[from]
  const tight = next !== undefined && before !== undefined && next.x > before.x && next.x - before.x < roomFor.two
  const added = addNode(tight ? shifted(doc, next.x, roomFor.one) : doc, type, tight ? next : place)
  const name = added.names[0]!
  return { doc: joined(added.doc, from, path, name, target), names: [name] }
}

/** Pixels a node and the way to it take. */
const roomFor = { one: 316, two: 560 }

/** Everything from a line on further to the right. */
function shifted(doc: FlowDoc, line: number, by: number): FlowDoc {
  const places = Object.entries(doc.layout.nodes)
    .filter(([, { x }]) => x >= line - 20)
    .map(([name, { x, y }]) => [name, { x: x + by, y }] as const)
  return moveTo(doc, Object.fromEntries(places))
}

const targetOf = (doc: FlowDoc, from: string, path: Path): string | undefined => {
  const node = doc.nodes[from]
  return node && exitsOf(node).find(({ id }) => id === exitId(path))?.target
}

function joined(doc: FlowDoc, from: string, path: Path, name: string, target: string | undefined): FlowDoc {
  const node = doc.nodes[name]
  const out = node && mainExit(node)
  const linked = connect(doc, from, path, name)
  return out && target && !out.target ? connect(linked, name, out.path, target) : linked
}

/** Leads an exit to a node. */
export function connect(doc: FlowDoc, from: string, path: Path, target: string): FlowDoc {
  return changeNode(doc, from, (node) => withExit(node, path, target))
}

/** Cuts an exit. */
export function disconnect(doc: FlowDoc, from: string, path: Path): FlowDoc {
  return changeNode(doc, from, (node) => withExit(node, path, undefined))
}

/** Sets a field of a node; undefined takes it away. */
export function setField(doc: FlowDoc, name: string, path: Path, value: unknown): FlowDoc {
  return changeNode(doc, name, (node) => withAt(node, path, value))
}

export function changeNode(doc: FlowDoc, name: string, change: (node: NodeValue) => NodeValue): FlowDoc {
  const node = doc.nodes[name]
  if (!node) return doc
  const changed = change(node)
  return changed === node ? doc : { ...doc, nodes: { ...doc.nodes, [name]: changed } }
}

/**
 * Takes nodes away. What led to one leads on to what came after it, as long as that is plain (one way on that is no error);
 * else the edge is cut. Steps of progress, groups, `onError` and `finally` forget it.
 */
export function removeNodes(doc: FlowDoc, names: Iterable<string>): FlowDoc {
  const gone = new Set([...names].filter((name) => doc.nodes[name]))
  if (gone.size === 0) return doc
  const onwards = (target: string): string | undefined => {
    const seen = new Set<string>()
    let next: string | undefined = target
    while (next !== undefined && gone.has(next) && !seen.has(next)) {
      seen.add(next)
      next = onlyWay(doc.nodes[next]!)
    }
    return next !== undefined && gone.has(next) ? undefined : next
  }
  const nodes: Record<string, NodeValue> = {}
  for (const [name, node] of Object.entries(doc.nodes)) if (!gone.has(name)) nodes[name] = redirect(node, onwards)
  const { onError, finally: last, ...rest } = doc
  return {
    ...rest,
    ...(onError !== undefined && !gone.has(onError) && { onError }),
    ...(last !== undefined && !gone.has(last) && { finally: last }),
    start: onwards(doc.start) ?? Object.keys(nodes)[0] ?? doc.start,
    steps: doc.steps.filter(({ node }) => !gone.has(node)),
    nodes,
    layout: {
      ...doc.layout,
      nodes: Object.fromEntries(Object.entries(doc.layout.nodes).filter(([name]) => !gone.has(name))),
      groups: doc.layout.groups
        .map((group) => ({ ...group, nodes: group.nodes.filter((name) => !gone.has(name)) }))
        .filter((group) => group.nodes.length > 0),
    },
  }
}

function onlyWay(node: NodeValue): string | undefined {
  const ways = exitsOf(node).filter(({ error, target }) => !error && target)
  return ways.length === 1 ? ways[0]?.target : undefined
}

/** Puts nodes and notes where they were dragged to. */
export function moveTo(doc: FlowDoc, places: Record<string, Point>): FlowDoc {
  const nodes: Record<string, Point> = {}
  for (const [name, place] of Object.entries(places)) if (doc.nodes[name]) nodes[name] = rounded(place)
  const notes = doc.layout.notes.map((note) => (places[note.id] ? { ...note, ...rounded(places[note.id]!) } : note))
  return { ...doc, layout: { ...placed(doc.layout, nodes), notes } }
}

const rounded = ({ x, y }: Point): Point => ({ x: Math.round(x), y: Math.round(y) })

function placed(layout: FlowDoc['layout'], places: Record<string, Point>): FlowDoc['layout'] {
  const rounds = Object.entries(places).map(([name, place]) => [name, rounded(place)] as const)
  return { ...layout, nodes: { ...layout.nodes, ...Object.fromEntries(rounds) } }
}

export function addNote(doc: FlowDoc, place: Point, text = ''): Added {
  const taken = new Set([...doc.layout.notes.map(({ id }) => id), ...Object.keys(doc.nodes)])
  const note: Note = { id: freeName(taken, 'note'), text, ...rounded(place), width: 220, height: 96 }
  return { doc: { ...doc, layout: { ...doc.layout, notes: [...doc.layout.notes, note] } }, names: [note.id] }
}

export function changeNote(doc: FlowDoc, id: string, change: Partial<Omit<Note, 'id'>>): FlowDoc {
  const notes = doc.layout.notes.map((note) => (note.id === id ? { ...note, ...change } : note))
  return { ...doc, layout: { ...doc.layout, notes } }
}

export function removeNotes(doc: FlowDoc, ids: Iterable<string>): FlowDoc {
  const gone = new Set(ids)
  const notes = doc.layout.notes.filter(({ id }) => !gone.has(id))
  return notes.length === doc.layout.notes.length ? doc : { ...doc, layout: { ...doc.layout, notes } }
}

/** Puts nodes into a group of their own; they leave the groups they were in. */
export function groupNodes(doc: FlowDoc, names: string[], title: string): Added {
  const members = names.filter((name) => doc.nodes[name])
  if (members.length === 0) return { doc, names: [] }
  const inside = new Set(members)
  const others = doc.layout.groups
    .map((group) => ({ ...group, nodes: group.nodes.filter((name) => !inside.has(name)) }))
    .filter((group) => group.nodes.length > 0)
  const id = freeName(new Set(others.map((group) => group.id)), 'group')
  const group: Group = { id, title, nodes: members }
  return { doc: { ...doc, layout: { ...doc.layout, groups: [...others, group] } }, names: [id] }
}

/** Renames or recolours a group; `null` dissolves it, its nodes stay. */
export function changeGroup(doc: FlowDoc, id: string, change: Partial<Omit<Group, 'id'>> | null): FlowDoc {
  const groups = change
    ? doc.layout.groups.map((group) => (group.id === id ? { ...group, ...change } : group))
    : doc.layout.groups.filter((group) => group.id !== id)
  return { ...doc, layout: { ...doc.layout, groups } }
}
