import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { jsonSchemaTransform, validatorCompiler } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Auth, TokenDesk } from './auth.ts'
import type { Clock } from './clock.ts'
import { errorBody, ShopError } from './errors.ts'
import type { Fault, Faults } from './faults.ts'
import type { Store } from './store.ts'

export type Call<P = unknown, Q = unknown, B = unknown> = {
  store: Store
  now: Date
  params: P
  query: Q
  body: B
  /** The caller's own reference of this write: from the body or the Idempotency-Key header. */
  clientRef: string | null
  /** Say that nothing changed (the record was already in the asked-for state), so no effect is counted. */
  nothingChanged(): void
}

export type Operation = {
  id: string
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  summary: string
  write: boolean
  status: number
  params: z.ZodType
  query: z.ZodType
  body: z.ZodType
  result: z.ZodType
  hints: Record<string, unknown>
  /** true: a repeat gets the first result back even where the service's other writes take effect again. */
  once: boolean
  run(call: Call): unknown
}

/** Declares one operation of a service; `hints` become `x-` fields of its OpenAPI entry. */
export function operation<
  P extends z.ZodType = z.ZodObject,
  Q extends z.ZodType = z.ZodObject,
  B extends z.ZodType = z.ZodUndefined,
>(definition: {
  id: string
  method: Operation['method']
  path: string
  summary: string
  write?: boolean
  status?: number
  params?: P
  query?: Q
  body?: B
  result: z.ZodType
  hints?: Record<string, unknown>
  once?: boolean
  run(call: Call<z.infer<P>, z.infer<Q>, z.infer<B>>): unknown
}): Operation {
  return {
    write: false,
    status: 200,
    params: z.object({}),
    query: z.object({}),
    body: z.undefined(),
    ...definition,
    hints: definition.hints ?? {},
    once: definition.once ?? false,
  } as Operation
}

export type ServiceDefinition = {
  name: string
  title: string
  description: string
  auth: Auth
  tokenDesk?: TokenDesk
  /** true: a repeat of a write with the same clientRef gets the first result back. */
  idempotent: boolean
  operations: Operation[]
  /** Where the operations are mounted; the OpenAPI document lies beside them. */
  prefix?: string
}

export type ServiceDeps = { store: Store; faults: Faults; clock: Clock }

/** A stand-alone HTTP server for one service: its operations, credentials and OpenAPI document. */
export async function makeServiceServer(definition: ServiceDefinition, deps: ServiceDeps): Promise<FastifyInstance> {
  const app = Fastify({ bodyLimit: 1_000_000, forceCloseConnections: true, return503OnClosing: false })
  app.setNotFoundHandler((request) => {
    throw new ShopError(404, 'not_found', `There is no ${request.method} ${request.url}.`, '没有这个接口。')
  })
  await mountService(app, definition, deps)
  await app.ready()
  return app
}

/** Registers a service's routes on a server (or on an encapsulated part of one). */
export async function mountService(app: FastifyInstance, definition: ServiceDefinition, deps: ServiceDeps) {
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  app.setErrorHandler(answerError)
  acceptForms(app)
  acceptEmptyJson(app)
  await app.register(swagger, {
    transform: jsonSchemaTransform,
    openapi: {
      openapi: '3.1.0',
      info: { title: definition.title, description: definition.description, version: '1.0.0' },
      components: { securitySchemes: { [definition.auth.name]: definition.auth.scheme as never } },
      security: [{ [definition.auth.name]: [] }],
    },
  })
  const prefix = definition.prefix ?? ''
  app.get(`${prefix}/openapi.json`, { schema: { hide: true } }, () => app.swagger())
  app.get(`${prefix}/healthz`, { schema: { hide: true } }, () => ({ status: 'ok' }))
  const desk = definition.tokenDesk
  if (desk)
    app.post('/oauth/token', { schema: { hide: true } }, (request) =>
      desk.issue((request.body ?? {}) as Record<string, string>, request.headers.authorization),
    )
  for (const op of definition.operations) mountOperation(app, definition, op, deps)
}

function mountOperation(app: FastifyInstance, definition: ServiceDefinition, op: Operation, deps: ServiceDeps) {
  const schema: Record<string, unknown> = {
    operationId: op.id,
    summary: op.summary,
    tags: [definition.name],
    params: op.params,
    querystring: op.query,
    response: { [op.status]: op.result, '4xx': errorSchema },
    'x-write': op.write,
    ...(op.write ? { 'x-idempotency': definition.idempotent || op.once ? 'clientRef' : 'none' } : {}),
    ...op.hints,
  }
  if (op.method !== 'GET' && !(op.body instanceof z.ZodUndefined)) schema.body = op.body
  app.route({
    method: op.method,
    url: (definition.prefix ?? '') + op.path,
    schema,
    onRequest: async (request) => {
      if (!definition.auth.check(request))
        throw new ShopError(401, 'unauthorized', 'Missing or wrong credentials.', '缺少凭证或凭证错误。')
    },
    handler: (request, reply) => answer(request, reply, definition, op, deps),
  })
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  definition: ServiceDefinition,
  op: Operation,
  deps: ServiceDeps,
) {
  const fault = deps.faults.take(definition.name, op.id)
  const clientRef = op.write ? clientRefOf(request) : null
  const entry = {
    service: definition.name,
    operation: op.id,
    at: deps.clock().toISOString(),
    args: { ...(request.params as object), ...(request.query as object), ...((request.body as object | null) ?? {}) },
    clientRef,
    fault: fault?.mode ?? null,
  }
  if (fault && (fault.mode === 'error' || fault.mode === 'timeout')) {
    note(deps.store, { ...entry, status: fault.mode === 'error' ? 503 : 0, effect: false })
    return fail(fault, reply)
  }
  if (fault?.mode === 'slow') await wait(fault.ms ?? 4000)
  const outcome = perform(request, definition, op, deps, clientRef, { ...entry, cut: fault?.mode === 'lost-reply' })
  if (fault?.mode === 'lost-reply') return cut(reply)
  if ('error' in outcome) throw outcome.error
  return reply.status(op.status).send(outcome.result)
}

/** Runs the operation and writes its journal line in one transaction, so the count of effects is never a guess. */
function perform(
  request: FastifyRequest,
  definition: ServiceDefinition,
  op: Operation,
  deps: ServiceDeps,
  clientRef: string | null,
  entry: Record<string, unknown> & { cut: boolean },
): { result: unknown } | { error: unknown } {
  const { store } = deps
  const { cut: replyLost, ...line } = entry
  try {
    return store.transaction(() => {
      const key = (definition.idempotent || op.once) && op.write && clientRef ? `${op.id}:${clientRef}` : null
      const earlier = key ? store.get('first_results', key) : undefined
      if (earlier) {
        if (earlier.fingerprint !== fingerprint(request))
          throw new ShopError(
            422,
            'client_ref_reused',
            'This clientRef was used before for a different request.',
            '该 clientRef 已用于另一个不同的请求。',
            { clientRef },
          )
        note(store, { ...line, status: replyLost ? 0 : op.status, effect: false, replay: true })
        return { result: earlier.result }
      }
      let effect = op.write
      const result = op.run({
        store,
        now: deps.clock(),
        params: request.params,
        query: request.query,
        body: request.body ?? undefined,
        clientRef,
        nothingChanged: () => {
          effect = false
        },
      })
      if (key) store.put('first_results', key, { fingerprint: fingerprint(request), result })
      note(store, { ...line, status: replyLost ? 0 : op.status, effect })
      return { result }
    })
  } catch (error) {
    const known = error instanceof ShopError
    const status = replyLost ? 0 : known ? error.status : 500
    note(store, { ...line, status, effect: false, error: known ? error.code : 'internal' })
    return { error }
  }
}

let noted = 0

/** Writes one journal line; `n` tells apart calls of the same millisecond across services. */
function note(store: Store, line: Record<string, unknown>) {
  store.put('journal', randomUUID(), { ...line, n: ++noted })
}

async function fail(fault: Fault, reply: FastifyReply) {
  if (fault.mode === 'timeout') {
    await Promise.race([wait(fault.ms ?? 30_000, undefined, { ref: false }), closed(reply)])
    return cut(reply)
  }
  throw new ShopError(503, 'unavailable', 'The service is temporarily unavailable.', '服务暂时不可用。')
}

const closed = (reply: FastifyReply) => new Promise<void>((resolve) => reply.raw.once('close', () => resolve()))

/** Breaks the connection without a word, as a dying network would. */
function cut(reply: FastifyReply) {
  reply.hijack()
  reply.raw.destroy()
  return reply
}

function clientRefOf(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key']
  const body = request.body as { clientRef?: string | null } | null | undefined
  return body?.clientRef ?? (typeof header === 'string' && header ? header.slice(0, 200) : null)
}

function fingerprint(request: FastifyRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([request.params, request.body ?? null]))
    .digest('hex')
}

const errorSchema = z.object({
  error: z.looseObject({ code: z.string(), message: z.string(), messageZh: z.string() }),
})

/** Every failure leaves in the one error shape of the shop. */
export function answerError(raw: unknown, _request: FastifyRequest, reply: FastifyReply) {
  const error = toShopError(raw)
  if (error.status === 500) console.error(raw)
  return reply.status(error.status).send(errorBody(error))
}

function toShopError(raw: unknown): ShopError {
  if (raw instanceof ShopError) return raw
  const error = raw as {
    validation?: { instancePath?: string; message?: string }[]
    statusCode?: number
    code?: string
  }
  if (error.validation) {
    const fields = error.validation.map((v) => ({ field: v.instancePath ?? '', problem: v.message ?? '' }))
    return new ShopError(422, 'invalid_request', 'The request does not fit the schema.', '请求格式不正确。', { fields })
  }
  const status = error.statusCode ?? 500
  if (status === 413) return new ShopError(413, 'too_large', 'The request body is too large.', '请求内容过大。')
  if (status === 415)
    return new ShopError(415, 'unsupported_media_type', 'Send application/json.', '请使用 JSON 格式。')
  if (status < 500) return new ShopError(status, 'malformed_request', 'The request cannot be read.', '请求无法解析。')
  return new ShopError(500, 'internal', 'Something broke inside the shop.', '商城内部错误。')
}

/** Reads `application/x-www-form-urlencoded` bodies into an object of strings. */
export function acceptForms(app: FastifyInstance) {
  if (app.hasContentTypeParser('application/x-www-form-urlencoded')) return
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))))
  })
}

/** A POST that needs no body may still announce JSON; an empty one counts as `{}`. */
function acceptEmptyJson(app: FastifyInstance) {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, {})
    else parse(request, body as string, done)
  })
}
