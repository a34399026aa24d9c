import type { FlowDefinition } from '../definition.ts'

/** A JSON Schema as far as the proof reads one: type, properties, required, items, enum, const, anyOf/oneOf, additionalProperties. */
export type JsonSchema = { [keyword: string]: unknown }

/** What the proof knows of a tool. */
export interface ToolFacts {
  kind: 'read' | 'write'
  /** What the customer must have agreed to before; `medium` counts where a write says nothing. */
  risk: 'low' | 'medium' | 'high'
  /** Something undoes it. */
  compensation: boolean
  /** It says itself that nothing undoes it. */
  irreversible: boolean
  /** Of the arguments as one object: path, query and body together. Unknown when left out. */
  args?: JsonSchema
  /** Of the answer that counts as success. Unknown when left out. */
  result?: JsonSchema
  /** Error codes the system is known to refuse with. */
  refusals?: string[]
}

/** What surrounds a flow. */
export interface ProofWorld {
  tools: ReadonlyMap<string, ToolFacts>
  flows: ReadonlyMap<string, { definition: FlowDefinition }>
  connections: ReadonlySet<string>
  recordTypes: ReadonlySet<string>
  /** What a record looks like, by type, where its list tool's result says so. */
  records?: ReadonlyMap<string, JsonSchema>
  catalogues: ReadonlySet<string>
  skills?: ReadonlySet<string>
  /** Whether a language model is set up. */
  prompts: boolean
}

/** The part of a tool's declaration (contracts/src/workspace.ts) the proof needs. */
export interface ToolDeclaration {
  kind: 'read' | 'write'
  risk?: 'low' | 'medium' | 'high'
  compensation?: unknown
  irreversible?: boolean
}

/** The part of an operation that must be kept when its OpenAPI document is read: all `$ref`s followed, or left out. */
export interface OperationSchemas {
  args?: JsonSchema
  result?: JsonSchema
  refusals?: string[]
}

/** What the proof knows of a tool, from its declaration and the operation of the connected system behind it. */
export function toolFactsFrom(tool: ToolDeclaration, operation: OperationSchemas = {}): ToolFacts {
  return {
    kind: tool.kind,
    risk: tool.kind === 'read' ? 'low' : (tool.risk ?? 'medium'),
    compensation: tool.compensation !== undefined,
    irreversible: tool.irreversible ?? false,
    ...operation,
  }
}
