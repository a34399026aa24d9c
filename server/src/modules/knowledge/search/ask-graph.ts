import type { KnowledgeAnswer } from '@loopdesk/contracts/api/knowledge/search.ts'
import type { KnowledgeSource } from '@loopdesk/contracts/knowledge.ts'
import { keptFrom, type Sight } from '../index-host/engine.ts'
import { sourceOf } from './candidates.ts'
import type { Search } from './search.ts'

/** What a knowledge graph says to a question, and the facts it follows from. */
export interface SaidByGraph {
  text: string
  facts: {
    /** Passage the fact was read from; absent for facts from tables and people, which are for everybody. */
    passage?: string
    title: string
    page?: number
    quote?: string
  }[]
}

/** Asks the graph; undefined where it does not know. */
export type AskGraph = (
  workspaceId: string,
  question: string,
  language: 'zh' | 'en',
  /** Of the asker: nothing else is told, counted or compared. */
  audiences: string[],
) => Promise<SaidByGraph | undefined>

/** Sources that are named under an answer; a comparison may rest on dozens of facts. */
const named = 6

/** An answer from the graph, if the asker may see every text its facts were read from. */
export async function answerByGraph(
  { rowsOf }: Pick<Search, 'rowsOf'>,
  workspaceId: string,
  { text, facts }: SaidByGraph,
  sight: Sight,
): Promise<KnowledgeAnswer | undefined> {
  const rows = await rowsOf(
    workspaceId,
    facts.flatMap(({ passage }) => passage ?? []),
  )
  const hidden = facts.some(({ passage }) => {
    const row = passage === undefined ? undefined : rows.get(passage)
    return passage !== undefined && (!row || keptFrom(row, sight).length > 0)
  })
  if (hidden) return undefined
  const sources = new Map<string, KnowledgeSource>()
  for (const { passage, title, page, quote = '' } of facts) {
    const row = passage === undefined ? undefined : rows.get(passage)
    const shown: KnowledgeSource = row
      ? sourceOf(row, quote, page)
      : { kind: 'graph', id: title, title, headings: [], quote, ...(page !== undefined && { page }) }
    const key = `${shown.kind}:${passage ?? title}`
    if (!sources.has(key)) sources.set(key, shown)
  }
  return {
    decision: 'answer',
    confidence: 0.95,
    text,
    sources: [...sources.values()].slice(0, named),
    alternatives: [],
    conflict: null,
    why: 'graph',
    entry: null,
    understood: '',
    wording: 'source',
  }
}
