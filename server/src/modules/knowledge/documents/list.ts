import type { DocumentState, documentRoutes, KnowledgeDocument } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { sql } from 'kysely'
import type { z } from 'zod'
import { afterCursor, containing, cutPage, microsOf, parsePageCursor } from '../../../infra/page-cursor.ts'
import type { DocumentDeps } from './deps.ts'
import { type DocumentRow, documentColumns, shownDocument } from './rows.ts'

type Query = z.output<typeof documentRoutes.listDocuments.query>
interface Listed {
  items: KnowledgeDocument[]
  next: string | null
  total: number
  states: Record<DocumentState, number>
}

/** Documents, changed last first; archives only until their documents stand in the list themselves. */
export function makeListDocuments({ db, categoriesBelow }: Pick<DocumentDeps, 'db' | 'categoriesBelow'>) {
  return (workspaceId: string, query: Query): Promise<Listed> =>
    db.tenant(workspaceId, async (tx) => {
      const categories = query.category === undefined ? [] : await categoriesBelow(tx, query.category)
      const where = sql.join([shownOnes, ...conditionsOf(query, categories)], sql` and `)
      const cursor = parsePageCursor(query.cursor)
      const { rows } = await sql<DocumentRow & { micros: number }>`
        select ${documentColumns}, ${microsOf(sql`d.updated_at`)} as micros from knowledge_documents d
        where ${where} and ${afterCursor(sql`d.updated_at`, sql`d.id`, cursor)}
        order by d.updated_at desc, d.id desc limit ${query.limit + 1}`.execute(tx.query)
      const { rows: counted } = await sql<{ state: DocumentState; total: number; fitting: number }>`
        select state, count(*) as total, count(*) filter (where ${where}) as fitting from knowledge_documents d
        where ${shownOnes} group by state`.execute(tx.query)
      const page = cutPage(rows, query.limit)
      const states = { waiting: 0, reading: 0, ready: 0, failed: 0 }
      for (const { state, total } of counted) states[state] = total
      const total = counted.reduce((sum, { fitting }) => sum + fitting, 0)
      return { items: page.rows.map(shownDocument), next: page.next, total, states }
    })
}

const shownOnes = sql`not (d.format = 'zip' and d.state = 'ready' and cardinality(d.contains) > 0)`

function conditionsOf(query: Query, categories: string[]) {
  const { search, state, category, label, audience, format, sourceId, owner, due } = query
  const like = search && containing(search)
  return [
    ...(like ? [sql`(d.title ilike ${like} or d.file_name ilike ${like} or d.url ilike ${like})`] : []),
    ...(state ? [sql`d.state = ${state}`] : []),
    ...(category !== undefined ? [sql`d.category = any(${categories})`] : []),
    ...(label ? [sql`${label} = any(d.labels)`] : []),
    ...(audience ? [sql`${audience} = any(d.audiences)`] : []),
    ...(format ? [sql`d.format = ${format}`] : []),
    ...(sourceId ? [sql`d.source_id = ${sourceId}`] : []),
    ...(owner ? [sql`d.owner = ${owner}`] : []),
    ...(due ? [dueOf[due]] : []),
  ]
}

const dueOf = {
  review: sql`d.review_by <= current_date + 14`,
  expiring: sql`d.valid_until between current_date and current_date + 30`,
  expired: sql`d.valid_until < current_date`,
}
