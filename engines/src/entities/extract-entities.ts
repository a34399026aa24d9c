import { detectLanguage } from '../text/detect-language.ts'
import { fold } from '../text/fold.ts'
import { localDay } from './calendar.ts'
import { matchFolded } from './catalogue.ts'
import { type Entity, type ExtractOptions, type Finding, withoutOverlaps } from './entity.ts'
import { findAddressesAndPlaces } from './find-addresses.ts'
import { findAmounts } from './find-amounts.ts'
import { findDates } from './find-dates.ts'
import { findIdentifiers } from './find-identifiers.ts'
import { findPeople } from './find-people.ts'

/**
 * Everything concrete a message mentions, in order, without overlaps; offsets are of the original text. Never throws on
 * any text. Types: phone, money, date, time_range, time, data_amount, order_no, card_tail, phone_tail, address, person,
 * city, email, url, id_card, bank_card, quantity, percent, ordinal, duration, number, `catalogue:<type>` and those of
 * `options.patterns`. Throws RangeError only when `reference` or `timeZone` is not valid.
 */
export function extractEntities(text: string, options: ExtractOptions): Entity[] {
  const today = localDay(options.reference, options.timeZone)
  const folded = fold(text)
  const language = options.language ?? (detectLanguage(text).language === 'zh' ? 'zh' : 'en')
  const findings: Finding[] = [
    ...findIdentifiers(folded.text, options.patterns ?? [], language),
    ...findAddressesAndPlaces(folded.text, folded.cased),
    ...findPeople(folded.text, folded.cased),
    ...findDates(folded.text, today, options.tense),
    ...findAmounts(folded.text),
  ]
  if (options.catalogue) findings.push(...catalogueFindings(folded.text, options.catalogue))
  return withoutOverlaps(findings, folded.text.length).map(({ rank: _, ...finding }) => {
    const { start, end } = folded.spanToOriginal(finding.start, finding.end)
    const said = text.slice(start, end)
    // An address is its own value, with the capitals that folding took.
    return { ...finding, value: finding.type === 'address' ? said : finding.value, text: said, start, end }
  })
}

const CATALOGUE_RANK = 60

/** The best entry of each mention; those equally good are named in its detail, for the caller to ask about. */
function catalogueFindings(text: string, index: NonNullable<ExtractOptions['catalogue']>): Finding[] {
  const bySpan = new Map<string, Finding & { detail: { candidates: { id: string; type: string; score: number }[] } }>()
  for (const match of matchFolded(text, index, { limit: 20 })) {
    const key = `${match.start}:${match.end}`
    const known = bySpan.get(key)
    const candidate = { id: match.id, type: match.type, score: match.score }
    if (known) known.detail.candidates.push(candidate)
    else {
      const { start, end, score } = match
      const detail = { candidates: [candidate] }
      bySpan.set(key, {
        type: `catalogue:${match.type}`,
        value: match.id,
        start,
        end,
        confidence: score,
        detail,
        rank: CATALOGUE_RANK,
      })
    }
  }
  return [...bySpan.values()]
}
