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
}

const parameter = z.object({ name: z.string(), in: z.string() })
const operationObject = z.object({
  operationId: z.string().optional(),
  summary: z.string().optional(),
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.unknown().optional(),
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
      }
    }
  }
  return operations
}
