import { z } from 'zod'
import { common, edge, errorEdge, expression, plain, slotName, template } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Asks for several values at once: a form where the channel shows one, else one question after another. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('form'),
    ...common,
    title: template(['表单标题', 'Title']),
    prompt: template(['说明', 'Words']),
    submit: template(['提交按钮', 'Button']),
    fields: z
      .array(
        z.object({
          slot: slotName(['填哪个信息', 'Slot']),
          label: template(['字段名', 'Label']),
          hint: template(['提示', 'Hint']).optional(),
          required: z
            .boolean()
            .default(true)
            .meta(plain(['必填', 'Required'])),
          /** Shown only when this is true. */
          when: expression(['何时出现', 'Shown when']).optional(),
          refuse: z
            .array(z.object({ when: expression(['条件', 'When']), text: template(['怎么说', 'Words']) }))
            .default([])
            .meta(plain(['不接受的值', 'Values refused'])),
        }),
      )
      .min(1)
      .max(30)
      .meta(plain(['字段', 'Fields'])),
    attempts: z
      .number()
      .int()
      .min(1)
      .max(5)
      .default(3)
      .meta(plain(['最多让填几次', 'Asked at most'])),
    exhausted: errorEdge(['一直没填好', 'Never filled in']).optional(),
    next: edge(),
  }),
  title: { zh: '表单', en: 'Form' },
  description: {
    zh: '一次收集多项信息，含照片、位置、签名',
    en: 'Collects several values at once: photos, place and signature too',
  },
  group: 'talk',
  icon: 'form',
  waits: 'customer',
})
