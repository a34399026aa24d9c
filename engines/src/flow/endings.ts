import type { Effect } from './effects.ts'
import { errorEdgeOf } from './error-edge.ts'
import { type Failure, type Frame, namesIn } from './frame.ts'
import { makeVisit } from './make-visit.ts'
import { close, drain, stopInside } from './regions.ts'
import { awaitAnswer, isWithin, mainOf, makeReady, type Place, runningIn, type Walk } from './walk.ts'

type Ending = NonNullable<Frame['ending']>

/** Something went wrong at a node: its own edges, then those of what surrounds it, then the flow's. */
export function fail(walk: Walk, place: Place, failure: Failure): void {
  const { thread, frame, definition } = place
  const way = edgeAt(place, failure)
  if (way !== undefined) goTo(walk, place, way, failure)
  else if (walk.around.keepFailed && !isCaught(place, failure)) halt(walk, place, failure)
  else if (thread !== frame) failAround(walk, place, failure)
  else if (frame.finishing) finish(walk, place)
  else if (frame.caught || definition.onError === undefined) conclude(walk, place, { kind: 'failed', failure })
  else {
    frame.caught = failure
    goTo(walk, place, definition.onError, failure)
  }
}

/** Stays where it failed until a person has it done again, or says what it came to. */
function halt(walk: Walk, place: Place, failure: Failure): void {
  const step = makeVisit(walk, place, null).newStep()
  awaitAnswer(walk, place, { kind: 'halted', step, failure })
}

function edgeAt({ definition, thread }: Place, failure: Failure): string | undefined {
  const node = definition.nodes[thread.node]
  return node && errorEdgeOf(node, failure)
}

/** Whether anything around a walk sees to a failure its own node does not see to. */
function isCaught(place: Place, failure: Failure): boolean {
  for (let at: Place | undefined = place; at; at = at.parent?.place) {
    const { thread, frame, definition } = at
    if (edgeAt(at, failure) !== undefined) return true
    if (thread === frame && (frame.finishing || (definition.onError !== undefined && !frame.caught))) return true
  }
  return false
}

function goTo(walk: Walk, place: Place, node: string, failure: Failure): void {
  const scope = place.locals.at(-1) ?? place.frame.scope
  scope.error = { kind: failure.kind, code: failure.code, message: failure.message, node: failure.node }
  place.thread.node = node
  makeReady(walk, place)
}

/** A walk inside failed: the others stop, then the node around them takes its error edge. */
function failAround(walk: Walk, { parent }: Place, failure: Failure): void {
  const { place: around, name } = parent!
  const inner = around.thread.inner!
  inner.failure = failure
  delete runningIn(inner)[name]
  stopInside(walk, around)
  if (namesIn(inner).length === 0) close(walk, around)
}

/** The run is over and nothing may catch it: a budget is used up. `finally` is walked all the same. */
export function failRun(walk: Walk, top: Place, failure: Failure): void {
  conclude(walk, top, { kind: 'failed', failure })
}

/** A flow is at its end: what is under way is waited for, `finally` is walked, then it is over. The first ending counts. */
export function conclude(walk: Walk, place: Place, ending: Ending): void {
  const main = mainOf(place)
  const { frame } = main
  walk.ready = walk.ready.filter((each) => !isWithin(each.place, frame))
  frame.ending ??= ending
  if (!drain(walk, main)) lastly(walk, main)
}

/** The answer a stopped walk was kept for has come: it goes, and so does what was only kept for it. */
export function letGo(walk: Walk, place: Place): void {
  const { thread, frame, parent } = place
  thread.waiting = undefined
  thread.inner = undefined
  if (thread === frame && frame.ending) {
    lastly(walk, place)
    return
  }
  const { place: around, name } = parent!
  const inner = around.thread.inner!
  delete runningIn(inner)[name]
  if (namesIn(inner).length > 0) return
  if (around.thread.stopping) letGo(walk, around)
  else close(walk, around)
}

function lastly(walk: Walk, place: Place): void {
  const { frame, definition } = place
  frame.stopping = undefined
  if (definition.finally === undefined || frame.finishing) finish(walk, place)
  else {
    frame.finishing = true
    frame.node = definition.finally
    makeReady(walk, place)
  }
}

/** A flow is over: the flow that called it goes on, or the run has ended. */
export function finish(walk: Walk, { frame, parent }: Place): void {
  const ending = frame.ending as Ending
  if (parent) {
    finishInside(walk, parent.place, ending)
    return
  }
  frame.ended = outcomeOf(ending)
  frame.ending = undefined
  walk.ready = []
  walk.effects.push(ending)
}

/** Handing over ends the flows around as well. */
function finishInside(walk: Walk, around: Place, ending: Ending): void {
  if (ending.kind === 'handoff') conclude(walk, around, ending)
  else if (ending.kind === 'ended') close(walk, around, { ok: true, values: [ending.output], outcome: ending.outcome })
  else close(walk, around, { ok: false, failure: { ...ending.failure, node: around.thread.node } })
}

function outcomeOf(ending: Extract<Effect, { kind: 'handoff' | 'ended' | 'failed' }>): string {
  if (ending.kind === 'ended') return ending.outcome
  return ending.kind === 'handoff' ? 'handed_over' : 'failed'
}
