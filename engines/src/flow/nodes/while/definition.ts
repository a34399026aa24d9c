import { z } from 'zod'
import { body, common, edge, errorEdge, expression, optionalErrorEdges, plain } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Walks the body as long as the condition holds, at most so often. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('while'),
    ...common,
    when: expression(['条件', 'As long as']),
    most: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(10)
      .meta(plain(['最多几轮', 'At most'])),
    body: body(['每轮做什么', 'Each time']),
    next: edge(['条件不再成立', 'When it no longer holds']),
    /** Still true after the last round; without it, an error of kind `limit`. */
    exceeded: errorEdge(['到了上限', 'Too often']).optional(),
    ...optionalErrorEdges,
  }),
  title: { zh: '循环', en: 'While' },
  description: { zh: '条件成立就重复，次数有上限', en: 'Repeats while a condition holds, a bounded number of times' },
  group: 'decide',
  icon: 'while',
})
