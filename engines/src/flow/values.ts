import type { FlowEvent, Result } from './effects.ts'
import type { Failure } from './frame.ts'

export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** What counts as true in a condition: an empty list does not. */
export function truthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

/** A system's null means "not there", as it does to expressions, which cannot compare null. */
export function withoutNulls(value: unknown): unknown {
  if (value === null || value === undefined) return undefined
  if (Array.isArray(value)) return value.map(withoutNulls).filter((each) => each !== undefined)
  if (typeof value !== 'object') return value
  const entries = Object.entries(value).map(([name, each]) => [name, withoutNulls(each)] as const)
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined))
}

type Done = Extract<FlowEvent, { type: 'done' }>

export const isDone = (event: FlowEvent | null): event is Done => event?.type === 'done'

/** What a refused or failed result means to the walk. */
export function failureOf(result: Exclude<Result, { status: 'ok' }>, node: string): Failure {
  const kind = result.status === 'refused' ? 'refused' : (result.kind ?? 'unavailable')
  return { kind, code: result.code, message: result.message, node }
}

/** The instant so many minutes after another, ISO. */
export function after(instant: string, minutes: number): string | undefined {
  const at = Date.parse(instant) + minutes * 60_000
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}

/** A copy of what is JSON: nothing done to it touches the original. */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf) as T
  const copy: Record<string, unknown> = {}
  for (const name of Object.keys(value)) copy[name] = copyOf((value as Record<string, unknown>)[name])
  return copy as T
}

/** The same text for the same value, whatever the order of its fields. */
export function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_name, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}
