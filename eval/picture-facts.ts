import { extractEntities } from '@loopdesk/engines/entities/extract-entities.ts'
import { repairIds } from '@loopdesk/engines/pictures/repair-ids.ts'

/** A shop's own order numbers, as a workspace would describe them. */
const patterns = [{ type: 'record:order', regex: 'O\\s?2026\\d{4,6}', normalise: 'upper' as const }]

/** The values of everything concrete in lines read from a picture, as the product finds them. */
export function readIds(lines: readonly string[]): Set<string> {
  const text = repairIds(lines.join('\n'), patterns)
  const entities = extractEntities(text, { reference: '2026-05-20', timeZone: 'Asia/Shanghai', patterns })
  return new Set(entities.map(({ value }) => (typeof value === 'object' ? JSON.stringify(value) : String(value))))
}
