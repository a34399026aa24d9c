import { z } from 'zod'
import { localised } from '../../flow.ts'
import { defineRoute, id, instant, pageOf, pageQuery } from '../../route.ts'

const tag = 'Workbench: intents'
const right = { read: 'understanding.read', write: 'understanding.write' } as const

/**
 * An intent by its label: a flow's id, `talk:…`, `act:…`, `kb:…`, `custom:…` or `oos` (what nobody is here for). Dots in a custom
 * id are levels: `custom:billing.refund` stands below `custom:billing`.
 */
export const intentLabel = z.string().min(1).max(200)
export const intentKind = z.enum(['flow', 'talk', 'act', 'knowledge', 'custom', 'outside'])
/** Where an example comes from. Those of `flow`, `knowledge`, `core` and `talk` belong to a definition and are never deleted. */
export const exampleSource = z.enum(['flow', 'knowledge', 'core', 'talk', 'hand', 'import', 'library', 'message'])
export const exampleText = z.string().trim().min(1).max(1000)
export const exampleLanguage = z.enum(['zh', 'en', 'other'])

/** What a custom intent sets in motion: a flow, an answer, or nothing (it is only counted). */
export const leadsTo = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('flow'), id: z.string().min(1).max(200) }),
  z.object({ kind: z.literal('knowledge'), id: z.string().min(1).max(200) }),
])

export const intent = z.object({
  id: intentLabel,
  name: localised,
  kind: intentKind,
  /** The intent above it; null at the top. */
  parent: intentLabel.nullable(),
  leadsTo: leadsTo.nullable(),
  examples: z.object({ total: z.number().int(), on: z.number().int(), zh: z.number().int(), en: z.number().int() }),
  /** 0 (sound) to 1: how much it needs attention; `reasons` say why. */
  weak: z.number(),
  reasons: z.array(z.enum(['few_examples', 'one_language', 'low_recall', 'low_precision', 'conflicts'])),
  /** Examples that say (nearly) the same as one of another intent. */
  conflicts: z.number().int(),
  /** From the newest evaluation that has it; null before. */
  figures: z
    .object({ precision: z.number(), recall: z.number(), f1: z.number(), support: z.number().int() })
    .nullable(),
})
export type Intent = z.infer<typeof intent>

export const example = z.object({
  id,
  intent: intentLabel,
  text: z.string(),
  language: exampleLanguage,
  source: exampleSource,
  /** Where its definition has it, when it was moved from there. */
  movedFrom: intentLabel.nullable(),
  /** Switched off: kept, but not trained on. */
  enabled: z.boolean(),
  /** The evaluation set it was taken out of training for. */
  heldFor: id.nullable(),
  updatedAt: instant,
})
export type Example = z.infer<typeof example>

const customId = z
  .string()
  .max(120)
  .regex(/^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+){0,4}$/u, 'letters, digits, - and _; dots between levels, five at most')
const intentParams = z.object({ intentId: intentLabel })
const exampleParams = z.object({ exampleId: id })
/** Which examples are meant: by id, or all that a search finds. */
const selection = z
  .object({ ids: z.array(id).min(1).max(5000) })
  .or(z.object({ intent: intentLabel, search: z.string().max(200).optional() }))
export const moved = z.object({ changed: z.number().int() })

/** What became of added texts; `conflicts` are kept as they are in the other intent and added here all the same. */
export const addedExamples = z.object({
  added: z.number().int(),
  unchanged: z.number().int(),
  items: z.array(example),
  conflicts: z.array(z.object({ text: z.string(), intent: intentLabel, exampleId: id })),
})

export const intentRoutes = {
  listIntents: defineRoute({
    id: 'listIntents',
    method: 'GET',
    path: '/v1/workbench/intents',
    summary: 'All intents with their figures; the weakest first with `order=weak`',
    tag,
    right: right.read,
    query: z.object({
      kind: intentKind.optional(),
      search: z.string().max(200).optional(),
      order: z.enum(['name', 'weak', 'examples']).default('name'),
    }),
    reply: z.object({ items: z.array(intent), examples: z.object({ total: z.number().int(), on: z.number().int() }) }),
  }),
  createIntent: defineRoute({
    id: 'createIntent',
    method: 'POST',
    path: '/v1/workbench/intents',
    summary: 'Make a custom intent; its label is `custom:` and the id given',
    tag,
    right: right.write,
    body: z.object({
      id: customId,
      name: localised,
      parent: intentLabel.nullable().default(null),
      leadsTo: leadsTo.nullable().default(null),
    }),
    reply: intent,
    status: 201,
  }),
  updateIntent: defineRoute({
    id: 'updateIntent',
    method: 'PATCH',
    path: '/v1/workbench/intents/:intentId',
    summary: 'Rename a custom intent, hang it elsewhere, change what it leads to; of others only `parent` can be set',
    tag,
    right: right.write,
    params: intentParams,
    body: z.object({
      name: localised.optional(),
      parent: intentLabel.nullable().optional(),
      leadsTo: leadsTo.nullable().optional(),
    }),
    reply: intent,
  }),
  deleteIntent: defineRoute({
    id: 'deleteIntent',
    method: 'DELETE',
    path: '/v1/workbench/intents/:intentId',
    summary:
      'Delete a custom intent. Its examples go to `moveTo`; without it own ones are deleted, those of definitions return home',
    tag,
    right: right.write,
    params: intentParams,
    query: z.object({ moveTo: intentLabel.optional() }),
    reply: z.object({ moved: z.number().int(), deleted: z.number().int() }),
  }),
  listExamples: defineRoute({
    id: 'listExamples',
    method: 'GET',
    path: '/v1/workbench/examples',
    summary: 'Examples, last change first, searched in any part of the text',
    tag,
    right: right.read,
    query: pageQuery.extend({
      intent: intentLabel.optional(),
      search: z.string().max(200).optional(),
      source: exampleSource.optional(),
      language: exampleLanguage.optional(),
      state: z.enum(['on', 'off', 'moved', 'held']).optional(),
    }),
    reply: pageOf(example).extend({
      /** Of the whole list; only with the first page. */
      total: z.number().int().nullable(),
    }),
  }),
  addExamples: defineRoute({
    id: 'addExamples',
    method: 'POST',
    path: '/v1/workbench/intents/:intentId/examples',
    summary: 'Add one example or a pasted list, one a line; what is there already is left',
    tag,
    right: right.write,
    params: intentParams,
    body: z.object({ texts: z.array(z.string().max(1000)).min(1).max(2000) }),
    reply: addedExamples,
    status: 201,
  }),
  updateExample: defineRoute({
    id: 'updateExample',
    method: 'PATCH',
    path: '/v1/workbench/examples/:exampleId',
    summary: 'Change the text of an own example; switch any on or off; move it to another intent',
    tag,
    right: right.write,
    params: exampleParams,
    body: z.object({ text: exampleText.optional(), intent: intentLabel.optional(), enabled: z.boolean().optional() }),
    reply: example,
  }),
  moveExamples: defineRoute({
    id: 'moveExamples',
    method: 'POST',
    path: '/v1/workbench/examples/move',
    summary: 'Move many examples to an intent',
    tag,
    right: right.write,
    body: z.object({ examples: selection, to: intentLabel }),
    reply: moved,
  }),
  switchExamples: defineRoute({
    id: 'switchExamples',
    method: 'POST',
    path: '/v1/workbench/examples/switch',
    summary: 'Switch many examples on or off',
    tag,
    right: right.write,
    body: z.object({ examples: selection, enabled: z.boolean() }),
    reply: moved,
  }),
  deleteExamples: defineRoute({
    id: 'deleteExamples',
    method: 'POST',
    path: '/v1/workbench/examples/delete',
    summary: 'Delete own examples; those of definitions are switched off instead',
    tag,
    right: right.write,
    body: z.object({ examples: selection }),
    reply: z.object({ deleted: z.number().int(), switchedOff: z.number().int() }),
  }),
  exportExamples: defineRoute({
    id: 'exportExamples',
    method: 'GET',
    path: '/v1/workbench/examples.jsonl',
    summary: 'All examples as JSON lines {text, label, lang, source, enabled}; what `importExamples` reads',
    tag,
    right: right.read,
    query: z.object({ intent: intentLabel.optional() }),
    reply: z.string(),
  }),
}
