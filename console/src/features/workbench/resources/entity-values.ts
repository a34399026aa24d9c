import type { EntityType } from '@loopdesk/contracts/api/workbench.ts'

type Value = Extract<EntityType, { kind: 'list' }>['values'][number]

/** Reads a list written by a person: a value a line, its other names after a colon, separated by commas. */
export function valuesOf(text: string): Value[] {
  const values = new Map<string, string[]>()
  for (const line of text.split(/\r?\n/)) {
    const [name = '', ...rest] = line.split(/[:：]/)
    const value = name.trim()
    if (value === '') continue
    const synonyms = rest
      .join(':')
      .split(/[,，、;；|]/)
      .map((word) => word.trim())
      .filter((word) => word !== '' && word !== value)
    values.set(value, [...new Set([...(values.get(value) ?? []), ...synonyms])])
  }
  return [...values].map(([value, synonyms]) => ({ value, synonyms }))
}

/** The same list as a person would write it. */
export function wordsOf(values: Value[]): string {
  return values
    .map(({ value, synonyms }) => (synonyms.length > 0 ? `${value}: ${synonyms.join(', ')}` : value))
    .join('\n')
}
