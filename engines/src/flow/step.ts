import { overspent } from './budget.ts'
import type { FlowDefinition, FlowNode } from './definition.ts'
import { kindOf } from './definition.ts'
import { deliver } from './deliver.ts'
import type { Effect, FlowEvent } from './effects.ts'
import { conclude, fail, failRun, finish } from './endings.ts'
import type { Failure, Frame } from './frame.ts'
import { makeVisit } from './make-visit.ts'
import type { InnerResult, Move } from './node-kind.ts'
import { begin, returned } from './regions.ts'
import { copyOf } from './values.ts'
import { type Around, awaitAnswer, makeReady, type Place, type Walk } from './walk.ts'

export { rewind } from './rewind.ts'
export type { Around, FlowSource } from './walk.ts'

export interface Step {
  state: Frame
  effects: Effect[]
  /** Nodes walked, in order, each with the way to it; one that is gone on from with an answer is not walked again. */
  path: string[]
}

/** Nodes that one event may set in motion; more are a circle nobody waits in. */
const mostNodesAStep = 10_000
/** The same for `finally` after a circle. */
const mostNodesAfterwards = 200

/**
 * Lets a run take an event: walks on from where it stands until everything in it waits. Pure and deterministic: same definition,
 * state, event and surroundings, same step; no clock, no chance, no I/O. `around.scope` does not exist: the run's own is used.
 * An event nobody waits for changes nothing. Throws when a sub-flow under way is no longer to be had.
 */
export async function step(definition: FlowDefinition, before: Frame, event: FlowEvent, around: Around): Promise<Step> {
  const root = copyOf(before)
  const walk: Walk = { root, definition, effects: [], fresh: new Set(), around, path: [], ready: [] }
  const top: Place = { frame: root, definition, thread: root, locals: [], way: '', parent: null }
  if (root.ended !== null || !deliver(walk, top, event)) return { state: root, effects: [], path: [] }
  root.startedAt ??= around.now
  const spent = root.ended === null ? overspent(walk) : undefined
  if (spent) failRun(walk, top, spent)
  let left = mostNodesAStep
  for (let next = walk.ready.shift(); next; next = walk.ready.shift()) {
    if (left-- > 0) await visit(walk, top, next)
    else {
      left = mostNodesAfterwards
      failRun(walk, top, { kind: 'loop', code: 'circle', message: 'goes round in circles', node: root.node })
    }
  }
  return { state: root, effects: walk.effects, path: walk.path }
}

async function visit(walk: Walk, top: Place, { place, event, inner }: Walk['ready'][number]): Promise<void> {
  const { thread, definition } = place
  const arrives = inner === null && (event === null || event.type === 'retry')
  if (arrives) walk.path.push(`${place.way}${thread.node}`)
  thread.waiting = undefined
  walk.root.spent.steps += 1
  const spent = overspent(walk)
  if (spent) return failRun(walk, top, spent)
  const node = definition.nodes[thread.node]
  if (node) return apply(walk, top, place, await runNode(walk, place, node, event, inner))
  const message = `flow ${definition.id} has no node ${thread.node}`
  fail(walk, place, { kind: 'invalid', code: 'no_such_node', message, node: thread.node })
}

async function runNode(
  walk: Walk,
  place: Place,
  node: FlowNode,
  event: FlowEvent | null,
  inner: InnerResult | null,
): Promise<Move> {
  try {
    return await kindOf(node)!.run(node, makeVisit(walk, place, inner), event)
  } catch (error) {
    // What expressions throw are plain objects with a code and a message.
    const { kind = 'expression', code = 'expression', message = String(error) } = (error ?? {}) as Partial<Failure>
    return { fail: { kind, code: String(code), message, node: place.thread.node } }
  }
}

function apply(walk: Walk, top: Place, place: Place, move: Move): void {
  const { thread } = place
  if ('go' in move) {
    thread.node = move.go
    makeReady(walk, place)
  } else if ('wait' in move) {
    const { kind } = move.wait
    if (kind === 'call' || kind === 'code' || kind === 'prompt') walk.root.spent.calls += 1
    const spent = overspent(walk)
    if (spent) failRun(walk, top, spent)
    else awaitAnswer(walk, place, move.wait)
  } else if ('inside' in move) {
    thread.inner = move.inside
    begin(walk, place)
  } else if ('fail' in move) fail(walk, place, move.fail)
  else if ('end' in move) conclude(walk, place, move.end)
  else back(walk, place, move.back)
}

/** A walk has come to its `return`. */
function back(walk: Walk, place: Place, value: unknown): void {
  const { thread, frame, definition } = place
  const message = `flow ${definition.id}: nothing to return to`
  if (thread !== frame) returned(walk, place, value)
  else if (frame.finishing) finish(walk, place)
  else fail(walk, place, { kind: 'invalid', code: 'return_outside', message, node: thread.node })
}
