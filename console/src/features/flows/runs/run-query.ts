import type { RunFilter } from './use-runs.ts'

export const states = ['open', 'running', 'waiting', 'ready', 'halted', 'ended'] as const
export const outcomes = ['solved', 'answered', 'declined', 'handed_over', 'compensated', 'cancelled', 'failed'] as const
const hour = 3_600_000
export const spans = { h1: hour, h24: 24 * hour, d7: 7 * 24 * hour, d30: 30 * 24 * hour } as const
export const times = Object.keys(spans) as (keyof typeof spans)[]

/** The filter an address asks for. `now` in ms is what "the last hour" counts from; what makes no sense is left out. */
export function filterOf(query: URLSearchParams, now: number): RunFilter {
  const state = states.find((one) => one === query.get('state'))
  const outcome = outcomes.find((one) => one === query.get('outcome'))
  const time = times.find((one) => one === query.get('time'))
  const flow = query.get('flow') ?? undefined
  const version = Number(query.get('version'))
  return {
    ...(flow && { flow }),
    ...(flow && Number.isInteger(version) && version > 0 && { version }),
    ...(state === 'open' ? { open: 'true' as const } : state && { status: state }),
    ...(outcome && { outcome }),
    ...(flow && query.get('node') && { node: query.get('node')! }),
    ...(query.get('customer') && { customerId: query.get('customer')! }),
    ...(query.get('conversation') && { conversationId: query.get('conversation')! }),
    ...(query.get('search')?.trim() && { search: query.get('search')!.trim() }),
    ...(time ? { from: new Date(now - spans[time]).toISOString() } : customTimes(query)),
  }
}

function customTimes(query: URLSearchParams): Pick<RunFilter, 'from' | 'to'> {
  if (query.get('time') !== 'custom') return {}
  const at = (name: string) => {
    const ms = Date.parse(query.get(name) ?? '')
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
  }
  const [from, to] = [at('from'), at('to')]
  return { ...(from && { from }), ...(to && { to }) }
}

/** Over how many days figures are counted: 7 unless the address says otherwise. */
export function daysOf(query: URLSearchParams): number {
  const days = Number(query.get('days'))
  return Number.isInteger(days) && days >= 1 && days <= 90 ? days : 7
}
