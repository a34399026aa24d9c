import type { FlowDefinition } from '../flow/definition.ts'
import type { FlowEvent } from '../flow/effects.ts'
import type { DialogueState } from './state.ts'

/** What is to be done, in order. The turn carries it out; nothing here touches the world. */
export type Todo =
  /** Lets the flow on top go on with an event. */
  | { do: 'flow'; event: FlowEvent }
  /** Begins a flow that was asked for together with another. */
  | { do: 'start'; flow: string }
  /** Says one of the platform's own sentences. */
  | { do: 'say'; key: string; params?: Record<string, string> }
  | { do: 'answer'; entries: string[] }
  | { do: 'talk'; id: string }
  /** Offers these flows as buttons. */
  | { do: 'clarify'; flows: string[] }
  /** Offers knowledge entries as buttons. */
  | { do: 'offerEntries'; entries: string[] }
  /** Asks which of the choices that are left (`pending.options`) is meant. */
  | { do: 'narrow'; slot: string }
  /** Asks what a value that has been given shall be instead; what is said may change a part of it. */
  | { do: 'askOver'; slot: string; node: string }
  /** Asks which of these values is to be changed. */
  | { do: 'offerChanges'; slots: string[] }
  /** Puts the open question again, after something else was dealt with. */
  | { do: 'askAgain' }
  | { do: 'repeat' }
  /** Tells what was read in pictures, and asks what it is about where nothing else is open. */
  | { do: 'tellPictures'; count: number; codes: string[]; busy: boolean }
  /** Finds the object a slot's words point at, then goes on with it. */
  | { do: 'resolve'; slot: string; pointing: unknown; correcting: boolean }
  | { do: 'identify'; phone: string }
  | { do: 'checkCode'; code: string }
  | { do: 'sendCode' }
  | { do: 'offerHuman' }
  /** Gives up a run that has changed something already, or was put aside: what it did is undone. */
  | { do: 'cancelRun'; runId: string; flow: string }
  /** What the record says of this turn, where no flow does. */
  | { do: 'outcome'; outcome: 'declined' | 'cancelled' }
  | { do: 'handoff'; reason: 'customer_asked' | 'complaint' | 'risk' | 'bot_failed' }

export interface DecideContext {
  flows: Map<string, { definition: FlowDefinition; version: number }>
  newRunId(): string
}

export const askAgain = (state: DialogueState): Todo[] => (state.pending ? [{ do: 'askAgain' }] : [])
