import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { readDirectory } from '../../eval/answers/read-directory.ts'
import type { Asked, TrainingSet } from './training-rows.ts'

interface ShopEntry {
  id: string
  title: { zh?: string; en?: string }
  questions: { zh?: string[]; en?: string[] }
  answer: { zh?: string; en?: string }
}

const KNOWLEDGE = new URL('../../examples/shop/workspace/knowledge/', import.meta.url)

interface ManualQuestion {
  question: string
  answers?: string[]
  unanswerable?: string
  blind?: boolean
}

/** The manuals written for measuring, with the half of their questions that may be looked at. */
export async function manualSets(): Promise<TrainingSet[]> {
  const passages = await readDirectory(fileURLToPath(MANUALS), () => {})
  return ['dishwasher-zh', 'fieldnote-en'].map((name) => {
    const candidates = passages.filter((one) => one.document === `${name}.md`).map((one) => one.candidate)
    const lines = readFileSync(new URL(`${name}.questions.jsonl`, MANUALS), 'utf8')
      .split('\n')
      .filter(Boolean)
    const questions = lines.map((line) => JSON.parse(line) as ManualQuestion).filter((one) => !one.blind)
    const asked = questions.map(({ question, answers = [] }, i): Asked => {
      const answeredBy = candidates
        .filter(({ text }) => answers.some((answer) => text.includes(answer)))
        .map(({ id }) => id)
      return { question, answers, answeredBy, fold: (i % 2) as 0 | 1 }
    })
    return {
      name,
      candidates,
      asked: asked.filter((one) => one.answeredBy.length > 0),
      unanswerable: asked.filter((_, i) => questions[i]!.unanswerable !== undefined),
      weight: 4,
    }
  })
}

const MANUALS = new URL('../../eval/sets/manuals/', import.meta.url)

/** The example shop's knowledge, one set a language: every fourth question is asked, the others stay with the entry. */
export function ownSets(): TrainingSet[] {
  const entries = readdirSync(KNOWLEDGE)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => parse(readFileSync(new URL(name, KNOWLEDGE), 'utf8')) as ShopEntry[])
  return (['zh', 'en'] as const).map((language) => {
    const candidates: TrainingSet['candidates'] = []
    const asked: Asked[] = []
    for (const [e, { id, title, questions, answer }] of entries.entries()) {
      const text = answer?.[language]
      if (!text) continue
      const all = questions?.[language] ?? []
      const held = all.filter((_, i) => i % 3 === 2)
      candidates.push({
        id,
        kind: 'entry',
        text,
        score: 0,
        questions: all.filter((one) => !held.includes(one)),
        ...(title?.[language] && { title: title[language] }),
      })
      for (const question of held) asked.push({ question, answers: [], answeredBy: [id], fold: (e % 2) as 0 | 1 })
    }
    return { name: `shop-${language}`, candidates, asked, weight: 2 }
  })
}
