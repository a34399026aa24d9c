import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import { isDone } from '../../values.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit, event) => {
  if (isDone(event)) return { go: node.next }
  const text = await visit.render(node.text)
  if (text === '') return { go: node.next }
  return { wait: { kind: 'notify', step: visit.newStep(), to: node.to, text, skill: node.skill ?? null } }
}
