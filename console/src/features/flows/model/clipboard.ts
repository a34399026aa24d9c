import { parse, stringify } from 'yaml'
import type { Added } from './document.ts'
import { freeName } from './document.ts'
import { redirect } from './exits.ts'
import type { FlowDoc, Group, NodeValue, Note, Point } from './flow-doc.ts'
import { fieldsOf, isRecord } from './node-fields.ts'

/** What travels through the clipboard, as YAML that people can read and mail to each other. */
interface Fragment {
  loopdesk: 'flow-fragment'
  nodes: Record<string, NodeValue>
  /** Slots the nodes ask for; a flow that has none of that name takes them over. */
  slots?: FlowDoc['slots']
  layout: { nodes: Record<string, Point>; notes?: Note[]; groups?: Group[] }
}

/** Nodes and notes as text. Exits that lead out of the selection stay in it: pasted into the same flow they still hold. */
export function copyText(doc: FlowDoc, names: Iterable<string>): string {
  const chosen = new Set(names)
  const nodes = Object.fromEntries(Object.entries(doc.nodes).filter(([name]) => chosen.has(name)))
  const slots = Object.values(nodes)
    .flatMap(fieldsOf)
    .flatMap(({ schema, value }) => (schema.role === 'slot' && typeof value === 'string' ? [value] : []))
  const fragment: Fragment = {
    loopdesk: 'flow-fragment',
    nodes,
    slots: Object.fromEntries(
      [...new Set(slots)].flatMap((name) => (doc.slots[name] ? [[name, doc.slots[name]]] : [])),
    ),
    layout: {
      nodes: Object.fromEntries(Object.entries(doc.layout.nodes).filter(([name]) => chosen.has(name))),
      notes: doc.layout.notes.filter(({ id }) => chosen.has(id)),
      groups: doc.layout.groups.filter(
        (group) => group.nodes.length > 0 && group.nodes.every((name) => chosen.has(name)),
      ),
    },
  }
  return stringify(fragment, { lineWidth: 0 })
}

/** Reads a copied text; null when it is anything else. */
export function readCopied(text: string): Fragment | null {
  if (!text.includes('flow-fragment')) return null
  try {
    const value: unknown = parse(text)
    if (!isRecord(value) || value.loopdesk !== 'flow-fragment' || !isRecord(value.nodes)) return null
    const whole = Object.values(value.nodes).every((node) => isRecord(node) && typeof node.type === 'string')
    return whole ? (value as unknown as Fragment) : null
  } catch {
    return null
  }
}

/**
 * Pastes a copied text with its top left corner at a place: names made unique, exits among the pasted follow, exits to
 * elsewhere are kept only where `keepOutside` (a duplicate in the same flow) and cut otherwise.
 */
export function paste(doc: FlowDoc, text: string, place: Point, keepOutside = false): Added | null {
  const fragment = readCopied(text)
  if (!fragment) return null
  const names = new Map<string, string>()
  const taken = new Set(Object.keys(doc.nodes))
  for (const name of Object.keys(fragment.nodes)) {
    const free = freeName(taken, name)
    names.set(name, free)
    taken.add(free)
  }
  const nodes: Record<string, NodeValue> = { ...doc.nodes }
  for (const [name, node] of Object.entries(fragment.nodes))
    nodes[names.get(name)!] = redirect(
      node,
      (target) => names.get(target) ?? (keepOutside && doc.nodes[target] ? target : undefined),
    )
  const move = mover(fragment, place)
  const notes = (fragment.layout?.notes ?? []).map((note) => {
    const id = freeName(new Set([...taken, ...doc.layout.notes.map((each) => each.id)]), note.id)
    taken.add(id)
    return { ...note, id, ...move(note) }
  })
  const groups = (fragment.layout?.groups ?? []).map((group) => ({
    ...group,
    id: freeName(new Set(doc.layout.groups.map(({ id }) => id)), group.id),
    nodes: group.nodes.flatMap((name) => names.get(name) ?? []),
  }))
  const places = Object.entries(fragment.layout?.nodes ?? {}).flatMap(([name, at]) => {
    const now = names.get(name)
    return now ? [[now, move(at)] as const] : []
  })
  return {
    doc: {
      ...doc,
      slots: { ...fragment.slots, ...doc.slots },
      nodes,
      layout: {
        nodes: { ...doc.layout.nodes, ...Object.fromEntries(places) },
        notes: [...doc.layout.notes, ...notes],
        groups: [...doc.layout.groups, ...groups],
      },
    },
    names: [...names.values(), ...notes.map(({ id }) => id)],
  }
}

function mover({ layout }: Fragment, place: Point): (at: Point) => Point {
  const all = [...Object.values(layout?.nodes ?? {}), ...(layout?.notes ?? [])]
  if (all.length === 0) return () => place
  const left = Math.min(...all.map(({ x }) => x))
  const top = Math.min(...all.map(({ y }) => y))
  return ({ x, y }) => ({ x: Math.round(place.x + x - left), y: Math.round(place.y + y - top) })
}

/** The same nodes again, a little aside; they lead where the originals lead. */
export function duplicate(doc: FlowDoc, names: Iterable<string>): Added | null {
  const chosen = [...names]
  const corner = chosen.flatMap(
    (name) => doc.layout.nodes[name] ?? doc.layout.notes.find(({ id }) => id === name) ?? [],
  )
  if (corner.length === 0) return null
  const place = { x: Math.min(...corner.map(({ x }) => x)) + 32, y: Math.min(...corner.map(({ y }) => y)) + 64 }
  return paste(doc, copyText(doc, chosen), place, true)
}
