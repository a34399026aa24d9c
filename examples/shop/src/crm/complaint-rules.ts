import type { Doc } from '../store.ts'

export const SEVERITIES = ['low', 'normal', 'high', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

/** Hours until an answer is promised, and yuan that may be offered as goodwill without asking anybody. */
const PROMISES: Record<Severity, { hours: number; budget: number }> = {
  low: { hours: 72, budget: 20 },
  normal: { hours: 48, budget: 50 },
  high: { hours: 24, budget: 100 },
  critical: { hours: 4, budget: 300 },
}

/** 1 service, 2 supervisor, 3 complaints office. Each doubles the budget and halves what is left of the waiting time. */
export const HIGHEST_LEVEL = 3

export function budgetOf(severity: Severity, level: number): number {
  return PROMISES[severity].budget * 2 ** (level - 1)
}

/** When an answer is promised (ISO, UTC) for a case of this severity that reached its level at `from`. */
export function promisedAt(severity: Severity, level: number, from: Date): string {
  return new Date(from.getTime() + (PROMISES[severity].hours / 2 ** (level - 1)) * 3_600_000).toISOString()
}

/** A case as shown: with what may still be offered. */
export function shownComplaint(record: Doc, _now: Date): Doc {
  return { ...record, budgetLeft: Math.round((record.budget - record.spent) * 100) / 100 }
}
