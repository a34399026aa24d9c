import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import { truthy } from '../../values.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit) => {
  for (const each of node.cases) if (truthy(await visit.evaluate(each.when))) return { go: each.next }
  return { go: node.else }
}
