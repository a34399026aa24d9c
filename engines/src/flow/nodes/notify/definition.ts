import { z } from 'zod'
import { common, edge, plain, template } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Tells the customer (in their conversation, whoever has it) or colleagues something; goes on at once. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('notify'),
    ...common,
    to: z
      .enum(['customer', 'staff'])
      .default('customer')
      .meta(plain(['通知谁', 'To'])),
    text: template(['内容', 'Words']),
    /** Colleagues with this skill. */
    skill: z
      .string()
      .optional()
      .meta(plain(['同事技能', 'Skill'])),
    next: edge(),
  }),
  title: { zh: '通知', en: 'Notify' },
  description: { zh: '主动通知客户或同事', en: 'Tells the customer or colleagues' },
  group: 'people',
  icon: 'notify',
  waits: 'system',
})
