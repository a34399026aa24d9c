import { z } from 'zod'
import { common, edge, errorEdge } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Makes sure of who is asking (one-time code by SMS). Passed at once when done a short while ago. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('verify'),
    ...common,
    next: edge(['通过', 'Passed']),
    failed: errorEdge(['没通过', 'Not passed']),
  }),
  title: { zh: '身份核验', en: 'Identity check' },
  description: { zh: '短信验证码核实本人', en: 'Makes sure of who is asking, by a one-time code' },
  group: 'talk',
  icon: 'verify',
  waits: 'customer',
})
