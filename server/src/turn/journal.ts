import type { FlowDefinition } from '@loopdesk/engines/flow/definition.ts'
import type { Effect, FlowEvent } from '@loopdesk/engines/flow/effects.ts'
import { type Failure, type Frame, waitings } from '@loopdesk/engines/flow/frame.ts'
import type { Step } from '@loopdesk/engines/flow/step.ts'
import { failureOf } from '@loopdesk/engines/flow/values.ts'

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
  /** Whether it was come to now; else it was only answered. */
  walked: boolean
  /** ISO instants; equal where nothing was waited for. */
  startedAt: string
  finishedAt: string | null
}

/** A step of a run, and where it stood before. */
export interface Walked extends Step {
  before: Frame
  definition: FlowDefinition
  event: FlowEvent
}

/** Notes what a step of a run walked by, what it asked for, and what came of what it had asked for before. */
export function noteStep(journal: JournalEntry[], walked: Walked, now: string): void {
  const { state, effects, path, definition } = walked
  settle(journal, walked, now)
  const asked = new Map<string, Effect & { step: string }>()
  for (const effect of effects) if ('step' in effect) asked.set(effect.step.replace(/#\d+$/, ''), effect)
  for (const at of path) {
    const node = nodeOf(at)
    const effect = asked.get(at)
    const kind = definition.nodes[node]?.type ?? effect?.kind ?? 'subflow'
    const input = effect ? inputOf(effect) : null
    const times = { startedAt: now, finishedAt: effect ? null : now }
    journal.push({
      runId: state.runId,
      walked: true,
      at,
      node,
      kind,
      step: effect?.step ?? null,
      input,
      output: null,
      failure: null,
      ...times,
    })
  }
}

/** What was answered: by a system, by time or a person, or by the customer. */
function settle(journal: JournalEntry[], { before, state, event }: Walked, now: string): void {
  const open = new Set(waitings(state).map(({ step }) => step))
  for (const { step, kind } of waitings(before)) {
    if (open.has(step) || (event.type === 'done' && event.step !== step)) continue
    const known = journal.findLast((each) => each.step === step)
    const at = step.replace(/#\d+$/, '')
    const fresh = { runId: state.runId, walked: false, at, node: nodeOf(at), kind, step, input: null, startedAt: now }
    const entry: JournalEntry = known ?? { ...fresh, output: null, failure: null, finishedAt: null }
    if (!known) journal.push(entry)
    entry.finishedAt = now
    if (event.type !== 'done') entry.output = answerOf(event)
    else if (event.result.status === 'ok') entry.output = event.result.value
    else entry.failure = failureOf(event.result, entry.node)
  }
}

const nodeOf = (at: string) => at.slice(at.lastIndexOf('/') + 1)

/** What the customer said to it. */
function answerOf(event: FlowEvent): unknown {
  if (event.type === 'slot') return event.value
  if (event.type === 'form') return event.values
  if (event.type === 'confirmed') return event.yes
  return event.type === 'verified' ? event.passed : null
}

/** What was asked for, without what only the engine needs. */
function inputOf(effect: Effect): unknown {
  if (effect.kind === 'call') return effect.args
  if (effect.kind === 'code') return effect.input
  const { kind: _kind, ...rest } = effect as Effect & { step?: string; node?: string }
  const { step: _step, node: _node, ...input } = rest as Record<string, unknown>
  return input
}
