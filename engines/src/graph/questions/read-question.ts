import { fold } from '../../text/fold.ts'
import { type Graph, propertyOf } from '../graph.ts'
import { findQuantities, type Quantity } from '../quantities.ts'
import { inUnit } from '../read-value.ts'
import { unitNamed } from '../units.ts'
import { type Meaning, type Mention, mentionsIn } from './link-terms.ts'
import {
  after,
  type Bound,
  before,
  type Cue,
  cues,
  idleEnglish,
  idleWords,
  linkVerbs,
  negations,
} from './question-words.ts'

/** An amount in a question with how a property shall stand to it. */
export interface AmountAsked {
  bound: Bound
  quantity: Quantity
  start: number
  end: number
}

/** A question taken apart. */
export interface Reading {
  text: string
  mentions: Mention[]
  amounts: AmountAsked[]
  cues: Set<Cue>
  /** What of it was not understood; empty when all was. */
  rest: string[]
}

/** Takes a question apart into what it mentions of the graph, amounts, and what it wants. */
export function readQuestion(graph: Graph, question: string): Reading {
  const text = fold(question.slice(0, 400)).text
  const own = graph.ontology.properties.flatMap((each) => (each.unit && !unitNamed(each.unit) ? [each.unit] : []))
  const mentions = mentionsIn(graph, text)
  const amounts = findQuantities(text, own)
    .filter(
      ({ start, end }) =>
        !mentions.some(
          (each) => each.start < end && start < each.end && each.meanings.some(({ kind }) => kind === 'entity'),
        ),
    )
    .map((quantity) => boundOf(text, quantity))
  const reading: Reading = { text, mentions, amounts, cues: new Set(), rest: [] }
  for (const [cue, pattern] of cues) if (text.match(pattern)) reading.cues.add(cue)
  reading.rest = restOf(reading)
  return reading
}

/** Whether the words before this place deny it. */
export function isDenied({ text, mentions }: Reading, mention: Mention): boolean {
  const previous = mentions.filter((each) => each.end <= mention.start).at(-1)
  const words = text.slice(previous?.end ?? 0, mention.start)
  return negations.test(words) && !/有没有|是不是|能不能|支不支持|带不带|适不适/.test(words)
}

export const meaning = <K extends Meaning['kind']>(mention: Mention, kind: K) =>
  mention.meanings.find((each) => each.kind === kind) as Extract<Meaning, { kind: K }> | undefined

/** All meanings of one kind, in the order of the question. */
export function all<K extends Meaning['kind']>(
  reading: Reading,
  kind: K,
): (Extract<Meaning, { kind: K }> & { mention: Mention })[] {
  return reading.mentions.flatMap((mention) =>
    mention.meanings
      .filter((each) => each.kind === kind)
      .map((each) => ({ ...(each as Extract<Meaning, { kind: K }>), mention })),
  )
}

/** What an amount is in a property's unit; undefined when they do not measure the same. */
export function amountIn(
  graph: Graph,
  property: string,
  { quantity }: AmountAsked,
): { low: number; high?: number } | undefined {
  const known = propertyOf(graph, property)
  if (!known || !['number', 'money', 'duration'].includes(known.kind)) return undefined
  const unit = known.unit ?? ''
  if (quantity.unit === '' || unit === '')
    return quantity.unit === unit || quantity.unit === ''
      ? { low: quantity.amount, ...(quantity.high === undefined ? {} : { high: quantity.high }) }
      : undefined
  const low = inUnit(quantity.amount, quantity.unit, unit)
  if (low === undefined) return undefined
  return quantity.high === undefined ? { low } : { low, high: (quantity.high / quantity.base) * low }
}

function boundOf(text: string, quantity: Quantity): AmountAsked {
  const ahead = text.slice(0, quantity.start)
  const behind = text.slice(quantity.end)
  for (const [bound, pattern] of before) {
    const match = pattern.exec(ahead)
    if (match) return { bound, quantity, start: match.index, end: quantity.end }
  }
  for (const [bound, pattern] of after) {
    const match = pattern.exec(behind)
    if (match) return { bound, quantity, start: quantity.start, end: quantity.end + match[0].length }
  }
  return {
    bound: quantity.high === undefined ? 'equal' : 'between',
    quantity,
    start: quantity.start,
    end: quantity.end,
  }
}

/** Words that nothing accounts for. Whoever answers over them guesses. */
function restOf({ text, mentions, amounts }: Reading): string[] {
  const open = text.split('')
  const cover = (start: number, end: number) => open.fill(' ', start, end)
  for (const { start, end } of [...mentions, ...amounts]) cover(start, end)
  const masked = () => open.join('')
  for (const [, pattern] of cues)
    for (const match of text.matchAll(pattern)) {
      // What an entity or property is called may contain a cue; the cue's own words are covered where they stand free.
      cover(match.index, match.index + match[0].length)
    }
  for (const match of text.matchAll(linkVerbs)) cover(match.index, match.index + match[0].length)
  for (const match of masked().matchAll(
    /没有|不支持|不带|不含|不是|不能|不会|不(?=\s)|无(?=\s)|\bwithout\b|\bnot\b|\bno\b|\b(?:don't|doesn't|can't|cannot)\b|\black(?:s|ing)?\b/g,
  ))
    cover(match.index, match.index + match[0].length)
  let rest = masked()
  for (const word of idleWords) rest = rest.replaceAll(word, ' '.repeat(word.length))
  // 大 of 哪个功率大 is the size of what is named.
  rest = rest.replaceAll(/[大小高低多少长短好久](?=\s|$|[?？])/g, ' ')
  return (rest.match(/\p{Script=Han}+|[a-z0-9][a-z0-9'._-]*/gu) ?? []).filter(
    (word) => !idleEnglish.has(word) && !/^[._'-]+$/.test(word),
  )
}
