import { flowJsonSchema } from '@loopdesk/engines/flow/definition.ts'

/** The published JSON Schema of flows, as the text of its file. */
export function flowSchemaPage(): string {
  const { $schema, ...schema } = flowJsonSchema() as { $schema: string }
  const title = 'Loopdesk flow'
  const $comment = 'Written by tools/flow-schema.ts. `role` and `label` say what a field means to a flow.'
  return `${JSON.stringify({ $schema, title, $comment, ...schema }, null, 1)}\n`
}
