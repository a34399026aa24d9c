import type { KnowledgeCandidate } from '@loopdesk/contracts/api/knowledge/search.ts'
import type { KnowledgeSource } from '@loopdesk/contracts/knowledge.ts'
import type { AnswerCandidate } from '@loopdesk/engines/answers/answer.ts'
import type { Passage } from '../passages.ts'
import { makeSnippet } from './snippet.ts'

export type PassageRow = Passage & { updatedAt: Date }

/** A passage that was found, with what it was found by. */
export interface Candidate {
  row: PassageRow
  score: number
  /** What the score is made of. */
  parts: Record<string, number>
  tuned: 'pinned' | 'buried' | null
}

/** As lists and the console show it; `question` is what is marked in the snippet. */
export function shownCandidate({ row, score, parts, tuned }: Candidate, question: string): KnowledgeCandidate {
  return {
    passage: row.id,
    kind: row.kind,
    source: sourceOf(row),
    language: row.language,
    category: row.category,
    snippet: makeSnippet(row.text, question),
    score,
    parts,
    tuned,
  }
}

/** Where it is from; documents open at the page with the passage marked. */
export function sourceOf(row: Passage, quote = '', page?: number): KnowledgeSource {
  const [kind, id] = partsOfSource(row.source)
  const at = page ?? row.page ?? undefined
  const place = new URLSearchParams({ ...(at !== undefined && { page: String(at) }), passage: String(row.number) })
  return {
    kind,
    id,
    passage: row.id,
    title: row.title,
    headings: row.headings,
    quote,
    ...(at !== undefined && { page: at }),
    url: kind === 'entry' ? `/console/knowledge/entries/${id}` : `/console/knowledge/documents/${id}?${place}`,
  }
}

export function partsOfSource(source: string): ['entry' | 'document', string] {
  const at = source.indexOf(':')
  return [source.slice(0, at) === 'entry' ? 'entry' : 'document', source.slice(at + 1)]
}

/** What answering is given of it. */
export function answerCandidate({ row, score, parts }: Candidate): AnswerCandidate {
  const { id, kind, title, headings, text, questions, content, page, source, updatedAt, official } = row
  const [question] = questions
  const { table, pageStarts } = content as Pick<AnswerCandidate, 'table' | 'pageStarts'>
  return {
    ...{ id, kind, title, headings, text, questions, source, score, parts, official },
    ...(question !== undefined && { question }),
    ...(table && { table }),
    ...(pageStarts && { pageStarts }),
    ...(page !== null && { page }),
    updatedAt: updatedAt.getTime(),
  }
}
