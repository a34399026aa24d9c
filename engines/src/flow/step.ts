import { noteRepeat, overspent } from './budget.ts'
import type { FlowDefinition, FlowNode } from './definition.ts'
import { kindOf } from './definition.ts'
import type { Effect, FlowEvent, Waiting } from './effects.ts'
import { isPatient, waitsForCustomer } from './effects.ts'
import { errorEdgeOf } from './error-edge.ts'
import type { Environment } from './expression.ts'
import type { Failure, Frame, Thread } from './frame.ts'
import { makeVisit } from './make-visit.ts'
import type { InnerResult, Move } from './node-kind.ts'
import { isDone } from './values.ts'

/** Where definitions of sub-flows come from; the version published now where none is named. */
export type FlowSource = (id: string, version?: number) => { definition: FlowDefinition; version: number } | undefined

export interface Around extends Omit<Environment, 'scope'> {
  flows?: FlowSource
  /** A failure nobody sees to halts the run for people to repair (`halted`) instead of ending it (`failed`). */
  keepFailed?: boolean
}

export interface Step {
  state: Frame
  effects: Effect[]
  /** Nodes walked, in order, each with the way to it. */
  path: string[]
}

/** One walk being walked: where it is in its run. */
export interface Place {
  frame: Frame
  definition: FlowDefinition
  thread: Thread
  /** Variables of the loops around it, the outermost first. */
  locals: Record<string, unknown>[]
  /** Leads every step key taken here. */
  way: string
  /** The walk that opened this one, and its name there. */
  parent: { place: Place; name: string } | null
}

export interface Walk {
  root: Frame
  definition: FlowDefinition
  effects: Effect[]
  around: Around
  path: string[]
  ready: { place: Place; event: FlowEvent | null; inner: InnerResult | null }[]
}

/** Nodes that one event may set in motion; more are a circle nobody waits in. */
const mostNodesAStep = 10_000

/**
 * Lets a run take an event: walks on from where it stands until everything in it waits. Pure and deterministic: same definition,
 * state, event and surroundings, same step; no clock, no chance, no I/O. `around.scope` does not exist: the run's own is used.
 * An event nobody waits for changes nothing. Throws when the definition lacks a node it names.
 */
export async function step(definition: FlowDefinition, before: Frame, event: FlowEvent, around: Around): Promise<Step> {
  const root: Frame = structuredClone(before)
  const walk: Walk = { root, definition, effects: [], around, path: [], ready: [] }
  if (root.ended !== null) return { state: root, effects: [], path: [] }
  const top: Place = { frame: root, definition, thread: root, locals: [], way: '', parent: null }
  root.startedAt ??= around.now
  deliver(walk, top, event)
  const spent = overspent(walk)
  if (spent) failRun(walk, top, spent)
  for (let count = 0; walk.ready.length > 0; count++) {
    if (count > mostNodesAStep)
      failRun(walk, top, { kind: 'loop', code: 'circle', message: 'goes round in circles', node: root.node })
    const next = walk.ready.shift()
    if (next) await visit(walk, next.place, next.event, next.inner)
    if (root.ended !== null) walk.ready = []
  }
  return { state: root, effects: walk.effects, path: walk.path }
}

function deliver(walk: Walk, top: Place, event: FlowEvent): void {
  const all = placesOf(walk, top)
  if (event.type === 'go') {
    for (const place of all) {
      const { waiting, inner, stopping } = place.thread
      if (inner) continue
      if (waiting && (stopping || !waitsForCustomer(waiting))) walk.effects.push(waiting)
      else walk.ready.push({ place, event: null, inner: null })
    }
    return
  }
  const place = all.find(({ thread }) => thread.waiting && isFor(event, thread.waiting))
  if (!place?.thread.waiting) return
  const { waiting } = place.thread
  const taken = isDone(event) ? noteDone(walk, place, waiting, event) : event
  if (!isDone(event) || isPatient(waiting)) walk.root.repeats = {}
  if (place.thread.stopping) return drop(walk, place)
  walk.ready.push({ place, event: taken, inner: null })
}

function isFor(event: FlowEvent, waiting: Waiting): boolean {
  if (event.type === 'done' || event.type === 'retry') return waiting.step === event.step
  if (event.type === 'confirmed') return waiting.kind === 'confirm'
  if (event.type === 'verified') return waiting.kind === 'verify'
  if (event.type === 'slot') return waiting.kind === 'form' || (waiting.kind === 'slot' && waiting.slot === event.slot)
  if (event.type === 'form') return waiting.kind === 'form'
  return waitsForCustomer(waiting)
}

/** Books what an answer says of the world: writes for undoing, costs, and the same answer to the same question again. */
function noteDone(walk: Walk, place: Place, waiting: Waiting, event: Extract<FlowEvent, { type: 'done' }>): FlowEvent {
  const { root } = walk
  if (event.wrote && waiting.kind === 'call') root.writes.push({ step: waiting.step, tool: waiting.tool })
  root.spent.cost += event.cost ?? 0
  if (waiting.kind !== 'call' || !noteRepeat(root, place, waiting, event.result)) return event
  const message = `${waiting.tool} was called again and again with the same result`
  return { ...event, result: { status: 'failed', kind: 'loop', code: 'same_call', message } }
}

/** All walks of a run, those inside after those around them. */
function placesOf(walk: Walk, place: Place): Place[] {
  const found = [place]
  for (const name of Object.keys(place.thread.inner?.running ?? {}))
    found.push(...placesOf(walk, innerPlace(walk, place, name)))
  return found
}

function innerPlace(walk: Walk, place: Place, name: string): Place {
  const inner = place.thread.inner!
  const { frame, definition, locals } = place
  const at = `${place.way}${place.thread.node}`
  const parent = { place, name }
  if (inner.kind === 'flow') {
    const sub = inner.running.flow
    const known = walk.around.flows?.(sub.flow, sub.version)
    if (!known) throw new Error(`no flow ${sub.flow} version ${sub.version}`)
    return { frame: sub, definition: known.definition, thread: sub, locals: [], way: `${at}/`, parent }
  }
  const thread: Thread = (inner.running as Record<string, Thread>)[name]!
  const inLocals = thread.local ? [...locals, thread.local] : locals
  const way = inner.kind === 'branches' ? `${at}/${name}/` : `${at}[${inner.kind === 'body' ? inner.round : name}]/`
  return { frame, definition, thread, locals: inLocals, way, parent }
}

function nodeAt({ definition, thread }: Place): FlowNode {
  const node = definition.nodes[thread.node]
  if (!node) throw new Error(`flow ${definition.id} has no node ${thread.node}`)
  return node
}

async function visit(walk: Walk, place: Place, event: FlowEvent | null, inner: InnerResult | null): Promise<void> {
  const { thread } = place
  const node = nodeAt(place)
  walk.path.push(`${place.way}${thread.node}`)
  thread.waiting = undefined
  walk.root.spent.steps += 1
  const spent = overspent(walk)
  if (spent) return failRun(walk, place, spent)
  apply(walk, place, node, await runNode(walk, place, node, event, inner))
}

async function runNode(
  walk: Walk,
  place: Place,
  node: FlowNode,
  event: FlowEvent | null,
  inner: InnerResult | null,
): Promise<Move> {
  const kind = kindOf(node)
  if (!kind) throw new Error(`no kind of node ${node.type}`)
  try {
    return await kind.run(node, makeVisit(walk, place, inner), event)
  } catch (error) {
    // What expressions throw are plain objects with a code and a message.
    const { code = 'expression', message = String(error) } = (error ?? {}) as { code?: string; message?: string }
    return { fail: { kind: 'expression', code: String(code), message, node: place.thread.node } }
  }
}

function apply(walk: Walk, place: Place, node: FlowNode, move: Move): void {
  const { thread } = place
  if ('go' in move) {
    thread.node = move.go
    walk.ready.push({ place, event: null, inner: null })
  } else if ('wait' in move) {
    thread.waiting = move.wait
    walk.effects.push(move.wait)
    if (move.wait.kind === 'call' || move.wait.kind === 'code' || move.wait.kind === 'prompt')
      walk.root.spent.calls += 1
  } else if ('inside' in move) {
    thread.inner = move.inside
    begin(walk, place)
  } else if ('fail' in move) fail(walk, place, node, move.fail)
  else if ('back' in move) back(walk, place, move.back)
  else conclude(walk, mainOf(place), move.end)
}

/** Opens as many walks inside as may run at the same time. */
function begin(walk: Walk, place: Place): void {
  const inner = place.thread.inner!
  const start = (name: string) => walk.ready.push({ place: innerPlace(walk, place, name), event: null, inner: null })
  if (inner.kind === 'flow') {
    inner.running.flow.startedAt = walk.around.now
    return void start('flow')
  }
  if (inner.kind === 'body') return void start('body')
  if (inner.kind === 'branches') {
    for (const [name, node] of Object.entries(inner.start)) inner.running[name] = { node }
    for (const name of Object.keys(inner.start)) start(name)
    return
  }
  while (inner.begun < inner.items.length && Object.keys(inner.running).length < inner.concurrency) {
    const name = String(inner.begun)
    inner.running[name] = { node: inner.start, local: { [inner.as]: inner.items[inner.begun], index: inner.begun } }
    inner.begun += 1
    start(name)
  }
}

/** A walk has come to its `return`. */
function back(walk: Walk, place: Place, value: unknown): void {
  const { frame, parent } = place
  if (place.thread === frame) {
    if (!frame.ending) throw new Error(`flow ${frame.flow}: \`return\` outside of a branch, a body or finally`)
    return finish(walk, place)
  }
  const around = parent!.place
  const inner = around.thread.inner!
  if (inner.kind === 'flow') return
  delete (inner.running as Record<string, Thread>)[parent!.name]
  if (inner.kind === 'body') return close(walk, around, { ok: true, values: [inner.round] })
  inner.done[parent!.name] = value ?? null
  const done = Object.keys(inner.done).length
  if (inner.kind === 'branches') {
    if (done >= inner.needed) stopOthers(walk, around)
    if (Object.keys(inner.running).length === 0) close(walk, around, { ok: true, values: [inner.done] })
    return
  }
  if (done < inner.items.length) return begin(walk, around)
  const values = inner.items.map((_, index) => inner.done[String(index)])
  close(walk, around, { ok: true, values })
}

/** The walk inside is over: its node is visited once more, with what came of it. */
function close(walk: Walk, place: Place, result: InnerResult): void {
  const failed = place.thread.inner && 'failure' in place.thread.inner ? place.thread.inner.failure : undefined
  place.thread.inner = undefined
  walk.ready.push({ place, event: null, inner: failed ? { ok: false, failure: failed } : result })
}

/** Ends the walks inside, except that answers under way to calls are still waited for: what they wrote must be known. */
function stopOthers(walk: Walk, place: Place): void {
  const running = (place.thread.inner?.running ?? {}) as Record<string, Thread>
  for (const name of Object.keys(running)) {
    const inside = innerPlace(walk, place, name)
    const busy = placesOf(walk, inside).filter(({ thread }) => thread.waiting?.kind === 'call')
    walk.ready = walk.ready.filter((each) => !within(each.place.thread, inside.thread))
    if (busy.length === 0) delete running[name]
    for (const { thread } of busy) thread.stopping = true
  }
}

/** Whether one walk is another or inside it. */
function within(thread: Thread, around: Thread): boolean {
  if (thread === around) return true
  return Object.values<Thread>(around.inner?.running ?? {}).some((each) => within(thread, each))
}

/** Takes a stopped walk away once its last answer has come. */
function drop(walk: Walk, place: Place): void {
  place.thread.waiting = undefined
  let at = place
  while (at.parent) {
    const around = at.parent.place
    const inner = around.thread.inner!
    if (Object.values<Thread>(at.thread.inner?.running ?? {}).length > 0) return
    delete (inner.running as Record<string, Thread>)[at.parent.name]
    if (Object.keys(inner.running).length > 0) return
    if (!isStopped(around)) return closeStopped(walk, around)
    at = around
  }
}

/** Whether a walk only exists because something inside it is waited for. */
function isStopped({ parent, thread }: Place): boolean {
  if (!parent) return false
  const inner = parent.place.thread.inner
  if (!inner) return false
  const satisfied = inner.kind === 'branches' && Object.keys(inner.done).length >= inner.needed
  return thread.waiting === undefined && (satisfied || 'failure' in inner)
}

function closeStopped(walk: Walk, place: Place): void {
  const inner = place.thread.inner!
  close(walk, place, { ok: true, values: inner.kind === 'branches' ? [inner.done] : [] })
}

/** Something went wrong at a node: its own edges, then what surrounds it, then the flow's. */
function fail(walk: Walk, place: Place, node: FlowNode, failure: Failure): void {
  const way = errorEdgeOf(node, failure)
  if (way !== undefined) {
    setError(place, failure)
    place.thread.node = way
    walk.ready.push({ place, event: null, inner: null })
    return
  }
  if (place.thread !== place.frame) return failAround(walk, place.parent!.place, failure)
  failFrame(walk, place, failure)
}

/** A walk inside failed: the others stop, then the node around takes its error edge. */
function failAround(walk: Walk, around: Place, failure: Failure): void {
  const inner = around.thread.inner!
  Object.assign(inner, { failure })
  for (const [name, thread] of Object.entries(inner.running as Record<string, Thread>))
    if (thread.waiting === undefined && !thread.inner) delete (inner.running as Record<string, Thread>)[name]
  stopOthers(walk, around)
  if (Object.keys(inner.running).length === 0) close(walk, around, { ok: false, failure })
}

function failFrame(walk: Walk, place: Place, failure: Failure): void {
  const { frame, definition } = place
  if (frame.ending) return finish(walk, place)
  const caught = frame.caught === undefined ? definition.onError : undefined
  if (caught !== undefined) {
    frame.caught = failure
    setError(place, failure)
    frame.node = caught
    walk.ready.push({ place, event: null, inner: null })
    return
  }
  if (walk.around.keepFailed && !place.parent) {
    const waiting = { kind: 'halted' as const, step: makeVisit(walk, place, null).newStep(), failure }
    frame.waiting = waiting
    walk.effects.push(waiting)
    return
  }
  conclude(walk, place, { kind: 'failed', failure })
}

/** What no edge may catch: budgets. */
function failRun(walk: Walk, place: Place, failure: Failure): void {
  let main = mainOf(place)
  while (main.parent) main = mainOf(main.parent.place)
  walk.ready = []
  for (const thread of [main.thread]) Object.assign(thread, { inner: undefined, waiting: undefined })
  main.frame.ending = { kind: 'failed', failure }
  finish(walk, main)
}

/** The walk of the flow itself, around all branches and bodies. */
function mainOf(place: Place): Place {
  let at = place
  while (at.thread !== at.frame) at = at.parent!.place
  return at
}

type Ending = Extract<Effect, { kind: 'handoff' | 'ended' | 'failed' }>

/** A flow is at its end: `finally` first. */
function conclude(walk: Walk, place: Place, ending: Ending): void {
  const { frame, definition } = place
  frame.inner = undefined
  frame.waiting = undefined
  walk.ready = walk.ready.filter((each) => mainOf(each.place).frame !== frame)
  if (frame.ending) return finish(walk, place)
  frame.ending = ending
  if (definition.finally === undefined) return finish(walk, place)
  frame.node = definition.finally
  walk.ready.push({ place, event: null, inner: null })
}

function finish(walk: Walk, place: Place): void {
  const { frame, parent } = place
  const ending = frame.ending as Ending
  if (parent) {
    const around = parent.place
    if (ending.kind === 'handoff') return conclude(walk, mainOf(around), ending)
    delete (around.thread.inner!.running as Record<string, Thread>).flow
    if (ending.kind === 'ended')
      return close(walk, around, { ok: true, values: [ending.output], outcome: ending.outcome })
    return close(walk, around, { ok: false, failure: { ...ending.failure, node: around.thread.node } })
  }
  frame.ended = ending.kind === 'ended' ? ending.outcome : ending.kind === 'handoff' ? 'handed_over' : 'failed'
  frame.ending = undefined
  walk.effects.push(ending)
}

function setError(place: Place, { kind, code, message, node }: Failure): void {
  const scope = place.locals.at(-1) ?? place.frame.scope
  scope.error = { kind, code, message, node }
}

/**
 * Goes back to where a slot is asked, so that everything after it is worked out again with the new value; to the beginning,
 * where it is never asked by itself. A question inside a loop begins that loop anew.
 */
export function rewind(definition: FlowDefinition, frame: Frame, slot: string, value: unknown): Frame {
  const asks = (node: FlowNode) =>
    (node.type === 'ask' && node.slot === slot) ||
    (node.type === 'form' && node.fields.some((each) => each.slot === slot))
  const node = Object.entries(definition.nodes).find(([, each]) => asks(each))?.[0]
  if (!node && !(slot in definition.slots)) return frame
  const scope = { ...frame.scope, [slot]: value }
  const fresh = { inner: undefined, waiting: undefined, scope }
  if (!node) return { ...frame, ...fresh, node: definition.start }
  return { ...frame, ...fresh, node, asked: { ...frame.asked, [node]: 0 } }
}
