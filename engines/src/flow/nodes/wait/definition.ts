import { z } from 'zod'
import { common, edge, expression } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Waits until an instant, or for so many minutes; months are fine. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('wait'),
    ...common,
    minutes: expression(['几分钟', 'Minutes']).optional(),
    /** An ISO instant. */
    until: expression(['直到', 'Until']).optional(),
    next: edge(['时间到', 'Then']),
  }),
  title: { zh: '等待', en: 'Wait' },
  description: { zh: '等一段时间或等到某个时刻', en: 'Waits for a while or until an instant' },
  group: 'wait',
  icon: 'wait',
  waits: 'time',
})
