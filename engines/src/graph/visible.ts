import type { Fact } from '@loopdesk/contracts/graph.ts'
import { type Graph, makeGraph } from './graph.ts'
import type { GraphAnswer } from './questions/answer.ts'

interface Views {
  version: number
  ontology: Graph['ontology']
  /** Audiences that any fact is limited to. */
  limits: Set<string>
  byAudiences: Map<string, Graph>
}
const kept = new WeakMap<Graph, Views>()
/** Different sets of audiences whose views are kept at once, of one graph. */
const mostViews = 24

/**
 * The graph as somebody of these audiences knows it: facts that are limited to others are not in it, nor things that only those speak
 * of; where a value is told to some in particular, they get that one and not the one for everybody. The graph itself where nothing is
 * limited. Kept until the graph changes.
 */
export function visibleTo(graph: Graph, audiences: readonly string[]): Graph {
  const views = viewsOf(graph)
  if (views.limits.size === 0) return graph
  const mine = audiences.filter((each) => views.limits.has(each))
  const key = JSON.stringify([...new Set(mine)].sort())
  const known = views.byAudiences.get(key)
  const view = known ?? makeView(graph, new Set(mine))
  views.byAudiences.delete(key)
  if (views.byAudiences.size >= mostViews) views.byAudiences.delete(views.byAudiences.keys().next().value!)
  views.byAudiences.set(key, view)
  return view
}

function viewsOf(graph: Graph): Views {
  const known = kept.get(graph)
  if (known?.version === graph.version && known.ontology === graph.ontology) return known
  const limits = new Set([...graph.facts.values()].flatMap(({ audiences = [] }) => audiences))
  const views = { version: graph.version, ontology: graph.ontology, limits, byAudiences: new Map() }
  kept.set(graph, views)
  return views
}

const isLimited = ({ audiences }: Fact): boolean => audiences !== undefined && audiences.length > 0

function makeView(graph: Graph, audiences: ReadonlySet<string>): Graph {
  const seen: Fact[] = []
  const spokenOf = new Set<string>()
  const onlyForOthers = new Set<string>()
  for (const fact of graph.facts.values()) {
    const isSeen = !isLimited(fact) || fact.audiences!.some((each) => audiences.has(each))
    if (isSeen) seen.push(fact)
    for (const id of [fact.subject, fact.object]) if (id !== undefined) (isSeen ? spokenOf : onlyForOthers).add(id)
  }
  const own = new Set(seen.filter((fact) => isLimited(fact) && isValue(fact)).map(placeOf))
  return makeGraph(
    graph.ontology,
    [...graph.entities.values()].filter(({ id }) => spokenOf.has(id) || !onlyForOthers.has(id)),
    seen.filter((fact) => isLimited(fact) || !isValue(fact) || !own.has(placeOf(fact))),
  )
}

const isValue = ({ property, negated }: Fact): boolean => property !== undefined && !negated
const placeOf = ({ subject, property }: Fact): string => `${subject} ${property}`

/**
 * Whether an answer from a view may be told: what is only missing in it because it is kept from the asker must not be told as a no,
 * nor make a thing the cheapest, the only one or one without something.
 */
export function standsInWhole(seen: GraphAnswer, whole: GraphAnswer): boolean {
  if (seen.truth === 'no' && whole.truth !== 'no') return false
  return !whole.answered || seen.entities.every((id) => whole.entities.includes(id))
}
