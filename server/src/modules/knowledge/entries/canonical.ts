import { createHash } from 'node:crypto'

/** JSON with its keys in order: equal for values that say the same. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, each) =>
      typeof each === 'object' && each !== null && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
        : each,
    ) ?? 'undefined'
  )
}

/** Equal for definitions that say the same. */
export function definitionHash(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('base64url').slice(0, 22)
}
