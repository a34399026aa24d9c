import { key } from '@loopdesk/contracts/flow.ts'
import { outcome } from '@loopdesk/contracts/messages.ts'
import { z } from 'zod'
import { common, edge, errorEdges, expression, plain, variable } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Walks another flow with variables of its own, then goes on by its outcome. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('subflow'),
    ...common,
    flow: key.meta({ role: 'flow', label: { zh: '子流程', en: 'Flow' } }),
    /** An object: the inputs of the other flow. */
    input: expression(['传入', 'Input']).optional(),
    /** What its `end` gave as `output`. */
    save: variable(['结果保存为', 'Saved as']).optional(),
    next: edge(),
    /** Ways by outcome; those not listed go to `next`. */
    outcomes: z
      .partialRecord(outcome, edge(['结局是它时', 'Then']))
      .default({})
      .meta(plain(['按结局分流', 'By outcome'])),
    ...errorEdges,
  }),
  title: { zh: '子流程', en: 'Sub-flow' },
  description: { zh: '先走完另一个流程', en: 'Walks another flow first' },
  group: 'do',
  icon: 'subflow',
})
