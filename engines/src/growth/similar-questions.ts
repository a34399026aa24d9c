import { normalise } from '../text/normalise.ts'
import { type Asked, likeness, telling } from './asked.ts'
import { goodWording } from './clusters.ts'

/** Two wordings so alike that the second teaches nothing. */
const nearlyTheSame = 1.55

/**
 * Ways of asking worth writing down beside a title, best worded first: near repetitions of each other or of the title left out, as is
 * what holds personal data or is too long to be a question.
 */
export function similarQuestions(title: Asked, asked: readonly Asked[], most = 12): Asked[] {
  const kept: Asked[] = []
  const usable = asked.filter(
    ({ text }) => text.length <= 120 && !/\[(?:phone|id_card|bank_card|email|address|name)\]/.test(text),
  )
  for (const each of usable.toSorted((a, b) => goodWording(b.text) - goodWording(a.text))) {
    if (
      [title, ...kept].some(
        (other) => bare(other.text) === bare(each.text) || likeness(each, other, telling) >= nearlyTheSame,
      )
    )
      continue
    kept.push(each)
    if (kept.length === most) break
  }
  return kept
}

const bare = (text: string) => normalise(text).replace(/[^\p{L}\p{N}]+/gu, '')
