import { z } from 'zod'
import { common, edge, errorEdges, template, variable } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Asks a language model and takes only an answer that fits the schema. Without a model it fails, kind `unavailable`. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('prompt'),
    ...common,
    prompt: template(['提示词', 'Prompt']),
    schema: z
      .record(z.string(), z.unknown())
      .meta({ role: 'jsonSchema', label: { zh: '答案的结构', en: 'Shape of the answer' } }),
    save: variable(['结果保存为', 'Saved as']),
    next: edge(),
    ...errorEdges,
  }),
  title: { zh: '问模型', en: 'Model prompt' },
  description: { zh: '请语言模型按固定结构回答', en: 'Asks a language model for an answer of a fixed shape' },
  group: 'do',
  icon: 'prompt',
  waits: 'system',
})
