import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import { isEmpty } from '../../values.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit) => {
  if (visit.inner) {
    if (!visit.inner.ok) return { fail: visit.inner.failure }
    if (node.save) visit.set(node.save, visit.inner.values)
    return { go: node.next }
  }
  const found = await visit.evaluate(node.items)
  const items = Array.isArray(found) ? found : isEmpty(found) ? [] : [found]
  if (items.length > node.most) {
    const message = `${items.length} items, at most ${node.most}`
    return { fail: { kind: 'limit', code: 'too_many_items', message, node: visit.name } }
  }
  if (items.length === 0) {
    if (node.save) visit.set(node.save, [])
    return { go: node.next }
  }
  const { concurrency, body: start, as } = node
  return { inside: { kind: 'each', start, as, items, concurrency, begun: 0, running: {}, done: {} } }
}
