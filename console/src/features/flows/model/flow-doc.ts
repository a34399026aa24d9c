import type { DraftDefinition } from '@loopdesk/contracts/api/flows.ts'
import { type FlowFile, type FlowLayout, flowLimits, type Localised } from '@loopdesk/contracts/flow.ts'

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

/** A draft as the server keeps it, or a file: whatever a flow must have and it lacks is filled in. */
export function docOf(draft: DraftDefinition | FlowFile): FlowDoc {
  const { layout, ...rest } = draft as Partial<FlowFile> & Pick<FlowFile, 'id' | 'name' | 'nodes'>
  return {
    ...rest,
    description: rest.description ?? { zh: '', en: '' },
    trigger: rest.trigger ?? { type: 'customer' },
    examples: { zh: rest.examples?.zh ?? [], en: rest.examples?.en ?? [] },
    inputs: rest.inputs ?? {},
    steps: rest.steps ?? [],
    slots: rest.slots ?? {},
    limits: flowLimits.catch(() => flowLimits.parse({})).parse(rest.limits ?? {}),
    start: rest.start ?? Object.keys(rest.nodes)[0] ?? '',
    nodes: rest.nodes as Record<string, NodeValue>,
    layout: { ...emptyLayout(), ...layout },
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
