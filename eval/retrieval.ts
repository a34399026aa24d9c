import { encode } from '@loopdesk/engines/encoder/encoder.ts'
import { search } from '@loopdesk/engines/retrieval/search.ts'
import { buildIndex } from '@loopdesk/engines/retrieval/search-index.ts'
import { readEncoder, readWords } from '../server/src/modules/understanding/index.ts'
import { optionalText, readJsonl, text, writeJsonl } from './jsonl.ts'

/**
 * Indexes `passages` as the product's knowledge base does and writes the best 20 of them for every query. A passage `D#N` is part N
 * of document D, as everywhere on the web; `source` says the same in so many words.
 */
export function evaluateRetrieval(options: { passages: string; queries: string; out: string }): void {
  const passages = readJsonl(options.passages, (row, where) => {
    const id = text(row, 'id', where)
    const source = optionalText(row, 'source', where) || /^(.+)#[^#]+$/.exec(id)?.[1]
    return { id, title: optionalText(row, 'title', where), text: text(row, 'text', where), source }
  })
  const queries = readJsonl(options.queries, (row, where) => ({
    id: text(row, 'id', where),
    text: text(row, 'text', where),
  }))
  const encoder = readEncoder()
  const index = buildIndex(passages, {
    meaning: (text) => encode(encoder, text),
    concepts: encoder.concepts,
    words: readWords(),
  })
  writeJsonl(
    options.out,
    queries.map((query) => ({ id: query.id, ranked: search(index, query.text, { limit: 20 }).map((hit) => hit.id) })),
  )
}
