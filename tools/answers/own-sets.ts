import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AnswerCandidate } from '@loopdesk/engines/answers/answer.ts'
import { parse } from 'yaml'
import { readDirectory } from '../../eval/answers/read-directory.ts'
import type { EntrySet } from './entry-rows.ts'
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

/** The texts written for this, and the manuals written for measuring with the half of their questions that may be looked at. */
export async function manualSets(): Promise<TrainingSet[]> {
  const sets = await Promise.all([setsOf(TEXTS), setsOf(MANUALS)])
  return sets.flat()
}

async function setsOf(folder: URL): Promise<TrainingSet[]> {
  const passages = await readDirectory(fileURLToPath(folder), () => {})
  return namesIn(folder).map((name, place) => {
    const candidates = passages.filter((one) => one.document === `${name}.md`).map((one) => one.candidate)
    const questions = questionsOf(folder, name)
    const asked = questions.map(({ question, answers = [] }): Asked => {
      const answeredBy = candidates
        .filter(({ text }) => answers.some((answer) => text.includes(answer)))
        .map(({ id }) => id)
      return { question, answers, answeredBy, fold: (place % 2) as 0 | 1 }
    })
    return {
      name,
      candidates,
      asked: asked.filter((one) => one.answeredBy.length > 0),
      unanswerable: asked.filter((_, i) => questions[i]!.unanswerable !== undefined),
      weight: WEIGHT,
    }
  })
}

/** Theirs are asked as people ask; what is read as an encyclopedia is asked about counts one. */
const WEIGHT = 1

const ENDING = '.questions.jsonl'

const namesIn = (folder: URL) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))

/** Those that may be looked at. */
function questionsOf(folder: URL, name: string): ManualQuestion[] {
  return readFileSync(new URL(`${name}${ENDING}`, folder), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ManualQuestion)
    .filter((one) => !one.blind)
}

const MANUALS = new URL('../../eval/sets/manuals/', import.meta.url)
const TEXTS = new URL('./texts/', import.meta.url)

/** The texts that have least to do with what the shop sells. */
const FAR = { zh: ['gym-zh', 'ebike-zh'], en: ['storage-en'] }

/** The example shop's knowledge, one set a language, with questions about other things. */
export function entrySets(): EntrySet[] {
  const entries = readdirSync(KNOWLEDGE)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => parse(readFileSync(new URL(name, KNOWLEDGE), 'utf8')) as ShopEntry[])
  return (['zh', 'en'] as const).map((language) => ({
    name: `shop-${language}`,
    weight: 1,
    far: FAR[language].flatMap((name) => questionsOf(TEXTS, name)).map(({ question }) => question),
    entries: entries.flatMap(({ id, title, questions, answer }): AnswerCandidate[] => {
      const text = answer?.[language]
      if (!text) return []
      const named = title?.[language] ? { title: title[language] } : {}
      return [{ id, kind: 'entry', text, score: 0, questions: questions?.[language] ?? [], ...named }]
    }),
  }))
}
