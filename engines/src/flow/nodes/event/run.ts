import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import { after, failureOf, isDone, isEmpty } from '../../values.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit, event) => {
  if (isDone(event)) {
    if (event.result.status !== 'ok') {
      const failure = failureOf(event.result, visit.name)
      return failure.kind === 'expired' && node.expired ? { go: node.expired } : { fail: failure }
    }
    if (node.save) visit.set(node.save, event.result.value)
    return { go: node.next }
  }
  const key = await visit.evaluate(node.key)
  if (isEmpty(key))
    return { fail: { kind: 'expression', code: 'no_key', message: 'the correlation key is empty', node: visit.name } }
  const within = node.within ? Number(await visit.evaluate(node.within)) : undefined
  const until = within === undefined ? null : (after(visit.now, within) ?? null)
  const { connection, types } = node
  return { wait: { kind: 'event', step: visit.newStep(), connection, types, key: String(key), until } }
}
