import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import { renderCard } from './card.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit) => {
  await visit.say(node.text, node.card ? [await renderCard(node.card, visit)] : [])
  return { go: node.next }
}
