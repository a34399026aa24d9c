import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit) => {
  if (visit.inner) {
    if (!visit.inner.ok) return { fail: visit.inner.failure }
    const [output] = visit.inner.values
    if (node.save) visit.set(node.save, output)
    return { go: node.outcomes[visit.inner.outcome as keyof typeof node.outcomes] ?? node.next }
  }
  const input = node.input ? await visit.evaluate(node.input) : {}
  const scope = typeof input === 'object' && input !== null && !Array.isArray(input) ? input : {}
  return { inside: visit.openFlow(node.flow, scope as Record<string, unknown>) }
}
