import { readPassage } from './build-segment.ts'
import { byScore, type Candidate } from './candidate.ts'
import type { Query } from './query.ts'
import { COMPARED, creditLikeness, isQuestionItself, remembered } from './reading.ts'
import type { KnownDirections, RetrievalIndex } from './search-index.ts'
import { meaningfulWords } from './terms.ts'

/** How much full likeness of names and of the text adds, as shares of the best score. */
const NAMES = 0.2
const TEXT = 0.2
/** Names of a passage compared, and how much of its text. */
const MOST_NAMES = 12
const LETTERS = 1200

/**
 * Moves up passages that are about what the query is about: the directions of what is said together, of each of its title, headings
 * and questions (the best counts), and of its text. A text that may be a question itself is compared as one, more closely.
 */
export function compareAbout(index: RetrievalIndex, query: Query, candidates: Candidate[], also?: number): Candidate[] {
  const { words } = index.options
  const top = candidates[0]?.score
  if (!words || top === undefined || candidates.length < 2) return candidates
  const asked = words.together(meaningfulWords(query.text))
  if (!isSomewhere(asked)) return candidates
  const names: (number | undefined)[] = []
  const texts: (number | undefined)[] = []
  for (const [rank, candidate] of candidates.entries()) {
    const close = rank < COMPARED || candidate.number === also
    const known = close ? directionsOf(index, candidate) : undefined
    names.push(known && known.names.length > 0 ? Math.max(...known.names.map((one) => dot(asked, one))) : undefined)
    texts.push(known?.text && dot(asked, known.text))
  }
  creditLikeness(candidates, 'about', NAMES * top, names)
  creditLikeness(candidates, 'about', TEXT * top, texts)
  return candidates.sort(byScore)
}

/** Where names and text of a passage lie; nothing of a text that may be a question. */
function directionsOf(index: RetrievalIndex, { number, segment, place }: Candidate): KnownDirections {
  return remembered(index.directions, number, () => {
    const { title, headings = [], questions = [], text } = readPassage(segment, place)
    const of = (written: string) => {
      const direction = index.options.words!.together(meaningfulWords(written))
      return isSomewhere(direction) ? direction : undefined
    }
    const names = [...(title ? [title] : []), ...headings, ...questions].slice(0, MOST_NAMES)
    return {
      names: names.map(of).filter((one) => one !== undefined),
      text: isQuestionItself(title, questions, text) ? undefined : of(text.slice(0, LETTERS)),
    }
  })
}

/** Words of which nothing is known lie nowhere. */
const isSomewhere = (direction: Float32Array) => direction.some((value) => value !== 0)

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}
