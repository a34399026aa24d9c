import type { Waiting } from '@loopdesk/engines/flow/effects.ts'

/** What a run asks of systems, ours or the company's. */
export type Work = Exclude<
  Waiting,
  { kind: 'slot' | 'form' | 'confirm' | 'verify' | 'timer' | 'event' | 'approval' | 'halted' }
>
