import { detectLanguage } from '../text/detect-language.ts'
import { fold } from '../text/fold.ts'
import { localDay } from './calendar.ts'
import { matchFolded } from './catalogue.ts'
import { findCustomTypes } from './custom-types.ts'
import { type Entity, type ExtractOptions, type Finding, withoutOverlaps } from './entity.ts'
import { findAddressesAndPlaces } from './find-addresses.ts'
import { findAmounts } from './find-amounts.ts'
import { findAttributes } from './find-attributes.ts'
import { findDates } from './find-dates.ts'
import { findIdentifiers } from './find-identifiers.ts'
import { findPeople } from './find-people.ts'

/**
 * Everything concrete a message mentions, in order, without overlaps; offsets are of the original text. Never throws on
 * any text. Types: phone, money, date, time_range, time, data_amount, order_no, card_tail, phone_tail, address, person,
 * city, email, url, id_card, bank_card, quantity, percent, ordinal, duration, number, color, size, model, `catalogue:<type>` and those
 * of `options.patterns` and `options.types`. Throws RangeError only when `reference` or `timeZone` is not valid.
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
    ...findAttributes(folded.text),
  ]
  if (options.types) findings.push(...findCustomTypes(folded.text, options.types))
  if (options.catalogue) findings.push(...catalogueFindings(folded.text, options.catalogue))
  const checked = options.lookUp ? findings.map((finding) => lookedUp(finding, options.lookUp!)) : findings
  let last = 0
  return withoutOverlaps(checked, folded.text.length).flatMap(({ rank: _, ...finding }) => {
    const { start, end } = folded.spanToOriginal(finding.start, finding.end)
    // One character of the original may fold to several (㎡), with the end of one finding and the beginning of another in it.
    if (start < last) return []
    last = end
    const said = text.slice(start, end)
    // An address and a model are their own value, with the capitals that folding took.
    const own = finding.type === 'address' || finding.type === 'model'
    return [{ ...finding, value: own ? said : finding.value, text: said, start, end }]
  })
}

/** A number that is in the books is sure, whatever else it looks like; one that is not gives way to other readings. */
function lookedUp(finding: Finding, lookUp: NonNullable<ExtractOptions['lookUp']>): Finding {
  if (finding.type !== 'order_no' && finding.type !== 'card_tail' && finding.type !== 'phone') return finding
  const exists = lookUp(finding.type, String(finding.value))
  if (exists === undefined) return finding
  const detail = { ...finding.detail, known: exists }
  return exists
    ? { ...finding, detail, confidence: 0.99, rank: finding.rank + 100 }
    : { ...finding, detail, confidence: finding.confidence * 0.6 }
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
