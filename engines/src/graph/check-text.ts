import type { Fact, Rule } from '@loopdesk/contracts/graph.ts'
import { sentencesOf } from '../retrieval/sentences.ts'
import { fold } from '../text/fold.ts'
import { breaks } from './check-facts.ts'
import { clausesOf, pairsOf, turnsElsewhere } from './clauses.ts'
import { exclusionOf, factsOf, type Graph, propertyOf, relationHolds, valuesOf } from './graph.ts'
import { findQuantities } from './quantities.ts'
import { type Mention, mentionsIn } from './questions/link-terms.ts'
import { amountIn, meaning } from './questions/read-question.ts'
import { nameOf, showFactValue, showMember, showValue } from './show.ts'

/** A sentence that says what the graph knows to be otherwise. */
export interface TextViolation {
  kind: 'no_such_relation' | 'out_of_range' | 'other_value'
  /** The sentence, and its place in the text. */
  quote: string
  start: number
  end: number
  entity: string
  member: string
  /** What the text says, and what is known instead, in words. */
  said: string
  known: string
  facts: Fact[]
  rule?: Rule
}

/**
 * Sentences of an answer or an entry that accepted facts or rules contradict: a part a model does not have, a number out of
 * range, a value other than the recorded one. Only what is said of one thing named in the same sentence is judged; questions,
 * conditions and comparisons are let pass. `subject`: what a text is about where its sentences do not say. `day` as in `askGraph`.
 */
export function checkAgainstGraph(
  graph: Graph,
  text: string,
  { subject, day }: { subject?: string; day?: string } = {},
): TextViolation[] {
  return sentencesOf(text).flatMap(({ start, end }) => {
    const quote = text.slice(start, end)
    const folded = fold(quote).text
    if (unsure.test(folded)) return []
    const found = checkSentence(graph, folded, subject, day)
    return found.map((each) => ({ ...each, quote, start, end }))
  })
}

const unsure = /[?？]\s*$|如果|假如|假设|是否|\bif\b|\bwhether\b|\bwould\b|以前|曾经|旧款|\bused to\b|\bformerly\b/
const denied =
  /(?<!是)(?:没有|不支持|不带|不含|不具备|不配|不是|不能|不适用|不适合|不兼容|无法|并未|未配|无(?!线|刷|叶|级|霜|水|人|油|需|限|极))|\bnot?\b|\bwithout\b|n't\b|\black(?:s|ing)?\b|\bnever\b/
const compared =
  /比|超过|低于|高于|大于|小于|以上|以下|不到|至少|最多|最高|最低|\bthan\b|\bat (?:least|most)\b|\bup to\b|\bover\b|\bunder\b|\bmore\b|\bless\b/

type Found = Omit<TextViolation, 'quote' | 'start' | 'end'>

/** A clause that names nothing goes on about what the clause before it was about. */
function checkSentence(graph: Graph, sentence: string, subject: string | undefined, day: string | undefined): Found[] {
  let about = subject
  return clausesOf(sentence).flatMap((clause) => {
    const mentions = mentionsIn(graph, clause).filter(({ score }) => score === 1)
    const ids = mentions.flatMap((each) => {
      const named = meaning(each, 'entity')?.ids ?? []
      return named.length === 1 ? named : []
    })
    if (ids.length > 0) about = ids.length === 1 ? ids[0] : undefined
    else if (turnsElsewhere(clause)) about = undefined
    const no = denied.test(clause)
    // A value beside two things may be either's.
    if (ids.length > 1) return checkPairs(graph, clause, ids, mentions, no, day)
    return about !== undefined && graph.entities.has(about) ? checkValues(graph, about, clause, mentions, no, day) : []
  })
}

function checkPairs(
  graph: Graph,
  clause: string,
  ids: readonly string[],
  mentions: readonly Mention[],
  no: boolean,
  day: string | undefined,
): Found[] {
  const linked = mentions.filter((each) => each.meanings.some(({ kind }) => kind === 'relation')).length
  // Which of several it denies is open.
  if (no && linked > 1) return []
  return pairsOf(graph, ids, clause, linked).flatMap(([a, b]) => checkRelation(graph, a, b, mentions, no, day))
}

function checkRelation(
  graph: Graph,
  a: string,
  b: string,
  mentions: readonly Mention[],
  no: boolean,
  day: string | undefined,
): Found[] {
  const [from, to] = [graph.entities.get(a)!.type, graph.entities.get(b)!.type]
  const named = mentions.flatMap((each) => each.meanings.filter(({ kind }) => kind === 'relation')) as { key: string }[]
  const fits = graph.ontology.relations.flatMap(({ key, from: near, to: far }) => [
    ...(near.includes(from) && far.includes(to) ? [{ key, subject: a, object: b }] : []),
    ...(near.includes(to) && far.includes(from) ? [{ key, subject: b, object: a }] : []),
  ])
  const meant = named.length > 0 ? fits.filter(({ key }) => named.some((each) => each.key === key)) : fits
  const judged = meant.map((each) => ({ ...each, ...relationHolds(graph, each.subject, each.key, each.object, day) }))
  // Any relation that bears it out lets it stand.
  if (
    judged.length === 0 ||
    judged.some(({ truth }) => truth === (no ? 'no' : 'yes')) ||
    (!no && judged.some(({ truth, key }) => truth === 'unknown' && !isDerived(graph, key)))
  )
    return []
  const wrong = judged.find(({ truth }) => truth === (no ? 'yes' : 'no'))
  if (!wrong) return []
  const words = (yes: boolean) =>
    `${nameOf(graph, wrong.subject)} ${yes ? '' : '✗ '}${showMember(graph, wrong.key, false, 'zh')} ${nameOf(graph, wrong.object)}`
  const rule = exclusionOf(graph, wrong.subject, wrong.key, wrong.object)
  return [
    {
      kind: 'no_such_relation',
      entity: wrong.subject,
      member: wrong.key,
      said: words(!no),
      known: words(no),
      facts: wrong.path.map((step) => step.fact),
      ...(rule && !no ? { rule } : {}),
    },
  ]
}

const isDerived = (graph: Graph, key: string) =>
  graph.ontology.rules.some((rule) => rule.kind === 'derived' && rule.relation === key)

function checkValues(
  graph: Graph,
  subject: string,
  clause: string,
  mentions: readonly Mention[],
  no: boolean,
  day: string | undefined,
): Found[] {
  const type = graph.entities.get(subject)!.type
  const found: Found[] = []
  const properties = mentions.flatMap((mention) => {
    const key = meaning(mention, 'property')?.key
    const property = key === undefined ? undefined : propertyOf(graph, key)
    return property?.of.includes(type) ? [{ property, mention }] : []
  })
  for (const { property, mention } of properties) {
    if (property.kind === 'yes_no') {
      // 烘干功率 1500 W speaks of something else than whether it dries.
      if (properties.length > 1 || findQuantities(clause).length > 0) continue
      const fact = valuesOf(graph, subject, property.key, day)[0]
      if (fact && fact.value === no)
        found.push(other(graph, subject, property.key, showValue(property, !no, 'zh'), fact))
      continue
    }
    if (no || compared.test(clause)) continue
    const quantities = findQuantities(clause, property.unit ? [property.unit] : []).filter(
      (each) => !mentions.some(({ start, end }) => each.start < end && start < each.end),
    )
    // Beside two numbers of one kind nobody can tell which is meant.
    const fitting = quantities.filter(
      (each) =>
        each.high === undefined &&
        each.unit !== '' &&
        amountIn(graph, property.key, { bound: 'equal', quantity: each, start: 0, end: 0 }),
    )
    if (
      fitting.length === 1 &&
      properties.filter((each) => each.property.unit === property.unit).length === 1 &&
      fitting[0]!.start >= mention.start
    )
      found.push(
        ...checkNumber(
          graph,
          subject,
          property.key,
          amountIn(graph, property.key, { bound: 'equal', quantity: fitting[0]!, start: 0, end: 0 })!.low,
          day,
        ),
      )
  }
  const value = mentions.map((each) => meaning(each, 'value')).filter((each) => each !== undefined)
  for (const { property, value: said } of value) {
    const fact = valuesOf(graph, subject, property, day)[0]
    const choice = propertyOf(graph, property)
    if (
      no ||
      !fact ||
      choice?.kind !== 'choice' ||
      fact.value === said ||
      value.filter((each) => each.property === property).length > 1
    )
      continue
    if (properties.some((each) => each.property.key === property))
      found.push(other(graph, subject, property, showValue(choice, said, 'zh'), fact))
  }
  return found
}

function checkNumber(graph: Graph, subject: string, member: string, said: number, day: string | undefined): Found[] {
  const property = propertyOf(graph, member)!
  const facts = factsOf(graph, subject, member, day).filter(({ negated }) => !negated)
  const words = showValue(property, said, 'zh')
  if (facts.length > 0) {
    // Rounded as people round: 1.5 kW for 1,490 W is not the same thing, 1,499.6 for 1,500 is.
    const same = facts.some(
      ({ value }) => typeof value === 'number' && Math.abs(value - said) <= Math.abs(value) * 0.001,
    )
    return same ? [] : [other(graph, subject, member, words, facts[0]!)]
  }
  const type = graph.entities.get(subject)!.type
  const rule = graph.ontology.rules.find(
    (each) =>
      each.kind === 'range' &&
      each.property === member &&
      (each.type === undefined || each.type === type) &&
      breaks(each, said),
  )
  return rule
    ? [{ kind: 'out_of_range', entity: subject, member, said: words, known: breaks(rule, said)!, facts: [], rule }]
    : []
}

const other = (graph: Graph, entity: string, member: string, said: string, fact: Fact): Found => ({
  kind: 'other_value',
  entity,
  member,
  said,
  known: showFactValue(graph, fact, 'zh'),
  facts: [fact],
})
