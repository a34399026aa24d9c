import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit) => {
  await visit.say(node.text)
  return { end: { kind: 'handoff', reason: node.reason, skill: node.skill ?? null } }
}
