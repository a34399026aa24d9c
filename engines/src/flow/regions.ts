import { type Inner, namesIn } from './frame.ts'
import type { InnerResult } from './node-kind.ts'
import { innerPlace, isWithin, makeReady, type Place, runningIn, type Walk } from './walk.ts'

/** Opens as many of the walks inside as may run at the same time. */
export function begin(walk: Walk, place: Place): void {
  const inner = place.thread.inner!
  if (inner.kind === 'each') beginRounds(walk, place, inner)
  else {
    if (inner.kind === 'flow') inner.running.flow.startedAt = walk.around.now
    if (inner.kind === 'branches')
      for (const [name, node] of Object.entries(inner.start)) inner.running[name] = { node }
    for (const name of namesIn(inner)) makeReady(walk, innerPlace(walk, place, name))
  }
}

function beginRounds(walk: Walk, place: Place, inner: Extract<Inner, { kind: 'each' }>): void {
  while (inner.begun < inner.items.length && Object.keys(inner.running).length < inner.concurrency) {
    const name = String(inner.begun)
    inner.running[name] = { node: inner.start, local: { [inner.as]: inner.items[inner.begun], index: inner.begun } }
    inner.begun += 1
    makeReady(walk, innerPlace(walk, place, name))
  }
}

/** A walk inside has come to its `return`: the next begins, or what is around them goes on. */
export function returned(walk: Walk, place: Place, value: unknown): void {
  const { place: around, name } = place.parent!
  const inner = around.thread.inner!
  delete runningIn(inner)[name]
  if (inner.kind === 'branches' || inner.kind === 'each') {
    inner.done[name] = value ?? null
    const count = Object.keys(inner.done).length
    if (inner.kind === 'branches' && count >= inner.needed) stopInside(walk, around)
    if (inner.kind === 'each' && count < inner.items.length) beginRounds(walk, around, inner)
  }
  if (namesIn(inner).length === 0) close(walk, around)
}

/** The walks inside are over: their node is visited once more, with what came of them. */
export function close(walk: Walk, place: Place, result: InnerResult = resultOf(place)): void {
  place.thread.inner = undefined
  makeReady(walk, place, null, result)
}

function resultOf({ thread }: Place): InnerResult {
  const inner = thread.inner!
  if (inner.failure) return { ok: false, failure: inner.failure }
  if (inner.kind === 'branches') return { ok: true, values: [inner.done] }
  if (inner.kind === 'each') return { ok: true, values: inner.items.map((_, at) => inner.done[String(at)]) }
  return { ok: true, values: inner.kind === 'body' ? [inner.round] : [] }
}

/** Stops all walks inside. */
export function stopInside(walk: Walk, place: Place): void {
  const inner = place.thread.inner!
  for (const name of namesIn(inner)) {
    const inside = innerPlace(walk, place, name)
    walk.ready = walk.ready.filter((each) => !isWithin(each.place, inside.thread))
    if (!drain(walk, inside)) delete runningIn(inner)[name]
    // A sub-flow that is stopped does not come to its end.
    else if (inner.kind === 'flow') inner.running.flow.ending = undefined
  }
}

/**
 * Takes away everything a walk waits for, except the answers of calls under way: what they wrote must be known. True when such
 * remain; the walk is then `stopping`. What was asked for by this very event is not asked for after all.
 */
export function drain(walk: Walk, place: Place): boolean {
  const { thread } = place
  if (thread.inner) {
    stopInside(walk, place)
    if (namesIn(thread.inner).length === 0) thread.inner = undefined
  }
  const { waiting } = thread
  if (waiting && walk.fresh.has(waiting)) walk.effects.splice(walk.effects.indexOf(waiting), 1)
  const underWay = waiting && !walk.fresh.has(waiting) && (waiting.kind === 'call' || waiting.kind === 'rollback')
  if (!underWay) thread.waiting = undefined
  if (!underWay && !thread.inner) return false
  thread.stopping = true
  return true
}
