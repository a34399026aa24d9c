import type { OwnerReason, Part } from '@loopdesk/contracts/messages.ts'
import type { TraceStep } from '@loopdesk/contracts/trace.ts'
import type { Todo } from '@loopdesk/engines/dialogue/decide.ts'
import type { DialogueState } from '@loopdesk/engines/dialogue/state.ts'
import type { Emotion } from '@loopdesk/engines/emotion/emotions.ts'
import type { Frame } from '@loopdesk/engines/flow/frame.ts'
import type { Saying, Wait } from '@loopdesk/engines/flow/step.ts'

/** A turn under way, as plain data: saved before each side effect, so that another worker can go on from there. */
export interface Progress {
  turnId: string
  fromSeq: number
  toSeq: number
  startedAt: string
  state: DialogueState
  /** What is still to be done, in order. */
  todo: Todo[]
  /** What the flow on top is waiting for right now, if anything. */
  wait: Wait | null
  says: Saying[]
  steps: TraceStep[]
  /** Runs that ended or moved in this turn, for the record. */
  runs: Frame[]
  /** What a flow (or the customer, by giving up) settled in this turn. */
  outcome: string | null
  /** What the record says where nothing was ever settled: a question answered, or declined. */
  lightOutcome: 'answered' | 'declined' | null
  topic: { id: string; name: { zh: string; en: string } } | null
  handoff: { reason: OwnerReason; skill: string | null } | null
  /** The ticket made in this turn, if any: a hand-over that finds nobody points to it instead of making another. */
  ticket: { id: string; number: number } | null
  /** The feeling the reply is to open with. */
  opening?: Emotion | null
  /** The customer's question is in `says` as text; these parts go with the last of them. */
  buttons: Part[]
}

export function newProgress(turnId: string, fromSeq: number, toSeq: number, now: Date, state: DialogueState): Progress {
  return {
    turnId,
    fromSeq,
    toSeq,
    startedAt: now.toISOString(),
    state,
    todo: [],
    wait: null,
    says: [],
    steps: [],
    runs: [],
    outcome: null,
    lightOutcome: null,
    topic: null,
    handoff: null,
    ticket: null,
    buttons: [],
  }
}
