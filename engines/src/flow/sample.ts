type Schema = Record<string, unknown>

/**
 * A value that fits a JSON Schema, as an answer of a system that is only played: its own example, default or first choice where
 * the schema gives one, else something plain. Optional properties are filled in too, so that every field can be seen.
 */
export function sampleOf(schema: unknown, depth = 0): unknown {
  if (typeof schema !== 'object' || schema === null || depth > 8) return null
  const of = schema as Schema
  const given = [of.example, (of.examples as unknown[] | undefined)?.[0], of.default, of.const].find(
    (value) => value !== undefined,
  )
  if (given !== undefined) return given
  if (Array.isArray(of.enum)) return of.enum[0]
  const choice = [of.oneOf, of.anyOf].find(Array.isArray)
  if (choice) return sampleOf(choice.find((each) => (each as Schema).type !== 'null') ?? choice[0], depth + 1)
  if (Array.isArray(of.allOf)) return Object.assign({}, ...of.allOf.map((each) => sampleOf(each, depth + 1)))
  const type = Array.isArray(of.type) ? of.type.find((each) => each !== 'null') : of.type
  if (type === 'array') return [sampleOf(of.items, depth + 1)]
  if (type === 'object' || of.properties)
    return Object.fromEntries(
      Object.entries((of.properties as Schema | undefined) ?? {}).map(([name, each]) => [
        name,
        sampleOf(each, depth + 1),
      ]),
    )
  return plainOf(type, of)
}

function plainOf(type: unknown, { format, minimum, pattern }: Schema): unknown {
  if (type === 'integer' || type === 'number') return typeof minimum === 'number' ? Math.max(minimum, 1) : 1
  if (type === 'boolean') return true
  if (type !== 'string') return null
  if (format === 'date-time') return '2026-01-15T09:30:00Z'
  if (format === 'date') return '2026-01-15'
  if (format === 'uuid') return '00000000-0000-4000-8000-000000000001'
  if (format === 'email') return 'name@example.com'
  return typeof pattern === 'string' ? 'A1' : 'text'
}
