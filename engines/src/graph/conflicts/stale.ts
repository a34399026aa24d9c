import { sentencesOf } from '../../retrieval/sentences.ts'
import { fold } from '../../text/fold.ts'
import { findQuantities } from '../quantities.ts'
import { type CheckedPassage, hashText } from './passage.ts'

/** A place that time has overtaken, or that says what must not be said. */
export interface Finding {
  /** The same for the same sentence of the same source. */
  id: string
  kind: 'date_past' | 'validity_over' | 'old_present' | 'gone' | 'forbidden'
  passage: string
  source: CheckedPassage['source']
  page?: number
  quote: string
  start: number
  end: number
  /** The day that is past, the thing that is gone, the word that is forbidden. */
  about: string
  /** What should stand there instead, or why not. */
  note?: string
}

/** A thing or text that no longer exists; texts that still speak of it lead nowhere. */
export interface Gone {
  /** As texts name it, at least two characters. */
  name: string
}

const dayMs = 86_400_000
const untilBefore =
  /(?:至|截止(?:到|至|日期)?[为是:：]?|截至|有效期(?:至|到)|到|直到|最晚|于|在|\buntil\b|\btill\b|\bby\b|\bends? (?:on)?\b|\bexpires? (?:on)?\b|\bvalid (?:until|through|to)\b|\bthrough\b|\bbefore\b)\s*$/
const untilAfter = /^\s*(?:截止|止|前(?!后)|之前|以前|到期|结束|失效|\b(?:deadline|expiry)\b)/
const offer =
  /活动|优惠|促销|有效|截止|报名|领取|预售|折扣|特价|限时|发售|上市|停服|维护|开放|兑换|使用期|\boffer\b|\bpromotion|\bsale\b|\bvalid\b|\bdeadline\b|\bexpire|\bregister|\bregistration|\bcoupon|\bvoucher|\bdiscount/
const present =
  /目前|当前|现在|今年|本年度|最新|近期|即将|\bcurrently\b|\bthis year\b|\blatest\b|\bnow\b|\bupcoming\b|\bsoon\b/
/** A text of history may name old years beside 现在. */
const history =
  /自|从|起|成立|创立|始于|以来|至今|\bsince\b|\bfrom\b|\bfounded\b|\bestablished\b|标准|法|规定|gb|iso|版|©|copyright/

/** What of a passage is no longer so on a day. `gone`: names of things that were deleted or retired. */
export function findStale(
  passage: CheckedPassage,
  { now, gone = [] }: { now: number; gone?: readonly Gone[] },
): Finding[] {
  const found: Finding[] = []
  const today = Math.floor(now / dayMs)
  const finding = findingOf(passage)
  if (passage.until !== undefined && Date.parse(passage.until) < today * dayMs)
    found.push(finding('validity_over', passage.text.slice(0, 200), 0, 0, passage.until))
  for (const { start: from, end: to } of sentencesOf(passage.text)) {
    const quote = passage.text.slice(from, to)
    const folded = fold(quote)
    const { text } = folded
    for (const quantity of findQuantities(text)) {
      const { start, end } = folded.spanToOriginal(quantity.start, quantity.end)
      const day = dayOf(quantity.date, passage.updatedAt)
      const ends = untilBefore.test(text.slice(0, quantity.start)) || untilAfter.test(text.slice(quantity.end))
      // 于/在 only of what runs out; 到 6 月 30 日 of anything.
      if (day !== undefined && day < today && ends && offer.test(text))
        found.push(finding('date_past', quote, start, end, quantity.date!))
      const year =
        quantity.dimension === 'year'
          ? quantity.base
          : quantity.dimension === 'date'
            ? Number(quantity.date!.slice(0, 4))
            : undefined
      if (
        year !== undefined &&
        year < yearOf(now) &&
        yearOf(now) - year <= 30 &&
        present.test(text) &&
        !history.test(text) &&
        !found.some((each) => each.quote === quote)
      )
        found.push(finding('old_present', quote, start, end, String(year)))
    }
    const word = /今年|本年度|\bthis year\b/.exec(text)
    if (word && yearOf(passage.updatedAt) < yearOf(now) && !found.some((each) => each.quote === quote)) {
      const { start, end } = folded.spanToOriginal(word.index, word.index + word[0].length)
      found.push(finding('old_present', quote, start, end, String(yearOf(passage.updatedAt))))
    }
    for (const { name } of gone) {
      const at = placeOf(text, fold(name).text.trim())
      if (!at) continue
      const { start, end } = folded.spanToOriginal(at.start, at.end)
      found.push(finding('gone', quote, start, end, name))
    }
  }
  return found
}

/** A word that must not be said, and what to say instead or why. */
export interface ForbiddenWord {
  word: string
  note?: string
}

/** Every place of a passage where a forbidden word stands; Latin words as whole words, in any case and width. */
export function findForbidden(passage: CheckedPassage, words: readonly ForbiddenWord[]): Finding[] {
  if (words.length === 0) return []
  const finding = findingOf(passage)
  return sentencesOf(passage.text).flatMap(({ start: from, end: to }) => {
    const quote = passage.text.slice(from, to)
    const folded = fold(quote)
    return words.flatMap(({ word, note }) => {
      const at = placeOf(folded.text, fold(word).text.trim())
      if (!at) return []
      const { start, end } = folded.spanToOriginal(at.start, at.end)
      return [{ ...finding('forbidden', quote, start, end, word), ...(note ? { note } : {}) }]
    })
  })
}

const findingOf =
  ({ id, source, page }: CheckedPassage) =>
  (kind: Finding['kind'], quote: string, start: number, end: number, about: string): Finding => ({
    id: hashText([kind, source.id, quote, about].join('\n')),
    kind,
    passage: id,
    source,
    quote,
    start,
    end,
    about,
    ...(page === undefined ? {} : { page }),
  })

const yearOf = (at: number) => new Date(at).getUTCFullYear()

/** Day since 1970. A day without a year is the first such day after the text was written (a month before, it may have been being prepared). */
function dayOf(date: string | undefined, writtenAt: number): number | undefined {
  if (date === undefined) return undefined
  if (!date.startsWith('--')) return Math.floor(Date.parse(date) / dayMs)
  const year = yearOf(writtenAt)
  const same = Date.parse(`${year}-${date.slice(2)}`)
  if (Number.isNaN(same)) return undefined
  return Math.floor((same >= writtenAt - 31 * dayMs ? same : Date.parse(`${year + 1}-${date.slice(2)}`)) / dayMs)
}

function placeOf(text: string, word: string): { start: number; end: number } | undefined {
  if (word.length < 2 && !/\p{Script=Han}/u.test(word)) return undefined
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const cuts = (a: string | undefined, b: string | undefined) =>
      a !== undefined && b !== undefined && /[a-z0-9]/.test(a) && /[a-z0-9]/.test(b)
    if (!cuts(text[at - 1], word[0]) && !cuts(word.at(-1), text[at + word.length]))
      return { start: at, end: at + word.length }
  }
  return undefined
}
