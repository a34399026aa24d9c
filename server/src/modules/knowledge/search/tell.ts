import type { KnowledgeAnswer } from '@loopdesk/contracts/api/knowledge/search.ts'
import { sentencesOf } from '@loopdesk/engines/retrieval/sentences.ts'
import { keptFrom } from '../index-host/engine.ts'
import { shownAnswer } from './answer.ts'
import { answerCandidate, type Candidate, type PassageRow } from './candidates.ts'
import type { Question, SearchDeps } from './deps.ts'
import { forAsker, type Search } from './search.ts'

export type Tell = ReturnType<typeof makeTell>

/** A passage nothing was asked of is told up to here, in characters, whole sentences. */
const most = 400

/**
 * What one entry (by its id) or one passage (by the passage's) says to a question: for somebody who chose it. Undefined where the
 * asker may not see it, or it is gone.
 */
export function makeTell({
  db,
  passages,
  host,
  search,
}: Pick<SearchDeps, 'db' | 'passages' | 'host'> & { search: Search }) {
  return async (workspaceId: string, id: string, question: Question): Promise<KnowledgeAnswer | undefined> => {
    const sight = await search.sightOf(workspaceId, question)
    const rows = await db.tenant(workspaceId, (tx) =>
      id.startsWith('document:')
        ? passages.get(tx, workspaceId, [id])
        : passages.ofSource(tx, workspaceId, `entry:${id}`),
    )
    const row = forAsker(
      rows.filter((each) => keptFrom(each, sight).length === 0),
      question.language,
    )
    if (!row) return undefined
    const candidate: Candidate = { row, score: 1, parts: {}, tuned: null }
    if (row.kind === 'entry') return told(candidate, row.text)
    const answer = await host.answer(workspaceId, {
      question: question.text,
      history: [],
      candidates: [answerCandidate(candidate)],
      language: question.language ?? 'zh',
      now: sight.at,
    })
    return answer.decision === 'answer' ? shownAnswer(answer, [candidate]) : told(candidate, beginningOf(row))
  }
}

function told(candidate: Candidate, text: string): KnowledgeAnswer {
  const { row } = candidate
  const quotes = [{ id: row.id, text, start: 0, end: text.length, ...(row.page !== null && { page: row.page }) }]
  return shownAnswer(
    { decision: 'answer', confidence: 1, text, quotes, alternatives: [], why: 'found', understood: '' },
    [candidate],
  )
}

function beginningOf({ text }: PassageRow): string {
  if (text.length <= most) return text
  const ends = sentencesOf(text).map(({ end }) => end)
  return text.slice(0, ends.findLast((end) => end <= most) ?? most)
}
