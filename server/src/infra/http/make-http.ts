import type { Socket } from 'node:net'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import websocket from '@fastify/websocket'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Route } from '@loopdesk/contracts/route.ts'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import { policies } from './content-policy.ts'
import { serveDocs } from './docs-page.ts'
import { type OptionalParts, type ReadinessChecks, serveOperations } from './operations.ts'
import { makeProblem, problemType, toAppError } from './problem.ts'
import { crossOriginPrefix, refuseForgery } from './same-origin.ts'
import { requestIdOf, traceparentOf } from './trace-context.ts'

export interface HttpOptions {
  log: Log
  metrics: Metrics
  /** Shown in the API document. */
  version: string
  readiness?: ReadinessChecks
  /** Shown at /status. */
  parts?: OptionalParts
  /** True when a reverse proxy in front adds to X-Forwarded-*; only then, and only what it added itself, is believed. */
  trustProxy?: boolean
  /** Requests one address may make in a minute, all routes together; 0 sets no limit. */
  requestsPerMinute?: number
  /** bytes */
  maxBody?: number
  /** bytes of an uploaded file */
  maxFile?: number
  /** bytes of one WebSocket message */
  maxFrame?: number
}

const limits = { requestsPerMinute: 30_000, maxBody: 256 * 1024, maxFile: 20 * 1024 * 1024, maxFrame: 64 * 1024 }

/**
 * The HTTP edge, ready for routes and not listening yet: one error shape, request ids, limits, security headers, WebSockets,
 * `/openapi.json`, `/docs`, `/healthz`, `/readyz`, `/metrics`. Operations are added with registerRoute and its siblings.
 */
export async function makeHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { log, metrics, version, readiness = {}, parts = {} } = options
  const app = Fastify({
    // Fastify names one level more than our Log does; the logger beneath has it.
    loggerInstance: log as unknown as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger, { reqId }) => logger.child({ requestId: reqId }),
    genReqId: requestIdOf,
    requestIdHeader: false,
    trustProxy: options.trustProxy === true ? nearestHop : false,
    bodyLimit: options.maxBody ?? limits.maxBody,
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: 'idle',
    frameworkErrors: sendProblem,
    clientErrorHandler: answerBrokenRequest,
  }) as FastifyInstance
  const routes = collectRoutes(app)
  app.setErrorHandler(sendProblem)
  app.addHook('onRequest', async (request, reply) => beforeAll(request, reply))
  measure(app, metrics)
  await registerPlugins(app, options)
  app.setNotFoundHandler(async () => {
    throw new AppError('not_found', 'there is nothing at this address')
  })
  readJson(app)
  allowChatFromAnywhere(app)
  serveOperations(app, { readiness, parts, metrics })
  serveDocs(app, { routes, version })
  return app
}

/** Believes the one proxy that speaks to us, not what stood in its headers before. */
const nearestHop = (_address: string, hop: number) => hop === 0

/** The described operations this app serves, in the order they were added; complete once it is ready. */
export function routesOf(app: FastifyInstance): Route[] {
  return known.get(app)?.() ?? []
}

const known = new WeakMap<FastifyInstance, () => Route[]>()

function collectRoutes(app: FastifyInstance): () => Route[] {
  const routes = new Map<string, Route>()
  app.addHook('onRoute', ({ config, method }) => {
    if (config?.contract !== undefined && method !== 'HEAD') routes.set(config.contract.id, config.contract)
  })
  const list = () => [...routes.values()]
  known.set(app, list)
  return list
}

async function registerPlugins(app: FastifyInstance, options: HttpOptions): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    frameguard: { action: 'deny' },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  })
  await app.register(cookie)
  const perMinute = options.requestsPerMinute ?? limits.requestsPerMinute
  await app.register(rateLimit, {
    global: perMinute > 0,
    max: perMinute,
    timeWindow: 60_000,
    errorResponseBuilder: (_request, { after }) =>
      new AppError('rate_limited', `too many requests; try again in ${after}`),
  })
  const fileSize = options.maxFile ?? limits.maxFile
  await app.register(multipart, { limits: { fileSize, files: 1, fields: 10, fieldSize: 10_000, parts: 11 } })
  await app.register(websocket, { options: { maxPayload: options.maxFrame ?? limits.maxFrame } })
  await app.register(fastifyStatic, { serve: false, root: import.meta.dirname, preCompressed: true })
}

function beforeAll(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('x-request-id', request.id).header('traceparent', traceparentOf(request.id))
  reply.header('content-security-policy', policies.data)
  if (request.url.startsWith(crossOriginPrefix)) {
    reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin')
    reply.header('access-control-expose-headers', 'retry-after, x-request-id')
  }
  if (!request.url.startsWith('/console/') && !request.url.startsWith('/docs'))
    reply.header('cache-control', 'no-store')
  refuseForgery(request)
}

const quietRoutes = new Set(['/healthz', '/readyz', '/status', '/metrics'])

/** One log line and one measurement per request, by the route's pattern: ids and tokens in URLs reach neither. */
function measure(app: FastifyInstance, metrics: Metrics): void {
  const seconds = metrics.histogram('http_request_seconds', 'Requests served', ['method', 'route', 'status'])
  app.addHook('onResponse', async (request, reply) => {
    const labels = { method: request.method, route: request.routeOptions.url ?? '(unknown)', status: reply.statusCode }
    seconds.observe(labels, reply.elapsedTime / 1000)
    request.log[quietRoutes.has(labels.route) ? 'debug' : 'info'](
      { ...labels, ms: Math.round(reply.elapsedTime) },
      'request',
    )
  })
}

/** Preflights of the chat API; it uses no cookies, so credentials are never allowed. */
function allowChatFromAnywhere(app: FastifyInstance): void {
  app.options(`${crossOriginPrefix}*`, async (_request, reply) =>
    reply
      .header('access-control-allow-methods', 'GET, POST')
      .header('access-control-allow-headers', 'content-type, x-visitor-token, traceparent')
      .header('access-control-max-age', '86400')
      .code(204)
      .send(),
  )
}

/** JSON bodies: an empty one is no body, `__proto__` is refused. Other media types are refused unless a plugin reads them. */
function readJson(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain')
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') return done(null, undefined)
    return parse(request, text as string, (error, value) => {
      if (error === null) return done(null, value)
      return done(new AppError('malformed_json', `the body is not valid JSON: ${plainReason(error)}`), undefined)
    })
  })
}

/** The parser's message without the excerpt of the body that some of them carry. */
function plainReason(error: Error): string {
  const place = /at position \d+( \(line \d+ column \d+\))?/.exec(
    (error.cause as Error | undefined)?.message ?? error.message,
  )
  return place === null ? 'it cannot be parsed' : `it cannot be parsed ${place[0]}`
}

function sendProblem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = toAppError(error)
  if (refusal.status >= 500) request.log.error({ err: error, route: request.routeOptions?.url }, 'a request failed')
  if (refusal.status === 401) reply.header('www-authenticate', 'Bearer')
  reply
    .code(refusal.status)
    .type(problemType)
    .send(JSON.stringify(makeProblem(refusal.code, refusal.message, request.id, refusal.errors)))
}

/** Bytes that are no HTTP request at all: answered by hand, as there is no request to answer to. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const large = error.code === 'HPE_HEADER_OVERFLOW'
  const { status, ...document } = large
    ? makeProblem('payload_too_large', 'the headers are larger than allowed')
    : makeProblem('invalid_request', 'this is not a valid HTTP request')
  const body = JSON.stringify({ ...document, status })
  const line = `HTTP/1.1 ${status} ${large ? 'Payload Too Large' : 'Bad Request'}`
  if (socket.writable) {
    socket.write(
      `${line}\r\ncontent-type: ${problemType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    )
  }
  socket.destroySoon()
}
