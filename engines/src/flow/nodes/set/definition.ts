import { key } from '@loopdesk/contracts/flow.ts'
import { z } from 'zod'
import { common, edge, expression, plain } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Sets several variables at once; each expression sees the scope as it was before. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('set'),
    ...common,
    values: z.record(key, expression(['值', 'Value'])).meta(plain(['变量', 'Variables'], { role: 'assignments' })),
    next: edge(),
  }),
  title: { zh: '赋值', en: 'Set' },
  description: { zh: '计算并保存变量', en: 'Works out variables' },
  group: 'decide',
  icon: 'set',
})
