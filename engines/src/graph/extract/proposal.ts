import type { FactSource, FactValue } from '@loopdesk/contracts/graph.ts'

/** An entity a proposal speaks of: one that is known, or one to be made when the proposal is accepted. */
export interface ProposedEntity {
  id?: string
  type: string
  name: string
}

/** A fact read out of a document, for somebody to accept or reject. */
export interface Proposal {
  /** The same for the same statement of the same place, so that reading a document again proposes nothing twice. */
  key: string
  subject: ProposedEntity
  /** Exactly one of the two. */
  property?: string
  relation?: string
  value?: FactValue
  object?: ProposedEntity
  negated: boolean
  position?: number
  source: FactSource
  /** 0..1: what tables and named things say is surer than what sentences of loose form say. */
  confidence: number
}

/** A passage of a document or entry, as knowledge keeps it. */
export interface ReadPassage {
  /** Id of the passage. */
  id: string
  /** The document or entry it is of. */
  source: { kind: 'document' | 'entry'; id: string; title: string }
  headings: string[]
  text: string
  table?: { caption?: string; header: string[]; rows: string[][] }
  page?: number
}

export function proposalKey({
  subject,
  property,
  relation,
  value,
  object,
  negated,
  source,
}: Omit<Proposal, 'key'>): string {
  const end = object ? (object.id ?? `${object.type}:${object.name}`) : JSON.stringify(value)
  return [
    source.id ?? '',
    subject.id ?? `${subject.type}:${subject.name}`,
    property ?? relation,
    end,
    negated ? 'not' : '',
  ].join('|')
}

export function sourceOf(passage: ReadPassage, quote: string, row?: number): FactSource {
  return {
    kind: passage.source.kind,
    id: passage.source.id,
    passage: passage.id,
    title: passage.source.title,
    quote: quote.slice(0, 2000),
    ...(passage.page === undefined ? {} : { page: passage.page }),
    ...(row === undefined ? {} : { row }),
  }
}

export function propose(given: Omit<Proposal, 'key'>): Proposal {
  return { ...given, key: proposalKey(given) }
}
