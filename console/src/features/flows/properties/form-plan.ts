import { isWords, type Schema } from '../model/node-fields.ts'

export type Widget =
  | 'node'
  | 'expression'
  | 'words'
  | 'wordLists'
  | 'variable'
  | 'slot'
  | 'tool'
  | 'flow'
  | 'connection'
  | 'code'
  | 'json'
  | 'choice'
  | 'union'
  | 'switch'
  | 'number'
  | 'text'
  | 'longText'
  | 'tags'
  | 'list'
  | 'map'
  | 'object'

const byRole: Partial<Record<NonNullable<Schema['role']>, Widget>> = {
  edge: 'node',
  body: 'node',
  expression: 'expression',
  template: 'words',
  variable: 'variable',
  slot: 'slot',
  tool: 'tool',
  flow: 'flow',
  connection: 'connection',
  code: 'code',
  jsonSchema: 'json',
  assignments: 'map',
}

const longTextFrom = 300

/** How a value of this shape is edited. Says something about every schema, so that a new node kind needs nothing here. */
export function widgetOf(schema: Schema): Widget {
  const known = schema.role && byRole[schema.role]
  if (known) return known
  if (isWords(schema)) return schema.properties?.zh?.type === 'array' ? 'wordLists' : 'words'
  if (schema.enum) return 'choice'
  if (schema.anyOf) return 'union'
  if (schema.type === 'boolean') return 'switch'
  if (schema.type === 'number' || schema.type === 'integer') return 'number'
  if (schema.type === 'array') return schema.items?.type === 'string' && !schema.items.role ? 'tags' : 'list'
  if (schema.type === 'object' && schema.properties) return 'object'
  if (typeof schema.additionalProperties === 'object' && Object.keys(schema.additionalProperties).length > 0)
    return 'map'
  if (schema.type === 'object' || schema.type === undefined) return 'json'
  return (schema.maxLength ?? 0) >= longTextFrom ? 'longText' : 'text'
}

export interface PlannedField {
  name: string
  schema: Schema
  required: boolean
}

export interface Plan {
  main: PlannedField[]
  /** Optional ones that are not set: folded away. */
  more: PlannedField[]
  /** Where it goes on to, and where when something went wrong. */
  ways: PlannedField[]
  errors: PlannedField[]
}

/** In which order and under which heads a node's fields stand. What every node has (type, name, note) is drawn elsewhere. */
export function planOf(schema: Schema, value: Record<string, unknown>): Plan {
  const plan: Plan = { main: [], more: [], ways: [], errors: [] }
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    if (name === 'type' || name === 'label' || name === 'note') continue
    const required = schema.required?.includes(name) ?? false
    const field = { name, schema: inner, required }
    const each = typeof inner.additionalProperties === 'object' ? inner.additionalProperties : undefined
    const way =
      inner.role === 'edge' || inner.role === 'body'
        ? inner
        : each?.role === 'edge' || each?.role === 'body'
          ? each
          : null
    if (way) plan[way.error ? 'errors' : 'ways'].push(field)
    else plan[required || value[name] !== undefined || inner.default !== undefined ? 'main' : 'more'].push(field)
  }
  return plan
}

/** The pieces of a list after one was moved. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list]
  const [piece] = next.splice(from, 1)
  if (piece !== undefined) next.splice(Math.max(0, Math.min(next.length, to)), 0, piece)
  return next
}

/** Whether a name can be that of a variable or a node. */
export const isKey = (name: string): boolean => /^[a-zA-Z][a-zA-Z0-9_]*$/.test(name)
