import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import { failureOf, isDone, isEmpty } from '../../values.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit, event) => {
  if (isDone(event)) {
    if (event.result.status !== 'ok') return { fail: failureOf(event.result, visit.name) }
    visit.set(node.save, event.result.value)
    return { go: isEmpty(event.result.value) ? node.none : node.next }
  }
  const query = await visit.evaluate(node.query)
  if (isEmpty(query)) return { go: node.none }
  return { wait: { kind: 'knowledge', step: visit.newStep(), query: String(query) } }
}
