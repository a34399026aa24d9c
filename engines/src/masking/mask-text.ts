import { detectPii, type PiiSpan, type PiiType } from './detect-pii.ts'

/**
 * The text with the given spans made unreadable but still recognisable to their owner: 138****8000, 110***********1234,
 * **** **** **** 7476, z***@x.com, 王*, and of an address province and city. Spans must not overlap; order is free.
 */
export function maskText(text: string, spans: readonly PiiSpan[]): string {
  return replaceSpans(text, spans, (part, type) => maskValue(part, type))
}

/** The text with all personal data it contains replaced by placeholders ([phone]), for logs and prompts of models. */
export function redact(text: string): string {
  let redacted = text
  // What was glued to something else stands free once that is gone; the bound is for texts made to take long.
  for (let round = 0; round < 12; round++) {
    const spans = detectPii(redacted, { context: 'log' })
    if (spans.length === 0) break
    redacted = replaceSpans(redacted, spans, (_, type) => `[${type}]`)
  }
  return redacted
}

/** One value of a known kind, masked. */
export function maskValue(value: string, type: PiiType): string {
  switch (type) {
    case 'phone':
      return maskPhone(value)
    case 'id_card':
      return keepEnds(value.replace(/[\s-]/g, ''), 3, 4)
    case 'bank_card':
      return `**** **** **** ${value.replace(/\D/g, '').slice(-4)}`
    case 'email':
      return value.replace(/^(.)[^@＠]*/u, '$1***')
    case 'address':
      return maskAddress(value)
    case 'name':
      return maskName(value)
  }
}

function replaceSpans(
  text: string,
  spans: readonly PiiSpan[],
  replace: (part: string, type: PiiType) => string,
): string {
  let out = ''
  let at = 0
  for (const { type, start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    if (start < at || end <= start) continue
    out += text.slice(at, start) + replace(text.slice(start, end), type)
    at = end
  }
  return out + text.slice(at)
}

/** Mobile numbers keep three and four digits, landlines their area code and the last two. */
function maskPhone(value: string): string {
  const digits = value
    .normalize('NFKC')
    .replace(/\D/g, '')
    .replace(/^(?:00)?86(?=1\d{10}$)/, '')
  if (digits.length >= 11 && digits.startsWith('1')) return keepEnds(digits, 3, 4)
  if (digits.length < 7) return '*'.repeat(Math.max(4, value.length))
  return keepEnds(digits, digits.startsWith('0') ? (/^0(?:1|2)/.test(digits) ? 3 : 4) : 3, 2)
}

function keepEnds(value: string, head: number, tail: number): string {
  if (value.length <= head + tail) return '*'.repeat(value.length)
  return value.slice(0, head) + '*'.repeat(value.length - head - tail) + value.slice(-tail)
}

const PROVINCE_AND_CITY =
  /^\s*(?:[\p{Script=Han}]{2,3}(?:省|自治区)|[\p{Script=Han}]{2,8}自治区)?\s*(?:[\p{Script=Han}]{2,8}?(?:市|自治州|地区|盟))?/u

function maskAddress(value: string): string {
  if (/\p{Script=Han}/u.test(value)) return `${PROVINCE_AND_CITY.exec(value)?.[0] ?? ''}****`
  const segments = value.split(',')
  return segments.length > 2 ? ['****', ...segments.slice(-2)].join(',') : '****'
}

function maskName(value: string): string {
  const letters = [...value.trim()]
  if (!/\p{Script=Han}/u.test(value))
    return value
      .trim()
      .split(/\s+/)
      .map((word) => `${[...word][0] ?? ''}***`)
      .join(' ')
  return `${letters[0]}${'*'.repeat(Math.max(1, letters.length - 1))}`
}
