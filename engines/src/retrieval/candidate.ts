import type { Segment } from './segment.ts'

/** What a score is made of; every part is points, and they add up to the score. */
export interface Parts {
  /** BM25 of words, of characters and their pairs, of sounds, of parts of Latin words. */
  words: number
  characters: number
  sounds: number
  spelling: number
  /** Words that mean nearly what words of the query mean which hardly any passage holds. */
  near: number
  /** What its source is about, and what stands beside it in the source. */
  subject: number
  neighbours: number
  /** One sentence of it covers much of the query. */
  proximity: number
  /** A long query names its title. */
  title: number
  /** A question of it says what the query says, no more and no less. */
  question: number
  /** Its names (title, headings, questions) and its text are about what the query's words are about, in whatever words. */
  about: number
  /** Likeness of title or questions by the built-in encoder, and by the vectors given. */
  meaning: number
  vectors: number
  freshness: number
  feedback: number
  boost: number
  /** Pinned above (or buried below) all others for this query. */
  pin: number
}

/** A passage on its way through the ranking. */
export interface Candidate {
  number: number
  segment: Segment
  place: number
  score: number
  parts: Parts
}

/** A candidate with nothing to its credit yet. */
export function makeCandidate(segment: Segment, place: number): Candidate {
  return { number: segment.numbers[place]!, segment, place, score: 0, parts: { ...NOTHING } }
}

const NOTHING: Parts = {
  words: 0,
  characters: 0,
  sounds: 0,
  spelling: 0,
  near: 0,
  subject: 0,
  neighbours: 0,
  proximity: 0,
  title: 0,
  question: 0,
  about: 0,
  meaning: 0,
  vectors: 0,
  freshness: 0,
  feedback: 0,
  boost: 0,
  pin: 0,
}

/** Gives points under a name. */
export function credit(candidate: Candidate, part: keyof Parts, points: number): void {
  candidate.parts[part] += points
  candidate.score += points
}

/** The id of a candidate's passage. */
export const idOf = ({ segment, place }: Candidate) => segment.ids[place]!

/** Best first; equal scores in the order of their ids. */
export function byScore(a: Candidate, b: Candidate): number {
  return b.score - a.score || (idOf(a) < idOf(b) ? -1 : 1)
}
