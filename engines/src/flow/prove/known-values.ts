import type { Slot } from '@loopdesk/contracts/flow.ts'
import { astOf } from './expressions.ts'
import { assume, eitherOf, type Facts, forget, noFacts } from './facts.ts'
import { inOrder, takeFirst } from './graph.ts'
import type { Edge, Model, NodeView } from './model.ts'
import { impliedNames, type ReadContext } from './reads.ts'
import { givenNames, loopVariables, settersOf, slotsAskedBy, variablesSetBy } from './variable-names.ts'

/** One kind of way to a node: the variables set on all such ways, and what is known of the run. */
export interface Way {
  set: bigint
  facts: Facts
}

/** What is known where walks come to a node: one entry for each set of variables they can come with. */
export interface KnownValues {
  /** Ways on which walks come to a node; none where no walk comes. */
  at(node: string): readonly Way[]
  /** Ways on which walks leave a node by an edge. */
  along(edge: Edge): Way[]
  context(way: Way, more: readonly string[], report: (name: string) => void): ReadContext
  has(way: Way, name: string): boolean
}

/** So many different sets of variables are kept apart at a node; after that only what all have in common. */
const mostWays = 24

/**
 * Which variables surely have a value where, by following all walks until nothing new is learned (a forward "must" analysis).
 * Ways with different sets of variables are kept apart together with the conditions that led to them, so that asking the same
 * condition again later is understood.
 */
export function makeKnownValues(model: Model): KnownValues {
  const analysis = makeTransfer(model)
  const { definition, nodes } = model
  const states = new Map<string, Map<bigint, Facts>>()
  const single = new Set<string>()
  const open = new Set<string>()
  const arrive = (id: string, ways: Way[]) => {
    if (!nodes.has(id) || ways.length === 0) return
    const state = states.get(id) ?? new Map<bigint, Facts>()
    let changed = !states.has(id)
    states.set(id, state)
    if (single.has(id)) changed = mergeAll(state, ways) || changed
    else {
      for (const way of ways) changed = merge(state, way) || changed
      if (state.size > mostWays) {
        single.add(id)
        mergeAll(state, [])
      }
    }
    if (changed) open.add(id)
  }
  const begin: Way = { set: analysis.maskOf(givenNames(definition)), facts: noFacts }
  arrive(definition.start, [begin])
  if (definition.finally !== undefined) arrive(definition.finally, [begin])
  const order = inOrder(model.allLinks, [definition.start, ...nodes.keys()])
  for (let id = takeFirst(open, order); id !== undefined; id = takeFirst(open, order)) {
    const view = nodes.get(id)!
    const ways = waysOf(states.get(id))
    for (const edge of [...view.bodies, ...view.edges]) arrive(edge.to, analysis.along(view, edge, ways, states))
    // What a walk inside comes back with goes on at the node around it.
    const region = view.node.type === 'return' ? model.regionOf.get(id) : undefined
    if (region?.owner === undefined || region.kind === 'each') continue
    if (region.kind === 'body') arrive(region.owner, ways)
    else if (states.has(region.owner)) open.add(region.owner)
  }
  return {
    at: (node) => waysOf(states.get(node)),
    along: (edge) => analysis.along(nodes.get(edge.from)!, edge, waysOf(states.get(edge.from)), states),
    context: analysis.context,
    has: (way, name) => (way.set & analysis.maskOf([name])) !== 0n,
  }
}

const waysOf = (state: Map<bigint, Facts> | undefined): Way[] =>
  state ? [...state].map(([set, facts]) => ({ set, facts })) : []

/** Takes a way in; true when something new was learned. */
function merge(state: Map<bigint, Facts>, { set, facts }: Way): boolean {
  const known = state.get(set)
  if (!known) {
    state.set(set, facts)
    return true
  }
  const both = eitherOf(known, facts)
  if (both === known) return false
  state.set(set, both)
  return true
}

/** Keeps only what all ways have in common, as one way; true when something new was learned. */
function mergeAll(state: Map<bigint, Facts>, ways: Way[]): boolean {
  const [before, ...others] = [...waysOf(state), ...ways]
  if (!before) return false
  const all = others.reduce(
    (one, each) => ({ set: one.set & each.set, facts: eitherOf(one.facts, each.facts) }),
    before,
  )
  const changed = state.size > 1 || all.set !== before.set || all.facts !== before.facts
  state.clear()
  state.set(all.set, all.facts)
  return changed
}

type States = ReadonlyMap<string, Map<bigint, Facts>>

function makeTransfer(model: Model) {
  const { definition, nodes, regions } = model
  const bits = new Map<string, bigint>()
  const maskOf = (names: readonly string[]): bigint => {
    let mask = 0n
    for (const name of names) {
      if (!bits.has(name)) bits.set(name, 1n << BigInt(bits.size))
      mask |= bits.get(name)!
    }
    return mask
  }
  maskOf([...settersOf(model).keys(), 'error'])
  const solid = (name: string) => isSolid(definition.slots[name])
  const soft = (name: string) => name in definition.slots || definition.inputs[name]?.required === false
  const context = (way: Way, more: readonly string[], report: (name: string) => void): ReadContext => {
    const set = way.set | maskOf(more)
    return { facts: way.facts, has: (name) => (set & maskOf([name])) !== 0n, soft, solid, report }
  }
  const given = (ways: Way[], names: readonly string[]): Way[] =>
    names.length === 0
      ? ways
      : ways.map(({ set, facts }) => ({ set: set | maskOf(names), facts: forget(facts, names) }))
  const taken = (ways: Way[], names: readonly string[]): Way[] =>
    names.length === 0
      ? ways
      : ways.map(({ set, facts }) => ({ set: set & ~maskOf(names), facts: forget(facts, names) }))
  const under = (ways: Way[], condition: string, truth: boolean): Way[] =>
    ways.flatMap((way) => {
      const ast = astOf(condition)
      if (!ast) return [way]
      const facts = assume(
        way.facts,
        ast,
        truth,
        context(way, [], () => {}),
      )
      if (!facts) return []
      const known = truth
        ? impliedNames(
            ast,
            context(way, [], () => {}),
          )
        : []
      return [{ set: way.set | maskOf(known), facts }]
    })
  /** What the branches of a node came back with, as one way each. */
  const backFrom = (view: NodeView, states: States): Way[] =>
    view.bodies.flatMap(({ field }) => {
      const region = regions.find((each) => each.owner === view.id && each.field === field)
      const ways = [...(region?.nodes ?? [])].flatMap((id) =>
        nodes.get(id)!.node.type === 'return' ? waysOf(states.get(id)) : [],
      )
      if (ways.length === 0) return []
      return [ways.reduce((one, other) => ({ set: one.set & other.set, facts: eitherOf(one.facts, other.facts) }))]
    })

  function along(view: NodeView, edge: Edge, before: Way[], states: States): Way[] {
    const { node } = view
    if (edge.raised) return given(before, ['error'])
    if (node.type === 'switch') return alongSwitch(node, edge.field, before)
    if (node.type === 'ask') return alongAsk(node, edge.field, before)
    if (node.type === 'form') return alongForm(node, edge.field, before)
    if (node.type === 'set') return alongSet(node.values, before)
    if (node.type === 'forEach')
      return edge.field === 'body' ? given(before, loopVariables(view)) : given(before, variablesSetBy(view))
    if (node.type === 'while') return under(before, node.when, edge.field !== 'next')
    if (node.type === 'parallel') return alongParallel(view, edge, before, states)
    if (node.type === 'choice') return taken(before, [view.id])
    const saved = variablesSetBy(view)
    if ((node.type === 'knowledge' || node.type === 'progress') && edge.field === 'none') return taken(before, saved)
    return edge.error && edge.field !== 'rejected' ? before : given(before, saved)
  }
  type Node<T> = Extract<NodeView['node'], { type: T }>

  function alongSwitch({ cases }: Node<'switch'>, field: string, before: Way[]): Way[] {
    let ways = before
    for (const [at, { when }] of cases.entries()) {
      if (field === `cases.${at}.next`) return under(ways, when, true)
      ways = under(ways, when, false)
    }
    return ways
  }

  function alongAsk({ slot, skip, fallback }: Node<'ask'>, field: string, before: Way[]): Way[] {
    if (field !== 'next') return taken(before, [slot])
    // A fallback may give something else than an answer would: only that there is a value stays known.
    const known = before.filter(({ set }) => (set & maskOf([slot])) !== 0n)
    const open = before.filter(({ set }) => (set & maskOf([slot])) === 0n)
    const asked = given(skip ? under(open, skip, false) : open, [slot])
    return [...(fallback ? given(known, [slot]) : known), ...asked, ...(skip ? under(open, skip, true) : [])]
  }

  function alongForm({ fields }: Node<'form'>, field: string, before: Way[]): Way[] {
    if (field !== 'next') return before
    let ways = given(
      before,
      fields.flatMap(({ slot, required, when }) => (required && !when ? [slot] : [])),
    )
    let told = 0
    for (const { slot, required, when } of fields)
      if (required && when && told++ < 3)
        ways = [...given(under(ways, when, true), [slot]), ...under(ways, when, false)]
    return ways
  }

  function alongSet(values: Record<string, string>, before: Way[]): Way[] {
    const emptied = Object.keys(values).filter((name) => values[name]!.trim() === 'null')
    const filled = Object.keys(values).filter((name) => !emptied.includes(name))
    const literals = filled.flatMap((name) => {
      const ast = astOf(values[name]!)
      return ast && ['string', 'number', 'value'].includes(ast.type) ? [`${name} = ${values[name]}`] : []
    })
    return literals.reduce((ways, condition) => under(ways, condition, true), given(taken(before, emptied), filled))
  }

  function alongParallel(view: NodeView, { field }: Edge, before: Way[], states: States): Way[] {
    if (view.bodies.some((each) => each.field === field)) return before
    const node = view.node as Node<'parallel'>
    const inside = view.bodies.flatMap(({ field }) => {
      const region = regions.find((each) => each.owner === view.id && each.field === field)
      return [...(region?.nodes ?? [])].flatMap((id) => [
        ...variablesSetBy(nodes.get(id)!),
        ...slotsAskedBy(nodes.get(id)!),
      ])
    })
    const back = backFrom(view, states)
    if (back.length < view.bodies.length && node.join === 'all') return []
    const sure = node.join === 'all' ? back.reduce((all, { set }) => all | set, 0n) : 0n
    const after = before.map(({ set, facts }) => ({ set: set | sure, facts: forget(facts, inside) }))
    return given(after, variablesSetBy(view))
  }

  return { maskOf, context, along }
}

/** Kinds of slots whose values count as true. */
const isSolid = (slot: Slot | undefined): boolean =>
  slot !== undefined && !['yesno', 'quantity', 'money'].includes(slot.kind)
