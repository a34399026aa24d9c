import { openRun } from '@loopdesk/engines/dialogue/state.ts'
import { type Frame, openFrames } from '@loopdesk/engines/flow/frame.ts'
import type { Brain } from '../modules/understanding/index.ts'
import type { TurnDeps } from './deps.ts'

import type { TurnContext } from './turn-context.ts'
import { goOn } from './walk-run.ts'

type Ready = Awaited<ReturnType<TurnDeps['flows']['readyRuns']>>[number]

/**
 * Something came that runs of this conversation were put aside for: each becomes the one being worked on and is told. False when
 * there is none. What the customer wrote meanwhile is the next turn's.
 */
export async function wakeRuns(context: TurnContext): Promise<boolean> {
  const { deps, claim, progress } = context
  if (claim.wakes === 0) return false
  const ready = await deps.flows.readyRuns(claim.workspace_id, claim.id)
  const run = ready[0] ?? (await withQuestion(context))
  if (!run) return false
  context.brain = await withRunningVersions(deps, claim.workspace_id, context.brain, [run.frame])
  progress.fromSeq = progress.toSeq = claim.done_seq
  progress.moreRuns = ready.length > 1
  progress.state.parked = progress.state.parked.filter(({ runId }) => runId !== run.frame.runId)
  progress.state.stack = progress.state.stack.filter(({ runId }) => runId !== run.frame.runId)
  progress.state.stack.push(run.frame)
  progress.heard = run.events.map(({ id }) => id).filter((id) => id !== '')
  for (const { event } of run.events) if (openRun(progress.state)?.runId === run.frame.runId) await goOn(context, event)
  return true
}

/** A run whose question had to wait until people gave the conversation back. */
async function withQuestion({ deps, claim, progress }: TurnContext): Promise<Ready | undefined> {
  const asking = claim.owner === 'bot' ? progress.state.parked.find(({ asks }) => asks) : undefined
  const frame = asking && (await deps.flows.parkedRun(claim.workspace_id, asking.runId))
  return frame && { frame, events: [{ id: '', event: { type: 'go' } }] }
}

/** Runs keep the version they began with: the brain as they know it. */
export async function withRunningVersions(
  deps: TurnDeps,
  workspaceId: string,
  brain: Brain,
  runs: Frame[],
): Promise<Brain> {
  const old = runs.flatMap(openFrames).filter(({ flow, version }) => brain.flows.get(flow)?.version !== version)
  if (old.length === 0) return brain
  const flows = new Map(brain.flows)
  for (const { flow, version } of old) {
    const definition = await deps.flows.definitionOf(workspaceId, flow, version)
    if (definition) flows.set(flow, { definition, version })
  }
  return { ...brain, flows }
}
