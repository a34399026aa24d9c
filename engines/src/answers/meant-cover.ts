import type { Words } from '../words/word-vectors.ts'
import { presence } from './match-word.ts'
import { cosine, type Meaning } from './meanings.ts'
import type { ReadQuestion, StrongWord } from './read-question.ts'
import { readText } from './read-text.ts'
import { makeRemembered } from './remembered.ts'
import type { Unit } from './units.ts'
import { isScaffold } from './weak-words.ts'
import { wordsOf } from './words-of.ts'

/** What is known of the meaning of words and texts. */
export interface Senses {
  meaning?: Meaning | undefined
  words?: Words | undefined
}

export type MeantIn = (unit: Pick<Unit, 'bag'>, own: Float64Array) => Float64Array

/** What a word of the same meaning counts. */
const MEANT = 0.8
/** Two words taken at random are as alike as this in one case of a hundred. */
const BY_CHANCE = 0.45

/** How much of each word of a question stands in a text, where words of the same meaning count by how near they are (wiped and deleted, 承重 and 压). */
export function meantPresence(question: ReadQuestion, { meaning, words }: Senses): MeantIn {
  if (!meaning && !words) return (_, own) => own
  const compared = question.words.map((word) => (isCommonWord(word) ? compareWith(word.text, meaning, words) : null))
  return (unit, own) => {
    if (own.every((value, i) => value >= MEANT || !compared[i])) return own
    const words = [...unit.bag.words].filter((word) => !/^\d/.test(word))
    return own.map((value, i) => {
      const compare = compared[i]
      return value >= MEANT || !compare ? value : words.reduce((most, word) => Math.max(most, compare(word)), value)
    })
  }
}

/** How much of a name (of a row, a column, a section) a question says, from 0 to 1, by its words and by their meaning; 0 for none. */
export function nameSaid(question: ReadQuestion, { words: known }: Senses): (name: string) => number {
  const saidOf = new Map<string, number>()
  const asked = [...question.words.flatMap(({ text, kind, names = [] }) => (kind === 'word' ? [text, ...names] : []))]
  const said = (word: StrongWord): number => {
    const plain = Math.max(presence(word, question.bag, question.text), asked.includes(word.text) ? MEANT : 0)
    if (plain >= MEANT || !known || word.kind !== 'word') return plain
    const most = asked.reduce((best, other) => Math.max(best, known.likeness(word.text, other) ?? 0), 0)
    return Math.max(plain, (MEANT * (most - BY_CHANCE)) / (1 - BY_CHANCE))
  }
  return (name) => {
    let value = saidOf.get(name)
    if (value === undefined) {
      const words = wordsOf(name)
      const total = words.reduce((sum, { weight }) => sum + weight, 0)
      value = total > 0 ? words.reduce((sum, word) => sum + word.weight * said(word), 0) / total : 0
      saidOf.set(name, value)
    }
    return value
  }
}

/** Where the words of a text lie together. Remembered: the sentences of a knowledge base are compared with many questions. */
export function centreOf({ words }: Senses): ((text: string) => Float32Array) | undefined {
  if (!words) return undefined
  let centre = centres.get(words)
  if (!centre) {
    centre = makeRemembered(MOST_CENTRES, (text: string) =>
      words.together([...readText(text).words].filter((word) => !isScaffold(word))),
    )
    centres.set(words, centre)
  }
  return centre
}

const MOST_CENTRES = 30_000
const centres = new WeakMap<Words, (text: string) => Float32Array>()

/** A code, a number or a name is itself or something else. */
const isCommonWord = ({ kind }: StrongWord) => kind === 'word'

/** The passages found share most of their words: each is compared once. */
function compareWith(asked: string, meaning: Meaning | undefined, words: Words | undefined) {
  const known = new Map<string, number>()
  const isLong = asked.length > 1
  const meant = isLong ? meaning?.(asked) : undefined
  return (word: string): number => {
    let value = known.get(word)
    if (value === undefined) {
      const encoded = meant && meaning && word.length > 1 ? 2 * cosine(meant, meaning(word)) - 1 : 0
      const alike = ((words?.likeness(asked, word) ?? 0) - BY_CHANCE) / (1 - BY_CHANCE)
      value = MEANT * Math.max(0, encoded, isLong ? alike : SINGLE * alike)
      known.set(word, value)
    }
    return value
  }
}

/** A single character (吵, 修) means many things. */
const SINGLE = 0.8
