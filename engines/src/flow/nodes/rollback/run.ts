import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import { isDone } from '../../values.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit, event) => {
  if (isDone(event)) return { go: event.result.status === 'ok' ? node.next : node.failed }
  return { wait: { kind: 'rollback', step: visit.newStep(), writes: visit.writes() } }
}
