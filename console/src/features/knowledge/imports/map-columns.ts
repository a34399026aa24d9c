import type { FaqField, KnowledgeImport, KnowledgeImportOptions } from '@loopdesk/contracts/api/knowledge/imports.ts'

type Columns = NonNullable<KnowledgeImportOptions['columns']>
type Found = KnowledgeImport['columns']

/** What a column is taken for: as chosen, or while nothing was chosen, as found. */
export function fieldOf(found: Found, chosen: Columns | undefined, column: string): FaqField | undefined {
  if (!chosen) return found.find(({ name }) => name === column)?.field ?? undefined
  if (chosen.similar.includes(column)) return 'similar'
  const entry = Object.entries(chosen).find(([, value]) => value === column)
  return entry?.[0] as FaqField | undefined
}

/**
 * The mapping after one column was chosen to be something else (undefined: left out). A field that was another column's
 * moves here; only similar questions may come from several. The server reads a mapping only as a whole: null while
 * questions or answers have no column.
 */
export function columnsWith(
  found: Found,
  chosen: Columns | undefined,
  column: string,
  field: FaqField | undefined,
): Columns | null {
  const now = new Map(found.map(({ name }) => [name, fieldOf(found, chosen, name)]))
  for (const [name, was] of now) if (was === field && field !== 'similar') now.set(name, undefined)
  now.set(column, field)
  const of = (wanted: FaqField) => [...now].filter(([, is]) => is === wanted).map(([name]) => name)
  const [question] = of('question')
  const [answer] = of('answer')
  if (question === undefined || answer === undefined) return swapped(found, now, column, question, answer)
  return whole(now, question, answer)
}

/** Somebody who turns the question column into the answer means the two the other way round. */
function swapped(
  found: Found,
  now: Map<string, FaqField | undefined>,
  column: string,
  question: string | undefined,
  answer: string | undefined,
): Columns | null {
  const free = found.map(({ name }) => name).find((name) => name !== column && now.get(name) === undefined)
  if (question === undefined && answer !== undefined && free !== undefined) return whole(now, free, answer)
  if (answer === undefined && question !== undefined && free !== undefined) return whole(now, question, free)
  return null
}

function whole(now: Map<string, FaqField | undefined>, question: string, answer: string): Columns {
  const others = ['category', 'labels', 'externalId', 'language', 'audiences', 'from', 'until'] as const
  const columns: Columns = {
    question,
    answer,
    similar: [...now].filter(([, is]) => is === 'similar').map(([name]) => name),
  }
  for (const field of others) {
    const name = [...now].find(([, is]) => is === field)?.[0]
    if (name !== undefined) columns[field] = name
  }
  return columns
}
