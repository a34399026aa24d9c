import { key } from '@loopdesk/contracts/flow.ts'
import { z } from 'zod'
import { common, edge, variable } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** How the customer's latest run of a flow stands: `{runId, flow, outcome, node, step, scope, heard, startedAt, endedAt, status}`. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('progress'),
    ...common,
    flow: key.meta({ role: 'flow', label: { zh: '哪个流程', en: 'Flow' } }),
    save: variable(['结果保存为', 'Saved as']),
    next: edge(['有', 'Found']),
    none: edge(['没有', 'None']),
  }),
  title: { zh: '查办理进度', en: 'Progress' },
  description: { zh: '查客户上一次办这件事到哪了', en: "How the customer's latest run of a flow stands" },
  group: 'do',
  icon: 'progress',
  waits: 'system',
})
