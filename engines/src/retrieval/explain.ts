import { normalise } from '../text/normalise.ts'
import { type Candidate, idOf, type Parts } from './candidate.ts'
import type { Excluded } from './filters.ts'
import { countBetter, evidenceOf } from './first-stage.ts'
import { type Ranking, rank, type SearchOptions } from './rank.ts'
import type { RetrievalIndex } from './search-index.ts'
import { termsWithText } from './terms.ts'

/** Why a passage stands where it stands for a query. */
export interface Explanation {
  id: string
  score: number
  parts: Parts
  /** Its place in the ranking, from 1; undefined when a filter keeps it out or it shares nothing with the query. */
  rank: number | undefined
  /** Whether its words brought it among the candidates that are looked at closely; others are ranked by words alone. */
  considered: boolean
  /** The filter that keeps it out. */
  excluded: Excluded | undefined
  /** What of the query it holds, weightiest first: as said, and points. Terms without points were looked for in vain. */
  terms: { text: string; kind: string; weight: number; points: number }[]
}

/** Explains any passage of the index, also one that was not found; undefined when there is none with this id. */
export function explain(
  index: RetrievalIndex,
  query: string,
  id: string,
  options: SearchOptions = {},
): Explanation | undefined {
  const number = index.numberOf.get(id)
  if (number === undefined) return undefined
  const plain = rank(index, query, options)
  const at = plain.candidates.findIndex((candidate) => candidate.number === number)
  const ranking = at >= 0 ? plain : rank(index, query, options, number)
  const candidate = ranking.candidates.find((one) => one.number === number)!
  const excluded = ranking.excluded(candidate.segment, candidate.place)
  return {
    id: idOf(candidate),
    score: candidate.score,
    parts: candidate.parts,
    rank: excluded ? undefined : at >= 0 ? at + 1 : rankByWords(index, plain, candidate),
    considered: at >= 0,
    excluded,
    terms: termsOfQuery(ranking, candidate, query),
  }
}

/** Below all candidates, in the order of what words alone are worth. */
function rankByWords(
  index: RetrievalIndex,
  { query, candidates, excluded }: Ranking,
  candidate: Candidate,
): number | undefined {
  const better = countBetter(
    index,
    { terms: query.terms, average: query.average, excluded, count: 0 },
    candidate.segment,
    candidate.place,
  )
  return better === undefined ? undefined : Math.max(candidates.length, better) + 1
}

function termsOfQuery({ query }: Ranking, { segment, place }: Candidate, said: string): Explanation['terms'] {
  const names = termsWithText(normalise(said))
  const evidence = evidenceOf(segment, place, query.terms, query.average)
  return query.terms
    .map(({ hash, weight, instead }, t) => {
      const near = instead && { text: `${instead.word} → ${instead.other}`, kind: 'near' }
      const { text = '', kind = 'synonym' } = near ?? names.get(hash) ?? {}
      return { text, kind, weight, points: weight * evidence[t]! }
    })
    .sort((a, b) => b.points - a.points || b.weight - a.weight)
}
