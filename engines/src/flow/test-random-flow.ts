import type { FlowDefinition } from './definition.ts'
import { both, define } from './test-run.ts'

/** Numbers to choose by, one after another; zeros once they are used up, which choose what is simplest. */
export function makeChooser(tape: number[]) {
  let at = 0
  const number = (below: number) => (tape[at++] ?? 0) % below
  return {
    number,
    pick: <T>(from: readonly T[]): T => from[number(from.length)]!,
    chance: (oneIn: number) => number(oneIn) === 1,
  }
}
type Chooser = ReturnType<typeof makeChooser>

const values = [
  '1',
  'a + 1',
  'b',
  'null',
  '[1, 2, 3]',
  '{"x": a, "y": [b, null]}',
  'index',
  'item',
  'error.kind',
  '"word"',
  'got.x',
]
const conditions = ['false', 'true', 'a > 1', '$exists(b)', 'c', '$not($exists(error))', 'a < 4']
const lists = ['[1, 2]', '[1, 2, 3]', '[]', 'a', 'missing', '"one"', '[5, 6, 7, 8, 9, 10]']
/** Now and then one that fails. */
const expression = (choose: Chooser, from: readonly string[]) => (choose.chance(40) ? '$nothing()' : choose.pick(from))
const variables = ['a', 'b', 'c', 'got']

interface Region {
  names: string[]
  at: number
  depth: number
  inside: boolean
}

/** Some flow: nodes of all kinds that need no customer, regions inside regions, errors seen to or not, circles now and then. */
export function randomFlow(choose: Chooser, id: string, deepest: number): FlowDefinition {
  const nodes: Record<string, unknown> = {}
  let count = 0
  const region = (depth: number, inside: boolean): string => {
    const names = Array.from({ length: depth === 0 ? 3 + choose.number(6) : 1 + choose.number(3) }, () => `n${count++}`)
    const last = `n${count++}`
    nodes[last] = inside
      ? { type: 'return', ...(choose.chance(2) && { value: expression(choose, values) }) }
      : ending(choose)
    const all = [...names, last]
    for (const [at, name] of names.entries())
      nodes[name] = randomNode(choose, { names: all, at, depth, inside }, id, deepest, region)
    return all[0]!
  }
  const start = region(0, false)
  const finallyStart = choose.chance(3) ? region(1, true) : undefined
  const onError = choose.chance(3) ? start : undefined
  const limits = { steps: 150, calls: 12 }
  return { ...define(nodes, { start, finally: finallyStart, onError, limits }), id }
}

function ending(choose: Chooser) {
  if (choose.chance(6)) return { type: 'handoff', reason: 'bot_failed' }
  return {
    type: 'end',
    outcome: choose.pick(['solved', 'declined']),
    text: both('end {{ a }}'),
    output: expression(choose, values),
  }
}

function randomNode(
  choose: Chooser,
  here: Region,
  id: string,
  deepest: number,
  region: (depth: number, inside: boolean) => string,
): unknown {
  const { names, at, depth, inside } = here
  // Mostly onwards; a way back makes a circle.
  const way = () => (choose.chance(12) ? choose.pick(names) : names[at + 1 + choose.number(names.length - at - 1)]!)
  const maybe = <T>(make: () => T): T | undefined => (choose.chance(3) ? make() : undefined)
  const edges = () => ({ failed: maybe(way), errors: choose.chance(4) ? { expression: way(), limit: way() } : {} })
  const save = maybe(() => choose.pick(variables))
  const body = () => region(depth + 1, true)
  const kinds: (() => unknown)[] = [
    () => ({
      type: 'set',
      values: {
        [choose.pick(variables)]: expression(choose, values),
        [choose.pick(variables)]: expression(choose, values),
      },
      next: way(),
    }),
    () => ({ type: 'say', text: both('a={{ a }} e={{ error.code }}@{{ error.node }}'), next: way() }),
    () => ({
      type: 'call',
      tool: 'x.y',
      args: '{"a": a, "i": index}',
      save,
      next: way(),
      refusals: { no: way() },
      errors: choose.chance(3) ? { timeout: way(), loop: way() } : {},
      failed: way(),
    }),
    () => ({
      type: 'switch',
      cases: [
        { when: expression(choose, conditions), next: way() },
        { when: expression(choose, conditions), next: way() },
      ],
      else: way(),
    }),
    () => ({ type: 'wait', minutes: '5', next: way() }),
    () => ({
      type: 'event',
      connection: 'pay',
      key: choose.pick(['"k"', 'a', '""']),
      save,
      next: way(),
      expired: maybe(way),
    }),
    () => ({ type: 'rollback', next: way(), failed: way() }),
    () => (inside && choose.chance(4) ? ending(choose) : { type: 'set', values: {}, next: way() }),
    () => ({
      type: 'subflow',
      flow: 'sub',
      input: '{"a": a, "b": [1]}',
      save,
      next: way(),
      outcomes: { declined: way() },
      failed: way(),
    }),
    () => ({
      type: 'forEach',
      items: expression(choose, lists),
      concurrency: 1 + choose.number(3),
      most: 5,
      body: body(),
      save,
      next: way(),
      ...edges(),
    }),
    () => ({
      type: 'while',
      when: expression(choose, conditions),
      most: 3,
      body: body(),
      next: way(),
      exceeded: maybe(way),
      ...edges(),
    }),
    () => ({
      type: 'parallel',
      branches: { z: body(), b: body(), ...(choose.chance(2) && { k: body() }) },
      join: choose.pick(['all', 'any', 2, 9]),
      save,
      next: way(),
      ...edges(),
    }),
  ]
  // Half of all nodes wait or hold walks inside, down to the depth wanted.
  const call = kinds[2]!
  if (depth >= deepest) return choose.chance(3) ? call() : kinds[choose.number(8)]!()
  const holding = kinds.slice(id === 'sub' ? 9 : 8)
  return choose.chance(2) ? choose.pick(holding)() : kinds[choose.number(8)]!()
}
