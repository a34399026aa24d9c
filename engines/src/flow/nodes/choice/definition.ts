import { option } from '@loopdesk/contracts/flow.ts'
import { z } from 'zod'
import { common, edge, errorEdge, plain, template } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

const choice = z.object({
  value: option.shape.value.min(1).meta(plain(['值', 'Value'])),
  label: option.shape.label.meta(plain(['显示为', 'Shown as'])),
  words: option.shape.words.meta(plain(['客户也会说', 'Other words for it'])),
  next: edge(['选了以后', 'Then']),
})

/** Lets the customer choose how to go on: a button each, understood in words too. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('choice'),
    ...common,
    prompt: template(['怎么问', 'Question']),
    again: template(['没听懂时再问', 'Asked again']).optional(),
    options: z
      .array(choice)
      .min(2)
      .max(12)
      .meta(plain(['选项', 'Options'])),
    attempts: z
      .number()
      .int()
      .min(1)
      .max(5)
      .default(3)
      .meta(plain(['最多问几次', 'Asked at most'])),
    exhausted: errorEdge(['一直没选', 'No choice made']).optional(),
  }),
  title: { zh: '选项菜单', en: 'Choice' },
  description: { zh: '给几个选项，按选择走不同的路', en: 'Offers options, each with a way of its own' },
  group: 'talk',
  icon: 'choice',
  waits: 'customer',
})
