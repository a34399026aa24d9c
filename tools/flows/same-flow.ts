import { type FlowDefinition, flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { InputError } from '../../eval/jsonl.ts'
import type { FlowText } from './read-flow-files.ts'

/** The flow in a file; a file that holds none ends the command, naming line and field. */
export function definitionIn({ file, definition, problems }: FlowText): FlowDefinition {
  if (definition) return definition
  const lines = problems
    .filter(({ severity }) => severity === 'error')
    .map(({ line, node, field, message }) => {
      const place = [node, field].filter(Boolean).join('.')
      return `${file}:${line}${place ? ` [${place}]` : ''}: ${message}`
    })
  throw new InputError(lines.join('\n'))
}

/** Whether two definitions say the same, however they are written; where things stand on the canvas counts only if asked for. */
export function sameFlow(one: unknown, other: unknown, layout = true): boolean {
  return canonical(one, layout) === canonical(other, layout)
}

function canonical(definition: unknown, layout: boolean): string {
  const read = flowDefinition.safeParse(definition)
  const value = { ...((read.success ? read.data : definition) as Record<string, unknown>) }
  if (!layout) delete value.layout
  return JSON.stringify(sorted(value))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, sorted(each)]))
}
