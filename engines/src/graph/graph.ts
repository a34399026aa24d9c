import type { Entity, Fact, Ontology, Property, Relation, Rule } from '@loopdesk/contracts/graph.ts'

/** Accepted facts of one workspace with what is needed to walk them; kept current by `setEntity`, `setFact` and their opposites. */
export interface Graph {
  ontology: Ontology
  entities: Map<string, Entity>
  facts: Map<string, Fact>
  /** Facts by subject, and relations by object. */
  from: Map<string, Set<Fact>>
  to: Map<string, Set<Fact>>
  byType: Map<string, Set<string>>
  /** Counts up with every change; what is derived from the whole graph is kept with it. */
  version: number
}

/** One step from entity to entity or to a value, as the fact that says it. */
export interface Step {
  from: string
  /** Property or relation. */
  member: string
  inverse: boolean
  /** The entity reached; undefined where the fact is a value. */
  to?: string
  fact: Fact
}
/** A chain of facts. */
export type Path = Step[]

export function makeGraph(ontology: Ontology, entities: Iterable<Entity> = [], facts: Iterable<Fact> = []): Graph {
  const graph: Graph = {
    ontology,
    entities: new Map(),
    facts: new Map(),
    from: new Map(),
    to: new Map(),
    byType: new Map(),
    version: 0,
  }
  for (const each of entities) setEntity(graph, each)
  for (const each of facts) setFact(graph, each)
  return graph
}

export function setEntity(graph: Graph, entity: Entity): void {
  removeEntity(graph, entity.id)
  graph.entities.set(entity.id, entity)
  addTo(graph.byType, entity.type, entity.id)
  graph.version++
}

export function removeEntity(graph: Graph, id: string): void {
  const known = graph.entities.get(id)
  if (!known) return
  graph.entities.delete(id)
  graph.byType.get(known.type)?.delete(id)
  graph.version++
}

/** Facts that are not accepted are taken out: nothing is answered from them. */
export function setFact(graph: Graph, fact: Fact): void {
  removeFact(graph, fact.id)
  if (fact.status !== 'accepted') return
  graph.facts.set(fact.id, fact)
  addTo(graph.from, fact.subject, fact)
  if (fact.object !== undefined) addTo(graph.to, fact.object, fact)
  graph.version++
}

export function removeFact(graph: Graph, id: string): void {
  const known = graph.facts.get(id)
  if (!known) return
  graph.facts.delete(id)
  graph.from.get(known.subject)?.delete(known)
  if (known.object !== undefined) graph.to.get(known.object)?.delete(known)
  graph.version++
}

function addTo<T>(map: Map<string, Set<T>>, key: string, value: T): void {
  const set = map.get(key)
  if (set) set.add(value)
  else map.set(key, new Set([value]))
}

/** Facts of one property or relation of an entity that hold on a day (YYYY-MM-DD), in their order; negated ones too. */
export function factsOf(graph: Graph, subject: string, member: string, day?: string): Fact[] {
  const found: Fact[] = []
  for (const each of graph.from.get(subject) ?? [])
    if ((each.property ?? each.relation) === member && holdsOn(each, day)) found.push(each)
  return found.sort(inOrder)
}

/** The facts that give a property's value: not those that deny one. */
export function valuesOf(graph: Graph, subject: string, member: string, day?: string): Fact[] {
  return factsOf(graph, subject, member, day).filter((each) => !each.negated)
}

/** Entities one relation leads to, each with the facts that lead there: stated ones and those its rules derive. */
export function relatedTo(
  graph: Graph,
  id: string,
  relation: string,
  inverse = false,
  day?: string,
): Map<string, Path> {
  const found = new Map<string, Path>()
  for (const step of stepsOf(graph, id, relation, inverse, day)) if (!found.has(step.to!)) found.set(step.to!, [step])
  for (const rule of derivations(graph, relation)) {
    const pieces = inverse ? rule.path.map((each) => ({ ...each, inverse: !each.inverse })).reverse() : rule.path
    for (const [to, path] of walk(graph, id, pieces, rule.repeat, day))
      if (!found.has(to) && to !== id) found.set(to, path)
  }
  return found
}

/** Whether a relation holds between two entities, by what is stated, what rules exclude and what closed relations leave out. */
export function relationHolds(
  graph: Graph,
  subject: string,
  relation: string,
  object: string,
  day?: string,
): { truth: 'yes' | 'no' | 'unknown'; why: 'stated' | 'rule' | 'closed' | 'not_recorded'; path: Path; rule?: Rule } {
  const denied = factsOf(graph, subject, relation, day).find((each) => each.negated && each.object === object)
  if (denied)
    return {
      truth: 'no',
      why: 'stated',
      path: [{ from: subject, member: relation, inverse: false, to: object, fact: denied }],
    }
  const path = relatedTo(graph, subject, relation, false, day).get(object)
  if (path) return { truth: 'yes', why: 'stated', path }
  const rule = exclusionOf(graph, subject, relation, object)
  if (rule) return { truth: 'no', why: 'rule', path: [], rule }
  const known = relationOf(graph, relation)
  // Closed only where anything of it is recorded at all: an entity nobody has described yet lacks nothing.
  if (known?.closed && (graph.from.get(subject)?.size ?? 0) > 0) return { truth: 'no', why: 'closed', path: [] }
  return { truth: 'unknown', why: 'not_recorded', path: [] }
}

/** The rule that forbids this relation between these two, if there is one. */
export function exclusionOf(graph: Graph, subject: string, relation: string, object: string): Rule | undefined {
  const from = graph.entities.get(subject)
  if (!from) return undefined
  return graph.ontology.rules.find(
    (rule) =>
      rule.kind === 'excludes' &&
      rule.relation === relation &&
      rule.type === from.type &&
      (rule.subjects.length === 0 || rule.subjects.includes(subject)) &&
      (rule.objects.length === 0 || rule.objects.includes(object)) &&
      (rule.when === undefined ||
        valuesOf(graph, subject, rule.when.property).some((each) => String(each.value) === rule.when!.value)),
  )
}

export const propertyOf = (graph: Graph, key: string): Property | undefined =>
  graph.ontology.properties.find((each) => each.key === key)
export const relationOf = (graph: Graph, key: string): Relation | undefined =>
  graph.ontology.relations.find((each) => each.key === key)

/** Whether a fact is valid on a day; one without dates always is. */
export function holdsOn(fact: Fact, day: string | undefined): boolean {
  if (day === undefined) return true
  return (fact.from === undefined || fact.from <= day) && (fact.until === undefined || day <= fact.until)
}

const inOrder = (a: Fact, b: Fact) => (a.position ?? 1e9) - (b.position ?? 1e9)

function stepsOf(graph: Graph, id: string, relation: string, inverse: boolean, day: string | undefined): Step[] {
  const steps: Step[] = []
  const facts = [...((inverse ? graph.to : graph.from).get(id) ?? [])].sort(inOrder)
  for (const fact of facts) {
    if (fact.relation !== relation || fact.negated || !holdsOn(fact, day)) continue
    const to = inverse ? fact.subject : fact.object!
    if (graph.entities.has(to)) steps.push({ from: id, member: relation, inverse, to, fact })
  }
  return steps
}

function derivations(graph: Graph, relation: string) {
  return graph.ontology.rules.filter((rule) => rule.kind === 'derived' && rule.relation === relation) as Extract<
    Rule,
    { kind: 'derived' }
  >[]
}

/** More than this many are not followed: a derived relation over everything says nothing. */
const most = 5_000

function walk(
  graph: Graph,
  id: string,
  pieces: readonly { relation: string; inverse: boolean }[],
  repeat: boolean,
  day: string | undefined,
): Map<string, Path> {
  const reached = new Map<string, Path>()
  let ends = new Map<string, Path>([[id, []]])
  while (ends.size > 0 && reached.size < most) {
    for (const piece of pieces) {
      const next = new Map<string, Path>()
      for (const [at, path] of ends)
        for (const step of stepsOf(graph, at, piece.relation, piece.inverse, day))
          if (!next.has(step.to!)) next.set(step.to!, [...path, step])
      ends = next
    }
    const fresh = new Map([...ends].filter(([to]) => !reached.has(to) && to !== id))
    for (const [to, path] of fresh) reached.set(to, path)
    if (!repeat) break
    ends = fresh
  }
  return reached
}
