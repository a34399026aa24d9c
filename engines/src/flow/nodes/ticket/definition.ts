import { z } from 'zod'
import { common, edge, plain, template, variable } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Makes a ticket. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('ticket'),
    ...common,
    subject: template(['标题', 'Subject']),
    description: template(['内容', 'Description']),
    category: z
      .string()
      .min(1)
      .meta(plain(['分类', 'Category'])),
    priority: z
      .number()
      .int()
      .min(0)
      .max(3)
      .default(1)
      .meta(plain(['优先级', 'Priority'])),
    save: variable(['保存为', 'Saved as']).optional(),
    next: edge(),
  }),
  title: { zh: '建工单', en: 'Ticket' },
  description: { zh: '建一张工单', en: 'Makes a ticket' },
  group: 'people',
  icon: 'ticket',
  waits: 'system',
})
