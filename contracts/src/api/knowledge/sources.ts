import { z } from 'zod'
import { defineRoute, id, instant, pageOf, pageQuery } from '../../route.ts'
import { documentSettings } from './documents.ts'

const tag = 'Knowledge: web sites and help desks'
const params = z.object({ sourceId: id })

/** What is read and how far. Secrets are never shown again: `hasSecret` says whether one is kept. */
export const sourceSetup = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('web'),
    url: z.url({ protocol: /^https?$/ }).max(2000),
    /** Links followed from the first page; pages of the sitemap count as one. */
    depth: z.number().int().min(0).max(10).default(3),
    pages: z.number().int().min(1).max(50_000).default(500),
    /** Paths, `*` for anything (`/help/*`); none stands for the whole host. */
    include: z.array(z.string().max(300)).max(50).default([]),
    exclude: z.array(z.string().max(300)).max(50).default([]),
    /** Linked PDF and Office files are read too. */
    files: z.boolean().default(true),
    /** Milliseconds between two requests, unless the site asks for more. */
    delayMs: z.number().int().min(0).max(60_000).default(500),
  }),
  z.object({
    kind: z.literal('zendesk'),
    /** `https://company.zendesk.com` */
    url: z.url({ protocol: /^https?$/ }).max(2000),
    /** E-mail address of the one whose API token it is. */
    user: z.string().min(1).max(200),
    /** `en-us`; '' reads all. */
    language: z.string().max(20).default(''),
  }),
  z.object({
    kind: z.literal('intercom'),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .default('https://api.intercom.io'),
  }),
  z.object({
    kind: z.literal('chatwoot'),
    /** `https://app.chatwoot.com` */
    url: z.url({ protocol: /^https?$/ }).max(2000),
    account: z.string().min(1).max(60),
    /** Slug of the help centre. */
    portal: z.string().min(1).max(120),
    languages: z.array(z.string().max(20)).max(20).default([]),
  }),
])
export type SourceSetup = z.infer<typeof sourceSetup>

/** When it is read again: never by itself, or at this time in the workspace's time zone. */
export const sourceSchedule = z.object({
  every: z.enum(['never', 'hour', 'day', 'week']),
  /** 0 to 23, for `day` and `week`. */
  hour: z.number().int().min(0).max(23).default(3),
  /** 1 Monday … 7 Sunday, for `week`. */
  weekday: z.number().int().min(1).max(7).default(1),
})
export type SourceSchedule = z.infer<typeof sourceSchedule>

export const sourceRun = z.object({
  id,
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  counts: z.object({
    seen: z.number().int(),
    added: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    removed: z.number().int(),
    failed: z.number().int(),
  }),
  reason: z.object({ code: z.string(), message: z.string() }).nullable(),
  /** The first 100 addresses that could not be read. */
  problems: z.array(z.object({ url: z.string(), code: z.string(), message: z.string() })),
  startedAt: instant,
  finishedAt: instant.nullable(),
  /** '' for the schedule. */
  startedBy: z.string(),
})
export type SourceRun = z.infer<typeof sourceRun>

/** What documents of this source get. */
const given = documentSettings
  .pick({ category: true, labels: true, audiences: true, channels: true, official: true, owner: true })
  .partial()

export const documentSource = z.object({
  id,
  name: z.string(),
  setup: sourceSetup,
  hasSecret: z.boolean(),
  schedule: sourceSchedule,
  settings: given,
  enabled: z.boolean(),
  documents: z.number().int(),
  lastRun: sourceRun.nullable(),
  nextRunAt: instant.nullable(),
  createdAt: instant,
})
export type DocumentSource = z.infer<typeof documentSource>

const body = z.object({
  name: z.string().trim().min(1).max(120),
  setup: sourceSetup,
  /** Token or key; left out it stays, '' removes it. */
  secret: z.string().max(2000).optional(),
  schedule: sourceSchedule.default({ every: 'never', hour: 3, weekday: 1 }),
  settings: given.default({}),
  enabled: z.boolean().default(true),
})

export const sourceRoutes = {
  listDocumentSources: defineRoute({
    id: 'listDocumentSources',
    method: 'GET',
    path: '/v1/knowledge/sources',
    summary: 'Web sites and help desks that documents are read from',
    tag,
    right: 'knowledge.read',
    reply: z.object({ items: z.array(documentSource) }),
  }),
  createDocumentSource: defineRoute({
    id: 'createDocumentSource',
    method: 'POST',
    path: '/v1/knowledge/sources',
    summary: 'Add a web site or help desk; its first reading starts at once',
    tag,
    right: 'knowledge.write',
    body,
    reply: documentSource,
    status: 201,
  }),
  readDocumentSource: defineRoute({
    id: 'readDocumentSource',
    method: 'GET',
    path: '/v1/knowledge/sources/:sourceId',
    summary: 'A source with its last reading',
    tag,
    right: 'knowledge.read',
    params,
    reply: documentSource,
  }),
  updateDocumentSource: defineRoute({
    id: 'updateDocumentSource',
    method: 'PUT',
    path: '/v1/knowledge/sources/:sourceId',
    summary: 'Change a source; settings reach its documents at once, the rest with the next reading',
    tag,
    right: 'knowledge.write',
    params,
    body,
    reply: documentSource,
  }),
  deleteDocumentSource: defineRoute({
    id: 'deleteDocumentSource',
    method: 'DELETE',
    path: '/v1/knowledge/sources/:sourceId',
    summary: 'Remove a source, with its documents unless they are kept',
    tag,
    right: 'knowledge.write',
    params,
    query: z.object({ documents: z.enum(['remove', 'keep']).default('remove') }),
    reply: z.object({ deleted: z.boolean() }),
  }),
  runDocumentSource: defineRoute({
    id: 'runDocumentSource',
    method: 'POST',
    path: '/v1/knowledge/sources/:sourceId/runs',
    summary: 'Read a source now; what has not changed is not read again',
    tag,
    right: 'knowledge.write',
    params,
    reply: sourceRun,
    status: 202,
  }),
  cancelDocumentSourceRun: defineRoute({
    id: 'cancelDocumentSourceRun',
    method: 'POST',
    path: '/v1/knowledge/sources/:sourceId/cancel',
    summary: 'Stop the reading under way; what has been read stays',
    tag,
    right: 'knowledge.write',
    params,
    reply: z.object({ cancelled: z.boolean() }),
  }),
  listDocumentSourceRuns: defineRoute({
    id: 'listDocumentSourceRuns',
    method: 'GET',
    path: '/v1/knowledge/sources/:sourceId/runs',
    summary: 'Readings of a source, newest first',
    tag,
    right: 'knowledge.read',
    params,
    query: pageQuery,
    reply: pageOf(sourceRun),
  }),
}
