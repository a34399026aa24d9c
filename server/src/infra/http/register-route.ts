import type { WebSocket } from '@fastify/websocket'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Right, Route } from '@loopdesk/contracts/route.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { z } from 'zod'
import { readInput } from './read-input.ts'
import { refuseOtherOrigins } from './same-origin.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The described operation behind a path; OpenAPI and the authorisation test read it. */
    contract?: Route
  }
}

/** Who is calling: a colleague's session or an API key, always of exactly one workspace. */
export interface Principal {
  readonly workspaceId: string
  readonly kind: 'staff' | 'key'
  /** Set for `staff`. */
  readonly staffId: string | null
  /** Set for `staff`: the session that was used. */
  readonly sessionId: string | null
  /** Set for `key`. */
  readonly keyId: string | null
  readonly rights: ReadonlySet<Right>
  /** Shown to colleagues. */
  readonly name: string
  /** How the audit log and histories name the caller: `staff:<id>` or `key:<id>`. */
  readonly actor: string
}

/** Finds out who is calling; throws `unauthenticated`, `session_expired` or `forbidden`. `routeId` is absent for sockets. */
export type Authenticate = (request: FastifyRequest, routeId?: string) => Promise<Principal>

/** What a handler is given: the checked parts of the request. */
export interface PublicCall<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  params: z.output<P>
  query: z.output<Q>
  body: z.output<B>
  request: FastifyRequest
  reply: FastifyReply
}
export interface Call<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> extends PublicCall<P, Q, B> {
  principal: Principal
}

/** A handler answers the reply's data, or `reply` itself when it has sent something (a file) already. */
export type Answer<R extends z.ZodType> = Promise<z.input<R> | FastifyReply>

interface RouteLimits {
  /** Calls one address may make in a minute, beside the limit for all routes together. */
  perMinute?: number
  /** Most bytes of a body; the limit for all routes unless given. */
  maxBody?: number
}

/**
 * Serves one described operation for those who hold its right. Order: who is it (401), may they (403), is the input right
 * (400), then `handle`. What it answers is checked against the described reply before it is sent.
 */
export function registerRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  app: FastifyInstance,
  route: Route<P, Q, B, R>,
  handle: (call: Call<P, Q, B>) => Answer<R>,
  options: RouteLimits & { authenticate: Authenticate },
): void {
  if (route.right === 'public') throw new Error(`route ${route.id} is public: register it with registerPublicRoute`)
  const principals = new WeakMap<FastifyRequest, Principal>()
  app.route({
    ...described(route, options),
    preParsing: async (request) => {
      const principal = await options.authenticate(request, route.id)
      requireRight(principal, route.right)
      principals.set(request, principal)
      refuseMediaType(route, request)
    },
    handler: async (request, reply) => {
      const principal = principals.get(request)!
      return answer(route, request, reply, await handle({ ...readInput(route, request), principal, request, reply }))
    },
  })
}

/** Serves one described operation that needs no log-in. */
export function registerPublicRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  app: FastifyInstance,
  route: Route<P, Q, B, R>,
  handle: (call: PublicCall<P, Q, B>) => Answer<R>,
  options: RouteLimits = {},
): void {
  if (route.right !== 'public') throw new Error(`route ${route.id} needs a right: register it with registerRoute`)
  app.route({
    ...described(route, options),
    preParsing: async (request) => refuseMediaType(route, request),
    handler: async (request, reply) =>
      answer(route, request, reply, await handle({ ...readInput(route, request), request, reply })),
  })
}

/** A WebSocket for staff: log-in and right are checked before the upgrade, and pages of other sites are refused. */
export function registerSocket(
  app: FastifyInstance,
  path: string,
  handle: (socket: WebSocket, call: { principal: Principal; request: FastifyRequest }) => void,
  { authenticate, right }: { authenticate: Authenticate; right: Exclude<Right, 'public'> },
): void {
  const principals = new WeakMap<FastifyRequest, Principal>()
  app.route({
    method: 'GET',
    url: path,
    preParsing: async (request) => {
      refuseOtherOrigins(request)
      const principal = await authenticate(request)
      requireRight(principal, right)
      principals.set(request, principal)
    },
    handler: refusePlainHttp,
    wsHandler: (socket, request) => handle(socket, { principal: principals.get(request)!, request }),
  })
}

/** A WebSocket that any page may open; its frames carry their own credentials. */
export function registerPublicSocket(
  app: FastifyInstance,
  path: string,
  handle: (socket: WebSocket, call: { request: FastifyRequest }) => void,
): void {
  app.route({
    method: 'GET',
    url: path,
    handler: refusePlainHttp,
    wsHandler: (socket, request) => handle(socket, { request }),
  })
}

/** `session` is held by every log-in and key; everything else must have been given. */
export function holds(principal: Principal, right: Right): boolean {
  return right === 'session' || principal.rights.has(right)
}

function requireRight(principal: Principal, right: Right): void {
  if (!holds(principal, right)) throw new AppError('forbidden', `this needs the right ${right}`)
}

function described(
  route: Route,
  { perMinute, maxBody }: RouteLimits,
): Pick<RouteOptions, 'method' | 'url' | 'config' | 'bodyLimit'> {
  const rateLimit = perMinute === undefined ? {} : { rateLimit: { max: perMinute, timeWindow: 60_000 } }
  return {
    method: route.method,
    url: route.path,
    config: { contract: route, ...rateLimit },
    ...(maxBody !== undefined && { bodyLimit: maxBody }),
  }
}

function refuseMediaType(route: Route, request: FastifyRequest): void {
  const multipart = request.headers['content-type']?.toLowerCase().startsWith('multipart/form-data') ?? false
  if (multipart === route.multipart) return
  throw new AppError('unsupported_media_type', route.multipart ? 'send multipart/form-data' : 'send application/json')
}

async function answer(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  result: unknown,
): Promise<FastifyReply> {
  if (result === reply) return reply
  const checked = route.reply.safeParse(result)
  if (!checked.success) {
    const fields = checked.error.issues.map((issue) => `/${issue.path.join('/')}: ${issue.message}`)
    request.log.error({ route: route.id, fields }, 'a reply does not match its description')
    throw new AppError('internal', 'something went wrong on our side; quote the request id')
  }
  return reply.code(route.status).type('application/json; charset=utf-8').send(JSON.stringify(checked.data))
}

async function refusePlainHttp(): Promise<never> {
  throw new AppError('invalid_request', 'this address speaks WebSocket only')
}
