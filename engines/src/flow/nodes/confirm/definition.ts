import { z } from 'zod'
import { common, edge, template } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** The customer must agree before anything after it happens. A "no" that names a change is taken as a correction. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('confirm'),
    ...common,
    text: template(['确认什么', 'To be confirmed']),
    yes: edge(['同意', 'Yes']),
    no: edge(['不同意', 'No']),
  }),
  title: { zh: '确认', en: 'Confirmation' },
  description: { zh: '请客户核对并同意', en: 'The customer checks and agrees' },
  group: 'talk',
  icon: 'confirm',
  waits: 'customer',
})
