import { z } from 'zod'
import { common, edge, errorEdges, expression, variable } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** JavaScript in a sandbox: the body of a function of `input`, its `return` is the result. Bounded in CPU, memory and time; no I/O, no clock, no chance. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('code'),
    ...common,
    code: z
      .string()
      .min(1)
      .max(20_000)
      .meta({ role: 'code', label: { zh: '代码', en: 'Code' } }),
    input: expression(['输入', 'Input']).default('{}'),
    save: variable(['结果保存为', 'Saved as']),
    next: edge(),
    ...errorEdges,
  }),
  title: { zh: '代码', en: 'Code' },
  description: { zh: '在沙箱里算一段 JavaScript', en: 'Works something out in sandboxed JavaScript' },
  group: 'do',
  icon: 'code',
  waits: 'system',
})
