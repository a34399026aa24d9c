import type { RunDetail, RunStep } from '@loopdesk/contracts/api/flows.ts'

export type NodeState = 'passed' | 'current' | 'failed' | 'halted' | 'never'

/** What a run did at one node. */
export interface NodeTrace {
  state: NodeState
  visits: number
  /** ISO; when it was there last. */
  at: string | null
  /** Of its last visit; null where it took none that counts. */
  ms: number | null
}

/**
 * The nodes of this flow among places a run was at (`way/node`, or step keys `way/node#visit`), in order. What it did inside
 * a sub-flow belongs to that flow's graph, though nodes there may be called the same.
 */
export function ownNodes(places: string[], typeOf: (node: string) => string | undefined): string[] {
  return places.flatMap((place) => (isOwn(place, typeOf) ? [nodeAt(place)] : []))
}

const nodeAt = (place: string): string => place.slice(place.lastIndexOf('/') + 1).replace(/#\d+$/, '')

const isOwn = (place: string, typeOf: (node: string) => string | undefined): boolean =>
  !place
    .split('/')
    .slice(0, -1)
    .some((part) => part.includes('#') && typeOf(part.replace(/#\d+$/, '')) === 'subflow')

type Walked = Pick<RunDetail, 'path' | 'steps' | 'nodes' | 'status' | 'failure' | 'waiting'>

/** What a run did at every node it came to. Where it stands now counts for more than what happened there before. */
export function tracesOf(run: Walked, typeOf: (node: string) => string | undefined): Map<string, NodeTrace> {
  const traces = new Map<string, NodeTrace>()
  const trace = (node: string): NodeTrace => {
    let known = traces.get(node)
    if (!known) {
      known = { state: 'passed', visits: 0, at: null, ms: null }
      traces.set(node, known)
    }
    return known
  }
  for (const node of ownNodes(run.path, typeOf)) trace(node).visits++
  const lastOf = new Map<string, RunStep>()
  for (const step of run.steps) {
    if (!isOwn(step.step, typeOf)) continue
    const before = lastOf.get(step.node)
    if (!before || before.id < step.id) lastOf.set(step.node, step)
  }
  for (const [node, step] of lastOf) {
    const of = trace(node)
    of.visits = Math.max(of.visits, 1)
    of.at = step.at
    of.ms = step.ms
    if (step.error || step.status === 'failed' || step.status === 'refused') of.state = 'failed'
  }
  if (run.status !== 'ended') {
    for (const node of run.nodes) trace(node).state = run.status === 'halted' ? 'halted' : 'current'
    for (const { node, kind } of run.waiting) trace(node).state = kind === 'halted' ? 'halted' : 'current'
  } else if (run.failure) trace(run.failure.node).state = 'failed'
  return traces
}

/** One way out of a node. */
export interface Way {
  from: string
  to: string
}

/**
 * The ways a run took, as `from→to`. Branches running beside each other are mixed in the path, so each node is taken to come
 * from the nearest one before it that leads to it.
 */
export function waysTaken(path: string[], ways: Way[]): Set<string> {
  const into = new Map<string, Set<string>>()
  for (const { from, to } of ways) {
    const sources = into.get(to)
    if (sources) sources.add(from)
    else into.set(to, new Set([from]))
  }
  const taken = new Set<string>()
  /** Where each node stood last in the path so far. */
  const seen = new Map<string, number>()
  path.forEach((node, index) => {
    let best: { from: string; at: number } | null = null
    for (const from of into.get(node) ?? []) {
      const at = seen.get(from)
      if (at !== undefined && (!best || at > best.at)) best = { from, at }
    }
    if (best) taken.add(wayKey(best.from, node))
    seen.set(node, index)
  })
  return taken
}

export const wayKey = (from: string, to: string): string => `${from}→${to}`
