import { noteRepeat } from './budget.ts'
import { kindOf } from './definition.ts'
import type { FlowEvent, Waiting } from './effects.ts'
import { isPatient, waitsForCustomer } from './effects.ts'
import { fail, letGo } from './endings.ts'
import { makeVisit } from './make-visit.ts'
import { failureOf, isDone } from './values.ts'
import { makeReady, type Place, placesOf, type Walk } from './walk.ts'

/** Brings an event to the walk that waits for it. False when there is none: it changes nothing. */
export function deliver(walk: Walk, top: Place, event: FlowEvent): boolean {
  const places = placesOf(walk, top)
  if (event.type === 'go') return goOn(walk, places)
  const place = places.find(({ thread }) => thread.waiting && isFor(event, thread.waiting))
  if (!place?.thread.waiting) return false
  const { waiting } = place.thread
  place.thread.waiting = undefined
  const taken = isDone(event) ? noteDone(walk, place, waiting, event) : event
  if (!isDone(event) || isPatient(waiting)) walk.root.repeats = {}
  if (place.thread.stopping) letGo(walk, place)
  else if (waiting.kind === 'halted' && isDone(taken)) overrule(walk, place, taken)
  else makeReady(walk, place, taken)
  return true
}

/** Begins a run; asks again for everything a run waits for: work under the same keys, the customer anew. */
function goOn(walk: Walk, places: Place[]): true {
  for (const place of places) {
    const { waiting, inner } = place.thread
    if (inner) continue
    if (waiting && !waitsForCustomer(waiting)) walk.effects.push(waiting)
    else makeReady(walk, place)
  }
  return true
}

function isFor(event: Exclude<FlowEvent, { type: 'go' }>, waiting: Waiting): boolean {
  if (event.type === 'done') return waiting.step === event.step
  if (event.type === 'retry') return waiting.kind === 'halted' && waiting.step === event.step
  if (event.type === 'confirmed') return waiting.kind === 'confirm'
  if (event.type === 'verified') return waiting.kind === 'verify'
  if (event.type === 'form') return waiting.kind === 'form'
  if (event.type !== 'slot') return waitsForCustomer(waiting)
  const { slot } = event
  if (waiting.kind === 'form') return waiting.fields.some((field) => field.slot === slot)
  return waiting.kind === 'slot' && waiting.slot === slot
}

/** Books what an answer says of the world: writes for undoing, costs, and the same answer to the same question again. */
function noteDone(
  walk: Walk,
  place: Place,
  waiting: Waiting,
  event: Extract<FlowEvent, { type: 'done' }>,
): Extract<FlowEvent, { type: 'done' }> {
  const { root } = walk
  root.spent.cost += event.cost ?? 0
  if (waiting.kind === 'rollback') {
    const undone = new Set(waiting.writes.map(({ step }) => step))
    root.writes = root.writes.filter(({ step }) => !undone.has(step))
  }
  if (waiting.kind !== 'call') return event
  if (event.wrote) root.writes.push({ step: waiting.step, tool: waiting.tool })
  if (!noteRepeat(root, place, waiting, event.result)) return event
  const message = `${waiting.tool} was called again and again with the same result`
  return { ...event, result: { status: 'failed', kind: 'loop', code: 'same_call', message } }
}

/** A person says what a halted step came to. Nodes that do work take it as its answer; others as what they should have set. */
function overrule(walk: Walk, place: Place, event: Extract<FlowEvent, { type: 'done' }>): void {
  const { thread, definition } = place
  const node = definition.nodes[thread.node]
  const { waits } = (node && kindOf(node)) ?? {}
  const { result } = event
  if (waits !== undefined && waits !== 'customer') makeReady(walk, place, event)
  else if (result.status !== 'ok') fail(walk, place, failureOf(result, thread.node))
  else setAndGoOn(walk, place, result.value)
}

function setAndGoOn(walk: Walk, place: Place, value: unknown): void {
  const { thread, definition } = place
  const node = definition.nodes[thread.node]
  const { save, slot, next } = (node ?? {}) as { save?: string; slot?: string; next?: string }
  const variable = save ?? slot ?? (node?.type === 'choice' ? thread.node : undefined)
  if (variable !== undefined) makeVisit(walk, place, null).set(variable, value)
  if (next !== undefined) thread.node = next
  makeReady(walk, place)
}
