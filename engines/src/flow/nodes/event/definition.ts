import { key } from '@loopdesk/contracts/flow.ts'
import { z } from 'zod'
import { common, edge, errorEdge, expression, plain, variable } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Waits for a system of the company to report something. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('event'),
    ...common,
    connection: key.meta({ role: 'connection', label: { zh: '哪个系统', en: 'System' } }),
    /** Types of events; any of them when none is named. */
    types: z
      .array(z.string())
      .default([])
      .meta(plain(['事件类型', 'Types of events'])),
    /** The value by which an event is known to be ours (a refund's number): it stands somewhere in the event. */
    key: expression(['关联值', 'Correlation key']),
    /** Minutes; for ever when left out. */
    within: expression(['最多等几分钟', 'Waits at most (minutes)']).optional(),
    save: variable(['事件保存为', 'Saved as']).optional(),
    next: edge(['等到了', 'When it comes']),
    expired: errorEdge(['没等到', 'Too late']).optional(),
  }),
  title: { zh: '等事件', en: 'Event' },
  description: { zh: '等公司系统来通知', en: 'Waits for news from a system' },
  group: 'wait',
  icon: 'event',
  waits: 'event',
})
