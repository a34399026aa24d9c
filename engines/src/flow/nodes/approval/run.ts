import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import { after, failureOf, isDone, isEmpty } from '../../values.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit, event) => {
  if (isDone(event)) {
    if (event.result.status !== 'ok') {
      const failure = failureOf(event.result, visit.name)
      return failure.kind === 'expired' ? { go: node.expired } : { fail: failure }
    }
    if (node.save) visit.set(node.save, event.result.value)
    return { go: (event.result.value as { approved?: boolean } | null)?.approved ? node.approved : node.rejected }
  }
  const details: { label: string; value: string }[] = []
  for (const { label, value } of node.details) {
    const found = await visit.evaluate(value)
    if (!isEmpty(found)) details.push({ label: label[visit.lang], value: String(found) })
  }
  const title = await visit.render(node.title)
  const until = after(visit.now, node.hours * 60)!
  return { wait: { kind: 'approval', step: visit.newStep(), title, details, skill: node.skill ?? null, until } }
}
