import type { RunDetail, WaitingFor } from '@loopdesk/contracts/api/flows.ts'

export const repairs = ['retry', 'redo', 'skip', 'override', 'cancel', 'migrate'] as const
export type Repair = (typeof repairs)[number]

type Open = Pick<RunDetail, 'status' | 'waiting'>

/** Kinds of waits that a person can end in place of who or what is waited for; customers answer for themselves. */
const patient = new Set<WaitingFor['kind']>(['halted', 'timer', 'event', 'approval'])

/** The steps a person can act on: what is stuck first. */
export function repairable({ waiting }: Pick<Open, 'waiting'>): WaitingFor[] {
  return waiting
    .filter(({ kind }) => patient.has(kind))
    .toSorted((a, b) => Number(b.kind === 'halted') - Number(a.kind === 'halted'))
}

/** What can be done about a run as it stands. Only calls and code take other input. */
export function possibleRepairs(run: Open, typeOf: (node: string) => string | undefined): Repair[] {
  if (run.status === 'ended') return []
  const steps = repairable(run)
  const halted = steps.filter(({ kind }) => kind === 'halted')
  return [
    ...(halted.length > 0 ? (['retry'] as const) : []),
    ...(halted.some(({ node }) => takesInput(typeOf(node))) ? (['redo'] as const) : []),
    ...(steps.length > 0 ? (['skip', 'override'] as const) : []),
    'cancel',
    'migrate',
  ]
}

/** Which of the steps a repair is for. */
export function stepsFor(
  repair: Repair,
  run: Pick<Open, 'waiting'>,
  typeOf: (node: string) => string | undefined,
): WaitingFor[] {
  const steps = repairable(run)
  if (repair === 'retry') return steps.filter(({ kind }) => kind === 'halted')
  if (repair === 'redo') return steps.filter(({ kind, node }) => kind === 'halted' && takesInput(typeOf(node)))
  return repair === 'skip' || repair === 'override' ? steps : []
}

const takesInput = (type: string | undefined) => type === undefined || type === 'call' || type === 'code'
