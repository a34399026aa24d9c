import { z } from 'zod'
import { defineRoute, instant } from '../../route.ts'

const tag = 'Knowledge graph: contradictions and stale texts'
const right = { read: 'knowledge.read', write: 'knowledge.write' } as const

/** A list read in pages by how many are skipped. */
export const window = z.object({
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
export const windowOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), total: z.number().int() })
export const findingKind = z.enum([
  'number',
  'money',
  'duration',
  'date',
  'time',
  'yes_no',
  'against_graph',
  'date_past',
  'validity_over',
  'old_present',
  'gone',
  'forbidden',
])
export type FindingKind = z.infer<typeof findingKind>
/** One of the places a finding is about; `[start, end)` of the quote is what differs. */
export const findingPlace = z.object({
  passage: z.string(),
  source: z.object({ kind: z.enum(['document', 'entry', 'graph']), id: z.string(), title: z.string() }),
  headings: z.string().default(''),
  quote: z.string(),
  start: z.number().int(),
  end: z.number().int(),
  page: z.number().int().optional(),
  updatedAt: instant.optional(),
})
export type FindingPlace = z.infer<typeof findingPlace>
export const finding = z.object({
  id: z.string(),
  kind: findingKind,
  a: findingPlace,
  /** Of contradictions; the older place is `a`. */
  b: findingPlace.nullable(),
  about: z.string(),
  note: z.string(),
  dismissed: z.boolean(),
  dismissedBy: z.string().nullable(),
  foundAt: instant,
})
export type FindingShown = z.infer<typeof finding>
const forbiddenWords = z.object({
  words: z.array(z.object({ word: z.string().trim().min(1).max(60), note: z.string().max(200).optional() })).max(2000),
})

/** Where texts contradict each other, are overtaken by time, or say what must not be said. */
export const findingRoutes = {
  listFindings: defineRoute({
    id: 'listFindings',
    method: 'GET',
    path: '/v1/graph/findings',
    summary: 'Contradictions, stale texts and forbidden words, newest first',
    tag,
    right: right.read,
    query: window.extend({
      group: z.enum(['contradictions', 'stale', 'forbidden']).optional(),
      kind: findingKind.optional(),
      dismissed: z.enum(['true', 'false']).default('false'),
      /** Of one document or entry: `entry:<id>`. */
      source: z.string().max(300).optional(),
    }),
    reply: windowOf(finding),
  }),
  dismissFindings: defineRoute({
    id: 'dismissFindings',
    method: 'POST',
    path: '/v1/graph/findings/dismiss',
    summary: 'Say that findings are none, for good; or take that back',
    tag,
    right: right.write,
    body: z.object({ ids: z.array(z.string().max(40)).min(1).max(500), dismissed: z.boolean().default(true) }),
    reply: z.object({ changed: z.number().int() }),
  }),
  lookForFindings: defineRoute({
    id: 'lookForFindings',
    method: 'POST',
    path: '/v1/graph/findings/look',
    summary: 'Look through all passages again, in the background',
    tag,
    right: right.write,
    reply: z.object({}),
    status: 202,
  }),
  readForbiddenWords: defineRoute({
    id: 'readForbiddenWords',
    method: 'GET',
    path: '/v1/graph/forbidden-words',
    summary: 'Words that must not stand in entries and documents',
    tag,
    right: right.read,
    reply: forbiddenWords,
  }),
  saveForbiddenWords: defineRoute({
    id: 'saveForbiddenWords',
    method: 'PUT',
    path: '/v1/graph/forbidden-words',
    summary: 'Replace the list; all passages are looked through again',
    tag,
    right: right.write,
    body: forbiddenWords,
    reply: forbiddenWords,
  }),
}
