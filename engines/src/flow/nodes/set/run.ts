import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit) => {
  const found: [string, unknown][] = []
  for (const [name, value] of Object.entries(node.values)) found.push([name, await visit.evaluate(value)])
  for (const [name, value] of found) visit.set(name, value)
  return { go: node.next }
}
