import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit) => {
  await visit.say(node.text)
  const output = node.output === undefined ? null : ((await visit.evaluate(node.output)) ?? null)
  return { end: { kind: 'ended', outcome: node.outcome, output } }
}
