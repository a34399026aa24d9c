import type { EntryChange } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { diffArrays } from 'diff'
import { canonical } from './canonical.ts'

type Piece = NonNullable<EntryChange['pieces']>[number]

/** What is different between two definitions of an entry, field by field as the form has them. */
export function compareEntries(before: object, after: object): EntryChange[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)]
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field) => {
    const [from, to] = [old.get(field), now.get(field)]
    if (canonical(from) === canonical(to)) return []
    const kind = isEmpty(from) ? 'added' : isEmpty(to) ? 'removed' : 'changed'
    const pieces = typeof from === 'string' && typeof to === 'string' ? { pieces: comparePieces(from, to) } : {}
    return [
      { field, kind, ...(from !== undefined && { before: from }), ...(to !== undefined && { after: to }), ...pieces },
    ]
  })
}

/** Texts and lists by language become fields of their own: `answer.zh`. */
function fieldsOf(definition: object): Map<string, unknown> {
  const fields = new Map<string, unknown>()
  for (const [name, value] of Object.entries(definition)) {
    if (name === 'id') continue
    if (byLanguage.has(name) && typeof value === 'object' && value !== null)
      for (const [language, each] of Object.entries(value)) fields.set(`${name}.${language}`, each)
    else fields.set(name, value)
  }
  for (const [field, value] of fields) if (isEmpty(value)) fields.delete(field)
  return fields
}

const byLanguage = new Set(['title', 'questions', 'answer'])

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** Words of Latin script, single Chinese characters, signs and spaces: the units in which people see a text change. */
export function comparePieces(before: string, after: string): Piece[] {
  const units = (text: string) => text.match(/[\p{Script=Latin}\p{N}]+|\s+|./gsu) ?? []
  return diffArrays(units(before), units(after)).map(({ value, added, removed }) => ({
    text: value.join(''),
    in: added ? 'after' : removed ? 'before' : 'both',
  }))
}
