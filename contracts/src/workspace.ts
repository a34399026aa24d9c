import { z } from 'zod'
import { flowFile, localised } from './flow.ts'
import { graphFile } from './graph.ts'
import { configuredCategory, configuredDocument, knowledgeEntry } from './knowledge.ts'

/**
 * A workspace's configuration as files ("config as code"): how its systems are reached, which business objects its customers
 * have, how identity is proven, what it knows and says. Imported by `importWorkspace`; the demo company's is in
 * examples/shop/workspace. `${NAME}` in any string is replaced from the importer's variables (URLs, secrets).
 */
const key = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]*$/)
const expression = z.string().min(1)
const words = z.object({ zh: z.array(z.string()).default([]), en: z.array(z.string()).default([]) })

export const connectionAuth = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({ type: z.literal('apiKey'), header: z.string(), secret: z.string() }),
  z.object({ type: z.literal('basic'), username: z.string(), password: z.string() }),
  z.object({ type: z.literal('bearer'), token: z.string() }),
  z.object({
    type: z.literal('oauth2'),
    /** Client-credentials grant (RFC 6749 section 4.4). */
    tokenUrl: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    scope: z.string().optional(),
  }),
])
export type ConnectionAuth = z.infer<typeof connectionAuth>

export const connection = z.object({
  id: key,
  name: localised,
  baseUrl: z.url(),
  /** Path or URL of its OpenAPI 3 document, from which operations are read. */
  openapi: z.string(),
  auth: connectionAuth,
  timeoutMs: z.number().int().min(100).max(60_000).default(8000),
  /** Where error codes stand in an error body. */
  errorCode: expression.default('error.code'),
  errorMessage: expression.default('error.message'),
  /** HMAC-SHA256 secret of the events it sends to us at /hooks/v1/:siteKey/events. */
  eventsSecret: z.string().optional(),
})
export type Connection = z.infer<typeof connection>

export const tool = z.object({
  /** `connection.operation` */
  id: z.string().regex(/^[a-z][\w]*\.[\w]+$/),
  /** operationId in the connection's OpenAPI document; the part after the dot unless said otherwise. */
  operationId: z.string().optional(),
  name: localised,
  kind: z.enum(['read', 'write']),
  /** Writes: where our idempotency key goes. */
  idempotency: z.object({ header: z.string().optional(), body: z.string().optional() }).optional(),
  /**
   * Writes: how to find out whether it happened when the answer was lost. `args` over {key, args}; `found` over {result, key, args}
   * gives what the write would have returned, or nothing.
   */
  lookup: z.object({ tool: z.string(), args: expression, found: expression }).optional(),
  /** Writes: what undoes it. `args` over {args, result}. */
  compensation: z.object({ tool: z.string(), args: expression }).optional(),
  /** A write that nothing undoes says so. */
  irreversible: z.boolean().default(false),
  /**
   * Writes: what the customer must have agreed to before. `low` (a reserved slot): nothing; `medium`: a confirmation; `high`
   * (money or personal data leaves): a confirmation and a check of who is asking. `medium` unless said otherwise.
   */
  risk: z.enum(['low', 'medium', 'high']).optional(),
  timeoutMs: z.number().int().optional(),
  attempts: z.number().int().min(1).max(5).default(3),
})
export type Tool = z.infer<typeof tool>

const reader = z.object({ tool: z.string(), args: expression, items: expression })

/** A kind of business object customers have many of, and how to show, name and tell them apart. Expressions are over one object. */
export const recordType = z.object({
  type: key,
  names: words,
  list: reader,
  id: expression,
  /** Regular expression of ids as customers write them. */
  idPattern: z.string(),
  title: localised,
  subtitle: localised,
  status: expression,
  /** Words for each status; also understood when customers say them (还没发货的那单). */
  statuses: z.record(z.string(), localised),
  at: expression,
  amount: expression.optional(),
  imageUrl: expression.optional(),
  /** Ids in a catalogue it is about (the products of an order), so that naming the product names the object. */
  mentions: z.object({ catalogue: key, ids: expression }).optional(),
  fields: z.array(z.object({ label: localised, value: expression })).default([]),
})
export type RecordType = z.infer<typeof recordType>

export const catalogueType = z.object({
  type: key,
  list: reader,
  id: expression,
  /** All names people use: an array of strings. */
  names: expression,
  title: localised,
})
export type CatalogueType = z.infer<typeof catalogueType>

export const identityRules = z.object({
  /** The customer's own record by external id; its fields are `profile` in flows. */
  profile: z.object({
    tool: z.string(),
    args: expression,
    name: expression,
    phone: expression,
    attributes: expression,
  }),
  /** Finds the external id of somebody who gives a phone number. Gives nothing when unknown. */
  identify: z.object({ tool: z.string(), args: expression, externalId: expression }),
  /** Sends the one-time code; scope {phone, text}. */
  sendCode: z.object({ tool: z.string(), args: expression }),
  codeText: localised,
  /** Minutes a passed check holds. */
  validMinutes: z.number().int().default(15),
})
export type IdentityRules = z.infer<typeof identityRules>

/** Small talk and the like: a label, how people say it, what is answered (one of them, by turn). */
export const smallTalk = z.object({
  id: z.string(),
  examples: words,
  replies: z.object({ zh: z.array(z.string()).min(1), en: z.array(z.string()).min(1) }),
})
export type SmallTalk = z.infer<typeof smallTalk>

export const workspaceSettings = z.object({
  name: z.string(),
  /** What the company is called in English, where that differs. */
  nameEn: z.string().optional(),
  slug: key,
  locale: z.enum(['zh', 'en']),
  timeZone: z.string(),
  site: z.object({
    key: z.string(),
    identitySecret: z.string(),
    color: z.string(),
    greeting: localised,
    topics: words,
  }),
  identity: identityRules,
  /** A public help centre, made at the first import; after that the console has it. */
  help: z.object({ title: localised, intro: localised }).optional(),
  quickReplies: z.array(z.object({ shortcut: z.string(), text: localised })).default([]),
})
export type WorkspaceSettings = z.infer<typeof workspaceSettings>

export const workspaceConfig = z.object({
  settings: workspaceSettings,
  connections: z.array(connection),
  tools: z.array(tool),
  records: z.array(recordType),
  catalogues: z.array(catalogueType),
  flows: z.array(flowFile),
  knowledge: z.array(knowledgeEntry),
  categories: z.array(configuredCategory).default([]),
  documents: z.array(configuredDocument).default([]),
  graph: graphFile.optional(),
  smallTalk: z.array(smallTalk),
})
export type WorkspaceConfig = z.infer<typeof workspaceConfig>
