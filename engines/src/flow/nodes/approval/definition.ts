import { localised } from '@loopdesk/contracts/flow.ts'
import { z } from 'zod'
import { common, edge, errorEdge, expression, plain, template, variable } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Asks a colleague to decide. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('approval'),
    ...common,
    title: template(['请谁批什么', 'What is to be decided']),
    details: z
      .array(z.object({ label: localised.meta(plain(['名称', 'Name'])), value: expression(['值', 'Value']) }))
      .default([])
      .meta(plain(['供审批人看的信息', 'Shown to who decides'])),
    /** Only colleagues with this skill; any when left out. */
    skill: z
      .string()
      .optional()
      .meta(plain(['审批人技能', 'Skill'])),
    hours: z
      .number()
      .positive()
      .max(8760)
      .default(24)
      .meta(plain(['最多等几小时', 'Waits at most (hours)'])),
    /** `{approved, by, comment}` */
    save: variable(['结果保存为', 'Saved as']).optional(),
    approved: edge(['同意', 'Approved']),
    rejected: errorEdge(['不同意', 'Rejected']),
    expired: errorEdge(['没人批', 'Nobody decided']),
  }),
  title: { zh: '人工审批', en: 'Approval' },
  description: { zh: '请同事审批', en: 'Asks a colleague to decide' },
  group: 'people',
  icon: 'approval',
  waits: 'person',
})
