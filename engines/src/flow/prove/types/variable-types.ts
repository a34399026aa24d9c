import type { Slot } from '@loopdesk/contracts/flow.ts'
import { errorKinds } from '../../fields.ts'
import { astOf } from '../expressions.ts'
import type { Model, NodeView } from '../model.ts'
import type { JsonSchema } from '../world.ts'
import { infer } from './infer.ts'
import { anyOf, itemOf, type Type } from './schema.ts'

const text = { type: 'string' }
const closed = (properties: Record<string, JsonSchema>): JsonSchema => ({
  type: 'object',
  properties,
  additionalProperties: false,
})
const file = closed({ fileId: text, name: text, mime: text, size: { type: 'number' } })

/** The type of each of the run's variables: anything it is set to anywhere. Unknown where one of its values is. */
export function makeVariableTypes(model: Model): (name: string) => Type {
  const known = new Map<string, Type>()
  const silent = { noField: () => {}, neverEqual: () => {} }
  const typeOf = (name: string): Type => {
    if (known.has(name)) return known.get(name)
    // What a variable is made of itself is not followed round.
    known.set(name, undefined)
    const type = anyOf(sources(name))
    known.set(name, type)
    return type
  }
  const of = (source: string): Type => {
    const ast = astOf(source)
    return ast && infer(ast, { root: typeOf, variables: new Map(), report: silent })
  }
  const sources = (name: string): Type[] => {
    if (name in contextTypes) return [contextTypes[name]]
    const found: Type[] = []
    const slot = model.definition.slots[name]
    const input = model.definition.inputs[name]
    if (slot) found.push(typeOfSlot(model, slot))
    if (input) found.push({ type: input.type })
    for (const view of model.nodes.values()) found.push(...setTo(model, view, name, of))
    return found
  }
  return typeOf
}

const contextTypes: Record<string, Type> = {
  today: text,
  now: text,
  lang: { enum: ['zh', 'en'] },
  customer: undefined,
  profile: undefined,
  page: undefined,
  run: undefined,
  event: undefined,
  error: closed({ kind: { enum: [...errorKinds] }, code: text, message: text, node: text }),
}

function setTo({ world }: Model, { node }: NodeView, name: string, of: (source: string) => Type): Type[] {
  const found: Type[] = []
  if (node.type === 'set' && node.values[name] !== undefined && node.values[name].trim() !== 'null')
    found.push(of(node.values[name]))
  if (node.type === 'ask' && node.slot === name && node.fallback !== undefined) found.push(of(node.fallback))
  if (node.type === 'forEach' && node.as === name) found.push(itemOf(of(node.items)))
  if (node.type === 'forEach' && name === 'index') found.push({ type: 'number' })
  if (!('save' in node) || node.save !== name) return found
  if (node.type === 'call') found.push(world.tools.get(node.tool)?.result)
  else if (node.type === 'prompt') found.push(node.schema)
  else if (node.type === 'approval') found.push(closed({ approved: { type: 'boolean' }, by: {}, comment: {} }))
  else if (node.type === 'parallel')
    found.push(closed(Object.fromEntries(Object.keys(node.branches).map((each) => [each, {}]))))
  else found.push(undefined)
  return found
}

function typeOfSlot({ world }: Model, slot: Slot): Type {
  switch (slot.kind) {
    case 'record':
      return world.records?.get(slot.record)
    case 'catalogue':
      return closed({ id: text, name: text })
    case 'choice': {
      const one = { enum: slot.options.map(({ value }) => value) }
      return slot.several ? { anyOf: [one, { type: 'array', items: one }] } : one
    }
    case 'text':
    case 'phone':
    case 'email':
      return text
    case 'date':
      return closed({ date: text, from: text, to: text })
    case 'quantity':
      return { type: 'number' }
    case 'yesno':
      return { type: 'boolean' }
    case 'files':
    case 'signature':
      return { type: 'array', items: file }
    case 'location':
      return closed({ latitude: { type: 'number' }, longitude: { type: 'number' }, name: text })
    default:
      return undefined
  }
}
