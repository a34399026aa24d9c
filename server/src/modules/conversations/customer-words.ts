import { maskText } from '@loopdesk/engines/masking/mask-text.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { PiiSpan } from './stored.ts'

export interface CustomerWords {
  conversationId: string
  /** Personal data is masked. */
  text: string
  at: Date
}

/** The bot has dealt with a message after this long, or somebody else does. */
const settledSeconds = 5

/**
 * What customers of the workspace said to the bot of their own accord after an instant, oldest first: neither pressed buttons nor
 * answers to what the bot had asked.
 */
export async function readWordsSince(tx: Tx, after: Date, limit: number): Promise<CustomerWords[]> {
  const { rows } = await sql<{ conversation_id: string; text: string; pii: PiiSpan[]; created_at: Date }>`
    select m.conversation_id, m.text, m.pii, m.created_at from messages m
    where m.workspace_id = ${tx.workspaceId} and m.sender = 'customer' and m.choice is null and m.text <> ''
      and m.created_at > ${after} and m.created_at < now() - ${settledSeconds} * interval '1 second'
      and exists (select from turns t where t.conversation_id = m.conversation_id and t.from_seq <= m.seq and t.to_seq >= m.seq
        and not t.steps @? ${answering}::jsonpath)
    order by m.created_at limit ${limit}`.execute(tx.query)
  return rows.map((row) => ({
    conversationId: row.conversation_id,
    text: maskText(row.text, row.pii),
    at: row.created_at,
  }))
}

const answering = '$[*].commands[*] ? (@ like_regex "^(set_slot|correct_slot|affirm|deny|unsure|give_|resend_)")'
