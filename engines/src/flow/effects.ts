import type { Localised } from '@loopdesk/contracts/flow.ts'
import type { Outcome, OwnerReason, Part } from '@loopdesk/contracts/messages.ts'
import type { Failure } from './failure.ts'
import type { ErrorKind } from './fields.ts'

/** What became of something a run asked for. */
export type Result =
  | { status: 'ok'; value: unknown }
  /** The system said no, for a reason of its own; nothing happened. */
  | { status: 'refused'; code: string; message: string }
  /** It could not be done. Of kind `unknown` it may have happened all the same. */
  | { status: 'failed'; kind?: ErrorKind; code: string; message: string }

/** What a run is told. */
export type FlowEvent =
  /** Begins a run; of one that waits, asks once more for everything it waits for. */
  | { type: 'go' }
  /** The customer gave a value. */
  | { type: 'slot'; slot: string; value: unknown }
  /** The customer sent a form; `problems` says which values could not be read, and why. */
  | { type: 'form'; values: Record<string, unknown>; problems?: Record<string, string> }
  /** The customer does not know or does not mind. */
  | { type: 'unsure' }
  /** The answer did not fit the question. */
  | { type: 'missed' }
  | { type: 'confirmed'; yes: boolean }
  | { type: 'verified'; passed: boolean }
  /** The answer to an effect. `wrote` when it is a write that took effect, or may have. */
  | { type: 'done'; step: string; result: Result; wrote?: boolean; cost?: number }
  /** A person has a halted step done again, with other input if given. */
  | { type: 'retry'; step: string; input?: unknown }

/** What a run asks for. Those with a `step` are answered by `done` (or by what the customer does). */
export type Effect =
  /** To the customer, in order. */
  | { kind: 'say'; text: string; parts: Part[] }
  | {
      kind: 'slot'
      step: string
      slot: string
      node: string
      prompt: string
      attempt: number
      attempts: number
      skippable: boolean
    }
  | {
      kind: 'form'
      step: string
      node: string
      prompt: string
      title: string
      submit: string
      fields: FormField[]
      attempt: number
      attempts: number
    }
  | { kind: 'confirm'; step: string; node: string; prompt: string }
  | { kind: 'verify'; step: string }
  /** To the company's systems and ours. */
  | { kind: 'call'; step: string; tool: string; args: unknown }
  | { kind: 'ticket'; step: string; subject: string; description: string; category: string; priority: number }
  | {
      kind: 'watch'
      step: string
      connection: string
      key: string
      events: { type: string; text: Localised; last: boolean }[]
    }
  | { kind: 'notify'; step: string; to: 'customer' | 'staff'; text: string; skill: string | null }
  | { kind: 'code'; step: string; code: string; input: unknown }
  | { kind: 'knowledge'; step: string; query: string }
  | { kind: 'prompt'; step: string; prompt: string; schema: object }
  | { kind: 'progress'; step: string; flow: string }
  | { kind: 'rollback'; step: string; writes: { step: string; tool: string }[] }
  /** To time, systems and people, for as long as it takes. Instants are ISO. */
  | { kind: 'timer'; step: string; at: string }
  | { kind: 'event'; step: string; connection: string; types: string[]; key: string; until: string | null }
  | {
      kind: 'approval'
      step: string
      title: string
      details: { label: string; value: string }[]
      skill: string | null
      until: string
    }
  /** The last. */
  | { kind: 'handoff'; reason: OwnerReason; skill: string | null }
  | { kind: 'ended'; outcome: Outcome; output: unknown }
  /** Something failed that nothing sees to: the host undoes what was written and tells the truth. */
  | { kind: 'failed'; failure: Failure }
  /** The same where the host keeps such a run for people to repair. */
  | { kind: 'halted'; step: string; failure: Failure }

/** Something told to the customer. */
export type Saying = Omit<Extract<Effect, { kind: 'say' }>, 'kind'>

export interface FormField {
  slot: string
  label: string
  hint: string
  required: boolean
  /** Why the value given was not taken. */
  error?: string
}

/** What a run can be waiting for. */
export type Waiting = Extract<Effect, { step: string }>

const customerKinds = new Set<Effect['kind']>(['slot', 'form', 'confirm', 'verify'])
const patientKinds = new Set<Effect['kind']>(['timer', 'event', 'approval', 'halted'])

/** Waits for the customer to do something. */
export const waitsForCustomer = ({ kind }: { kind: Effect['kind'] }): boolean => customerKinds.has(kind)
/** Waits for something that may take days: the run can be put aside. */
export const isPatient = ({ kind }: { kind: Effect['kind'] }): boolean => patientKinds.has(kind)
