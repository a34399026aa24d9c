import { openRun } from '@loopdesk/engines/dialogue/state.ts'
import type { FlowEvent } from '@loopdesk/engines/flow/effects.ts'
import type { Frame } from '@loopdesk/engines/flow/frame.ts'
import type { Progress } from './progress.ts'
import { languageOf, sentence, type TurnContext } from './turn-context.ts'

/** The run being worked on is over. */
export function endRun({ progress }: TurnContext, outcome: string): void {
  const frame = progress.state.stack.pop()
  if (!frame) return
  progress.runs.push({ ...frame, ended: outcome })
  progress.state.last = { flow: frame.flow, outcome }
  if (outcome === 'handed_over') progress.state.handedOver = [...progress.state.handedOver, frame.flow].slice(-10)
  progress.state.pending = null
  progress.outstanding = []
  if (progress.state.waiting.length === 0) progress.state.mentions = []
  progress.outcome = outcome
}

/** Nothing the customer could say would help the run on: it is put aside until what it waits for comes. */
export function parkRun({ progress }: TurnContext, asks?: true): void {
  const frame = progress.state.stack.pop()
  if (!frame) return
  progress.parked.push(frame)
  progress.state.parked.push({ runId: frame.runId, flow: frame.flow, ...(asks && { asks }) })
  progress.state.pending = null
  if (progress.state.waiting.length === 0) progress.state.mentions = []
}

/** What was interrupted goes on; what was asked for in the same breath begins. */
export function continueBelow(context: TurnContext): FlowEvent | undefined {
  const { progress, brain } = context
  const lang = languageOf(context)
  const below = openRun(progress.state)
  if (below) {
    const name = brain.flows.get(below.flow)?.definition.name[lang] ?? ''
    progress.says.push({ text: sentence(context, 'resume', { flow: name }), parts: [] })
    return { type: 'go' }
  }
  const next = progress.state.waiting.shift()
  const flow = next ? brain.flows.get(next.flow) : undefined
  if (!next || !flow) return undefined
  if (next.mention) progress.state.mentions = [next.mention]
  progress.says.push({ text: sentence(context, 'next_intent', { flow: flow.definition.name[lang] }), parts: [] })
  progress.todo.push({ do: 'start', flow: flow.definition.id })
  return undefined
}

/** A run stopped between its changes: what stands of it is for people to finish or to undo. */
export function noteUnfinished(progress: Progress, { runId, flow, node, writes }: Frame): void {
  if (writes.length === 0) return
  const items = writes.map((write) => ({ ...write, code: 'interrupted', message: 'the run was handed over here' }))
  progress.unfinished.push({ kind: 'halted', runId, flow, step: `${node}#handover`, items })
}
