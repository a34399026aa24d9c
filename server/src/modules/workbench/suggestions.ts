import type { Suggestion } from '@loopdesk/contracts/api/workbench.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { sql } from 'kysely'
import { addJob } from '../../infra/jobs.ts'
import { containing } from '../../infra/page-cursor.ts'
import { audit } from '../identity/index.ts'
import { addTexts } from './add-texts.ts'
import { taughtChanged } from './changed.ts'
import type { Who, WorkbenchDeps } from './deps.ts'
import type { Intents } from './intents.ts'
import { suggestJobName } from './look-through.ts'
import { readState } from './state.ts'

interface Row {
  id: string
  text: string
  language: Suggestion['language']
  count: number
  reason: Suggestion['reason']
  rank: number
  guesses: Suggestion['guesses']
  outside: number
  conversation_id: string | null
  last_at: Date
}
interface Wanted {
  reason?: Suggestion['reason'] | undefined
  search?: string | undefined
  offset: number
  limit: number
}

/** What is said often counts more: said twenty times, fully; once, six tenths. */
const rank = sql`(value * (0.6 + 0.4 * least(1, ln(count) / ln(20))))::float8`

/** Customers' words that are worth labelling. */
export function makeSuggestions(
  deps: Pick<WorkbenchDeps, 'db' | 'understanding'> & { intents: Pick<Intents, 'check'> },
) {
  const { db, intents } = deps

  return {
    list: (workspaceId: string, { reason, search, offset, limit }: Wanted) =>
      db.tenant(workspaceId, async (tx) => {
        const where = sql`state = 'open' and ${reason === undefined ? sql`true` : sql`reason = ${reason}`}
          and ${search?.trim() ? sql`text ilike ${containing(search)}` : sql`true`}`
        const { rows } = await sql<Row>`
          select id, text, language, count, reason, ${rank} as rank, guesses, outside, conversation_id, last_at
          from workbench_suggestions where ${where} order by ${rank} desc, id offset ${offset} limit ${limit}`.execute(
          tx.query,
        )
        const { rows: counted } = await sql<{ total: number }>`
          select count(*)::int as total from workbench_suggestions where ${where}`.execute(tx.query)
        const { read_until } = await readState(tx)
        return { items: rows.map(shown), total: counted[0]!.total, readUntil: read_until?.toISOString() ?? null }
      }),

    find: (workspaceId: string) =>
      db.tenant(workspaceId, async (tx) => {
        await addJob(tx, suggestJobName, { workspaceId }, { key: `suggest:${workspaceId}`, maxAttempts: 3 })
        return { looking: true }
      }),

    async label(workspaceId: string, who: Who, id: string, intent: string, changed: string | undefined) {
      await intents.check(workspaceId, intent)
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ text: string }>`
          update workbench_suggestions set state = 'labelled' where id = ${id} and state = 'open' returning text`.execute(
          tx.query,
        )
        if (!rows[0]) throw new AppError('not_found', 'there is no such open suggestion')
        const text = changed ?? rows[0].text
        const added = await addTexts(tx, { label: intent, texts: [text], source: 'message', by: who.name })
        await taughtChanged(tx, deps)
        const details = { intent }
        await audit(tx, { actor: who.actor, action: 'suggestion.labelled', target: `suggestion:${id}`, details })
        return added
      })
    },

    dismiss: (workspaceId: string, ids: string[]): Promise<{ changed: number }> =>
      db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql`
          update workbench_suggestions set state = 'dismissed' where id = any(${ids}::uuid[]) and state = 'open' returning 1`.execute(
          tx.query,
        )
        return { changed: rows.length }
      }),
  }
}

function shown(row: Row): Suggestion {
  const { id, text, language, count, reason, guesses, outside } = row
  const rest = { value: row.rank, conversationId: row.conversation_id, lastAt: row.last_at.toISOString() }
  return { id, text, language, count, reason, guesses, outside, ...rest }
}
