import type { knowledgeQuestion, searchRoutes } from '@loopdesk/contracts/api/knowledge/search.ts'
import type { z } from 'zod'
import { keptFrom } from '../index-host/engine.ts'
import type { AnswerQuestion } from './answer.ts'
import { type Candidate, shownCandidate } from './candidates.ts'
import type { Question } from './deps.ts'
import type { Search } from './search.ts'

type Explained = z.output<typeof searchRoutes.explainKnowledge.reply>
type Shown = Explained['candidates'][number]
export type AskedQuestion = z.output<typeof knowledgeQuestion>

interface Wish {
  limit: number
  /** Explained even if it was not found. */
  passage?: string | undefined
  /** Whether those the asker may not see are told. */
  showKept: boolean
}

/** Why a question is answered as it is: everything that was found, with the parts of each score, and what was kept back. */
export function makeExplain({ search, answer }: { search: Search; answer: AnswerQuestion }) {
  return async (workspaceId: string, question: Question, { limit, passage, showKept }: Wish): Promise<Explained> => {
    const { answer: given, found, model } = await answer(workspaceId, question)
    const everything = await search.search(workspaceId, question, Math.max(limit, 20) * 2, true)
    const { text } = question
    const shown = (candidate: Candidate, rank: number | null): Shown => ({
      ...shownCandidate(candidate, text),
      rank,
      audiences: candidate.row.audiences,
      kept: [...keptFrom(candidate.row, found.sight), ...(candidate.tuned === 'buried' ? (['buried'] as const) : [])],
    })
    const candidates = found.candidates.slice(0, limit).map((each, at) => shown(each, at + 1))
    const kept = everything.candidates.map((each) => shown(each, null)).filter(({ kept: why }) => why.length > 0)
    const asked = passage === undefined ? null : await explainOne(passage)
    return {
      answer: given,
      query: { text: given.understood, added: [...new Set(found.synonyms.flatMap(([, ...others]) => others))] },
      askerAudiences: found.sight.audiences,
      candidates,
      kept: showKept ? kept.slice(0, limit) : [],
      asked: asked && (showKept || asked.kept.length === 0) ? asked : null,
      tunings: found.tunings,
      features: { confidence: given.confidence },
      model,
      timings: found.timings,
    }

    async function explainOne(id: string): Promise<Shown | null> {
      const at = found.candidates.findIndex(({ row }) => row.id === id)
      if (at >= 0) return shown(found.candidates[at]!, at + 1)
      const other = everything.candidates.find(({ row }) => row.id === id)
      if (other) return shown(other, null)
      const row = (await search.rowsOf(workspaceId, [id])).get(id)
      if (!row) return null
      const unfound = shown({ row, score: 0, parts: {}, tuned: null }, null)
      return { ...unfound, kept: [...unfound.kept, 'no_match'] }
    }
  }
}
