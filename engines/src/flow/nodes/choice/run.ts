import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit, event) => {
  const slot = visit.name
  const given = event?.type === 'slot' && event.slot === slot ? event.value : visit.get(slot)
  const chosen = node.options.find(({ value }) => value === given)
  if (chosen) {
    visit.asked(0)
    // Coming by once more asks once more.
    visit.set(slot, undefined)
    return { go: chosen.next }
  }
  const before = visit.asked()
  const attempt = visit.asked(event === null ? Math.max(1, before) : before + 1)
  const { attempts, exhausted } = node
  if (attempt > attempts && exhausted) {
    visit.asked(0)
    return { go: exhausted }
  }
  const prompt = await visit.render(event?.type === 'missed' && node.again ? node.again : node.prompt)
  const step = visit.newStep()
  return { wait: { kind: 'slot', step, slot, node: visit.name, prompt, attempt, attempts, skippable: false } }
}
