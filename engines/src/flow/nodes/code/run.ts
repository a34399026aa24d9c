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
  const input = event?.type === 'retry' && event.input !== undefined ? event.input : await visit.evaluate(node.input)
  return { wait: { kind: 'code', step: visit.newStep(), code: node.code, input: input ?? {} } }
}
