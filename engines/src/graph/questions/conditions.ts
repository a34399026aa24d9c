import type { FactValue } from '@loopdesk/contracts/graph.ts'
import { factsOf, type Path, propertyOf, relatedTo, relationHolds, valuesOf } from '../graph.ts'
import { nameOf, showMember, showValue, valuePath } from '../show.ts'
import type { Asked } from './answer.ts'
import type { Mention } from './link-terms.ts'
import { type AmountAsked, all, amountIn, isDenied, meaning } from './read-question.ts'
import { type Piece, schemaPaths } from './schema.ts'

/** What a question demands of the things it asks for. */
export type Condition = { denied: boolean } & (
  | { kind: 'value'; property: string; value: FactValue }
  | { kind: 'amount'; property: string; bound: AmountAsked['bound']; low: number; high?: number }
  /** `ways`: relations that each count; the further ones follow from the first. */
  | { kind: 'related'; ways: Piece[][]; targets: string[] | undefined; words: string }
)
export interface Judgement {
  truth: 'yes' | 'no' | 'unknown'
  path: Path
}
export type Conditions =
  | { ok: true; conditions: Condition[]; ordered: string[] }
  | { ok: false; why: 'ambiguous' | 'not_understood' }

/**
 * What a question demands of entities of a type. `ordered`: properties it names without demanding anything of them.
 * Everything it mentions must find a place, else it is not understood.
 */
export function conditionsOf(asked: Asked, type: string, except: ReadonlySet<Mention>): Conditions {
  const { graph, reading } = asked
  const conditions: Condition[] = []
  const ordered: string[] = []
  const relations = all(reading, 'relation')
  const used = new Set<Mention>(except)
  const amounts = conditionsOfAmounts(asked, type, used)
  if (!amounts) return { ok: false, why: 'ambiguous' }
  conditions.push(...amounts)
  for (const mention of reading.mentions) {
    if (used.has(mention)) continue
    const denied = isDenied(reading, mention)
    const entity = meaning(mention, 'entity')
    const value = meaning(mention, 'value')
    const property = meaning(mention, 'property')
    const kindOf = meaning(mention, 'type')
    const known = property && propertyOf(graph, property.key)
    if (entity) {
      const ways = waysTo(asked, type, graph.entities.get(entity.ids[0]!)!.type, relations)
      if (ways === undefined) return { ok: false, why: 'not_understood' }
      if (ways === 'ambiguous') return { ok: false, why: 'ambiguous' }
      conditions.push({
        kind: 'related',
        ways,
        targets: entity.ids,
        words: entity.ids.map((id) => nameOf(graph, id)).join(' / '),
        denied,
      })
    } else if (value && propertyOf(graph, value.property)?.of.includes(type)) {
      conditions.push({ kind: 'value', property: value.property, value: value.value, denied })
    } else if (known?.kind === 'yes_no' && known.of.includes(type)) {
      conditions.push({ kind: 'value', property: known.key, value: true, denied })
    } else if (known?.of.includes(type)) ordered.push(known.key)
    else if (kindOf && kindOf.key !== type) {
      if (isTitle(asked, mention, kindOf.key)) continue
      const ways = waysTo(asked, type, kindOf.key, relations)
      if (ways === undefined) return { ok: false, why: 'not_understood' }
      if (ways === 'ambiguous') return { ok: false, why: 'ambiguous' }
      conditions.push({ kind: 'related', ways, targets: undefined, words: mention.text, denied })
    } else if (!meaning(mention, 'relation') && !meaning(mention, 'end') && kindOf?.key !== type)
      return { ok: false, why: 'not_understood' }
  }
  return { ok: true, conditions, ordered }
}

function conditionsOfAmounts({ graph, reading }: Asked, type: string, used: Set<Mention>): Condition[] | undefined {
  const found: Condition[] = []
  for (const amount of reading.amounts) {
    const named = [...all(reading, 'property'), ...all(reading, 'end').map((each) => ({ ...each, key: each.property }))]
      .filter(
        ({ key, mention }) =>
          propertyOf(graph, key)?.of.includes(type) && !used.has(mention) && amountIn(graph, key, amount),
      )
      .sort((a, b) => distance(a.mention, amount) - distance(b.mention, amount))[0]
    if (named) used.add(named.mention)
    const key = named?.key ?? onlyMeasuredBy(graph, type, amount)
    if (key === undefined) return undefined
    found.push({ kind: 'amount', property: key, bound: amount.bound, denied: false, ...amountIn(graph, key, amount)! })
  }
  return found
}

const distance = (mention: Mention, { start, end }: AmountAsked) =>
  mention.end <= start ? start - mention.end : mention.start - end + 1

/** The one property of the type that is measured in this unit; of several kinds of money the price. */
function onlyMeasuredBy(graph: Asked['graph'], type: string, amount: AmountAsked): string | undefined {
  if (amount.quantity.unit === '') {
    const price = graph.ontology.properties.filter((each) => each.of.includes(type) && each.role === 'price')
    return price.length === 1 && /便宜|贵|cheap|expensive/.test(amount.bound) ? price[0]!.key : undefined
  }
  const fits = graph.ontology.properties.filter(
    (each) => each.of.includes(type) && each.unit && amountIn(graph, each.key, amount),
  )
  return (fits.length === 1 ? fits : fits.filter(({ role }) => role === 'price'))[0]?.key
}

/** 滤芯 in 滤芯 F2 only says what F2 is. */
export function isTitle({ graph, reading }: Pick<Asked, 'graph' | 'reading'>, mention: Mention, type: string): boolean {
  return all(reading, 'entity').some(
    ({ ids, mention: thing }) =>
      graph.entities.get(ids[0]!)?.type === type &&
      (Math.abs(thing.start - mention.end) <= 1 || Math.abs(mention.start - thing.end) <= 1),
  )
}

/** How a type hangs together with another: by the relation named, else by the only one there is and what is derived from it. */
export function waysTo(
  { graph: { ontology } }: Pick<Asked, 'graph'>,
  from: string,
  to: string,
  named: readonly { key: string }[],
): Piece[][] | 'ambiguous' | undefined {
  const direct = ontology.relations.flatMap(({ key, from: near, to: far }) => [
    ...(near.includes(from) && far.includes(to) ? [{ relation: key, inverse: false }] : []),
    ...(near.includes(to) && far.includes(from) ? [{ relation: key, inverse: true }] : []),
  ])
  const said = direct.filter(({ relation }) => named.some(({ key }) => key === relation))
  if (said.length > 0) return [[said[0]!]]
  const derived = (relation: string) =>
    ontology.rules.find((rule) => rule.kind === 'derived' && rule.relation === relation)
  const stated = direct.filter(({ relation }) => !derived(relation))
  const [first, ...others] = stated.length > 0 ? stated : direct
  if (others.length > 0) return 'ambiguous'
  if (first) {
    const following = direct.filter(({ relation }) => {
      const rule = derived(relation)
      return rule?.kind === 'derived' && rule.path.every((each) => each.relation === first.relation)
    })
    return [[first], ...following.map((each) => [each])]
  }
  const paths = schemaPaths(ontology, from, to)
  return paths.length > 1 ? 'ambiguous' : paths[0] && [paths[0]]
}

/** Whether an entity meets a condition, with the facts that say so. What is not recorded is unknown, never no. */
export function judge(asked: Asked, id: string, condition: Condition): Judgement {
  const found = judgePlain(asked, id, condition)
  if (!condition.denied || found.truth === 'unknown') return found
  return { ...found, truth: found.truth === 'yes' ? 'no' : 'yes' }
}

function judgePlain({ graph, day }: Asked, id: string, condition: Condition): Judgement {
  if (condition.kind === 'related') return judgeRelated({ graph, day }, id, condition)
  const facts = factsOf(graph, id, condition.property, day)
  const wanted = facts.find((each) =>
    condition.kind === 'value' ? each.value === condition.value : inBounds(each.value, condition),
  )
  if (wanted) return { truth: wanted.negated ? 'no' : 'yes', path: valuePath(wanted) }
  const other = facts.find((each) => !each.negated)
  return other ? { truth: 'no', path: valuePath(other) } : { truth: 'unknown', path: [] }
}

function inBounds(value: FactValue | undefined, { bound, low, high }: Extract<Condition, { kind: 'amount' }>): boolean {
  if (typeof value !== 'number') return false
  if (bound === 'above') return value > low
  if (bound === 'below') return value < low
  if (bound === 'min') return value >= low
  if (bound === 'max') return value <= low
  if (bound === 'between' && high !== undefined) return value >= low && value <= high
  return Math.abs(value - low) <= Math.abs(low) * 1e-9
}

function judgeRelated(
  { graph, day }: Pick<Asked, 'graph' | 'day'>,
  id: string,
  { ways, targets }: Extract<Condition, { kind: 'related' }>,
): Judgement {
  for (const pieces of ways)
    for (const [to, path] of follow({ graph, day }, new Map([[id, []]]), pieces))
      if (targets === undefined || targets.includes(to)) return { truth: 'yes', path }
  const [only, ...longer] = ways[0]!
  if (longer.length > 0 || !only || !targets) return { truth: 'unknown', path: [] }
  const answers = targets.map((target) =>
    only.inverse
      ? relationHolds(graph, target, only.relation, id, day)
      : relationHolds(graph, id, only.relation, target, day),
  )
  return answers.every(({ truth }) => truth === 'no')
    ? { truth: 'no', path: answers[0]!.path }
    : { truth: 'unknown', path: [] }
}

/** All entities a chain of relations leads to, each with its facts. */
export function follow(
  { graph, day }: Pick<Asked, 'graph' | 'day'>,
  from: Map<string, Path>,
  pieces: readonly Piece[],
): Map<string, Path> {
  let ends = from
  for (const piece of pieces) {
    const next = new Map<string, Path>()
    for (const [at, path] of ends)
      for (const [to, more] of relatedTo(graph, at, piece.relation, piece.inverse, day))
        if (!next.has(to)) next.set(to, [...path, ...more])
    ends = next
  }
  return ends
}

/** The value of a property, for ordering and comparing; undefined when it is not recorded or not a number. */
export function numberOf(
  { graph, day }: Pick<Asked, 'graph' | 'day'>,
  id: string,
  property: string,
): number | undefined {
  const value = valuesOf(graph, id, property, day)[0]?.value
  return typeof value === 'number' ? value : undefined
}

/** In words: 额定功率 > 1,500 W; 带烘干; 没有滤芯 F2. */
export function showCondition({ graph, language }: Asked, condition: Condition): string {
  const not = condition.denied ? (language === 'zh' ? '无 ' : 'no ') : ''
  if (condition.kind === 'related') return not + condition.words
  const name = showMember(graph, condition.property, false, language)
  const property = propertyOf(graph, condition.property)
  if (condition.kind === 'value')
    return typeof condition.value === 'boolean'
      ? not + name
      : `${not}${name} ${showValue(property, condition.value, language)}`
  const low = showValue(property, condition.low, language)
  if (condition.bound === 'between') return `${name} ${low} – ${showValue(property, condition.high, language)}`
  return `${name} ${{ above: '>', below: '<', min: '≥', max: '≤', equal: '=' }[condition.bound]} ${low}`
}
