import { outcome } from '@loopdesk/contracts/messages.ts'
import { z } from 'zod'
import { common, expression, plain, template } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** The end, with its outcome and the last words. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('end'),
    ...common,
    outcome: outcome.meta(plain(['结局', 'Outcome'])),
    text: template(['最后的话', 'Last words']).optional(),
    /** What a flow that called this one gets. */
    output: expression(['交回', 'Output']).optional(),
  }),
  title: { zh: '结束', en: 'End' },
  description: { zh: '流程结束，记下结局', en: 'The end, with its outcome' },
  group: 'end',
  icon: 'end',
})
