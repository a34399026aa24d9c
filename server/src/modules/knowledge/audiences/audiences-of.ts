import type { Asker } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import { type Audience, staffAudience } from '@loopdesk/contracts/knowledge.ts'

type Condition = Audience['conditions'][number]

/**
 * Ids of the audiences somebody is in, `staff` for colleagues included. Who is unknown is in those audiences only whose
 * conditions hold without knowing anything (`none_of`).
 */
export function audiencesOf(audiences: readonly Audience[], asker: Asker): string[] {
  if (asker.kind === 'staff') return asker.as ?? [staffAudience]
  return audiences.filter((each) => failedCondition(each, asker) === null).map(({ id }) => id)
}

/** The first condition that says no; null when all hold. Colleagues are in no audience of customers. */
export function failedCondition(audience: Audience, asker: Asker): Condition | null {
  if (asker.kind === 'staff') return audience.conditions[0] ?? null
  return audience.conditions.find((each) => !holds(each, valuesOf(each.field, asker))) ?? null
}

/** What somebody has in a field, a list being several values; empty when nothing. */
export function valuesOf(field: string, asker: Exclude<Asker, { kind: 'staff' }>): unknown[] {
  if (field === 'channel') return [asker.channel]
  if (field === 'language') return asker.language === undefined ? [] : [asker.language]
  if (field === 'verified') return [asker.kind === 'customer' && asker.verified]
  if (asker.kind === 'public') return []
  if (field === 'tag') return asker.tags
  const found = attribute(asker.attributes, field)
  return [found].flat().filter((each) => each !== undefined && each !== null && each !== '')
}

/** `address.city` is an attribute of that very name, else `city` inside `address`. Names inherited by every object are none. */
function attribute(attributes: Record<string, unknown>, field: string): unknown {
  if (Object.hasOwn(attributes, field)) return attributes[field]
  let found: unknown = attributes
  for (const name of field.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, unknown>)[name]
  }
  return found
}

/** What is missing never is one of anything, nor at least or at most; it is none of everything. */
function holds({ is, values }: Condition, has: unknown[]): boolean {
  const among = () => has.some((each) => values.some((value) => isSame(each, value)))
  if (is === 'known') return has.length > 0
  if (is === 'one_of') return among()
  if (is === 'none_of') return !among()
  const [limit] = values
  return has.some((each) => {
    const order = limit === undefined ? null : compare(each, limit)
    return order !== null && (is === 'at_least' ? order >= 0 : order <= 0)
  })
}

function isSame(one: unknown, other: unknown): boolean {
  return String(one).trim().toLowerCase() === String(other).trim().toLowerCase()
}

/** Numbers by size (written as text too), days and instants in ISO 8601 by time; null where there is no order. */
function compare(one: unknown, other: unknown): number | null {
  const [a, b] = [numberOf(one), numberOf(other)]
  if (a !== null && b !== null) return a - b
  const [from, to] = [timeOf(one), timeOf(other)]
  return from !== null && to !== null ? from - to : null
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isNaN(value) ? null : value
  if (typeof value !== 'string' || !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return null
  return Number(value)
}

function timeOf(value: unknown): number | null {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value)) return null
  const time = Date.parse(value)
  return Number.isNaN(time) ? null : time
}
