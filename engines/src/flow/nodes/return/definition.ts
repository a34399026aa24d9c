import { z } from 'zod'
import { common, expression } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** The end of a branch, of a loop's body or of `finally`. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('return'),
    ...common,
    value: expression(['返回值', 'Value']).optional(),
  }),
  title: { zh: '返回', en: 'Return' },
  description: { zh: '分支或循环体到此为止', en: 'Ends a branch or a round of a loop' },
  group: 'decide',
  icon: 'return',
})
