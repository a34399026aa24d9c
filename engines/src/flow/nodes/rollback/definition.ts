import { z } from 'zod'
import { common, edge, errorEdge } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Undoes this run's writes in reverse order, each by its declared compensation. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('rollback'),
    ...common,
    next: edge(['全部撤回', 'All undone']),
    failed: errorEdge(['没能全部撤回', 'Not all undone']),
  }),
  title: { zh: '撤回', en: 'Roll back' },
  description: { zh: '按相反顺序撤回已做的修改', en: 'Undoes the writes so far in reverse order' },
  group: 'do',
  icon: 'rollback',
  waits: 'system',
})
