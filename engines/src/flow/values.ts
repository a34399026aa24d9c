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
