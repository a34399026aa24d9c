import type { Command } from '@loopdesk/contracts/commands.ts'
import { type ProposeContext, propose } from '@loopdesk/engines/dialogue/propose.ts'
import type { Reading } from '@loopdesk/engines/dialogue/reading.ts'
import type { DialogueState } from '@loopdesk/engines/dialogue/state.ts'

/** Turns what a message says on its face into commands for the dialogue manager, which alone carries them out. */
export interface Understander {
  /** Whether `history` is looked at; else it need not be read. */
  readonly usesHistory: boolean
  /** Always answers, within a bounded time; never throws for what a model or a network does. */
  propose(input: ToUnderstand): Promise<Proposal>
}

export interface ToUnderstand {
  workspaceId: string
  conversationId: string
  reading: Reading
  state: DialogueState
  context: ProposeContext
  /** Messages before this one, oldest first. */
  history: { sender: string; text: string }[]
  /** What is known of the customer, in words. */
  profileWords?: string
}

export interface Proposal {
  commands: Command[]
  /**
   * For the trace: `built-in`, `embeddings:NAME` or `model:NAME`, and what did not help: `built-in (model failed: CODE)`,
   * `built-in (embeddings: CODE)`.
   */
  by: string
  /** What was spent, when a model answered. */
  model?: Spent
  /** What was spent on embeddings, and the reading with what they said. */
  embedded?: Spent
  reading?: Reading
}

interface Spent {
  model: string
  tokensIn: number
  tokensOut: number
  cost: number
  ms: number
}

/** The understander that needs no model: rules over what the workspace's own recogniser found. */
export function makeBuiltInUnderstander(): Understander {
  return {
    usesHistory: false,
    async propose({ reading, state, context }) {
      return { commands: propose(reading, state, context), by: 'built-in' }
    },
  }
}
