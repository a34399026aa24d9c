import { LATIN, termsOf, WORD } from './terms.ts'

/** One thing that can be found. */
export interface Passage {
  id: string
  title?: string
  text: string
  /** Ways in which customers ask for this passage. */
  questions?: string[]
  /** Labels: searched, and filtered by. */
  tags?: string[]
  /** Headings above the passage in its document, the widest first. */
  headings?: string[]
  language?: string
  /** Who may see it: one of these names is needed. None: everybody. */
  audiences?: string[]
  /** Where it may be shown. None: everywhere. */
  channels?: string[]
  /** Valid from this moment on, and until before this one (ms since 1970). */
  from?: number
  until?: number
  /** When it was last made or confirmed (ms since 1970): newer ones win a little. */
  freshness?: number
  /** What it counts beside others, 0.5 to 2; default 1. */
  boost?: number
  /** What people made of it, -1 (disliked) to 1 (solved their question). */
  quality?: number
  /** What it is a part of (`document:ID`, `entry:ID`): parts of one source lend each other evidence. Their order is that of their ids. */
  source?: string
}

/** Weighted counts of a passage's terms (in halves, 1 to 255) and its length in characters and (twice) English words. */
export interface Amounts {
  amounts: Map<number, number>
  length: number
}

/** Halves that one occurrence counts: a title says what all of a passage is about, a heading what some of it is. */
const HALVES = { title: 4, heading: 3, text: 2, question: 4, again: 1, tag: 3 }

/** Counts the terms of all fields. Many similar questions are many doors to one passage: they neither add up nor make it long. */
export function amountsOf(passage: Passage): Amounts {
  const amounts = new Map<number, number>()
  let length = 0
  const put = (text: string, halves: number, repeated?: Set<number>) => {
    const terms = termsOf(text)
    for (const hash of terms.hashes) {
      const more = repeated?.has(hash) ? HALVES.again : halves
      amounts.set(hash, Math.min(255, (amounts.get(hash) ?? 0) + more))
    }
    if (repeated) for (const hash of terms.hashes) repeated.add(hash)
    return terms.length
  }
  if (passage.title) length += put(passage.title, HALVES.title)
  for (const heading of passage.headings ?? []) length += put(heading, HALVES.heading)
  length += put(passage.text, HALVES.text)
  for (const tag of passage.tags ?? []) length += put(tag, HALVES.tag)
  const asked = new Set<number>()
  let questions = 0
  for (const question of passage.questions ?? []) questions += put(question, HALVES.question, asked)
  const count = passage.questions?.length ?? 0
  if (count > 0) length += Math.round(questions / count)
  return { amounts, length: Math.min(65_535, length) }
}

/** The terms that name what a source is about: its title and how its first passage begins. */
export function subjectTerms(first: Passage): Set<number> {
  return new Set(termsOf(`${first.title ?? ''}\n${first.text.slice(0, SUBJECT)}`).hashes)
}

/** Characters at the beginning of a source that name it: a sentence of definition puts its subject there. */
const SUBJECT = 12

/** The distinct whole words of a text. */
export function wordsOf(text: string): Set<number> {
  const { hashes, kinds } = termsOf(text)
  return new Set(hashes.filter((_, i) => kinds[i] === WORD || kinds[i] === LATIN))
}
