import { encode } from '@loopdesk/engines/encoder/encoder.ts'
import { search } from '@loopdesk/engines/retrieval/search.ts'
import { buildIndex } from '@loopdesk/engines/retrieval/search-index.ts'
import { readEncoder } from '../server/src/modules/understanding/index.ts'
import { optionalText, readJsonl, text, writeJsonl } from './jsonl.ts'

/** Indexes `passages` as the product's knowledge base does and writes the best 20 of them for every query. */
export function evaluateRetrieval(options: { passages: string; queries: string; out: string }): void {
  const passages = readJsonl(options.passages, (row, where) => ({
    id: text(row, 'id', where),
    title: optionalText(row, 'title', where),
    text: text(row, 'text', where),
  }))
  const queries = readJsonl(options.queries, (row, where) => ({
    id: text(row, 'id', where),
    text: text(row, 'text', where),
  }))
  const encoder = readEncoder()
  const index = buildIndex(passages, { meaning: (text) => encode(encoder, text) })
  writeJsonl(
    options.out,
    queries.map((query) => ({ id: query.id, ranked: search(index, query.text, { limit: 20 }).map((hit) => hit.id) })),
  )
}
