import { conversationDetail, conversationSummary, note, staffMessage } from '@loopdesk/contracts/api/conversations.ts'
import { customer, record, ticket } from '@loopdesk/contracts/api/desk.ts'
import { me, staff } from '@loopdesk/contracts/api/identity.ts'
import { hello, welcome } from '@loopdesk/contracts/chat-protocol.ts'
import { problem } from '@loopdesk/contracts/errors.ts'
import { customerContent, message, part, publicConversation } from '@loopdesk/contracts/messages.ts'
import type { Route } from '@loopdesk/contracts/route.ts'
import { trace } from '@loopdesk/contracts/trace.ts'
import { z } from 'zod'
import { makeProblem } from './problem.ts'

type Json = Record<string, unknown>

/** Shapes that are worth a name of their own in the document. */
const named = {
  Problem: problem,
  Staff: staff,
  Me: me,
  Customer: customer,
  BusinessRecord: record,
  Ticket: ticket,
  ConversationSummary: conversationSummary,
  ConversationDetail: conversationDetail,
  StaffMessage: staffMessage,
  Note: note,
  Trace: trace,
  Message: message,
  Part: part,
  CustomerContent: customerContent,
  PublicConversation: publicConversation,
  ChatHello: hello,
  ChatWelcome: welcome,
}

/** The OpenAPI 3.1 document of these operations, made from the schemas that check the requests. */
export function makeOpenApi(routes: Route[], version: string): Json {
  const schemas: Json = {}
  const toSchema = makeToSchema(schemas)
  toSchema(problem, 'output')
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, toSchema) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Loopdesk API',
      version,
      description:
        'Log in with `POST /v1/session` (cookie) or send an API key as `Authorization: Bearer ld_…`. ' +
        'Errors are problem documents (RFC 9457); `code` is stable. `/chat/v1` is the public protocol of chat clients.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'loopdesk_session',
          description: '`__Host-loopdesk_session` over https',
        },
        key: { type: 'http', scheme: 'bearer', description: 'An API key: `ld_…`' },
      },
      responses: {
        Problem: {
          description: 'A problem document (RFC 9457)',
          content: {
            'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example: exampleProblem },
          },
        },
      },
    },
  }
}

const exampleProblem = makeProblem(
  'invalid_request',
  '/body/email: Invalid email address',
  '0af7651916cd43dd8448eb211c80319c',
  [{ path: '/body/email', message: 'Invalid email address' }],
)

type ToSchema = (schema: z.ZodType, io: 'input' | 'output') => Json

function operation(route: Route, toSchema: ToSchema): Json {
  const open = route.right === 'public'
  const needs = route.right === 'session' ? 'Any log-in or key.' : `Needs the right \`${route.right}\`.`
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [route.tag],
    description: open ? 'Needs no log-in.' : needs,
    security: open ? [] : [{ session: [] }, { key: [] }],
    'x-right': route.right,
    parameters: [...parameters('path', route.params, toSchema), ...parameters('query', route.query, toSchema)],
    ...requestBody(route, toSchema),
    responses: {
      [route.status]: { description: 'Done', content: replyContent(route, toSchema) },
      ...Object.fromEntries(refusals(route).map((status) => [status, { $ref: '#/components/responses/Problem' }])),
      default: { $ref: '#/components/responses/Problem' },
    },
  }
}

function refusals(route: Route): number[] {
  const possible = [400, ...(route.right === 'public' ? [] : [401, 403])]
  if (route.path.includes(':')) possible.push(404)
  if (route.method !== 'GET') possible.push(409, 413, 415)
  return [...possible, 429]
}

function parameters(place: 'path' | 'query', schema: z.ZodType, toSchema: ToSchema): Json[] {
  const { properties = {}, required = [] } = toSchema(schema, 'input') as { properties?: Json; required?: string[] }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

function requestBody(route: Route, toSchema: ToSchema): Json {
  if (route.multipart) {
    const schema = { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } }
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } }
  }
  const schema = toSchema(route.body, 'input')
  const properties = (schema as { properties?: Json }).properties
  if (schema.type === 'object' && Object.keys(properties ?? {}).length === 0) return {}
  return { requestBody: { required: true, content: { 'application/json': { schema } } } }
}

function replyContent(route: Route, toSchema: ToSchema): Json {
  if (route.reply instanceof z.ZodAny) return { '*/*': { schema: { type: 'string', format: 'binary' } } }
  return { 'application/json': { schema: toSchema(route.reply, 'output') } }
}

/**
 * Turns zod into JSON schema (OpenAPI 3.1 uses its 2020-12 dialect). Named shapes and recursive parts move to `schemas`;
 * a shape that reads differently as input gets a name of its own.
 */
function makeToSchema(schemas: Json): ToSchema {
  const names = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(named)) names.add(schema, { id })
  return (schema, io) => {
    const target = (id: string) => (io === 'input' ? `${id}Input` : id)
    const options = { io, metadata: names, unrepresentable: 'any' } as const
    const { $schema: _dialect, $defs, ...own } = z.toJSONSchema(schema, options) as Json
    for (const [id, definition] of Object.entries(($defs ?? {}) as Json))
      schemas[target(id)] = relink(definition, target)
    return relink(own, target) as Json
  }
}

function relink(value: unknown, target: (id: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => relink(item, target))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      if (key === '$ref' && typeof child === 'string' && child.startsWith('#/$defs/')) {
        return [key, `#/components/schemas/${target(child.slice('#/$defs/'.length))}`]
      }
      return [key, relink(child, target)]
    }),
  )
}
