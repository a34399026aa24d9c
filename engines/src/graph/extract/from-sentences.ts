import { sentencesOf } from '../../retrieval/sentences.ts'
import { fold } from '../../text/fold.ts'
import { clausesOf, pairsOf } from '../clauses.ts'
import { type Graph, propertyOf } from '../graph.ts'
import { findQuantities } from '../quantities.ts'
import { mentionsIn } from '../questions/link-terms.ts'
import { meaning } from '../questions/read-question.ts'
import { inUnit } from '../read-value.ts'
import { entityOf, onlyRelation } from './from-tables.ts'
import { type Proposal, propose, type ReadPassage, sourceOf } from './proposal.ts'
import { subjectOf } from './read-names.ts'

/** Sentences that leave open whether, when or for whom something holds state nothing. */
const open =
  /[?？]\s*$|如果|假如|若|是否|除非|可选|选配|部分(?:型号|机型)|\bif\b|\bunless\b|\bwhether\b|\boptional(?:ly)?\b|\bsome models\b|\bmay\b|可能|计划|将(?:会|要)|\bwill\b|以前|旧款/
const not =
  /(?:没有|不支持|不带|不含|不具备|不配备?|不适用于?|不适合|不兼容|不能用于|无法|未配备?|并非)|\b(?:does|do|is|are|can)(?: not|n't)\b|\bcannot\b|\bwithout\b|\black(?:s|ing)?\b|\bhas no\b|\bnot (?:support|fit|compatible)/
const link =
  /支持|适用|适配|兼容|适合|配备|带有?|具备|具有|包含|含有?|装有|用于|有|\bsupports?\b|\bfits?\b|\bcompatible\b|\bsuitable\b|\bhas\b|\bhave\b|\bincludes?\b|\bcomes? with\b|\bfeatures?\b|\bequipped\b|\buses?\b|\bcontains?\b/

/** Facts that single sentences state of things known: a value, a feature, what fits or does not fit. */
export function proposalsOfText(graph: Graph, passage: ReadPassage): Proposal[] {
  const about = subjectOf(graph, passage)
  return sentencesOf(passage.text).flatMap(({ start, end }) => {
    const quote = passage.text.slice(start, end)
    const folded = fold(quote).text
    if (open.test(folded) || folded.length > 300) return []
    return ofSentence(graph, passage, folded, quote, about)
  })
}

function ofSentence(
  graph: Graph,
  passage: ReadPassage,
  text: string,
  quote: string,
  about: string | undefined,
): Proposal[] {
  const mentions = mentionsIn(graph, text).filter(({ score }) => score === 1)
  const things = mentions.flatMap((each) => {
    const ids = meaning(each, 'entity')?.ids
    return ids?.length === 1 ? [{ id: ids[0]!, mention: each }] : []
  })
  const source = sourceOf(passage, quote)
  const negated = not.test(text)
  const subject = things[0]?.id ?? about
  if (subject === undefined) return []
  const found: Proposal[] = []
  if (link.test(text)) {
    const named = mentions.flatMap((each) => meaning(each, 'relation')?.key ?? [])
    const ids = things.map(({ id }) => id)
    // Where several clauses name things, which of them it denies is open.
    const unclear = negated && clausesOf(text).length > 1 && things.length > 2
    for (const [a, b] of unclear ? [] : pairsOf(graph, ids, text, named.length)) {
      const relation = onlyRelation(graph, a, b, named) ?? onlyRelation(graph, a, b)
      if (relation) found.push(propose({ ...relation, negated, source, confidence: negated ? 0.75 : 0.8 }))
    }
  }
  // Of two things it is open whose value it is.
  if (things.length > 1) return found
  const type = graph.entities.get(subject)!.type
  const sure = things.length === 1 ? 0.8 : 0.6
  const owned = mentions.flatMap((mention) => {
    const property = propertyOf(graph, meaning(mention, 'property')?.key ?? '')
    return property?.of.includes(type) ? [{ property, mention }] : []
  })
  for (const { property, mention } of owned) {
    const state = (value: Proposal['value']) =>
      found.push(
        propose({
          subject: entityOf(graph, subject),
          property: property.key,
          value: value!,
          negated: false,
          source,
          confidence: sure,
        }),
      )
    if (property.kind === 'yes_no' && owned.length === 1 && link.test(text)) state(!negated)
    if (!['number', 'money', 'duration'].includes(property.kind) || negated || property.unit === undefined) continue
    // The value follows its name at once: 额定功率为 1500W, a rated power of 1500 W.
    const next = findQuantities(text, [property.unit]).filter(
      (each) => each.start >= mention.end && each.high === undefined,
    )[0]
    const between = next && text.slice(mention.end, next.start)
    const value = next && inUnit(next.amount, next.unit, property.unit)
    if (
      value !== undefined &&
      /^(?:\s+of(?:\s+the)?\s[^,，。]{1,40})?\s*(?:约?为|是|约|达到?|可达|[:：=]|is|of|about|was)?\s*(?:约|about)?\s*$/.test(
        between!,
      )
    )
      state(value)
  }
  for (const mention of mentions) {
    const value = meaning(mention, 'value')
    const choice = value && propertyOf(graph, value.property)
    if (
      value &&
      choice?.kind === 'choice' &&
      choice.of.includes(type) &&
      !negated &&
      owned.some(({ property }) => property.key === value.property)
    )
      found.push(
        propose({
          subject: entityOf(graph, subject),
          property: value.property,
          value: value.value,
          negated: false,
          source,
          confidence: sure,
        }),
      )
  }
  return found
}
