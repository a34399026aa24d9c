import type { EntryChange } from '@loopdesk/contracts/api/knowledge/entries.ts'

/** Both sides of a change as texts people can read: lists a line each, the rest as `name: value`. */
export function changeSides({ before, after }: Pick<EntryChange, 'before' | 'after'>): [string, string] {
  return [readable(before), readable(after)]
}

function readable(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(readable).filter(Boolean).join('\n')
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .map(([name, inner]) => [name, readable(inner)] as const)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => (text.includes('\n') ? `${name}:\n${text}` : `${name}: ${text}`))
    .join('\n')
}
