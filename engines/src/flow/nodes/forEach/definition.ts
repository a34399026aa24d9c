import { key } from '@loopdesk/contracts/flow.ts'
import { z } from 'zod'
import { body, common, edge, expression, optionalErrorEdges, plain, variable } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Walks the body once for each item, so many at the same time. What the body sets stays in its round; `return` hands a value out. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('forEach'),
    ...common,
    items: expression(['列表', 'Items']),
    /** The variable that holds the item in the body; its number from 0 is `index`. */
    as: key.default('item').meta(plain(['每项叫', 'Item is called'])),
    concurrency: z
      .number()
      .int()
      .min(1)
      .max(10)
      .default(1)
      .meta(plain(['同时做几个', 'At the same time'])),
    /** More items than this are an error of kind `limit`. */
    most: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(50)
      .meta(plain(['最多几项', 'At most'])),
    body: body(['每项做什么', 'For each']),
    /** What the rounds returned, in the order of the items. */
    save: variable(['结果保存为', 'Results saved as']).optional(),
    next: edge(['全部做完', 'When done']),
    ...optionalErrorEdges,
  }),
  title: { zh: '逐项处理', en: 'For each' },
  description: { zh: '对列表里的每一项做同样的事', en: 'Does the same for each item of a list' },
  group: 'decide',
  icon: 'forEach',
})
