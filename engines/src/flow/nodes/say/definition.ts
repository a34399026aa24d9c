import { localised } from '@loopdesk/contracts/flow.ts'
import { z } from 'zod'
import { common, edge, expression, plain, template } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

export const card = z.object({
  title: template(['标题', 'Title']),
  subtitle: template(['副标题', 'Subtitle']).optional(),
  imageUrl: expression(['图片地址', 'Picture URL']).optional(),
  fields: z
    .array(z.object({ label: localised.meta(plain(['名称', 'Name'])), value: expression(['值', 'Value']) }))
    .default([])
    .meta(plain(['各行', 'Rows'])),
})

/** Says something and goes on. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('say'),
    ...common,
    text: template(['说什么', 'Words']),
    card: card.optional().meta(plain(['卡片', 'Card'])),
    next: edge(),
  }),
  title: { zh: '消息', en: 'Message' },
  description: { zh: '对客户说一句话或发一张卡片', en: 'Says something to the customer, with a card if there is one' },
  group: 'talk',
  icon: 'message',
})
