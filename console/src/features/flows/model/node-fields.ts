import type { Localised } from '@loopdesk/contracts/flow.ts'
import { type NodeType, nodeJsonSchema } from '@loopdesk/engines/flow/definition.ts'
import type { FieldRole } from '@loopdesk/engines/flow/fields.ts'
import type { NodeDefinition } from '@loopdesk/engines/flow/node-kind.ts'
import { nodeKinds } from '@loopdesk/engines/flow/nodes/index.ts'
import type { NodeValue, Path } from './flow-doc.ts'

/** What the editor reads of a node kind's JSON Schema. */
export interface Schema {
  type?: string
  const?: unknown
  enum?: unknown[]
  default?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  additionalProperties?: Schema | boolean
  propertyNames?: Schema
  anyOf?: Schema[]
  minItems?: number
  maxItems?: number
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  pattern?: string
  format?: string
  title?: string
  description?: string
  examples?: unknown[]
  role?: FieldRole
  label?: Localised
  help?: Localised
  /** An edge taken when something went wrong. */
  error?: boolean
}

const kinds = nodeKinds as unknown as Record<string, NodeDefinition>

/** Every kind of node in the palette's order. */
export const kindList: { type: string; kind: NodeDefinition }[] = Object.entries(kinds).map(([type, kind]) => ({
  type,
  kind,
}))
export const kindNamed = (type: string): NodeDefinition | undefined =>
  Object.hasOwn(kinds, type) ? kinds[type] : undefined

/** The schema of a kind of node; nothing for a kind this version does not know. */
export function schemaOf(type: string): Schema | undefined {
  return Object.hasOwn(kinds, type) ? (nodeJsonSchema(type as NodeType) as Schema) : undefined
}

/** One field of a node as it stands there, or as it could. */
export interface FieldAt {
  path: Path
  schema: Schema
  value: unknown
}

const known = new WeakMap<NodeValue, FieldAt[]>()

/** All fields of a node that have a role, in the schema's order: set ones, and top-level ones that are not set yet. */
export function fieldsOf(node: NodeValue): FieldAt[] {
  let fields = known.get(node)
  if (!fields) {
    fields = []
    const schema = schemaOf(node.type)
    if (schema) collect(schema, node, [], fields)
    known.set(node, fields)
  }
  return fields
}

function collect(schema: Schema, value: unknown, path: Path, into: FieldAt[]): void {
  if (schema.role && path.length > 0) into.push({ path, schema, value })
  if (schema.properties && (value === undefined || isRecord(value))) {
    if (value === undefined && path.length > 0) return
    for (const [name, inner] of Object.entries(schema.properties))
      collect(inner, (value as Record<string, unknown> | undefined)?.[name], [...path, name], into)
  } else if (schema.items && Array.isArray(value)) {
    for (const [index, each] of value.entries()) collect(schema.items, each, [...path, index], into)
  } else if (typeof schema.additionalProperties === 'object' && isRecord(value)) {
    for (const [name, each] of Object.entries(value)) collect(schema.additionalProperties, each, [...path, name], into)
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a template's shape is meant: words in both languages. */
export const isWords = (schema: Schema): boolean =>
  schema.type === 'object' && 'zh' in (schema.properties ?? {}) && 'en' in (schema.properties ?? {})

/** A new value of this shape: defaults are left to the schema, required fields begin empty, edges lead nowhere yet. */
export function blankValue(schema: Schema): unknown {
  if (schema.role === 'edge' || schema.role === 'body') return undefined
  if (schema.const !== undefined) return schema.const
  if (schema.default !== undefined) return structuredClone(schema.default)
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf?.[0]) return blankValue(schema.anyOf[0])
  if (isWords(schema)) return wordsAreLists(schema) ? { zh: [], en: [] } : { zh: '', en: '' }
  if (schema.type === 'object') return blankObject(schema)
  if (schema.type === 'array')
    return Array.from({ length: schema.minItems ?? 0 }, () => schema.items && blankValue(schema.items))
  if (schema.type === 'number' || schema.type === 'integer') return schema.minimum ?? 0
  if (schema.type === 'boolean') return false
  return ''
}

function blankObject(schema: Schema): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  for (const name of schema.required ?? []) {
    const value = schema.properties?.[name] && blankValue(schema.properties[name])
    if (value !== undefined) made[name] = value
  }
  return made
}

const wordsAreLists = (schema: Schema) => schema.properties?.zh?.type === 'array'

/** A new node of a kind. */
export function blankNode(type: string): NodeValue {
  const schema = schemaOf(type)
  return { ...(schema ? blankObject(schema) : {}), type }
}
