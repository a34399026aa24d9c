import { satisfy } from './satisfy.ts'
import { sentence, type TurnContext } from './turn-context.ts'

/**
 * A turn that cannot go on (a broken flow, a defect of ours) must not leave the customer without an answer, nor anything half
 * done: what its runs have written is undone, the truth is told, and people take over.
 */
export async function abandon(context: TurnContext, error: unknown): Promise<void> {
  const { progress, deps, claim } = context
  const { state } = progress
  deps.log.error({ err: error, conversationId: claim.id, flow: state.stack.at(-1)?.flow }, 'a turn was given up')
  progress.steps.push({
    kind: 'check',
    name: 'turn',
    passed: false,
    detail: error instanceof Error ? error.message : 'unknown error',
  })
  while (state.stack.length > 0) {
    const frame = state.stack.at(-1)!
    if (frame.writes.length > 0) await satisfy(context, { kind: 'rollback', writes: frame.writes.toReversed() })
    progress.runs.push({ ...frame, ended: 'failed' })
    state.stack.pop()
  }
  state.pending = null
  state.waiting = []
  progress.todo = []
  progress.wait = null
  progress.buttons = []
  progress.outcome = 'failed'
  progress.says.push({ text: sentence(context, 'flow_failed'), parts: [] })
  progress.handoff = { reason: 'bot_failed', skill: null }
}
