import { z } from 'zod'
import { common, edge, errorEdge, errorEdges, expression, plain, variable } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Calls a tool. Writes are journalled, done once, looked up when their outcome is unknown, undone by `rollback`. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('call'),
    ...common,
    tool: z
      .string()
      .regex(/^[a-z][\w-]*\.[\w-]+$/, 'connection.operation')
      .meta({ role: 'tool', label: { zh: '工具', en: 'Tool' } }),
    /** An object: the arguments. */
    args: expression(['参数', 'Arguments']),
    save: variable(['结果保存为', 'Saved as']).optional(),
    next: edge(),
    /** Ways by the system's own error code. The scope has `error` = {kind, code, message, node}. */
    refusals: z
      .record(z.string(), errorEdge(['系统这样拒绝时', 'When refused so']))
      .default({})
      .meta(plain(['按系统的错误码分流', 'By refusal'])),
    ...errorEdges,
  }),
  title: { zh: '调用工具', en: 'Tool call' },
  description: { zh: '查询或修改公司系统', en: 'Reads or changes a system of the company' },
  group: 'do',
  icon: 'call',
  waits: 'system',
})
