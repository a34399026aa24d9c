import type { z } from 'zod'
import type { NodeRun } from '../../node-kind.ts'
import type { definition } from './definition.ts'

export const run: NodeRun<z.infer<typeof definition.schema>> = async (node, visit, event) => {
  if (event?.type === 'confirmed') return { go: event.yes ? node.yes : node.no }
  const prompt = await visit.render(node.text)
  return { wait: { kind: 'confirm', step: visit.newStep(), node: visit.name, prompt } }
}
