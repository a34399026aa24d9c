import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import { truthy } from '../../values.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit) => {
  if (visit.inner && !visit.inner.ok) return { fail: visit.inner.failure }
  const round = visit.inner?.ok ? Number(visit.inner.values[0]) : 0
  if (!truthy(await visit.evaluate(node.when))) return { go: node.next }
  if (round >= node.most) {
    if (node.exceeded) return { go: node.exceeded }
    const message = `still true after ${round} rounds`
    return { fail: { kind: 'limit', code: 'too_many_rounds', message, node: visit.name } }
  }
  return { inside: { kind: 'body', running: { body: { node: node.body } }, round: round + 1 } }
}
