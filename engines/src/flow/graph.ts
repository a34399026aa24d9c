import type { Localised } from '@loopdesk/contracts/flow.ts'
import { type FlowDefinition, type FlowNode, nodeJsonSchema } from './definition.ts'
import { templateParts } from './expression.ts'
import type { FieldRole } from './fields.ts'

/** A way out of a node. */
export interface Exit {
  /** The field it stands in: `next`, `cases[0].next`, `refusals.sold_out`, `errors.timeout`, `branches.left`. */
  name: string
  to: string
  /** Taken when something went wrong. */
  error: boolean
  /** `body`: a walk inside begins there; the node itself goes on by its `edge`s. */
  role: 'edge' | 'body'
  label: Localised
}

/** The ways out of a node, in the order of its schema. */
export function exitsOf(node: FlowNode): Exit[] {
  const found: Exit[] = []
  for (const { role, path, value, schema } of fieldsOf(node))
    if (role === 'edge' || role === 'body')
      found.push({ name: path, to: String(value), error: schema.error === true, role, label: schema.label ?? noLabel })
  return found
}

/** Every JSONata expression a node holds; those inside templates one by one, of both languages (`text.zh`). */
export function expressionsOf(node: FlowNode): { path: string; expression: string; template: boolean }[] {
  const found: { path: string; expression: string; template: boolean }[] = []
  for (const { role, path, value } of fieldsOf(node)) {
    if (role === 'expression') found.push({ path, expression: String(value), template: false })
    if (role !== 'template') continue
    for (const [lang, text] of Object.entries(value as Localised))
      for (const part of templateParts(text))
        if (part.expression) found.push({ path: `${path}.${lang}`, expression: part.text, template: true })
  }
  return found
}

/** The variables a node may set before it goes on. What a `choice` was answered is forgotten at once and is none of them. */
export function variablesOf(node: FlowNode): string[] {
  const found = new Set<string>()
  for (const { role, value } of fieldsOf(node)) {
    if (role === 'variable' || role === 'slot') found.add(String(value))
    if (role === 'assignments') for (const name of Object.keys(value as object)) found.add(name)
  }
  return [...found]
}

export interface Regions {
  /** For each node that can be reached its region: empty for the flow's own walk, `finally`, `loop.body`, `fork.branches.a/loop.body`. */
  of: Map<string, string>
  problems: { node: string; code: 'two_regions' | 'return_outside' | 'no_such_node'; message: string }[]
}

/** Which walk each node belongs to: the flow's own, that of `finally`, or one inside a node (a branch, the body of a loop). */
export function regionsOf(definition: FlowDefinition): Regions {
  const { nodes, start, onError, finally: last } = definition
  const of = new Map<string, string>()
  const problems: Regions['problems'] = []
  const open: { name: string; region: string; from: string }[] = []
  const enter = (name: string | undefined, region: string, from: string) => {
    if (name !== undefined) open.push({ name, region, from })
  }
  enter(last, 'finally', 'finally')
  enter(onError, '', 'onError')
  enter(start, '', 'start')
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { name, region, from } = at
    const node = nodes[name]
    const known = of.get(name)
    if (!node)
      problems.push({ node: from, code: 'no_such_node', message: `${from} leads to ${name}, which is no node` })
    else if (known !== undefined && known !== region)
      problems.push({ node: name, code: 'two_regions', message: `${name} is walked in “${known}” and in “${region}”` })
    if (!node || known !== undefined) continue
    of.set(name, region)
    const exits = exitsOf(node)
    if (node.type === 'return' && region === '')
      problems.push({ node: name, code: 'return_outside', message: `${name} returns, but there is nothing around it` })
    for (const exit of exits.toReversed()) {
      const inside = region === '' ? `${name}.${exit.name}` : `${region}/${name}.${exit.name}`
      enter(exit.to, exit.role === 'body' ? inside : region, name)
    }
  }
  return { of, problems }
}

/** A field of a node that means something, as found in it. */
export interface Field {
  role: FieldRole
  path: string
  value: unknown
  schema: Schema
}

interface Schema {
  role?: FieldRole
  error?: boolean
  label?: Localised
  properties?: Record<string, Schema>
  items?: Schema
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
}

type Collect = (value: unknown, path: string, found: Field[]) => void

const noLabel = { zh: '', en: '' }
const collectors = new Map<string, Collect>()

/** Everything in a node that has a role, in the order of its schema. Knows no kinds of nodes. */
export function fieldsOf(node: FlowNode): Field[] {
  let collect = collectors.get(node.type)
  if (!collect) {
    collect = collectorOf(nodeJsonSchema(node.type) as Schema) ?? (() => {})
    collectors.set(node.type, collect)
  }
  const found: Field[] = []
  collect(node, '', found)
  return found
}

/** Reads a schema once: what is left looks only where roles are. Undefined where there are none. */
function collectorOf(schema: Schema): Collect | undefined {
  const parts: Collect[] = []
  const { role, items, additionalProperties } = schema
  if (typeof role === 'string') parts.push((value, path, found) => found.push({ role, path, value, schema }))
  // The words inside a template, and whatever else a shape of data says, are no fields of the node.
  if (role !== 'template' && role !== 'jsonSchema') {
    if (schema.properties) parts.push(...propertyCollectors(schema.properties))
    if (items) parts.push(...itemCollector(items))
    if (typeof additionalProperties === 'object')
      parts.push(...entryCollector(additionalProperties, schema.properties ?? {}))
    for (const each of schema.anyOf ?? []) parts.push(...[collectorOf(each)].filter((one) => one !== undefined))
  }
  if (parts.length === 0) return undefined
  return (value, path, found) => {
    if (value === undefined || value === null) return
    for (const part of parts) part(value, path, found)
  }
}

function propertyCollectors(properties: Record<string, Schema>): Collect[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const collect = collectorOf(schema)
    if (!collect) return []
    return (value: unknown, path: string, found: Field[]) => {
      if (typeof value === 'object' && !Array.isArray(value))
        collect((value as Record<string, unknown>)[name], path === '' ? name : `${path}.${name}`, found)
    }
  })
}

function itemCollector(items: Schema): Collect[] {
  const collect = collectorOf(items)
  if (!collect) return []
  return [
    (value, path, found) => {
      if (Array.isArray(value)) for (const [at, each] of value.entries()) collect(each, `${path}[${at}]`, found)
    },
  ]
}

function entryCollector(schema: Schema, properties: Record<string, Schema>): Collect[] {
  const collect = collectorOf(schema)
  if (!collect) return []
  return [
    (value, path, found) => {
      if (typeof value !== 'object' || Array.isArray(value)) return
      for (const [name, each] of Object.entries(value as object))
        if (!(name in properties)) collect(each, path === '' ? name : `${path}.${name}`, found)
    },
  ]
}
