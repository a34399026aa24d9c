import type { JsonSchema } from '../world.ts'

/** What is known of a value; undefined for anything at all. */
export type Type = JsonSchema | undefined

const nullType = (schema: JsonSchema) => schema.type === 'null' || schema.const === null

/** The alternatives a value can be, without null; undefined when it can be anything. */
export function alternatives(type: Type): JsonSchema[] | undefined {
  if (!type || '$ref' in type || 'allOf' in type || 'not' in type) return undefined
  const several = (type.anyOf ?? type.oneOf) as JsonSchema[] | undefined
  if (several) {
    const all = several.map(alternatives)
    return all.some((each) => each === undefined) ? undefined : all.flatMap((each) => each!)
  }
  if (Array.isArray(type.type)) {
    const types = type.type.filter((each) => each !== 'null')
    return types.map((each) => ({ ...type, type: each }))
  }
  if (nullType(type)) return []
  const known = type.type !== undefined || type.enum !== undefined || type.const !== undefined
  return known ? [type] : undefined
}

/** Any of these; anything when one of them is. */
export function anyOf(types: readonly Type[]): Type {
  if (types.length === 0 || types.some((each) => each === undefined)) return undefined
  return types.length === 1 ? types[0] : { anyOf: types }
}

export type Kind = 'string' | 'number' | 'boolean' | 'object' | 'array'

const kindOfLiteral = (value: unknown): Kind | undefined =>
  Array.isArray(value) ? 'array' : value === null ? undefined : (typeof value as Kind)

/** The kinds of JSON a value can be; undefined when that is not known. */
export function kindsOf(type: Type): Set<Kind> | undefined {
  const all = alternatives(type)
  if (!all || all.length === 0) return undefined
  const kinds = all.flatMap((each): (Kind | undefined)[] => {
    if (each.const !== undefined) return [kindOfLiteral(each.const)]
    if (Array.isArray(each.enum)) return each.enum.map(kindOfLiteral)
    return [each.type === 'integer' ? 'number' : (each.type as Kind)]
  })
  return new Set(kinds.filter((each) => each !== undefined))
}

/** The only values a value can be; undefined when there are others. */
export function valuesOf(type: Type): unknown[] | undefined {
  const all = alternatives(type)
  if (!all || all.length === 0) return undefined
  const found: unknown[] = []
  for (const each of all) {
    const inside =
      each.const !== undefined
        ? [each.const]
        : Array.isArray(each.enum)
          ? each.enum
          : each.type === 'array'
            ? valuesOf(each.items as Type)
            : each.type === 'boolean'
              ? [true, false]
              : undefined
    if (!inside) return undefined
    found.push(...inside)
  }
  return found.filter((each) => each !== null)
}

/** What a path step finds in a value: JSONata looks into each item of a list. `none` where nothing can ever be found. */
export function fieldOf(type: Type, name: string): Type | 'none' {
  const all = alternatives(type)
  if (!all || all.length === 0) return undefined
  const found: Type[] = []
  for (const each of all) {
    const inside = fieldOfOne(each, name)
    if (inside === 'none') continue
    if (inside === undefined) return undefined
    found.push(inside)
  }
  return found.length === 0 ? 'none' : anyOf(found)
}

function fieldOfOne(schema: JsonSchema, name: string): Type | 'none' {
  if (schema.type === 'array') {
    const inside = fieldOf(schema.items as Type, name)
    return inside === 'none' || inside === undefined ? inside : { anyOf: [inside, { type: 'array', items: inside }] }
  }
  if (schema.type !== 'object') return schema.type === undefined ? undefined : 'none'
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>
  if (name in properties) return properties[name]
  return schema.additionalProperties === false ? 'none' : undefined
}

/** What a walk over a list sees of each item; the value itself where it is no list. */
export function itemOf(type: Type): Type {
  const all = alternatives(type)
  return all && anyOf(all.map((each) => (each.type === 'array' ? (each.items as Type) : each)))
}
