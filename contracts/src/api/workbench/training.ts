import { z } from 'zod'
import { defineRoute, id, instant, pageOf, pageQuery } from '../../route.ts'
import { exampleLanguage, exampleText, intentLabel } from './intents.ts'

const tag = 'Workbench: evaluation and versions'
const read = 'understanding.read'
const write = 'understanding.write'
const publish = 'understanding.publish'

/** Messages with the intent a person gave them, kept out of training. */
export const evaluationSet = z.object({
  id,
  name: z.string(),
  /** Nothing can be added any more: from its first evaluation on, or from the start. */
  frozen: z.boolean(),
  items: z.number().int(),
  intents: z.number().int(),
  /** Items of the intent `oos`. */
  outside: z.number().int(),
  createdBy: z.string(),
  createdAt: instant,
})
export type EvaluationSet = z.infer<typeof evaluationSet>
export const setItem = z.object({ id, text: z.string(), intent: intentLabel, language: exampleLanguage })
const newItems = z.array(z.object({ text: exampleText, intent: intentLabel })).max(1000)

export const figures = z.object({
  items: z.number().int(),
  /** Share of in-scope items whose best intent is right and that were not taken for out of scope. */
  accuracy: z.number(),
  /** The same while rejection is left aside. */
  accuracyWithoutRejection: z.number(),
  macroF1: z.number(),
  /** Items whose very words the version was trained on: above 0 the figures flatter it. */
  seen: z.number().int(),
  outside: z.object({ items: z.number().int(), precision: z.number(), recall: z.number(), f1: z.number() }).nullable(),
})
export type Figures = z.infer<typeof figures>

export const evaluation = z.object({
  id,
  version: z.number().int(),
  /** Null: cross-validation over the version's own examples. */
  setId: id.nullable(),
  setName: z.string().nullable(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  progress: z.number(),
  reason: z.string().nullable(),
  figures: figures.nullable(),
  createdBy: z.string(),
  createdAt: instant,
  finishedAt: instant.nullable(),
})
export type Evaluation = z.infer<typeof evaluation>

export const evaluationDetail = evaluation.extend({
  intents: z.array(
    z.object({
      intent: intentLabel,
      support: z.number().int(),
      precision: z.number(),
      recall: z.number(),
      f1: z.number(),
    }),
  ),
  /** Only cells off the diagonal that are not empty, largest first. `oos` as `predicted`: taken for out of scope. */
  confusion: z.array(z.object({ actual: intentLabel, predicted: intentLabel, count: z.number().int() })),
})
export type EvaluationDetail = z.infer<typeof evaluationDetail>

export const judgedItem = z.object({
  itemId: id,
  text: z.string(),
  intent: intentLabel,
  predicted: intentLabel,
  score: z.number(),
  outside: z.number(),
  right: z.boolean(),
})

export const version = z.object({
  number: z.number().int(),
  note: z.string(),
  /** `automatic` ones were made because something changed, while publishing is automatic. */
  origin: z.enum(['manual', 'automatic']),
  state: z.enum(['training', 'ready', 'failed']),
  reason: z.string().nullable(),
  release: z.enum(['none', 'live', 'canary', 'previous']),
  examplesHash: z.string(),
  examples: z.number().int(),
  intents: z.number().int(),
  /** milliseconds */
  trainingMs: z.number().int().nullable(),
  /** Of its newest evaluation. */
  figures: figures.nullable(),
  evaluationId: id.nullable(),
  createdBy: z.string(),
  createdAt: instant,
})
export type Version = z.infer<typeof version>

export const release = z.object({
  /** `automatic`: what is taught goes live by itself, within a minute. `reviewed`: only what is published. */
  publishing: z.enum(['automatic', 'reviewed']),
  live: z.number().int().nullable(),
  previous: z.number().int().nullable(),
  canary: z.object({ version: z.number().int(), share: z.number().int() }).nullable(),
  /** Something was taught since the newest version. */
  changed: z.boolean(),
})
export type Release = z.infer<typeof release>

const setParams = z.object({ setId: id })
const evaluationParams = z.object({ evaluationId: id })
const versionParams = z.object({ number: z.coerce.number().int().min(1) })

export const trainingRoutes = {
  listSets: defineRoute({
    id: 'listSets',
    method: 'GET',
    path: '/v1/workbench/sets',
    summary: 'Evaluation sets',
    tag,
    right: read,
    reply: z.object({ items: z.array(evaluationSet) }),
  }),
  createSet: defineRoute({
    id: 'createSet',
    method: 'POST',
    path: '/v1/workbench/sets',
    summary:
      'Make a set by hand (`items`, or import a file into it later), or take a share of each intent out of training',
    tag,
    right: write,
    body: z.object({
      name: z.string().trim().min(1).max(100),
      items: newItems.optional(),
      split: z
        .object({ share: z.number().min(0.01).max(0.5), seed: z.number().int().min(0).max(1_000_000).default(1) })
        .optional(),
    }),
    reply: evaluationSet,
    status: 201,
  }),
  listSetItems: defineRoute({
    id: 'listSetItems',
    method: 'GET',
    path: '/v1/workbench/sets/:setId/items',
    summary: 'What is in a set',
    tag,
    right: read,
    params: setParams,
    query: pageQuery.extend({ intent: intentLabel.optional(), search: z.string().max(200).optional() }),
    reply: pageOf(setItem),
  }),
  addSetItems: defineRoute({
    id: 'addSetItems',
    method: 'POST',
    path: '/v1/workbench/sets/:setId/items',
    summary: 'Add to a set that is not frozen',
    tag,
    right: write,
    params: setParams,
    body: z.object({ items: newItems.min(1), freeze: z.boolean().default(false) }),
    reply: evaluationSet,
  }),
  deleteSet: defineRoute({
    id: 'deleteSet',
    method: 'DELETE',
    path: '/v1/workbench/sets/:setId',
    summary: 'Delete a set and its evaluations; what was taken out of training returns to it',
    tag,
    right: write,
    params: setParams,
    reply: z.object({}),
  }),
  listEvaluations: defineRoute({
    id: 'listEvaluations',
    method: 'GET',
    path: '/v1/workbench/evaluations',
    summary: 'The last 50 evaluations, newest first',
    tag,
    right: read,
    query: z.object({ version: z.coerce.number().int().optional(), setId: id.optional() }),
    reply: z.object({ items: z.array(evaluation) }),
  }),
  startEvaluation: defineRoute({
    id: 'startEvaluation',
    method: 'POST',
    path: '/v1/workbench/evaluations',
    summary: 'Measure a version on a set, or without a set by cross-validation, in the background',
    tag,
    right: write,
    body: z.object({ version: z.number().int().min(1), setId: id.nullable().default(null) }),
    reply: evaluation,
    status: 202,
  }),
  readEvaluation: defineRoute({
    id: 'readEvaluation',
    method: 'GET',
    path: '/v1/workbench/evaluations/:evaluationId',
    summary: 'Figures, intents and confusions of an evaluation',
    tag,
    right: read,
    params: evaluationParams,
    reply: evaluationDetail,
  }),
  listJudged: defineRoute({
    id: 'listJudged',
    method: 'GET',
    path: '/v1/workbench/evaluations/:evaluationId/items',
    summary: 'What was said of each message; errors first come with `right=false`',
    tag,
    right: read,
    params: evaluationParams,
    query: pageQuery.extend({
      right: z.enum(['true', 'false']).optional(),
      intent: intentLabel.optional(),
      predicted: intentLabel.optional(),
    }),
    reply: pageOf(judgedItem),
  }),
  compareEvaluations: defineRoute({
    id: 'compareEvaluations',
    method: 'GET',
    path: '/v1/workbench/evaluations/:evaluationId/compare/:otherId',
    summary: 'Two versions on the same set, message by message: `evaluationId` is the older, `otherId` the newer',
    tag,
    right: read,
    params: evaluationParams.extend({ otherId: id }),
    query: z.object({
      kind: z.enum(['fixed', 'broken', 'changed']).default('broken'),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    reply: z.object({
      before: evaluation,
      after: evaluation,
      fixed: z.number().int(),
      broken: z.number().int(),
      bothRight: z.number().int(),
      bothWrong: z.number().int(),
      /** Two-sided sign test: the chance of so lopsided a result if neither version were better. */
      pValue: z.number(),
      /** `p < 0.05` in words. */
      verdict: z.enum(['better', 'worse', 'undecided']),
      items: z.array(
        z.object({
          itemId: id,
          text: z.string(),
          intent: intentLabel,
          before: intentLabel,
          after: intentLabel,
          beforeScore: z.number(),
          afterScore: z.number(),
        }),
      ),
      total: z.number().int(),
    }),
  }),
  listVersions: defineRoute({
    id: 'listVersions',
    method: 'GET',
    path: '/v1/workbench/versions',
    summary: 'Training versions, newest first, and what is live',
    tag,
    right: read,
    reply: z.object({ items: z.array(version), release }),
  }),
  trainVersion: defineRoute({
    id: 'trainVersion',
    method: 'POST',
    path: '/v1/workbench/versions',
    summary: 'Train what is taught now as a new version, in the background; `unchanged` when the newest has the same',
    tag,
    right: write,
    body: z.object({ note: z.string().trim().max(500).default('') }),
    reply: z.object({ version, unchanged: z.boolean() }),
    status: 202,
  }),
  publishVersion: defineRoute({
    id: 'publishVersion',
    method: 'POST',
    path: '/v1/workbench/versions/:number/publish',
    summary:
      'Give a version to a share of conversations (canary, 1 to 99 %) or to all (100). Publishing becomes `reviewed`',
    tag,
    right: publish,
    params: versionParams,
    body: z.object({ share: z.number().int().min(1).max(100) }),
    reply: release,
  }),
  promoteCanary: defineRoute({
    id: 'promoteCanary',
    method: 'POST',
    path: '/v1/workbench/release/promote',
    summary: 'The canary becomes live for everybody',
    tag,
    right: publish,
    reply: release,
  }),
  rollBack: defineRoute({
    id: 'rollBack',
    method: 'POST',
    path: '/v1/workbench/release/roll-back',
    summary: 'Drop the canary; without one, go back to the version before (or `to`). Publishing becomes `reviewed`',
    tag,
    right: publish,
    body: z.object({ to: z.number().int().min(1).optional() }),
    reply: release,
  }),
  setPublishing: defineRoute({
    id: 'setPublishing',
    method: 'PUT',
    path: '/v1/workbench/release/publishing',
    summary: 'Whether what is taught goes live by itself',
    tag,
    right: publish,
    body: z.object({ publishing: release.shape.publishing }),
    reply: release,
  }),
}
