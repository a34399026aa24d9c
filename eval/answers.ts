import type { AnswerCandidate } from '@loopdesk/engines/answers/answer.ts'
import { answerQuestion } from '@loopdesk/engines/answers/answer-question.ts'
import { rarityOf } from '@loopdesk/engines/answers/rarity.ts'
import { encode } from '@loopdesk/engines/encoder/encoder.ts'
import type { Passage } from '@loopdesk/engines/retrieval/passage.ts'
import { search } from '@loopdesk/engines/retrieval/search.ts'
import { buildIndex } from '@loopdesk/engines/retrieval/search-index.ts'
import { readEncoder, readWords } from '../server/src/modules/understanding/index.ts'
import { readDirectory } from './answers/read-directory.ts'
import { readJsonl, text, writeJsonl } from './jsonl.ts'

/** Reads `documents` (a folder) as an import would and answers every question of `questions` from it, or declines. */
export async function evaluateAnswers(options: { documents: string; questions: string; out: string }): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const started = Date.now()
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`
  const questions = readJsonl(options.questions, (row, where) => ({
    id: text(row, 'id', where),
    question: text(row, row.question === undefined ? 'text' : 'question', where),
  }))
  const passages = await readDirectory(options.documents, say)
  const byId = new Map(passages.map((passage) => [passage.candidate.id, passage]))
  const meaning = rememberedMeaning()
  const words = readWords()
  const index = buildIndex(
    passages.map(({ candidate }) => searchable(candidate)),
    { meaning, concepts: readEncoder().concepts, words },
  )
  say(`${passages.length} passages searchable after ${seconds()}`)
  const rarity = rarityOf(index)
  const answers = questions.map(({ id, question }, i) => {
    const candidates = search(index, question, { limit: 20 }).map((hit) => ({
      ...byId.get(hit.id)!.candidate,
      score: hit.score,
    }))
    const answer = answerQuestion({ question, candidates, rarity, meaning, words })
    const quote = answer.quotes[0]
    const from = quote && byId.get(quote.id)
    if ((i + 1) % 200 === 0) say(`${i + 1} of ${questions.length} questions after ${seconds()}`)
    return {
      id,
      answered: answer.decision === 'answer',
      decision: answer.decision,
      confidence: answer.confidence,
      why: answer.why,
      text: answer.text,
      document: from?.document,
      page: quote?.page,
      quote: quote?.text,
    }
  })
  writeJsonl(options.out, answers)
  say(`${questions.length} questions, ${answers.filter((one) => one.answered).length} answered, ${seconds()}`)
}

function searchable({ id, title, headings, text, question, questions = [], source }: AnswerCandidate): Passage {
  const asked = [...(question ? [question] : []), ...questions]
  return {
    id,
    text,
    ...(title && { title }),
    ...(headings && { headings }),
    ...(source && { source }),
    questions: asked,
  }
}

/** The encoder with its last results remembered: sentences are compared with many questions. */
function rememberedMeaning(): (text: string) => Float32Array {
  const encoder = readEncoder()
  const known = new Map<string, Float32Array>()
  return (text) => {
    let value = known.get(text)
    if (!value) {
      value = encode(encoder, text)
      if (known.size > 50_000) known.clear()
      known.set(text, value)
    }
    return value
  }
}
