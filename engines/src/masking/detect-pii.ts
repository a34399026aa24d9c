import { type Finding, withoutOverlaps } from '../entities/entity.ts'
import { findAddressesAndPlaces } from '../entities/find-addresses.ts'
import { findIdentifiers } from '../entities/find-identifiers.ts'
import { findPeople } from '../entities/find-people.ts'
import { fold } from '../text/fold.ts'

export type PiiType = 'phone' | 'id_card' | 'bank_card' | 'email' | 'address' | 'name'
export type PiiSpan = { type: PiiType; start: number; end: number }

/**
 * Personal data in a text, in order, offsets of the original. Identity and bank cards must pass their checksums; order,
 * parcel and transaction numbers are never taken for phones. `context: 'log'` also takes doubtful addresses and names.
 */
export function detectPii(text: string, options: { language?: 'zh' | 'en'; context?: 'chat' | 'log' } = {}): PiiSpan[] {
  const folded = fold(text)
  const language = options.language ?? (/\p{Script=Han}/u.test(folded.text) ? 'zh' : 'en')
  const least = options.context === 'log' ? 0.6 : 0.7
  const findings: Finding[] = [
    ...findIdentifiers(folded.text, [], language),
    ...findAddressesAndPlaces(folded.text, folded.cased),
    ...findPeople(folded.text, folded.cased),
  ]
  return withoutOverlaps(findings, folded.text.length).flatMap(({ type, start, end, confidence }) => {
    const kind = KINDS[type]
    return kind && confidence >= least ? [{ type: kind, ...folded.spanToOriginal(start, end) }] : []
  })
}

const KINDS: Record<string, PiiType> = {
  phone: 'phone',
  id_card: 'id_card',
  bank_card: 'bank_card',
  email: 'email',
  address: 'address',
  person: 'name',
}
