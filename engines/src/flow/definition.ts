import { type FlowFile, flowFile, key, type Localised, type Slot } from '@loopdesk/contracts/flow.ts'
import { z } from 'zod'
import type { NodeDefinition, NodeRun } from './node-kind.ts'
import { nodeKinds } from './nodes/index.ts'

type Kinds = typeof nodeKinds
export type NodeType = keyof Kinds
export type NodeOf<T extends NodeType> = z.infer<Kinds[T]['schema']>
export type FlowNode = { [T in NodeType]: NodeOf<T> }[NodeType]

const schemas = Object.values(nodeKinds).map(({ schema }) => schema) as unknown as [z.ZodObject, z.ZodObject]

/** One node of any kind. */
export const flowNode = z.discriminatedUnion('type', schemas) as unknown as z.ZodType<FlowNode>

/** A flow's file, read whole. What it says is checked for shape only; `prove` judges whether it is sound. */
export const flowDefinition = flowFile.extend({ nodes: z.record(key, flowNode) })
export type FlowDefinition = Omit<FlowFile, 'nodes'> & { nodes: Record<string, FlowNode> }
export type { Localised, Slot }

export const kindOf = (node: { type: string }): (NodeDefinition & { run: NodeRun<FlowNode> }) | undefined =>
  (nodeKinds as unknown as Record<string, NodeDefinition & { run: NodeRun<FlowNode> }>)[node.type]

/**
 * A definition as runs need it: each `choice` is a slot of its own, named like the node, so that answers are understood as
 * those to any question are.
 */
export function readyFlow(definition: FlowDefinition): FlowDefinition {
  const slots: Record<string, Slot> = { ...definition.slots }
  for (const [name, node] of Object.entries(definition.nodes))
    if (node.type === 'choice')
      slots[name] = {
        kind: 'choice',
        several: false,
        options: node.options.map(({ value, label, words }) => ({ value, label, words })),
      }
  return { ...definition, slots }
}

/** The JSON Schema (draft 2020-12) of a flow's file, for editors and other programs; fields carry `role` and `label`. */
export function flowJsonSchema(): object {
  return z.toJSONSchema(flowDefinition, { io: 'input', reused: 'inline', unrepresentable: 'any' })
}

const schemasOfKinds = new Map<string, object>()

/** The JSON Schema of one kind of node, from which forms are drawn and fields are told apart. */
export function nodeJsonSchema(type: NodeType): object {
  let known = schemasOfKinds.get(type)
  if (!known) {
    known = z.toJSONSchema(nodeKinds[type].schema, { io: 'input', reused: 'inline', unrepresentable: 'any' })
    schemasOfKinds.set(type, known)
  }
  return known
}
