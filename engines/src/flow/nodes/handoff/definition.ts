import { ownerReason } from '@loopdesk/contracts/messages.ts'
import { z } from 'zod'
import { common, plain, template } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Calls a person; the run ends here. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('handoff'),
    ...common,
    reason: ownerReason.default('policy').meta(plain(['原因', 'Reason'])),
    skill: z
      .string()
      .optional()
      .meta(plain(['技能', 'Skill'])),
    text: template(['怎么说', 'Words']).optional(),
  }),
  title: { zh: '转人工', en: 'Hand over' },
  description: { zh: '转给同事，并带上全部经过', en: 'Calls a person; the run ends here' },
  group: 'people',
  icon: 'handoff',
})
