import { sql } from 'kysely'
import type { Tx } from '../../../infra/db.ts'
import type { Passage, Passages } from '../passages.ts'
import type { VersionContent } from './deps.ts'
import type { DocumentRow } from './rows.ts'

export const documentSource = (id: string) => `document:${id}`

/** Makes the passages of a version the ones that are searched, with the settings of the document, in the caller's transaction. */
export async function publishDocument(
  tx: Tx,
  passages: Pick<Passages, 'replace'>,
  { row, content, timeZone }: { row: DocumentRow; content: Pick<VersionContent, 'passages'>; timeZone: string },
): Promise<void> {
  const source = documentSource(row.id)
  const { from, until } = await instantsOf(tx, row, timeZone)
  const shared = {
    source,
    language: row.language,
    title: row.title,
    labels: row.labels,
    category: row.category,
    audiences: row.audiences,
    channels: row.channels,
    validFrom: from,
    validUntil: until,
    official: row.official,
  }
  const all = content.passages.map((passage): Passage => {
    const {
      number,
      kind,
      headings,
      text,
      question,
      similar,
      page,
      lastPage,
      boxes,
      table,
      references,
      section,
      pageStarts,
    } = passage
    return {
      ...shared,
      id: `${source}:${number}`,
      kind,
      number,
      headings,
      text,
      questions: question === undefined ? [] : [question, ...(similar ?? [])],
      content: {
        section,
        ...(lastPage !== undefined && { lastPage }),
        ...(boxes && { boxes }),
        ...(pageStarts && { pageStarts }),
        ...(table && { table }),
        ...(references && { references }),
      },
      page: page ?? null,
    }
  })
  await passages.replace(tx, tx.workspaceId!, [source], all)
}

/** A first and last day, as the instants between which it holds. */
async function instantsOf(tx: Tx, row: Pick<DocumentRow, 'valid_from' | 'valid_until'>, timeZone: string) {
  if (row.valid_from === null && row.valid_until === null) return { from: null, until: null }
  const { rows } = await sql<{ from: Date | null; until: Date | null }>`
    select ${row.valid_from}::date::timestamp at time zone ${timeZone} as "from",
      (${row.valid_until}::date + 1)::timestamp at time zone ${timeZone} as until`.execute(tx.query)
  return rows[0]!
}
