import { undoWrites } from './cancel-run.ts'
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
  let undone = true
  await drain(context)
  while (state.stack.length > 0) {
    const frame = state.stack.at(-1)!
    undone &&= await undoWrites(context, frame)
    progress.runs.push({ ...frame, ended: 'failed' })
    state.stack.pop()
  }
  state.pending = null
  state.waiting = []
  progress.todo = []
  progress.outstanding = []
  progress.buttons = []
  progress.outcome = 'failed'
  progress.says.push({ text: sentence(context, undone ? 'flow_failed' : 'flow_failed_not_undone'), parts: [] })
  progress.handoff = { reason: 'bot_failed', skill: null }
}

/** Answers under way are waited for: what they wrote has to be undone too. */
async function drain({ underWay, progress }: TurnContext): Promise<void> {
  for (const { event } of await Promise.all(underWay.values())) {
    const call = progress.outstanding.find((each) => 'step' in each && each.step === event.step)
    const run = progress.state.stack.at(-1)
    if (event.wrote && call?.kind === 'call' && run) run.writes.push({ step: call.step, tool: call.tool })
  }
  underWay.clear()
}
