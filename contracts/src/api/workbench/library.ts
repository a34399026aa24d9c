import { z } from 'zod'
import { localised } from '../../flow.ts'
import { defineRoute } from '../../route.ts'
import { intent, intentLabel } from './intents.ts'

const tag = 'Workbench: library, lexicon, entity types'
const read = 'understanding.read'
const write = 'understanding.write'

/** A ready-made intent by `topic.id`, for example `telecom.billing.explain`. */
export const libraryIntent = z.object({
  id: z.string(),
  topic: z.string(),
  name: localised,
  about: z.string(),
  lines: z.object({ zh: z.number().int(), en: z.number().int() }),
  /** The intent it was picked into. */
  pickedAs: intentLabel.nullable(),
})
export type LibraryIntent = z.infer<typeof libraryIntent>

const expression = z.string().trim().min(1).max(100)
const expressions = z.object({ zh: z.array(expression).max(500), en: z.array(expression).max(500) })
/** A meaning and the everyday ways to say it; `…` in an expression stands for a few words in between. */
export const concept = z.object({
  id: z.string(),
  topic: z.string(),
  /** From the built-in lexicon. */
  zh: z.array(z.string()),
  en: z.array(z.string()),
  builtIn: z.boolean(),
  /** What the workspace adds, and which built-in expressions it does without. */
  added: expressions,
  removed: z.array(z.string()),
  enabled: z.boolean(),
})
export type Concept = z.infer<typeof concept>
const conceptId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'lower-case letters, digits and -')

const typeName = z.string().regex(/^[a-z][a-z0-9_]{0,49}$/, 'lower-case letters, digits and _, a letter first')
const synonyms = z.array(z.string().trim().min(1).max(100)).max(200)
/** What the entity engine finds besides the built-in types. */
export const entityType = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('regex'),
    type: typeName,
    name: localised,
    pattern: z.string().min(1).max(500),
    normalise: z.enum(['upper', 'lower', 'digits']).optional(),
  }),
  z.object({
    kind: z.literal('list'),
    type: typeName,
    name: localised,
    values: z
      .array(z.object({ value: z.string().trim().min(1).max(100), synonyms }))
      .min(1)
      .max(2000),
  }),
])
export type EntityType = z.infer<typeof entityType>
export const foundEntity = z.object({
  type: z.string(),
  value: z.string(),
  text: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  confidence: z.number(),
})
export type FoundEntity = z.infer<typeof foundEntity>

export const libraryRoutes = {
  listLibrary: defineRoute({
    id: 'listLibrary',
    method: 'GET',
    path: '/v1/workbench/library',
    summary: 'Ready-made intents, by industry, topic or words in their names and lines',
    tag,
    right: read,
    query: z.object({ industry: z.string().max(50).optional(), search: z.string().max(100).optional() }),
    reply: z.object({
      industries: z.array(z.object({ id: z.string(), intents: z.number().int() })),
      topics: z.array(z.object({ id: z.string(), industry: z.string(), name: localised })),
      items: z.array(libraryIntent),
    }),
  }),
  readLibraryIntent: defineRoute({
    id: 'readLibraryIntent',
    method: 'GET',
    path: '/v1/workbench/library/:libraryId',
    summary: 'One ready-made intent with all its lines',
    tag,
    right: read,
    params: z.object({ libraryId: z.string().max(200) }),
    reply: libraryIntent.extend({ zh: z.array(z.string()), en: z.array(z.string()) }),
  }),
  pickLibraryIntents: defineRoute({
    id: 'pickLibraryIntents',
    method: 'POST',
    path: '/v1/workbench/library/pick',
    summary: 'Copy ready-made intents into the workspace, as custom intents or as examples of one that exists (`into`)',
    tag,
    right: write,
    body: z.object({
      ids: z.array(z.string().max(200)).min(1).max(200),
      into: intentLabel.optional(),
      languages: z
        .array(z.enum(['zh', 'en']))
        .min(1)
        .default(['zh', 'en']),
    }),
    reply: z.object({ intents: z.array(intent), examplesAdded: z.number().int() }),
    status: 201,
  }),
  listConcepts: defineRoute({
    id: 'listConcepts',
    method: 'GET',
    path: '/v1/workbench/lexicon',
    summary: 'Concepts of the lexicon, by topic or by words in their expressions',
    tag,
    right: read,
    query: z.object({
      topic: z.string().max(100).optional(),
      search: z.string().max(100).optional(),
      changed: z.enum(['true', 'false']).optional(),
      offset: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    reply: z.object({
      topics: z.array(z.object({ id: z.string(), name: localised, concepts: z.number().int() })),
      items: z.array(concept),
      total: z.number().int(),
    }),
  }),
  saveConcept: defineRoute({
    id: 'saveConcept',
    method: 'PUT',
    path: '/v1/workbench/lexicon/:conceptId',
    summary: 'Add a concept, extend one, or switch it or some of its expressions off',
    tag,
    right: write,
    params: z.object({ conceptId }),
    body: z.object({
      topic: conceptId.default('own'),
      added: expressions.default({ zh: [], en: [] }),
      removed: z.array(expression).max(500).default([]),
      enabled: z.boolean().default(true),
    }),
    reply: concept,
  }),
  resetConcept: defineRoute({
    id: 'resetConcept',
    method: 'DELETE',
    path: '/v1/workbench/lexicon/:conceptId',
    summary: 'Delete an own concept, or take a built-in one back to how it came',
    tag,
    right: write,
    params: z.object({ conceptId }),
    reply: z.object({}),
  }),
  listEntityTypes: defineRoute({
    id: 'listEntityTypes',
    method: 'GET',
    path: '/v1/workbench/entity-types',
    summary: 'Entity types of the workspace',
    tag,
    right: read,
    reply: z.object({ items: z.array(entityType) }),
  }),
  saveEntityType: defineRoute({
    id: 'saveEntityType',
    method: 'PUT',
    path: '/v1/workbench/entity-types/:type',
    summary: 'Make or change an entity type; patterns that could take for ever are refused',
    tag,
    right: write,
    params: z.object({ type: typeName }),
    body: entityType,
    reply: entityType,
  }),
  deleteEntityType: defineRoute({
    id: 'deleteEntityType',
    method: 'DELETE',
    path: '/v1/workbench/entity-types/:type',
    summary: 'Delete an entity type',
    tag,
    right: write,
    params: z.object({ type: typeName }),
    reply: z.object({}),
  }),
  testEntityType: defineRoute({
    id: 'testEntityType',
    method: 'POST',
    path: '/v1/workbench/entity-types/test',
    summary: 'What a type, saved or not, finds in a text',
    tag,
    right: read,
    body: z.object({ definition: entityType, text: z.string().max(2000) }),
    reply: z.object({ found: z.array(foundEntity) }),
  }),
}
