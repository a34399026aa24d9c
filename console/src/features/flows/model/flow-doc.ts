import type { FlowFile, FlowLayout, Localised } from '@loopdesk/contracts/flow.ts'

/** A node as it stands in a draft: anything but its type may still be missing. */
export interface NodeValue {
  type: string
  label?: Localised
  note?: string
  [field: string]: unknown
}

/** A flow under construction. Unlike a published one its nodes may be incomplete; its layout is always there. */
export interface FlowDoc extends Omit<FlowFile, 'nodes' | 'layout'> {
  nodes: Record<string, NodeValue>
  layout: FlowLayout
}

export type Point = { x: number; y: number }
export type Note = FlowLayout['notes'][number]
export type Group = FlowLayout['groups'][number]
/** Where a value stands inside a node: names of fields, numbers of list items. */
export type Path = readonly (string | number)[]

export const emptyLayout = (): FlowLayout => ({ nodes: {}, notes: [], groups: [] })

/** A file read from the server or a text as the editor holds it. */
export function docOf(file: FlowFile): FlowDoc {
  const { layout, ...rest } = file
  return { ...rest, nodes: file.nodes as Record<string, NodeValue>, layout: { ...emptyLayout(), ...layout } }
}

/** A flow that has nothing but its name yet: a greeting and an end, so that there is something to go on from. */
export function blankFlow(id: string, name: Localised, limits: FlowFile['limits']): FlowDoc {
  return {
    id,
    name,
    description: { zh: name.zh, en: name.en },
    trigger: { type: 'customer' },
    examples: { zh: [], en: [] },
    inputs: {},
    steps: [],
    slots: {},
    limits,
    start: 'hello',
    nodes: {
      hello: {
        type: 'say',
        text: { zh: '您好，我来帮您处理。', en: 'Hello, I can help you with that.' },
        next: 'done',
      },
      done: { type: 'end', outcome: 'solved' },
    },
    layout: { nodes: { hello: { x: 0, y: 0 }, done: { x: 320, y: 0 } }, notes: [], groups: [] },
  }
}

/** The value at a path; undefined where there is none. */
export function at(value: unknown, path: Path): unknown {
  let found = value
  for (const step of path) {
    if (found === null || typeof found !== 'object') return undefined
    found = (found as Record<string | number, unknown>)[step]
  }
  return found
}

/** A copy with the value at a path replaced; `undefined` takes the field away. Everything beside the path stays the same object. */
export function withAt<T>(value: T, path: Path, next: unknown): T {
  const [step, ...rest] = path
  if (step === undefined) return next as T
  if (Array.isArray(value) || (value === undefined && typeof step === 'number')) {
    const list = [...((value as unknown[] | undefined) ?? [])]
    list[Number(step)] = withAt(list[Number(step)], rest, next)
    return list as T
  }
  const record = { ...(value as Record<string, unknown> | undefined) }
  const inside = rest.length ? withAt(record[step], rest, next) : next
  if (inside === undefined) delete record[step]
  else record[step] = inside
  return record as T
}
