import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import { isDone, isEmpty } from '../../values.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit, event) => {
  if (isDone(event)) {
    const found = event.result.status === 'ok' ? event.result.value : undefined
    visit.set(node.save, found)
    return { go: isEmpty(found) ? node.none : node.next }
  }
  return { wait: { kind: 'progress', step: visit.newStep(), flow: node.flow } }
}
