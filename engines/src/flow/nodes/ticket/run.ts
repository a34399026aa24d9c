import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import { isDone } from '../../values.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit, event) => {
  if (isDone(event)) {
    if (node.save && event.result.status === 'ok') visit.set(node.save, event.result.value)
    return { go: node.next }
  }
  const subject = await visit.render(node.subject)
  const description = await visit.render(node.description)
  const { category, priority } = node
  return { wait: { kind: 'ticket', step: visit.newStep(), subject, description, category, priority } }
}
