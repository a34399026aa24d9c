import { z } from 'zod'

/** One operation of a connected system, as much of its OpenAPI description as is needed to call it. */
export interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `{name}` for path parameters. */
  path: string
  summary: string
  pathParams: string[]
  queryParams: string[]
  hasBody: boolean
  /** JSON Schemas of the arguments (an object) and of the answer, references resolved; null where the document does not tell. */
  input: JsonSchema | null
  output: JsonSchema | null
}

export type JsonSchema = Record<string, unknown>

const parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: z.record(z.string(), z.unknown()).optional(),
})
/** A request's or an answer's JSON, of any media type that says so. */
const content = z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() }).partial()).default({}) })
const operationObject = z.object({
  operationId: z.string().optional(),
  summary: z.string().optional(),
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.unknown()).default({}),
})
const document = z.object({
  openapi: z.string().startsWith('3.'),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z
    .object({ parameters: z.record(z.string(), z.unknown()).default({}) })
    .partial()
    .default({}),
})

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/**
 * Reads the operations of an OpenAPI 3 document (https://spec.openapis.org/oas/v3.1.0#operation-object) by operationId.
 * Throws a ZodError when it is not one.
 */
export function readOperations(json: unknown): Record<string, Operation> {
  const { paths, components } = document.parse(json)
  const resolve = (each: unknown): unknown => {
    const reference = z.object({ $ref: z.string() }).safeParse(each)
    return reference.success ? components.parameters?.[reference.data.$ref.split('/').at(-1) ?? ''] : each
  }
  const operations: Record<string, Operation> = {}
  for (const [path, item] of Object.entries(paths)) {
    const shared = z.array(z.unknown()).catch([]).parse(item.parameters)
    for (const method of methods) {
      const found = operationObject.safeParse(item[method.toLowerCase()])
      if (!found.success || !found.data.operationId) continue
      const parameters = [...shared, ...found.data.parameters].map(resolve).flatMap((each) => {
        const parsed = parameter.safeParse(each)
        return parsed.success ? [parsed.data] : []
      })
      operations[found.data.operationId] = {
        method,
        path,
        summary: found.data.summary ?? '',
        pathParams: parameters.filter((each) => each.in === 'path').map(({ name }) => name),
        queryParams: parameters.filter((each) => each.in === 'query').map(({ name }) => name),
        hasBody: found.data.requestBody !== undefined,
        input: inputOf(parameters, jsonOf(found.data.requestBody, json), json),
        output: answerOf(found.data.responses, json),
      }
    }
  }
  return operations
}

/** Arguments as one object: parameters of path and query, and what stands in the body. */
function inputOf(parameters: z.infer<typeof parameter>[], body: JsonSchema | null, json: unknown): JsonSchema | null {
  const named = parameters.filter((each) => each.in === 'path' || each.in === 'query')
  const properties = Object.fromEntries(named.map(({ name, schema }) => [name, resolved(schema ?? {}, json, 0)]))
  const required = named.filter((each) => each.required || each.in === 'path').map(({ name }) => name)
  if (body && body.type !== 'object') return null
  return {
    type: 'object',
    properties: { ...properties, ...(body?.properties as object | undefined) },
    required: [...required, ...((body?.required as string[] | undefined) ?? [])],
    additionalProperties: body ? (body.additionalProperties ?? true) : false,
  }
}

function answerOf(responses: Record<string, unknown>, json: unknown): JsonSchema | null {
  const good = Object.keys(responses).find((status) => /^2(\d\d|XX)$/.test(status))
  return good === undefined ? null : jsonOf(responses[good], json)
}

function jsonOf(part: unknown, json: unknown): JsonSchema | null {
  const parsed = content.safeParse(resolved(part, json, 0))
  if (!parsed.success) return null
  const media = Object.entries(parsed.data.content).find(([type]) => /json/i.test(type))?.[1]
  return (media?.schema as JsonSchema | undefined) ?? null
}

/** How deep schemas are followed; what refers to itself ends there. */
const deepest = 12

/** The same with local references (`#/components/schemas/Order`) replaced by what they refer to. */
function resolved(value: unknown, json: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) return {}
  if (Array.isArray(value)) return value.map((each) => resolved(each, json, depth + 1))
  const { $ref } = value as { $ref?: unknown }
  if (typeof $ref === 'string' && $ref.startsWith('#/')) return resolved(at(json, $ref), json, depth + 1)
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolved(each, json, depth + 1)]))
}

/** What a JSON pointer (RFC 6901) into the document points at. */
function at(json: unknown, pointer: string): unknown {
  let found = json
  for (const part of pointer.slice(2).split('/')) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    found = (found as Record<string, unknown> | undefined)?.[name]
  }
  return found
}
