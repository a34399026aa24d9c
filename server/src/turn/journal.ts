import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import type { Effect, FlowEvent } from '@loopdesk/engines/flow/effects.ts'
import type { Failure } from '@loopdesk/engines/flow/frame.ts'
import type { Step } from '@loopdesk/engines/flow/step.ts'

/** One node a run came by, for those who look after it. */
export interface JournalEntry {
  runId: string
  /** The way to the node, with its name: `each[2]/reserve`. */
  at: string
  node: string
  /** Kind of node; of those in sub-flows, of what they asked for. */
  kind: string
  /** Key of what it asked for, where it did. */
  step: string | null
  input: unknown
  output: unknown
  failure: Pick<Failure, 'kind' | 'code' | 'message'> | null
  /** ISO instants; equal where nothing was waited for. */
  startedAt: string
  finishedAt: string | null
}

/** Notes what a step of a run walked by, what it asked for, and what came of what it had asked for before. */
export function noteStep(
  journal: JournalEntry[],
  definition: FlowDefinition,
  event: FlowEvent,
  { state, effects, path }: Step,
  now: string,
): void {
  if (event.type === 'done') settle(journal, event, now)
  const asked = new Map<string, Effect & { step: string }>()
  for (const effect of effects) if ('step' in effect) asked.set(effect.step.replace(/#\d+$/, ''), effect)
  for (const at of path) {
    const node = at.slice(at.lastIndexOf('/') + 1)
    const effect = asked.get(at)
    journal.push({
      runId: state.runId,
      at,
      node,
      kind: definition.nodes[node]?.type ?? effect?.kind ?? 'subflow',
      step: effect?.step ?? null,
      input: effect ? inputOf(effect) : null,
      output: null,
      failure: null,
      startedAt: now,
      finishedAt: effect ? null : now,
    })
  }
}

function settle(journal: JournalEntry[], event: Extract<FlowEvent, { type: 'done' }>, now: string): void {
  const entry = journal.findLast(({ step }) => step === event.step)
  if (!entry) return
  entry.finishedAt = now
  const { result } = event
  if (result.status === 'ok') entry.output = result.value
  else {
    const kind = result.status === 'refused' ? 'refused' : (result.kind ?? 'unavailable')
    entry.failure = { kind, code: result.code, message: result.message }
  }
}

/** What was asked for, without what only the engine needs. */
function inputOf(effect: Effect): unknown {
  if (effect.kind === 'call') return effect.args
  if (effect.kind === 'code') return effect.input
  const { kind: _kind, ...rest } = effect as Effect & { step?: string; node?: string }
  const { step: _step, node: _node, ...input } = rest as Record<string, unknown>
  return input
}
