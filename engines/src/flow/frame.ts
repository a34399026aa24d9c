import type { Effect, Waiting } from './effects.ts'
import type { Failure } from './failure.ts'

export type { Failure } from './failure.ts'

/** One walk through a flow's nodes. Branches and loop bodies are walks inside the walk that opened them. */
export interface Thread {
  /** The node it stands at. */
  node: string
  /** What it waits for there. */
  waiting?: Waiting
  /** The walk inside the node it stands at. */
  inner?: Inner
  /** Variables of its own (an item of a loop); what it sets stays here. */
  local?: Record<string, unknown>
  /** It only waits for the answer to what is under way, and goes nowhere after it. */
  stopping?: true
}

export type Inner = (
  | {
      kind: 'branches'
      start: Record<string, string>
      needed: number
      running: Record<string, Thread>
      done: Record<string, unknown>
    }
  | {
      kind: 'each'
      start: string
      as: string
      items: unknown[]
      concurrency: number
      begun: number
      running: Record<string, Thread>
      done: Record<string, unknown>
    }
  | { kind: 'body'; running: { body: Thread }; round: number }
  | { kind: 'flow'; running: { flow: Frame } }
) & {
  /** What went wrong in there; it closes once nothing is under way any more. */
  failure?: Failure
}

/** One run of a flow, as data: everything needed to go on after a restart. Sub-flows are frames inside. */
export interface Frame extends Thread {
  runId: string
  flow: string
  version: number
  /** Slots and saved results by name. */
  scope: Record<string, unknown>
  /** How often each step was taken, by its way: the key of a step is `way/node#visit`, so that a loop makes new steps. */
  visits: Record<string, number>
  /** How often each slot was asked in a row. */
  asked: Record<string, number>
  /** Writes that took effect, oldest first, for undoing. */
  writes: { step: string; tool: string }[]
  /** Outcome, once it has ended. */
  ended: string | null
  /** When it began, ISO; null before. */
  startedAt: string | null
  /** What it has used up. */
  spent: { steps: number; calls: number; cost: number }
  /** The same call with the same answer, how often in a row. */
  repeats: Record<string, { sign: string; count: number }>
  /** What went to `onError`; a second failure ends the run. */
  caught?: Failure
  /** It walks `finally`. */
  finishing?: true
  /** What it will end with once what is under way has been answered and `finally` is over. */
  ending?: Extract<Effect, { kind: 'handoff' | 'ended' | 'failed' }>
}

export function newFrame(runId: string, flow: { id: string; start: string }, version: number): Frame {
  return {
    runId,
    flow: flow.id,
    version,
    node: flow.start,
    scope: {},
    visits: {},
    asked: {},
    writes: [],
    ended: null,
    startedAt: null,
    spent: { steps: 0, calls: 0, cost: 0 },
    repeats: {},
  }
}

/** The innermost flow the customer is talking with: a sub-flow where one is open. */
export function talkingFrame(frame: Frame): Frame {
  let thread: Thread = frame
  let found = frame
  while (thread.inner) {
    const [only, ...others]: Thread[] = Object.values(thread.inner.running)
    if (!only || others.length > 0) break
    if (thread.inner.kind === 'flow') found = thread.inner.running.flow
    thread = only
  }
  return found
}

/** The run's flow and every sub-flow it is in. */
export function openFrames(frame: Frame): Frame[] {
  const inside = (thread: Thread): Frame[] =>
    thread.inner?.kind === 'flow'
      ? openFrames(thread.inner.running.flow)
      : Object.values<Thread>(thread.inner?.running ?? {}).flatMap(inside)
  return [frame, ...inside(frame)]
}

/** Everything a run waits for, in order. */
export function waitings(frame: Frame): Waiting[] {
  const found: Waiting[] = []
  const visit = (thread: Thread) => {
    if (thread.waiting) found.push(thread.waiting)
    for (const name of namesIn(thread.inner)) visit((thread.inner!.running as unknown as Record<string, Thread>)[name]!)
  }
  visit(frame)
  return found
}

/** The names of the walks inside, in the order they are looked at: stored objects keep none of their own. */
export function namesIn(inner: Inner | undefined): string[] {
  if (!inner) return []
  const names = Object.keys(inner.running)
  return inner.kind === 'each' ? names.sort((a, b) => Number(a) - Number(b)) : names.sort()
}
