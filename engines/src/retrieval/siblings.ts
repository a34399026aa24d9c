import { readPassage } from './build-segment.ts'
import { byScore, type Candidate, credit, makeCandidate } from './candidate.ts'
import type { Excluded } from './filters.ts'
import { evidenceOf } from './first-stage.ts'
import { subjectTerms } from './passage.ts'
import type { Query } from './query.ts'
import type { RetrievalIndex } from './search-index.ts'
import type { Segment } from './segment.ts'
import { NEAR } from './terms.ts'

/** Candidates whose source is looked at, and how far to either side. */
const LOOKED_AT = 24
const REACH = 3
/** What naming the subject counts for every passage of the source: a little more than saying it once in a passage of usual length. */
const SUBJECT = 1.3
/** What the best neighbour says beyond the passage itself counts this much. */
const LENT = 0.25
/** Sources whose subject is remembered. */
const REMEMBERED = 5000

/**
 * A source is divided where its text gets long, not where its subject changes: "it is poisonous" stands in one passage, what "it" is
 * in another. So the subject of a source counts for all of its passages alike, and what neighbours say counts in part. Passages
 * beside a candidate become candidates themselves; what may not be found lends nothing.
 */
export function lendEvidence(
  index: RetrievalIndex,
  query: Query,
  candidates: Candidate[],
  excluded: (segment: Segment, place: number) => Excluded | undefined,
  also?: number,
): Candidate[] {
  const all = new Map(candidates.map((candidate) => [candidate.number, candidate]))
  const sources = new Set<number>()
  for (const [rank, { number, segment, place }] of candidates.entries())
    if (rank < LOOKED_AT || number === also) sources.add(segment.columns.source[place]!)
  for (const source of sources) {
    const members = index.members.get(source)
    if (typeof members !== 'object' || members.length < 2) continue
    const parts = members
      .map((number) => all.get(number) ?? placeOf(index, number))
      .filter(({ segment, place }) => !excluded(segment, place))
    lendWithin(index, query, parts, all)
  }
  return [...all.values()].sort(byScore)
}

function placeOf(index: RetrievalIndex, number: number): Candidate {
  const { segment, place } = index.where[number]!
  return makeCandidate(segment!, place)
}

/** `parts`: the passages of a source in their order, of which `all` holds those that are candidates. */
function lendWithin(index: RetrievalIndex, query: Query, parts: Candidate[], all: Map<number, Candidate>): void {
  const wanted = new Set<number>()
  for (const [i, { number }] of parts.entries()) {
    if (!all.has(number)) continue
    for (let j = Math.max(0, i - REACH); j <= Math.min(parts.length - 1, i + REACH); j++) wanted.add(j)
  }
  if (wanted.size < 2) return
  const subject = subjectOf(index, parts[0]!)
  const isSubject = query.terms.map(({ hash }) => subject.has(hash))
  const evidence = new Map<number, Float64Array>()
  const of = (i: number) => {
    let found = evidence.get(i)
    if (!found) {
      const { segment, place } = parts[i]!
      found = evidenceOf(segment, place, query.terms, query.average)
      evidence.set(i, found)
    }
    return found
  }
  const known = new Set(all.keys())
  for (const i of wanted) {
    const candidate = parts[i]!
    if (!known.has(candidate.number)) {
      creditWords(candidate, query.terms, of(i))
      all.set(candidate.number, candidate)
    }
    const near: Float64Array[] = []
    for (let j = Math.max(0, i - REACH); j <= Math.min(parts.length - 1, i + REACH); j++) if (j !== i) near.push(of(j))
    const own = of(i)
    let lent = 0
    let named = 0
    for (let t = 0; t < isSubject.length; t++) {
      const { weight, kind } = query.terms[t]!
      if (kind === NEAR) continue
      if (isSubject[t]) named += weight * (SUBJECT - own[t]!)
      else {
        let most = own[t]!
        for (const one of near) most = Math.max(most, one[t]!)
        lent += weight * (most - own[t]!)
      }
    }
    credit(candidate, 'subject', named)
    credit(candidate, 'neighbours', LENT * lent)
  }
}

/** Credits what the words of a passage are worth, by kind. */
export function creditWords(candidate: Candidate, terms: Query['terms'], evidence: Float64Array): void {
  for (const [t, { kind, weight }] of terms.entries()) {
    if (kind !== NEAR && evidence[t]! > 0) credit(candidate, PART_OF[kind]!, weight * evidence[t]!)
  }
  creditNear(candidate, terms, evidence)
}

/** Of the words looked for in place of one, the best counts, and none where the word itself is said. */
function creditNear(candidate: Candidate, terms: Query['terms'], evidence: Float64Array): void {
  const best = new Map<number, number>()
  for (const [t, { weight, instead }] of terms.entries())
    if (instead && evidence[t]! > 0)
      best.set(instead.hash, Math.max(best.get(instead.hash) ?? 0, weight * evidence[t]!))
  if (best.size === 0) return
  for (const [t, { hash }] of terms.entries()) if (evidence[t]! > 0) best.delete(hash)
  for (const points of best.values()) credit(candidate, 'near', points)
}

const PART_OF = ['words', 'characters', 'characters', 'sounds', 'spelling', 'words'] as const

function subjectOf(index: RetrievalIndex, { number, segment, place }: Candidate): Set<number> {
  let subject = index.subjects.get(number)
  if (!subject) {
    subject = subjectTerms(readPassage(segment, place))
    if (index.subjects.size >= REMEMBERED) index.subjects.clear()
    index.subjects.set(number, subject)
  }
  return subject
}
