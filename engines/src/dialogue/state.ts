import type { Part } from '@loopdesk/contracts/messages.ts'
import type { Mood } from '../emotion/mood.ts'
import type { Entity } from '../entities/entity.ts'
import { type Frame, talkingFrame } from '../flow/frame.ts'

/** What the bot asked last and is waiting for. */
export type Pending =
  | { kind: 'slot'; slot: string; node: string; skippable: boolean; options: Offered[] }
  | { kind: 'confirm'; node: string }
  /** Which flow is meant. */
  | { kind: 'clarify'; flows: string[] }
  /** Who is asking: the phone number, then the code sent to it. */
  | { kind: 'phone'; attempts: number }
  | { kind: 'code'; verification: string; attempts: number }
  /** Whether a human should take over, after the bot did not understand. */
  | { kind: 'offerHuman' }

/** A button or list entry that was shown, so that "the second one" can be understood. */
export interface Offered {
  value: string
  label: string
}

/** Where a conversation stands. Plain data; stored with each turn. */
export interface DialogueState {
  language: 'zh' | 'en'
  /** Open flows; the last is the one being worked on, those below were interrupted. */
  stack: Frame[]
  /** Flows asked for in the same breath, begun when the stack is empty. */
  waiting: { flow: string; mention: Mentioned | null }[]
  pending: Pending | null
  /** Entities of the current matter that no slot has taken yet. */
  mentions: Mentioned[]
  /** The objects last shown or settled on, newest first: type and id. */
  focus: { type: string; id: string }[]
  /** The list of objects shown last, in its order, for "and the second one?" after it was answered. */
  shown: { type: string; ids: string[] } | null
  /** The value last given of each kind that people refer back to (刚才那个地址), by kind of slot. */
  facts: Record<string, unknown>
  /** Turns in a row without understanding. */
  misses: number
  /** What the customer asked last and what it was answered from, newest last; for “and the filter?”. */
  asked: { question: string; title?: string }[]
  /** The words of the last question, for asking it again. */
  question: { text: string; parts: Part[] } | null
  lastReply: { text: string; parts: Part[] } | null
  /** Until when the customer counts as verified, ISO instant; and as whom. */
  verified: { until: string; subject: string } | null
  /** The external id a visitor has proven in this conversation. */
  provenAs: string | null
  /** How often each small talk was answered, so that replies differ. */
  said: Record<string, number>
  /** True once a matter was settled (solved, refused, given up …): answers to questions no longer change the record's outcome. */
  settled: boolean
  /** The flow that ended last, for "and what about …". */
  last: { flow: string; outcome: string } | null
  /** Runs that wait for something else than the customer, put aside until it comes, or with a question while people have the conversation (`asks`): newest last. */
  parked: { runId: string; flow: string; asks?: true }[]
  /** How the progress of open runs was last shown, by run. */
  shownProgress: Record<string, string>
  /** Flows that ended with people, as often as they did. */
  handedOver: string[]
  /** How the customer is; absent until something was written. */
  mood?: Mood
}

/** A message's content kept for slots asked later in the same matter. */
export interface Mentioned {
  text: string
  entities: Entity[]
}

export function newDialogue(language: 'zh' | 'en'): DialogueState {
  return {
    language,
    stack: [],
    waiting: [],
    pending: null,
    mentions: [],
    focus: [],
    shown: null,
    facts: {},
    misses: 0,
    asked: [],
    question: null,
    lastReply: null,
    verified: null,
    provenAs: null,
    said: {},
    settled: false,
    last: null,
    parked: [],
    shownProgress: {},
    handedOver: [],
  }
}

/** The run being worked on. */
export const openRun = (state: DialogueState): Frame | undefined => state.stack.at(-1)

/** The flow the customer is talking with: the run being worked on, or the sub-flow it is in. */
export function top(state: DialogueState): Frame | undefined {
  const run = openRun(state)
  return run && talkingFrame(run)
}
