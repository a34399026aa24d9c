import type { Fact, Rule } from '@loopdesk/contracts/graph.ts'
import { exclusionOf, factsOf, type Graph, propertyOf, relatedTo, relationOf, valuesOf } from './graph.ts'
import { nameOf, showMember, showValue } from './show.ts'

/** A rule that a graph's facts do not keep. */
export interface RuleViolation {
  entity: string
  member: string
  rule?: string
  kind: Rule['kind'] | 'cardinality' | 'two_values' | 'wrong_type'
  facts: string[]
  message: { zh: string; en: string }
}

/** All places where accepted facts break rules, cardinalities or say two things of one property. */
export function checkFacts(graph: Graph): RuleViolation[] {
  return [...graph.entities.keys()].flatMap((id) => checkEntity(graph, id)).concat(checkUnique(graph))
}

/** Rules that one entity's facts break, but for those that compare entities with each other. */
export function checkEntity(graph: Graph, id: string): RuleViolation[] {
  const entity = graph.entities.get(id)
  if (!entity) return []
  const found: RuleViolation[] = []
  for (const rule of graph.ontology.rules) {
    if (rule.kind === 'required' && rule.type === entity.type && isMissing(graph, id, rule.member))
      found.push(violation(graph, id, rule.member, rule, [], ['缺少必填的', 'lacks the required']))
    if ((rule.kind === 'range' || rule.kind === 'among') && (rule.type === undefined || rule.type === entity.type))
      for (const fact of valuesOf(graph, id, rule.property)) {
        const wrong = breaks(rule, fact.value)
        if (wrong)
          found.push(
            violation(
              graph,
              id,
              rule.property,
              rule,
              [fact],
              [
                `${shown(graph, fact, 'zh')} 不符合规定（${wrong}）：`,
                `${shown(graph, fact, 'en')} is not allowed (${wrong}):`,
              ],
            ),
          )
      }
  }
  const facts = [...(graph.from.get(id) ?? [])].filter(({ negated }) => !negated)
  for (const fact of facts) {
    const rule = fact.relation && fact.object ? exclusionOf(graph, id, fact.relation, fact.object) : undefined
    if (rule)
      found.push(
        violation(
          graph,
          id,
          fact.relation!,
          rule,
          [fact],
          [
            `规则禁止与 ${nameOf(graph, fact.object!)} 有关系`,
            `a rule forbids with ${nameOf(graph, fact.object!)} the relation`,
          ],
        ),
      )
    if (!fitsTypes(graph, fact))
      found.push(
        violation(
          graph,
          id,
          fact.property ?? fact.relation!,
          'wrong_type',
          [fact],
          ['类型不允许有', 'is of a type that cannot have'],
        ),
      )
  }
  return [...found, ...checkCounts(graph, id)]
}

/** What a value breaks of a rule, in a few signs; undefined when nothing. */
export function breaks(rule: Rule, value: Fact['value']): string | undefined {
  if (rule.kind === 'range' && typeof value === 'number') {
    if (rule.min !== undefined && value < rule.min) return `≥ ${rule.min}`
    if (rule.max !== undefined && value > rule.max) return `≤ ${rule.max}`
  }
  if (rule.kind === 'among' && !rule.values.includes(String(value))) return rule.values.slice(0, 6).join(' / ')
  return undefined
}

const shown = (graph: Graph, fact: Fact, language: 'zh' | 'en') =>
  showValue(propertyOf(graph, fact.property!), fact.value, language)

function isMissing(graph: Graph, id: string, member: string): boolean {
  if (relationOf(graph, member)) return relatedTo(graph, id, member).size === 0
  return valuesOf(graph, id, member).length === 0
}

export function fitsTypes(graph: Graph, fact: Fact): boolean {
  const type = graph.entities.get(fact.subject)?.type ?? ''
  if (fact.property) return propertyOf(graph, fact.property)?.of.includes(type) ?? false
  const relation = relationOf(graph, fact.relation!)
  const far = graph.entities.get(fact.object!)?.type
  return Boolean(relation?.from.includes(type) && (far === undefined || relation.to.includes(far)))
}

function checkCounts(graph: Graph, id: string): RuleViolation[] {
  const found: RuleViolation[] = []
  const members = new Set([...(graph.from.get(id) ?? [])].map((each) => (each.property ?? each.relation)!))
  for (const member of members) {
    const facts = factsOf(graph, id, member).filter(({ negated }) => !negated)
    const relation = relationOf(graph, member)
    if (
      relation &&
      (relation.cardinality === 'one_one' || relation.cardinality === 'many_one') &&
      overlapping(facts, (each) => each.object)
    )
      found.push(violation(graph, id, member, 'cardinality', facts, ['只能有一个', 'can have only one']))
    if (!relation && propertyOf(graph, member)?.kind !== 'text' && overlapping(facts, ({ value }) => value))
      found.push(
        violation(graph, id, member, 'two_values', facts, ['记录了不同的值：', 'has different values recorded of']),
      )
  }
  for (const member of new Set([...(graph.to.get(id) ?? [])].map(({ relation }) => relation!))) {
    const relation = relationOf(graph, member)
    const facts = [...graph.to.get(id)!].filter((each) => each.relation === member && !each.negated)
    if (
      relation &&
      (relation.cardinality === 'one_one' || relation.cardinality === 'one_many') &&
      overlapping(facts, ({ subject }) => subject)
    )
      found.push(violation(graph, id, member, 'cardinality', facts, ['只能属于一个', 'can belong to only one by']))
  }
  return found
}

/** Two of them say different things and hold at the same time. */
function overlapping(facts: readonly Fact[], says: (fact: Fact) => unknown): boolean {
  return facts.some((a, at) =>
    facts
      .slice(at + 1)
      .some(
        (b) =>
          says(a) !== says(b) &&
          forTheSame(a, b) &&
          (a.from ?? '') <= (b.until ?? '9999') &&
          (b.from ?? '') <= (a.until ?? '9999'),
      ),
  )
}

const forTheSame = (a: Fact, b: Fact): boolean =>
  JSON.stringify([...(a.audiences ?? [])].sort()) === JSON.stringify([...(b.audiences ?? [])].sort())

function checkUnique(graph: Graph): RuleViolation[] {
  const found: RuleViolation[] = []
  for (const rule of graph.ontology.rules) {
    if (rule.kind !== 'unique') continue
    const first = new Map<unknown, Fact>()
    for (const id of graph.byType.get(rule.type) ?? [])
      for (const fact of valuesOf(graph, id, rule.property)) {
        const other = first.get(fact.value)
        if (!other) first.set(fact.value, fact)
        else if (other.subject !== id)
          found.push(
            violation(
              graph,
              id,
              rule.property,
              rule,
              [other, fact],
              [`与 ${nameOf(graph, other.subject)} 重复：`, `has the same as ${nameOf(graph, other.subject)}:`],
            ),
          )
      }
  }
  return found
}

function violation(
  graph: Graph,
  entity: string,
  member: string,
  rule: Rule | 'cardinality' | 'two_values' | 'wrong_type',
  facts: readonly Fact[],
  [zh, en]: [string, string],
): RuleViolation {
  const named = typeof rule === 'string' ? undefined : rule
  const note = named?.note ? ` (${named.note})` : ''
  const say = (words: string, language: 'zh' | 'en') =>
    `${nameOf(graph, entity)} ${words}${language === 'en' ? ' ' : ''}${showMember(graph, member, false, language)}${note}`
  return {
    entity,
    member,
    kind: named?.kind ?? (rule as 'cardinality'),
    ...(named ? { rule: named.id } : {}),
    facts: facts.map(({ id }) => id),
    message: { zh: say(zh, 'zh'), en: say(en, 'en') },
  }
}
