import type { Todo } from '@loopdesk/engines/dialogue/decide.ts'
import type { Frame } from '@loopdesk/engines/flow/frame.ts'
import { carryOutWork } from './carry-out-work.ts'
import { continueBelow, endRun } from './end-run.ts'
import { sentence, type TurnContext } from './turn-context.ts'
import { goOn } from './walk-run.ts'

/**
 * The customer gives a matter up that has changed something already, or that was put aside: what it did is undone first, and
 * they are told the truth about it.
 */
export async function cancelRun(context: TurnContext, { runId }: Extract<Todo, { do: 'cancelRun' }>): Promise<void> {
  const { progress } = context
  const { state } = progress
  if (!state.stack.some((frame) => frame.runId === runId) && !(await takeBack(context, runId))) {
    progress.says.push({ text: sentence(context, 'nothing_to_cancel'), parts: [] })
    return
  }
  const run = state.stack.at(-1)!
  const undone = await undoWrites(context, run)
  progress.says.push({ text: sentence(context, undone ? 'cancelled_undone' : 'cancelled_not_undone'), parts: [] })
  endRun(context, undone ? 'cancelled' : 'failed')
  if (!undone) progress.handoff = { reason: 'bot_failed', skill: null }
  const event = undone ? continueBelow(context) : undefined
  if (event) await goOn(context, event)
}

/** Undoes everything a run has written; false when something of it stands. The run is the one being worked on. */
export async function undoWrites(context: TurnContext, run: Frame): Promise<boolean> {
  if (run.writes.length === 0) return true
  const rollback = { kind: 'rollback' as const, step: 'cancel#1', writes: run.writes.toReversed() }
  const { result } = await carryOutWork(context, rollback)
  return result.status === 'ok'
}

/** A run that was put aside becomes the one being worked on. */
async function takeBack(context: TurnContext, runId: string): Promise<boolean> {
  const { deps, claim, progress } = context
  const run = await deps.flows.parkedRun(claim.workspace_id, runId)
  progress.state.parked = progress.state.parked.filter((each) => each.runId !== runId)
  if (run) progress.state.stack.push(run)
  return run !== undefined
}
