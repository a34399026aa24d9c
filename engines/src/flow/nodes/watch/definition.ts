import { key } from '@loopdesk/contracts/flow.ts'
import { z } from 'zod'
import { common, edge, expression, plain, template } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Keeps listening after the run has ended: when the connection reports such an event with our key, the text is sent by itself. The event is `event` in the text. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('watch'),
    ...common,
    connection: key.meta({ role: 'connection', label: { zh: '哪个系统', en: 'System' } }),
    key: expression(['关联值', 'Correlation key']),
    events: z
      .array(
        z.object({
          type: z.string().meta(plain(['事件类型', 'Type of event'])),
          text: template(['怎么说', 'Words']),
          last: z
            .boolean()
            .default(false)
            .meta(plain(['此后不再等', 'The last one'])),
        }),
      )
      .min(1)
      .meta(plain(['事件', 'Events'])),
    next: edge(),
  }),
  title: { zh: '后续推送', en: 'Watch' },
  description: { zh: '办完以后有变化主动告诉客户', en: 'Tells the customer of later changes' },
  group: 'wait',
  icon: 'watch',
  waits: 'system',
})
