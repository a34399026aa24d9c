import type { Localised } from '@loopdesk/contracts/flow.ts'
import { at, type FlowDoc, type NodeValue, type Path, withAt } from './flow-doc.ts'
import { type FieldAt, fieldsOf, isRecord } from './node-fields.ts'

/** One way out of a node (or into an inner walk). */
export interface Exit {
  /** The path as text; also the id of its handle on the canvas. */
  id: string
  path: Path
  target: string | undefined
  label: Localised
  error: boolean
  /** Where a branch or a loop's body begins. */
  body: boolean
  /** The name of its entry where it stands in a record: a kind of error, a code, an outcome, a branch. */
  entry?: string
}

/** A path as text without spaces; names of entries may hold anything. */
export const exitId = (path: Path): string => path.map((step) => encodeURIComponent(step)).join('/')
export const pathOfExit = (id: string): Path =>
  id.split('/').map((step) => (/^\d+$/.test(step) ? Number(step) : decodeURIComponent(step)))

const known = new WeakMap<NodeValue, Exit[]>()

/** All ways out of a node: normal ones first, then errors. Those not connected yet have no target. */
export function exitsOf(node: NodeValue): Exit[] {
  let exits = known.get(node)
  if (!exits) {
    const all = fieldsOf(node)
      .filter(({ schema }) => schema.role === 'edge' || schema.role === 'body')
      .map((field) => exitOf(node, field))
    exits = [...all.filter(({ error }) => !error), ...all.filter(({ error }) => error)]
    known.set(node, exits)
  }
  return exits
}

function exitOf(node: NodeValue, { path, schema, value }: FieldAt): Exit {
  const parent = path.length > 1 ? at(node, path.slice(0, -1)) : undefined
  const last = path[path.length - 1]
  const inRecord = path.length > 1 && isRecord(parent) && typeof path[path.length - 2] === 'string'
  const own = schema.label ?? { zh: String(last), en: String(last) }
  return {
    id: exitId(path),
    path,
    target: typeof value === 'string' && value !== '' ? value : undefined,
    label: inRecord
      ? { zh: String(last), en: String(last) }
      : isRecord(parent)
        ? itemLabel(parent, Number(path[path.length - 2]), own)
        : own,
    error: schema.error === true,
    body: schema.role === 'body',
    ...(inRecord && { entry: String(last) }),
  }
}

/** A list item's exit is called like the item: its label, its value or its condition. */
function itemLabel(item: Record<string, unknown>, index: number, fallback: Localised): Localised {
  const { label } = item
  if (isRecord(label) && (label.zh || label.en))
    return { zh: String(label.zh || label.en), en: String(label.en || label.zh) }
  const words = [item.value, item.when].find((each) => typeof each === 'string' && each !== '')
  return words
    ? { zh: String(words), en: String(words) }
    : { zh: `${fallback.zh} ${index + 1}`, en: `${fallback.en} ${index + 1}` }
}

/** The way a walk goes when nothing is special: the first one that is no error and no inner walk. */
export const mainExit = (node: NodeValue): Exit | undefined => exitsOf(node).find(({ error, body }) => !error && !body)

/** A node with one exit leading elsewhere; without a target it is cut, and goes altogether where it is an entry of a record. */
export function withExit(node: NodeValue, path: Path, target: string | undefined): NodeValue {
  return withAt(node, path, target)
}

/** A node whose exits to some nodes lead elsewhere; `to` answering undefined cuts them. */
export function redirect(node: NodeValue, to: (target: string) => string | undefined): NodeValue {
  let changed = node
  for (const { path, target } of exitsOf(node)) {
    if (target === undefined) continue
    const next = to(target)
    if (next !== target) changed = withExit(changed, path, next)
  }
  return changed
}

/** Who leads to each node. */
export function entriesOf(doc: Pick<FlowDoc, 'nodes'>): Map<string, { from: string; exit: Exit }[]> {
  const entries = new Map<string, { from: string; exit: Exit }[]>()
  for (const [from, node] of Object.entries(doc.nodes))
    for (const exit of exitsOf(node)) {
      if (exit.target === undefined) continue
      const list = entries.get(exit.target)
      if (list) list.push({ from, exit })
      else entries.set(exit.target, [{ from, exit }])
    }
  return entries
}
