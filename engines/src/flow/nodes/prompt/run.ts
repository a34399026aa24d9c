import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import { failureOf, isDone } from '../../values.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit, event) => {
  if (isDone(event)) {
    if (event.result.status !== 'ok') return { fail: failureOf(event.result, visit.name) }
    visit.set(node.save, event.result.value)
    return { go: node.next }
  }
  const prompt = await visit.render(node.prompt)
  return { wait: { kind: 'prompt', step: visit.newStep(), prompt, schema: node.schema } }
}
