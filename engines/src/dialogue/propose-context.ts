import type { FlowDefinition } from '../flow/definition.ts'
import type { Frame } from '../flow/frame.ts'
import type { SlotOption } from './parse-choice.ts'
import { type Pointing, pointingOf } from './pointing.ts'
import type { Reading } from './reading.ts'
import { type DialogueState, top } from './state.ts'

/** What proposing needs to know of the workspace. */
export interface ProposeContext {
  flows: Map<string, FlowDefinition>
  /** Options of a choice slot of the open flow, computed ones included. */
  options(slot: string): SlotOption[]
  /** Entity type of a record type's ids, and the catalogue it mentions. */
  recordPointers(type: string): { idType: string; catalogue: string | null }
}

/** A message where it was said: what all parts of proposing look at. */
export interface Situation {
  reading: Reading
  state: DialogueState
  context: ProposeContext
  /** The flow on top and how far it is; undefined when none is open. */
  open: { frame: Frame; flow: FlowDefinition } | undefined
}

export function situationOf(reading: Reading, state: DialogueState, context: ProposeContext): Situation {
  const frame = top(state)
  const flow = frame && context.flows.get(frame.flow)
  return { reading, state, context, open: frame && flow ? { frame, flow } : undefined }
}

/** What the message points at, among records of a type. */
export function pointAt({ reading, context }: Situation, type: string): Pointing {
  const { idType, catalogue } = context.recordPointers(type)
  return pointingOf(reading.text, reading.entities, idType, catalogue)
}
