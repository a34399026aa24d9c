/** A figure or identifier a reply states: amounts of money, order and account numbers, phone numbers, codes. */
const claims = /[¥￥$]\s?\d[\d,]*(?:\.\d+)?|\d[\d,]*\.\d{2}|[A-Z]{1,5}\d{4,}|\d[\d,]{3,}/g

/**
 * What a reply claims without support: every amount, number of four digits and more, and identifier in it must stand in the
 * evidence (the results of calls, what the customer gave, the fixed words of the template). Amounts are compared by value, so
 * `¥1,299.00` is supported by `1299`. Answers the unsupported claims, none when all is well.
 */
export function unsupportedClaims(reply: string, evidence: readonly unknown[]): string[] {
  const found = reply.match(claims)
  if (!found) return []
  const text = evidence.map((each) => (typeof each === 'string' ? each : (JSON.stringify(each) ?? ''))).join('\n')
  const plain = text.replace(/[,\s*]/g, '')
  return [...new Set(found)].filter((claim) => !isSupported(claim, plain))
}

function isSupported(claim: string, evidence: string): boolean {
  const digits = claim.replace(/[¥￥$,\s]/g, '')
  if (evidence.includes(digits)) return true
  if (!/^\d+(\.\d+)?$/.test(digits)) return false
  const value = Number(digits)
  return evidence.includes(String(value)) || evidence.includes(value.toFixed(1))
}
