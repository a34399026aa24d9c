import { splitSentences } from '@loopdesk/engines/answers/split-sentences.ts'
import type { Asked, TrainingSet } from './training-rows.ts'

interface SquadFile {
  data: {
    title?: string
    paragraphs: { context: string; qas: { question: string; is_impossible?: boolean; answers: { text: string }[] }[] }[]
  }[]
}

/** Reads a file in the format of SQuAD. Long paragraphs are cut at ends of sentences, as documents are; `most` questions are kept. */
export function squadSet(file: string, { data }: SquadFile, most: number): TrainingSet {
  const candidates: TrainingSet['candidates'] = []
  const asked: Asked[] = []
  for (const [d, { title, paragraphs }] of data.entries()) {
    for (const [p, { context, qas }] of paragraphs.entries()) {
      const pieces = piecesOf(context)
      const ids = pieces.map((_, i) => [d, p, i].map((part) => String(part).padStart(4, '0')).join('.'))
      for (const [i, text] of pieces.entries())
        candidates.push({
          id: ids[i]!,
          kind: 'text',
          text,
          score: 0,
          source: `${d}.${p}`,
          ...(title && { title: title.replaceAll('_', ' ') }),
        })
      for (const { question, answers, is_impossible: impossible } of qas) {
        const wanted = [...new Set(answers.map((answer) => answer.text.trim()))].filter(
          (text) => text && text !== 'no answer',
        )
        const answeredBy = ids.filter((_, i) => wanted.some((text) => pieces[i]!.includes(text)))
        if (impossible || answeredBy.length === 0) continue
        asked.push({ question, answers: wanted, answeredBy, fold: ((data.length > 1 ? d : p) % 2) as 0 | 1 })
      }
    }
  }
  const step = Math.max(1, asked.length / most)
  const kept = Array.from({ length: Math.min(most, asked.length) }, (_, i) => asked[Math.floor(i * step)]!)
  return { name: file.split('/').at(-1)!, candidates, asked: kept, weight: 1 }
}

function piecesOf(context: string): string[] {
  const most = /\p{Script=Han}/u.test(context) ? 400 : 900
  const pieces: string[] = []
  let start = 0
  let end = 0
  for (const span of splitSentences(context)) {
    if (span.end - start > most && end > start) {
      pieces.push(context.slice(start, end).trim())
      start = end
    }
    end = span.end
  }
  pieces.push(context.slice(start).trim())
  return pieces.filter(Boolean)
}
