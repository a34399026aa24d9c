import { key } from '@loopdesk/contracts/flow.ts'
import { z } from 'zod'
import { body, common, edge, optionalErrorEdges, plain, variable } from '../../fields.ts'
import { defineNode } from '../../node-kind.ts'

/** Walks several branches at the same time; goes on when all of them, one, or so many have come to their `return`. */
export const definition = defineNode({
  schema: z.object({
    type: z.literal('parallel'),
    ...common,
    branches: z
      .record(key, body(['从这里开始', 'Begins at']))
      .refine((branches) => Object.keys(branches).length >= 2, 'at least two branches')
      .meta(plain(['分支', 'Branches'])),
    join: z
      .union([z.literal('all'), z.literal('any'), z.number().int().min(1)])
      .default('all')
      .meta(plain(['等到', 'Goes on after'])),
    /** An object: what each finished branch returned, by its name. */
    save: variable(['保存为', 'Saved as']).optional(),
    next: edge(['汇合后', 'After the join']),
    ...optionalErrorEdges,
  }),
  title: { zh: '并行', en: 'Parallel' },
  description: { zh: '几条路同时走，再汇合', en: 'Walks several ways at once and joins them' },
  group: 'decide',
  icon: 'parallel',
})
