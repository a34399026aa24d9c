import { z } from 'zod'

/**
 * One HTTP operation, described once. The server registers it, OpenAPI is generated from it, the console and the SDK call
 * through it, and the authorisation test walks over it.
 */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  /** Stable name; becomes the OpenAPI operationId. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Fastify style path, e.g. `/v1/conversations/:conversationId`. */
  readonly path: string
  readonly summary: string
  readonly tag: string
  /** What the caller must be allowed to do; `public` needs no log-in, `session` any staff log-in or key of the workspace. */
  readonly right: Right
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly reply: Reply
  /** Status of a success; 200 unless said otherwise. */
  readonly status: number
  /** Raw bodies (file upload) are read by the handler itself. */
  readonly multipart: boolean
}

/** Rights a role or an API key can hold. */
export const rights = [
  'public',
  'session',
  'conversations.read',
  'conversations.write',
  'customers.read',
  'customers.write',
  'pii.reveal',
  'tickets.read',
  'tickets.write',
  'knowledge.read',
  'knowledge.write',
  'knowledge.publish',
  'understanding.read',
  'understanding.write',
  'understanding.publish',
  'flows.read',
  'flows.write',
  'flows.publish',
  'flows.operate',
  'tools.read',
  'tools.write',
  'settings.read',
  'settings.write',
  'staff.read',
  'staff.write',
  'keys.write',
  'audit.read',
] as const
export type Right = (typeof rights)[number]

const nothing = z.object({})
type Nothing = typeof nothing

interface RouteInput<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType> {
  id: string
  method: Route['method']
  path: string
  summary: string
  tag: string
  right: Right
  params?: P
  query?: Q
  body?: B
  reply: R
  status?: number
  multipart?: boolean
}

/** Describes one operation; parts left out accept nothing but an empty object. */
export function defineRoute<
  R extends z.ZodType,
  P extends z.ZodType = Nothing,
  Q extends z.ZodType = Nothing,
  B extends z.ZodType = Nothing,
>(input: RouteInput<P, Q, B, R>): Route<P, Q, B, R> {
  return {
    id: input.id,
    method: input.method,
    path: input.path,
    summary: input.summary,
    tag: input.tag,
    right: input.right,
    params: (input.params ?? nothing) as P,
    query: (input.query ?? nothing) as Q,
    body: (input.body ?? nothing) as B,
    reply: input.reply,
    status: input.status ?? 200,
    multipart: input.multipart ?? false,
  }
}

/** Identifiers are UUIDs everywhere. */
export const id = z.uuid()
/** Instants travel as ISO 8601 with zone. */
export const instant = z.iso.datetime({ offset: true })

/** A page of a list: `next` is handed back as `cursor` to read on; null at the end. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}
export const pageQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})
