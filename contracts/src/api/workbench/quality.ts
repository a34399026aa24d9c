import { z } from 'zod'
import { defineRoute, id, instant } from '../../route.ts'
import { addedExamples, example, exampleText, intentLabel } from './intents.ts'
import { foundEntity } from './library.ts'

const tag = 'Workbench: quality'
const read = 'understanding.read'
const write = 'understanding.write'

/** Two examples of different intents that say the same, or nearly. */
export const conflict = z.object({
  id,
  kind: z.enum(['same', 'near']),
  /** 1 for the same words; above 0.7 for near ones. */
  similarity: z.number(),
  a: example,
  b: example,
})
export type Conflict = z.infer<typeof conflict>

/** How sure the recogniser is of one intent. */
export const scored = z.object({ intent: intentLabel, score: z.number() })

/** Something customers say that it would pay to teach. Personal data is masked. */
export const suggestion = z.object({
  id,
  text: z.string(),
  language: z.enum(['zh', 'en', 'other']),
  /** Messages that said (nearly) this. */
  count: z.number().int(),
  /** `outside`: no intent seems to cover it; `unsure`: the best two are close. */
  reason: z.enum(['outside', 'unsure']),
  /** 0 to 1, most informative first: how little is known of it, and how often it is said. */
  value: z.number(),
  guesses: z.array(scored),
  outside: z.number(),
  /** One conversation in which it was said. */
  conversationId: id.nullable(),
  lastAt: instant,
})
export type Suggestion = z.infer<typeof suggestion>

export const tryResult = z.object({
  text: z.string(),
  /** As it was read after mending slips of the pen. */
  spelt: z.string(),
  language: z.string(),
  /** The training version that read it. */
  version: z.number().int().nullable(),
  intents: z.array(scored),
  /** Chance that no intent covers it, and above which chance it counts as such. */
  outside: z.object({ chance: z.number(), threshold: z.number(), isOutside: z.boolean() }),
  clauses: z.array(z.object({ text: z.string(), intents: z.array(scored) })),
  entities: z.array(foundEntity),
  emotion: z.object({ label: z.string(), intensity: z.number() }).nullable(),
  concepts: z.array(
    z.object({ concept: z.string(), topic: z.string(), start: z.number().int(), end: z.number().int() }),
  ),
  /** The most similar examples in training, with cosine similarity 0 to 1. */
  neighbours: z.array(z.object({ intent: intentLabel, text: z.string(), similarity: z.number() })),
  /**
   * What counted, for the best intent and the second: `weight` is what the feature added to the intent's score (logit);
   * `kind` is word, pair, character, sound, subword or concept.
   */
  features: z.array(
    z.object({
      intent: intentLabel,
      items: z.array(z.object({ feature: z.string(), kind: z.string(), weight: z.number() })),
    }),
  ),
  ms: z.number(),
})
export type TryResult = z.infer<typeof tryResult>

export const qualityRoutes = {
  listConflicts: defineRoute({
    id: 'listConflicts',
    method: 'GET',
    path: '/v1/workbench/conflicts',
    summary: 'Examples of different intents that say (nearly) the same, as last looked for',
    tag,
    right: read,
    query: z.object({
      intent: intentLabel.optional(),
      kind: conflict.shape.kind.optional(),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    reply: z.object({
      items: z.array(conflict),
      total: z.number().int(),
      /** When it was last looked; null: never. `looking` while a search is under way. */
      lookedAt: instant.nullable(),
      looking: z.boolean(),
      /** Examples have changed since. */
      stale: z.boolean(),
    }),
  }),
  findConflicts: defineRoute({
    id: 'findConflicts',
    method: 'POST',
    path: '/v1/workbench/conflicts/find',
    summary: 'Look for conflicts anew, in the background',
    tag,
    right: write,
    reply: z.object({ looking: z.boolean() }),
    status: 202,
  }),
  acceptConflict: defineRoute({
    id: 'acceptConflict',
    method: 'POST',
    path: '/v1/workbench/conflicts/:conflictId/accept',
    summary: 'Both are right as they are: do not show this pair again',
    tag,
    right: write,
    params: z.object({ conflictId: id }),
    reply: z.object({}),
  }),
  listSuggestions: defineRoute({
    id: 'listSuggestions',
    method: 'GET',
    path: '/v1/workbench/suggestions',
    summary: 'What customers said that is worth labelling, most informative first',
    tag,
    right: read,
    query: z.object({
      reason: suggestion.shape.reason.optional(),
      search: z.string().max(200).optional(),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    reply: z.object({
      items: z.array(suggestion),
      total: z.number().int(),
      /** Up to when customers' messages have been looked through. */
      readUntil: instant.nullable(),
    }),
  }),
  findSuggestions: defineRoute({
    id: 'findSuggestions',
    method: 'POST',
    path: '/v1/workbench/suggestions/find',
    summary: 'Look through new messages now, in the background (it also happens every ten minutes)',
    tag,
    right: write,
    reply: z.object({ looking: z.boolean() }),
    status: 202,
  }),
  labelSuggestion: defineRoute({
    id: 'labelSuggestion',
    method: 'POST',
    path: '/v1/workbench/suggestions/:suggestionId/label',
    summary: 'It means this intent: it becomes an example (`oos`: nobody is here for that)',
    tag,
    right: write,
    params: z.object({ suggestionId: id }),
    body: z.object({ intent: intentLabel, text: exampleText.optional() }),
    reply: addedExamples,
  }),
  dismissSuggestions: defineRoute({
    id: 'dismissSuggestions',
    method: 'POST',
    path: '/v1/workbench/suggestions/dismiss',
    summary: 'Not worth teaching; they do not come again',
    tag,
    right: write,
    body: z.object({ ids: z.array(id).min(1).max(500) }),
    reply: z.object({ changed: z.number().int() }),
  }),
  tryText: defineRoute({
    id: 'tryText',
    method: 'POST',
    path: '/v1/workbench/try',
    summary: 'How a text is understood, and why',
    tag,
    right: read,
    body: z.object({ text: z.string().trim().min(1).max(2000), version: z.number().int().min(1).optional() }),
    reply: tryResult,
  }),
}
