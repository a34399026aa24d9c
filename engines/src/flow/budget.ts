import type { Effect, Result } from './effects.ts'
import type { Failure, Frame } from './frame.ts'
import { sortedJson } from './values.ts'
import type { Place, Walk } from './walk.ts'

/** Nodes that may be walked after a run has come to its end, in `finally`. */
const stepsAfterwards = 200

/** What the run has used too much of, if anything. Once it is at its end only its steps are counted. */
export function overspent({ root, definition, around }: Walk): Failure | undefined {
  const { steps, calls, hours, cost } = definition.limits
  const { spent, node, startedAt } = root
  const failure = (what: string, most: number): Failure => ({
    kind: 'limit',
    code: `too_many_${what}`,
    message: `the run used more than ${most} ${what}`,
    node,
  })
  if (root.ending) return spent.steps > steps + stepsAfterwards ? failure('steps', steps) : undefined
  if (spent.steps > steps) return failure('steps', steps)
  if (spent.calls > calls) return failure('calls', calls)
  if (spent.cost > cost) return failure('costs', cost)
  if (hours === undefined || startedAt === null) return undefined
  const age = Date.parse(around.now) - Date.parse(startedAt)
  return age > hours * 3_600_000 ? failure('hours', hours) : undefined
}

/** So often the same call may give the same result before it counts as a loop. */
const sameCallMost = 3

/**
 * Counts the same call with the same result at the same place; true when it is a loop. Rounds of loops are places of their own:
 * they are bounded anyway.
 */
export function noteRepeat(
  root: Frame,
  place: Place,
  call: Extract<Effect, { kind: 'call' }>,
  result: Result,
): boolean {
  const at = `${place.way}${place.thread.node}`
  const sign = hash(sortedJson([call.tool, call.args, result]))
  const known = root.repeats[at]
  const count = known?.sign === sign ? known.count + 1 : 1
  root.repeats[at] = { sign, count }
  return count >= sameCallMost
}

/** FNV-1a, 32 bit. */
function hash(text: string): string {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0
  return value.toString(36)
}
