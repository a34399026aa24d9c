import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { afterCursor, containing, cutPage, microsOf, parsePageCursor } from '../../infra/page-cursor.ts'
import { audit } from '../identity/index.ts'
import { shownThread, type ThreadRow } from './ask.ts'

interface Wanted {
  search?: string | undefined
  cursor?: string | undefined
  limit: number
}

/** What somebody asked so far, newest first; a search looks into the questions too. */
export async function listThreads(tx: Tx, owner: string, { search, cursor, limit }: Wanted) {
  const pattern = search === undefined ? null : containing(search)
  const { rows } = await sql<ThreadRow & { micros: number }>`
    select t.id, t.title, t.created_at as "createdAt", t.updated_at as "updatedAt", ${microsOf(sql`t.updated_at`)} as micros
    from assist_threads t where t.workspace_id = ${tx.workspaceId} and t.owner = ${owner}
      and (${pattern}::text is null or t.title ilike ${pattern}
        or exists (select from assist_questions q where q.thread_id = t.id and q.text ilike ${pattern}))
      and ${afterCursor(sql`t.updated_at`, sql`t.id`, parsePageCursor(cursor))}
    order by t.updated_at desc, t.id desc limit ${limit + 1}`.execute(tx.query)
  const page = cutPage(rows, limit)
  return { items: page.rows.map(shownThread), next: page.next }
}

/** Forgets somebody's questions. Throws `not_found` for what is not theirs. */
export async function deleteThread(tx: Tx, owner: string, threadId: string, actor: string): Promise<void> {
  const { rows } = await sql`
    delete from assist_threads where id = ${threadId} and owner = ${owner} and workspace_id = ${tx.workspaceId}
    returning id`.execute(tx.query)
  if (rows.length === 0) throw new AppError('not_found', 'there are no such questions of yours')
  await audit(tx, { actor, action: 'assist_thread.deleted', target: `assist_thread:${threadId}` })
}
