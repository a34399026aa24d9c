import { type FlowNode, nodeJsonSchema } from '../definition.ts'
import type { FieldRole } from '../fields.ts'

/** A field of a node that means something to the proof, as found in it. */
export interface Field {
  /** `cases.0.when` */
  path: string
  role: FieldRole
  value: unknown
  /** An edge taken when something went wrong. */
  error: boolean
}

interface Schema {
  role?: FieldRole
  error?: boolean
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema | boolean
}

/** Everything a node holds that has a role, in the order of its schema. Knows no kinds of nodes. */
export function fieldsOf(node: FlowNode): Field[] {
  const found: Field[] = []
  walk(nodeJsonSchema(node.type) as Schema, node, '', found)
  return found
}

function walk(schema: Schema, value: unknown, path: string, found: Field[]): void {
  if (value === undefined || value === null) return
  if (typeof schema.role === 'string') found.push({ path, role: schema.role, value, error: schema.error === true })
  if (schema.role === 'template' || schema.role === 'jsonSchema') return
  if (Array.isArray(value)) {
    if (schema.items) for (const [at, each] of value.entries()) walk(schema.items, each, `${path}.${at}`, found)
    return
  }
  if (typeof value !== 'object') return
  const { properties = {}, additionalProperties } = schema
  for (const [name, each] of Object.entries(value)) {
    const inside = properties[name] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined)
    if (inside) walk(inside, each, path === '' ? name : `${path}.${name}`, found)
  }
}
