import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit, event) => {
  if (event?.type === 'verified') return { go: event.passed ? node.next : node.failed }
  return { wait: { kind: 'verify', step: visit.newStep() } }
}
