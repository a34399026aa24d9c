import type { KnowledgeAnswer } from '@loopdesk/contracts/api/knowledge/search.ts'
import type { Answer } from '@loopdesk/engines/answers/answer.ts'
import { resolveFollowUp } from '@loopdesk/engines/answers/follow-up.ts'
import { detectLanguage } from '@loopdesk/engines/text/detect-language.ts'
import { normalise } from '@loopdesk/engines/text/normalise.ts'
import { type AskGraph, answerByGraph } from './ask-graph.ts'
import { answerCandidate, type Candidate, partsOfSource, sourceOf } from './candidates.ts'
import type { Question, SearchDeps } from './deps.ts'
import type { ModelTrace, WordByModel } from './model-answer.ts'
import type { Found, Search } from './search.ts'
import { inWordsOf } from './synonyms.ts'

export type AnswerQuestion = ReturnType<typeof makeAnswer>

/** An answer with everything it was chosen from. */
export interface Answered {
  answer: KnowledgeAnswer
  found: Found
  /** Null where no model is configured. */
  model: ModelTrace | null
}

/** Something known for certain that an answer must not contradict; answers why it does, or undefined. */
export type CheckAnswer = (
  workspaceId: string,
  answer: { question: string; text: string; audiences: string[] },
) => Promise<string | undefined>

interface AnswerDeps extends Pick<SearchDeps, 'host' | 'log'> {
  search: Search
  /** Has a model word the answer, from the candidates only. */
  wordByModel?: WordByModel | undefined
  checkGraph?: CheckAnswer | undefined
  askGraph?: AskGraph | undefined
}

/** Candidates an answer is made from. */
const considered = 20

/** Answers from what the asker may see, in the words of the sources or of a model that was checked against them; asks back; or declines. */
export function makeAnswer({ search, host, log, wordByModel, checkGraph, askGraph }: AnswerDeps) {
  return async (workspaceId: string, question: Question): Promise<Answered> => {
    const language = question.language ?? (detectLanguage(question.text).language === 'en' ? 'en' : 'zh')
    const history = (question.history ?? []).map(({ question: before, title }) => ({
      question: before,
      ...(title !== undefined && { title }),
    }))
    // What a follow-up is about was said before.
    const { text, followsUp } = resolveFollowUp(question.text, history)
    const asked = followsUp ? { ...question, text } : question
    const found = await search.search(workspaceId, { ...asked, language }, considered)
    const [best] = found.candidates
    const started = performance.now()
    const judged = await host.answer(workspaceId, {
      question: inWordsOf(question.text, found.synonyms, best ? `${best.row.title} ${best.row.text}` : ''),
      history,
      candidates: found.candidates.map(answerCandidate),
      language,
      now: (question.at ?? new Date()).getTime(),
    })
    const verbatim = askedVerbatim(question.text, found.candidates)
    const answer = verbatim ?? judged
    found.timings.answer = Math.round((performance.now() - started) * 100) / 100
    let shown = shownAnswer(answer, found.candidates)
    let model: ModelTrace | null = null
    // What is known as facts is not left to sentences, unless somebody wrote an answer to this very question.
    const known = verbatim ? undefined : await askGraph?.(workspaceId, asked.text, language, found.sight.audiences)
    const byGraph = known && (await answerByGraph(search, workspaceId, known, found.sight))
    if (byGraph) return { answer: { ...byGraph, understood: asked.text }, found, model }
    if (wordByModel && shown.decision === 'answer' && !isWholeEntry(answer, found.candidates)) {
      const worded = await wordByModel(workspaceId, { ...question, language }, found.candidates)
      model = worded.trace
      if (worded.answer) shown = { ...shown, ...worded.answer, wording: 'model' }
    }
    const against =
      shown.decision === 'answer'
        ? await checkGraph?.(workspaceId, {
            ...{ question: question.text, text: shown.text },
            audiences: found.sight.audiences,
          })
        : undefined
    if (against !== undefined) {
      log.info({ against }, 'an answer went against what is known')
      shown = { ...shown, decision: 'decline', text: '', sources: [], entry: null, why: 'against_graph' }
    }
    return { answer: shown, found, model }
  }
}

/** Asked in the very words somebody wrote down for it: then that is what was meant, whatever else there is. */
function askedVerbatim(question: string, candidates: Candidate[]): Answer | undefined {
  const asked = bare(question)
  const found = candidates.find(
    ({ row }) =>
      (row.kind === 'entry' || row.kind === 'question') &&
      [row.title, ...row.questions].some((each) => bare(each) === asked),
  )
  return asked === '' || !found ? undefined : { ...wholeOf(found.row, question), confidence: 0.99 }
}

const bare = (text: string) => normalise(text).replace(/[^\p{L}\p{N}]+/gu, '')

/** All that a passage says, as the answer. */
const wholeOf = (row: Candidate['row'], question: string): Answer => ({
  ...{ decision: 'answer', confidence: 1, text: row.text, alternatives: [], why: 'found', understood: question },
  quotes: [
    { id: row.id, text: row.text, start: 0, end: row.text.length, ...(row.page !== null && { page: row.page }) },
  ],
})

/** An answer as everybody outside sees it. */
export function shownAnswer(answer: Answer, candidates: Candidate[]): KnowledgeAnswer {
  const byId = new Map(candidates.map((each) => [each.row.id, each.row]))
  const sources = answer.quotes.flatMap(({ id, text, page }) => {
    const row = byId.get(id)
    return row ? [sourceOf(row, text, page)] : []
  })
  const whole = isWholeEntry(answer, candidates)
  const { decision, confidence, why, understood, conflict } = answer
  return {
    decision,
    confidence,
    text: whole ? whole.row.text : answer.text,
    ...(typeof whole?.row.content.markdown === 'string' && { markdown: whole.row.content.markdown }),
    sources,
    alternatives: answer.alternatives.flatMap(({ id, title }) => {
      const row = byId.get(id)
      return row ? [{ passage: id, title, source: sourceOf(row) }] : []
    }),
    conflict: conflict
      ? {
          sources: conflict.ids.flatMap((id, at) => {
            const row = byId.get(id)
            return row ? [sourceOf(row, conflict.says[at])] : []
          }),
          about: conflict.about,
          says: conflict.says,
          preferred: conflict.preferred,
          why: conflict.why,
        }
      : null,
    why,
    entry: whole ? partsOfSource(whole.row.source)[1] : null,
    understood,
    wording: 'source',
  }
}

/** The entry that answers alone: it is told as its author wrote it. */
function isWholeEntry(answer: Answer, candidates: Candidate[]): Candidate | undefined {
  const ids = new Set(answer.quotes.map(({ id }) => id))
  if (answer.decision !== 'answer' || ids.size !== 1 || answer.conflict) return undefined
  return candidates.find(({ row }) => ids.has(row.id) && row.kind === 'entry')
}
