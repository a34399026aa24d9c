import { z } from 'zod'
import { common, edge, errorEdge, expression, plain, slotName, template } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Fills a slot: passed when it has a value already (said before), or when `skip` is true. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('ask'),
    ...common,
    slot: slotName(['填哪个信息', 'Slot']),
    prompt: template(['怎么问', 'Question']),
    /** Shown after an answer that did not fit; the question itself unless given. */
    again: template(['没听懂时再问', 'Asked again']).optional(),
    skip: expression(['不用问的条件', 'Passed by when']).optional(),
    /** The value taken when the customer does not know or does not mind ("随便", "no idea"). */
    fallback: expression(['客户说随便时取', 'Value for “any”']).optional(),
    /** Values that are not taken: the first whose `when` is true is said and the slot asked again. */
    refuse: z
      .array(z.object({ when: expression(['条件', 'When']), text: template(['怎么说', 'Words']) }))
      .default([])
      .meta(plain(['不接受的值', 'Values refused'])),
    /** How often it is asked before `exhausted`, or a human where there is none. */
    attempts: z
      .number()
      .int()
      .min(1)
      .max(5)
      .default(3)
      .meta(plain(['最多问几次', 'Asked at most'])),
    exhausted: errorEdge(['一直没答上', 'No usable answer']).optional(),
    next: edge(),
  }),
  title: { zh: '提问', en: 'Question' },
  description: { zh: '问客户一个信息', en: 'Asks the customer for one value' },
  group: 'talk',
  icon: 'question',
  waits: 'customer',
})
