import { z } from 'zod'
import { common, edge, expression, optionalErrorEdges, variable } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Looks something up in the knowledge base: `{id, title, answer, score}` of the best entry. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('knowledge'),
    ...common,
    query: expression(['查什么', 'Question']),
    save: variable(['结果保存为', 'Saved as']),
    next: edge(['查到了', 'Found']),
    none: edge(['没查到', 'Nothing found']),
    ...optionalErrorEdges,
  }),
  title: { zh: '查知识库', en: 'Knowledge' },
  description: { zh: '在知识库里找答案', en: 'Looks up an answer in the knowledge base' },
  group: 'do',
  icon: 'knowledge',
  waits: 'system',
})
