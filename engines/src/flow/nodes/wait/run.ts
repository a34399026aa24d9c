import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import { after, isDone } from '../../values.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit, event) => {
  if (isDone(event)) return { go: node.next }
  const at = node.until
    ? await visit.evaluate(node.until)
    : after(visit.now, Number(await visit.evaluate(node.minutes ?? '0')))
  const instant = typeof at === 'string' ? Date.parse(at) : Number.NaN
  if (Number.isNaN(instant)) {
    const message = `${JSON.stringify(at) ?? 'nothing'} is no instant`
    return { fail: { kind: 'expression', code: 'no_instant', message, node: visit.name } }
  }
  return { wait: { kind: 'timer', step: visit.newStep(), at: new Date(instant).toISOString() } }
}
