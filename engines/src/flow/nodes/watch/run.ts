import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import { isDone, isEmpty } from '../../values.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit, event) => {
  if (isDone(event)) return { go: node.next }
  const key = await visit.evaluate(node.key)
  if (isEmpty(key)) return { go: node.next }
  const { connection, events } = node
  return { wait: { kind: 'watch', step: visit.newStep(), connection, key: String(key), events } }
}
