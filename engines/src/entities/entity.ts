import type { CatalogueIndex } from './catalogue.ts'

/**
 * Something concrete a text mentions. Offsets are UTF-16 units of the original text and `text` is exactly that part.
 * `value` is the plain canonical value of the type, `detail` what a machine can use beyond it; confidence 0..1.
 */
export type Entity = {
  type: string
  value: unknown
  text: string
  start: number
  end: number
  confidence: number
  detail?: EntityDetail
}

/** Optional parts by kind of entity: when (date, time_range, time, duration), address, phone, money. */
export type EntityDetail = {
  /** `YYYY-MM-DD`, first day meant. */
  date?: string
  /** `YYYY-MM-DD`, last day meant, inclusive. */
  dateTo?: string
  /** `HH:MM` on the clock, when a moment was named. */
  time?: string
  /** `HH:MM` bounds of the part of the day meant. */
  from?: string
  to?: string
  province?: string
  city?: string
  district?: string
  street?: string
  detail?: string
  name?: string
  phone?: string
  postcode?: string
  /** ISO 4217; the value of a money entity is in this currency, CNY when absent. */
  currency?: string
  /** ISO 3166 country of a phone number and its international form. */
  country?: string
  e164?: string
  /** A span of time in seconds. */
  seconds?: number
  [key: string]: unknown
}

/** An identifier of a business. `regex` is tried on text folded to lower case and narrow width, case-insensitively. */
export type EntityPattern = { type: string; regex: string; normalise?: 'upper' | 'lower' | 'digits' }

export type ExtractOptions = {
  /** ISO instant, or a plain `YYYY-MM-DD` taken as today. */
  reference: string
  /** IANA zone in which the customer's "today" is meant. */
  timeZone: string
  language?: 'zh' | 'en'
  patterns?: readonly EntityPattern[]
  /** Types made by the business; keep the array, what is prepared for it is kept with it. */
  types?: readonly EntityTypeDefinition[]
  /** Whether a record of this number exists; numbers found by pattern that do not are taken with less confidence. */
  lookUp?: (type: string, value: string) => boolean | undefined
  catalogue?: CatalogueIndex
  /** Which side of today an incomplete date is on; read from the words around it when absent. */
  tense?: 'past' | 'future'
}

/** A candidate on folded text; of two that overlap, the one of the higher rank stays, then the longer one. */
export type Finding = Omit<Entity, 'text'> & { rank: number }

/** Keeps the best findings that do not overlap, in order of appearance; `length` is that of the folded text. */
export function withoutOverlaps(findings: Finding[], length: number): Finding[] {
  const byRank = findings.toSorted(
    (a, b) => b.rank - a.rank || b.end - b.start - (a.end - a.start) || a.start - b.start,
  )
  const taken = new Uint8Array(length)
  const kept = byRank.filter(({ start, end }) => {
    if (end <= start || taken.subarray(start, end).includes(1)) return false
    taken.fill(1, start, end)
    return true
  })
  return kept.toSorted((a, b) => a.start - b.start)
}

/**
 * A type of entity made by a business. `regex` runs on text folded to lower case and narrow width, case-insensitively; the value is
 * its first group, or all of it. `list` has values with their other names; `fuzzy` also takes them misspelt or misheard.
 */
export type EntityTypeDefinition =
  | { type: string; kind: 'regex'; pattern: string; normalise?: 'upper' | 'lower' | 'digits' | undefined }
  | { type: string; kind: 'list'; values: readonly ListValue[]; fuzzy?: boolean | undefined }
export type ListValue = { value: string; synonyms?: readonly string[] | undefined }
