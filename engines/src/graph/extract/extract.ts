import type { Graph } from '../graph.ts'
import { valuesOf } from '../graph.ts'
import { proposalsOfText } from './from-sentences.ts'
import { proposalsOfTable } from './from-tables.ts'
import type { Proposal, ReadPassage } from './proposal.ts'

/** Facts that passages state, each once, without those the graph has already. Surest first. */
export function extractFacts(graph: Graph, passages: readonly ReadPassage[]): Proposal[] {
  const found = new Map<string, Proposal>()
  for (const passage of passages)
    for (const each of passage.table ? proposalsOfTable(graph, passage) : proposalsOfText(graph, passage)) {
      const known = found.get(each.key)
      if ((!known || known.confidence < each.confidence) && !isKnown(graph, each)) found.set(each.key, each)
    }
  return [...found.values()].sort((a, b) => b.confidence - a.confidence)
}

/** Accepted word for word already. */
function isKnown(graph: Graph, { subject, property, relation, value, object, negated }: Proposal): boolean {
  if (subject.id === undefined) return false
  if (property !== undefined)
    return !negated && valuesOf(graph, subject.id, property).some((each) => each.value === value)
  return [...(graph.from.get(subject.id) ?? [])].some(
    (each) => each.relation === relation && each.object === object?.id && each.negated === negated,
  )
}
