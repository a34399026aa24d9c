import type { OwnerReason, Part } from '@loopdesk/contracts/messages.ts'
import type { TraceStep } from '@loopdesk/contracts/trace.ts'
import type { Todo } from '@loopdesk/engines/dialogue/decide.ts'
import type { DialogueState } from '@loopdesk/engines/dialogue/state.ts'
import type { Emotion } from '@loopdesk/engines/emotion/emotions.ts'
import type { Saying, Waiting } from '@loopdesk/engines/flow/effects.ts'
import type { Frame } from '@loopdesk/engines/flow/frame.ts'
import type { Consulted } from './consulted.ts'
import type { JournalEntry } from './journal.ts'

/** A turn under way, as plain data: saved before each side effect, so that another worker can go on from there. */
export interface Progress {
  turnId: string
  fromSeq: number
  toSeq: number
  startedAt: string
  state: DialogueState
  /** What is still to be done, in order. */
  todo: Todo[]
  /** What the run being worked on has asked for and not got yet, of the customer or of systems. */
  outstanding: Waiting[]
  says: Saying[]
  steps: TraceStep[]
  /** Runs that ended or moved in this turn, for the record. */
  runs: Frame[]
  /** What a flow (or the customer, by giving up) settled in this turn. */
  outcome: string | null
  /** What the record says where nothing was ever settled: a question answered, or declined. */
  lightOutcome: 'answered' | 'declined' | null
  /** Nodes that runs of this turn came by. */
  journal: JournalEntry[]
  /** Runs put aside in this turn, and events for runs that were used up in it. */
  parked: Frame[]
  /** Other runs of the conversation wait to be told something. */
  moreRuns: boolean
  unfinished: Unfinished[]
  /** For colleagues. */
  notices: { text: string; skill: string | null }[]
  heard: string[]
  topic: { id: string; name: { zh: string; en: string } } | null
  /** What the run that ended gave back. */
  output?: unknown
  handoff: { reason: OwnerReason; skill: string | null } | null
  /** The ticket made in this turn, if any: a hand-over that finds nobody points to it instead of making another. */
  ticket: { id: string; number: number } | null
  /** Questions put to the knowledge base, the newest last. */
  consulted: Consulted[]
  /** What was told of them. */
  told: { decision: 'answered' | 'clarified' | 'declined'; ids: string[] } | null
  /** Whether the customer knows that it takes long. */
  toldToWait: boolean
  /** The feeling the reply is to open with. */
  opening?: Emotion | null
  /** The customer's question is in `says` as text; these parts go with the last of them. */
  buttons: Part[]
}

/** Writes of a run that were to be undone and could not be. */
export interface Unfinished {
  /** Left as it stands for people, instead of being undone again later. */
  kind?: 'halted'
  runId: string
  flow: string
  step: string
  items: { step: string; tool: string; code: string; message: string }[]
}

export function newProgress(turnId: string, fromSeq: number, toSeq: number, now: Date, state: DialogueState): Progress {
  return {
    turnId,
    fromSeq,
    toSeq,
    startedAt: now.toISOString(),
    state,
    todo: [],
    outstanding: [],
    says: [],
    steps: [],
    runs: [],
    journal: [],
    parked: [],
    moreRuns: false,
    unfinished: [],
    notices: [],
    heard: [],
    outcome: null,
    lightOutcome: null,
    topic: null,
    handoff: null,
    ticket: null,
    consulted: [],
    told: null,
    toldToWait: false,
    buttons: [],
  }
}
