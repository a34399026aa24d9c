import type { FlowNode } from './definition.ts'
import type { ErrorKind } from './fields.ts'
import type { Failure } from './frame.ts'

/** Where a node goes when this goes wrong: by the system's own code, by kind, else its general error edge. */
export function errorEdgeOf(node: FlowNode, { kind, code }: Pick<Failure, 'kind' | 'code'>): string | undefined {
  const edges = node as {
    refusals?: Record<string, string>
    errors?: Partial<Record<ErrorKind, string>>
    failed?: string
  }
  const listed = kind === 'refused' ? edges.refusals?.[code] : undefined
  return listed ?? edges.errors?.[kind] ?? edges.failed
}
