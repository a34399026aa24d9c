import { createHash } from 'node:crypto'

/** What one entry of the audit log says; `details` holds JSON only. */
export interface AuditRecord {
  workspaceId: string
  seq: number
  at: Date
  actor: string
  action: string
  target: string
  details: Record<string, unknown>
}

/** What the first entry of a chain follows. */
export const genesisHash = Buffer.alloc(32)

/** SHA-256 over the entry and the hash of the one before it, as canonical JSON (docs/security.md describes it for outsiders). */
export function hashRecord(record: AuditRecord, prevHash: Buffer): Buffer {
  const content = { ...record, at: record.at.toISOString(), prevHash: prevHash.toString('hex') }
  return createHash('sha256').update(canonicalJson(content)).digest()
}

/** JSON with sorted keys and no blanks, so that equal values have equal bytes. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, child]) => `${JSON.stringify(key)}:${canonicalJson(child)}`).join(',')}}`
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const personal = [
  /[\w.+-]+@[\w-]+(\.[\w-]+)+/g, // e-mail address
  /(?<![0-9a-zA-Z])(\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9a-zA-Z])/g, // mobile phone
  /(?<!\d)\d{17}[\dXx](?!\d)/g, // identity card
  /(?<!\d)\d{4}[- ]?\d{4}[- ]?\d{4}[- ]?\d{3,7}(?!\d)/g, // bank card
]

/**
 * A copy of the details fit to be kept for ever: plain JSON in which what looks like personal data is blanked. The last line
 * of defence only: callers name people and things by id.
 */
export function withoutPersonalData(details: Record<string, unknown>): Record<string, unknown> {
  const blank = (value: unknown): unknown => {
    if (typeof value === 'string')
      return uuid.test(value) ? value : personal.reduce((text, it) => text.replace(it, '***'), value)
    if (Array.isArray(value)) return value.map(blank)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, blank(child)]))
  }
  return blank(JSON.parse(JSON.stringify(details))) as Record<string, unknown>
}
