import type { z } from 'zod'
import type { NodeRun, Visit } from '../../node-kind.ts'
import { isEmpty, truthy } from '../../values.ts'
import type { definition } from './definition.ts'

type Ask = z.infer<typeof definition.schema>

export const run: NodeRun<Ask> = async (node, visit, event) => {
  const { slot } = node
  if (event?.type === 'slot' && event.slot === slot) visit.set(slot, event.value)
  if (event?.type === 'unsure' && node.fallback && isEmpty(visit.get(slot)))
    visit.set(slot, await visit.evaluate(node.fallback))
  if (isEmpty(visit.get(slot)) && node.skip && truthy(await visit.evaluate(node.skip))) return { go: node.next }
  if (!isEmpty(visit.get(slot))) {
    const refusal = await firstRefusal(node, visit)
    if (!refusal) {
      visit.asked(0)
      return { go: node.next }
    }
    await visit.say(refusal)
    visit.set(slot, undefined)
  }
  // Coming by again (after an interruption, with another slot filled) is not a failed attempt; a bad answer is.
  const before = visit.asked()
  const attempt = visit.asked(event === null ? Math.max(1, before) : before + 1)
  if (attempt > node.attempts && node.exhausted) {
    visit.asked(0)
    return { go: node.exhausted }
  }
  const prompt = await visit.render(event?.type === 'missed' && node.again ? node.again : node.prompt)
  const skippable = node.fallback !== undefined
  const { name, attempts } = { name: visit.name, attempts: node.attempts }
  return { wait: { kind: 'slot', step: visit.newStep(), slot, node: name, prompt, attempt, attempts, skippable } }
}

async function firstRefusal(node: Ask, visit: Visit): Promise<Ask['refuse'][number]['text'] | undefined> {
  for (const each of node.refuse) if (truthy(await visit.evaluate(each.when))) return each.text
  return undefined
}
