import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit) => {
  if (visit.inner) {
    if (!visit.inner.ok) return { fail: visit.inner.failure }
    if (node.save) visit.set(node.save, visit.inner.values[0])
    return { go: node.next }
  }
  const count = Object.keys(node.branches).length
  const needed = node.join === 'all' ? count : node.join === 'any' ? 1 : Math.min(node.join, count)
  return { inside: { kind: 'branches', start: node.branches, needed, running: {}, done: {} } }
}
