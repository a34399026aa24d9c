import { localised } from '@loopdesk/contracts/flow.ts'
import { z } from 'zod'
import { common, edge, expression, plain } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Goes the way of the first case that is true. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('switch'),
    ...common,
    cases: z
      .array(
        z.object({
          when: expression(['条件', 'When']),
          label: localised.optional().meta(plain(['名称', 'Name'])),
          next: edge(['满足时', 'Then']),
        }),
      )
      .min(1)
      .meta(plain(['情况', 'Cases'])),
    else: edge(['否则', 'Else']),
  }),
  title: { zh: '条件', en: 'Condition' },
  description: { zh: '按条件走不同的路', en: 'Goes different ways by conditions' },
  group: 'decide',
  icon: 'switch',
})
