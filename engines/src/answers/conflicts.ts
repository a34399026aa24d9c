import { amountsIn } from './amounts.ts'
import type { AnswerCandidate, Conflict } from './answer.ts'
import { placesOfKind } from './find-values.ts'
import { NEGATION } from './question-kind.ts'
import type { RankedUnit } from './rank-units.ts'
import type { ReadQuestion } from './read-question.ts'
import { readText } from './read-text.ts'

/**
 * Whether another source answers the same question with another number, date, or the other of yes and no. Only units that answer
 * nearly as surely and about the same words are compared; the more official, then the newer source is preferred.
 */
export function findConflict(question: ReadQuestion, ranked: RankedUnit[]): Conflict | undefined {
  const best = ranked[0]!
  const rivals = ranked.filter((one) => one.candidate.id !== best.candidate.id && isRival(best, one)).slice(0, 4)
  for (const rival of rivals) {
    const about = differ(question, best, rival)
    if (!about) continue
    const { preferred, why } = prefer(best.candidate, rival.candidate)
    return {
      ids: [best.candidate.id, rival.candidate.id],
      about,
      says: [best.unit.text, rival.unit.text],
      preferred,
      why,
    }
  }
  return undefined
}

/** Nearly as likely, and about the same: what the best one covers, it covers too. */
function isRival(best: RankedUnit, one: RankedUnit): boolean {
  if (one.share < 0.1 * best.share) return false
  if ((one.candidate.title ?? '') !== (best.candidate.title ?? '') && one.candidate.source === best.candidate.source)
    return false
  return best.own.every((value, i) => value < 0.5 || one.near[i]! >= 0.5) && likeness(best, one) > 0.3
}

function differ(question: ReadQuestion, best: RankedUnit, rival: RankedUnit): Conflict['about'] | undefined {
  if (question.kind === 'yes_no') {
    const denied = [best, rival].map((one) => NEGATION.test(one.unit.text))
    return denied[0] !== denied[1] ? 'yes_no' : undefined
  }
  if (question.kind === 'date') return otherDates(best, rival) ? 'date' : undefined
  if (!['number', 'duration', 'money', 'percentage'].includes(question.kind)) return undefined
  const mine = amountsIn(best.unit.text).filter((one) => !question.bag.numbers.has(String(one.value)))
  const theirs = amountsIn(rival.unit.text).filter((one) => !question.bag.numbers.has(String(one.value)))
  const units = new Set(mine.map((one) => one.unit).filter((unit) => theirs.some((one) => one.unit === unit)))
  for (const unit of units) {
    const values = (list: typeof mine) => list.filter((one) => one.unit === unit).map((one) => one.value)
    if (!values(mine).some((value) => values(theirs).includes(value))) return 'number'
  }
  return undefined
}

function otherDates(best: RankedUnit, rival: RankedUnit): boolean {
  const dates = ({ unit }: RankedUnit) =>
    placesOfKind('date', unit.text)
      .map(({ start, end }) => unit.text.slice(start, end))
      .filter((text) => /\d/.test(text))
      .map((text) => text.replace(/\s/g, ''))
  const [mine, theirs] = [dates(best), dates(rival)]
  return mine.length > 0 && theirs.length > 0 && !mine.some((one) => theirs.includes(one))
}

/** Likeness of what two units say, numbers aside (share of the shorter one's words). */
function likeness(a: RankedUnit, b: RankedUnit): number {
  const words = ({ unit }: RankedUnit) => new Set([...readText(unit.text).words].filter((word) => !/^\d/.test(word)))
  const [left, right] = [words(a), words(b)]
  const both = [...left].filter((word) => right.has(word)).length
  return both / Math.max(1, Math.min(left.size, right.size))
}

function prefer(mine: AnswerCandidate, theirs: AnswerCandidate): { preferred: string; why: Conflict['why'] } {
  const official = (mine.official ?? 0) - (theirs.official ?? 0)
  if (official !== 0) return { preferred: official > 0 ? mine.id : theirs.id, why: 'more_official' }
  const newer = (mine.updatedAt ?? 0) - (theirs.updatedAt ?? 0)
  if (newer !== 0 && mine.updatedAt && theirs.updatedAt)
    return { preferred: newer > 0 ? mine.id : theirs.id, why: 'newer' }
  return { preferred: mine.id, why: 'better_match' }
}
