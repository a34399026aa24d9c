import type { AssistGap } from '@loopdesk/contracts/api/assist.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { redact } from '@loopdesk/engines/masking/mask-text.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { afterCursor, cutPage, microsOf, parsePageCursor } from '../../infra/page-cursor.ts'
import { audit } from '../identity/index.ts'
import type { AssistDeps } from './deps.ts'
import { questionKey } from './question-key.ts'

type Row = Omit<AssistGap, 'firstAt' | 'lastAt'> & { firstAt: Date; lastAt: Date }

const columns = sql`id, text, language, audience, reason, source, asked, first_at as "firstAt", last_at as "lastAt", state,
  entry_id as "entryId"`

export interface Missing {
  text: string
  language: 'zh' | 'en'
  audience: 'staff' | 'customer'
  reason: 'unanswered' | 'wrong'
  source?: string | null
}

/** What was asked in vain: kept once however often, told to those who look after the knowledge, and open again when asked again. */
export function makeGaps({ noteGap }: Pick<AssistDeps, 'noteGap'>) {
  return {
    async note(tx: Tx, missing: Missing): Promise<AssistGap> {
      const text = redact(missing.text).trim().slice(0, 500)
      const key = questionKey(text) || text
      const source = missing.source ?? null
      const { rows } = await sql<Row>`
        insert into assist_gaps (workspace_id, key, text, language, audience, reason, source)
        values (${tx.workspaceId}, ${key}, ${text}, ${missing.language}, ${missing.audience}, ${missing.reason}, ${source})
        on conflict (workspace_id, audience, key) do update set asked = assist_gaps.asked + 1, last_at = now(), state = 'open',
          reason = excluded.reason, source = excluded.source, closed_by = null, closed_at = null
        returning ${columns}`.execute(tx.query)
      const row = rows[0]!
      await publishFact(tx, {
        type: 'assist.unanswered',
        workspaceId: tx.workspaceId!,
        data: { gapId: row.id, audience: row.audience, reason: row.reason, source },
      })
      const { language, audience, reason } = missing
      await noteGap?.(tx, { text, language, audience, reason, source })
      return shown(row)
    },
    async list(tx: Tx, { state, cursor, limit }: { state: string; cursor?: string | undefined; limit: number }) {
      const { rows } = await sql<Row & { micros: number }>`
        select ${columns}, ${microsOf(sql`last_at`)} as micros from assist_gaps
        where workspace_id = ${tx.workspaceId} and state = ${state}
          and ${afterCursor(sql`last_at`, sql`id`, parsePageCursor(cursor))}
        order by last_at desc, id desc limit ${limit + 1}`.execute(tx.query)
      const page = cutPage(rows, limit)
      return { items: page.rows.map(({ micros: _micros, ...row }) => shown(row)), next: page.next }
    },
    async close(
      tx: Tx,
      gapId: string,
      { state, entryId }: { state: 'answered' | 'dismissed'; entryId?: string | undefined },
      actor: string,
    ): Promise<AssistGap> {
      const { rows } = await sql<Row>`
        update assist_gaps set state = ${state}, entry_id = coalesce(${entryId ?? null}, entry_id), closed_by = ${actor},
          closed_at = now() where id = ${gapId} and workspace_id = ${tx.workspaceId} returning ${columns}`.execute(
        tx.query,
      )
      const [row] = rows
      if (!row) throw new AppError('not_found', 'there is no such question')
      await audit(tx, { actor, action: `assist_gap.${state}`, target: `assist_gap:${gapId}`, details: { entryId } })
      return shown(row)
    },
  }
}

const shown = (row: Row): AssistGap => ({
  ...row,
  firstAt: row.firstAt.toISOString(),
  lastAt: row.lastAt.toISOString(),
})
