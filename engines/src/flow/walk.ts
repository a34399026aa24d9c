import type { FlowDefinition } from './definition.ts'
import type { Effect, FlowEvent, Waiting } from './effects.ts'
import type { Environment } from './expression.ts'
import { type Frame, type Inner, namesIn, type Thread } from './frame.ts'
import type { InnerResult } from './node-kind.ts'

/** Where definitions of sub-flows come from; the version published now where none is named. */
export type FlowSource = (id: string, version?: number) => { definition: FlowDefinition; version: number } | undefined

export interface Around extends Omit<Environment, 'scope'> {
  flows?: FlowSource
  /** A failure nobody sees to halts the walk it happened in for people to repair (`halted`) instead of ending the run (`failed`). */
  keepFailed?: boolean
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

/** One event being worked on. */
export interface Walk {
  root: Frame
  definition: FlowDefinition
  effects: Effect[]
  /** Effects of this very event: nobody outside has seen them yet. */
  fresh: Set<Effect>
  around: Around
  path: string[]
  ready: { place: Place; event: FlowEvent | null; inner: InnerResult | null }[]
}

/** A walk goes on when its turn comes. */
export function makeReady(
  walk: Walk,
  place: Place,
  event: FlowEvent | null = null,
  inner: InnerResult | null = null,
): void {
  walk.ready.push({ place, event, inner })
}

/** A walk stays until its effect is answered. */
export function awaitAnswer(walk: Walk, { thread }: Place, waiting: Waiting): void {
  thread.waiting = waiting
  walk.fresh.add(waiting)
  walk.effects.push(waiting)
}

/** All walks of a run, those inside after those around them. */
export function placesOf(walk: Walk, place: Place, found: Place[] = []): Place[] {
  found.push(place)
  for (const name of namesIn(place.thread.inner)) placesOf(walk, innerPlace(walk, place, name), found)
  return found
}

/** The walk of this name inside another. Throws when it is a sub-flow's and that version of it is gone. */
export function innerPlace(walk: Walk, place: Place, name: string): Place {
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
  const thread = runningIn(inner)[name]!
  const inLocals = thread.local ? [...locals, thread.local] : locals
  const way = inner.kind === 'branches' ? `${at}/${name}/` : `${at}[${inner.kind === 'body' ? inner.round : name}]/`
  return { frame, definition, thread, locals: inLocals, way, parent }
}

/** The walks inside, by name. */
export const runningIn = (inner: Inner): Record<string, Thread> => inner.running as unknown as Record<string, Thread>

/** The walk of the flow itself, around all its branches and bodies. */
export function mainOf(place: Place): Place {
  let at = place
  while (at.thread !== at.frame) at = at.parent!.place
  return at
}

/** Whether a walk is this one or inside it. */
export function isWithin(place: Place, thread: Thread): boolean {
  for (let at: Place | undefined = place; at; at = at.parent?.place) if (at.thread === thread) return true
  return false
}
