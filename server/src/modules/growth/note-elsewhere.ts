import { redact } from '@loopdesk/engines/masking/mask-text.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { channelKindOf } from '../conversations/index.ts'
import { keyOf, longest } from './note-asked.ts'

/** What somebody looked for outside of a turn, and what they got. */
export interface AskedElsewhere {
  /** help: a search of the help centre; assist: a colleague's question, or what agents were offered nothing for. */
  origin: 'help' | 'assist'
  at: Date
  language: string
  /** As it was asked; personal data is taken out here. */
  text: string
  /** clarified: something was listed, and it counts as unanswered unless it is opened; answered: a colleague found the answer wrong. */
  decision: 'answered' | 'clarified' | 'declined'
  /** What was found wrong: `entry:ID`, `document:ID`. */
  source?: string | null | undefined
  /** The conversation it came up in, and its message: what agents say after that may be the answer. */
  conversation?: { id: string; seq: number } | undefined
}

/** The same from the same place within this time is the same asking: a page loaded again, a report of what was just asked. */
const sameAsking = '5 minutes'

/**
 * Notes what was asked elsewhere, and tells readers of facts; answers its id, undefined when there is nothing to note: without a letter,
 * or known from its conversation already.
 */
export async function noteAskedElsewhere(tx: Tx, asked: AskedElsewhere): Promise<string | undefined> {
  const { origin, at, conversation } = asked
  const text = redact(asked.text).trim().slice(0, longest)
  const key = keyOf(text)
  if (key === '') return undefined
  const known = await sameBefore(tx, asked, key)
  if (known !== undefined) return conversation ? undefined : known
  const channel = conversation ? ((await channelKindOf(tx, conversation.id)) ?? '') : ''
  const { rows } = await sql<{ id: string }>`
    insert into growth_questions (workspace_id, at, origin, conversation_id, reply_seqs, channel, language, text, key, decision,
      confidence, sources)
    values (${tx.workspaceId}, ${at}, ${origin}, ${conversation?.id ?? null}::uuid, ${conversation ? [conversation.seq] : []}::int[],
      ${channel},
      ${asked.language}, ${text}, ${key}, ${asked.decision}, 0, ${asked.source ? [asked.source] : []}::text[])
    returning id`.execute(tx.query)
  const { id } = rows[0]!
  await publishFact(tx, { type: 'question.asked', workspaceId: tx.workspaceId!, data: { questionId: id } })
  return id
}

async function sameBefore(tx: Tx, { origin, at, decision, conversation }: AskedElsewhere, key: string) {
  const { rows } = await sql<{ id: string }>`
    select id from growth_questions where workspace_id = ${tx.workspaceId} and key = ${key} and ${
      conversation
        ? sql`conversation_id = ${conversation.id}`
        : sql`origin = ${origin} and conversation_id is null and decision = ${decision} and not chosen
            and at > ${at}::timestamptz - ${sameAsking}::interval`
    } order by at desc limit 1`.execute(tx.query)
  return rows[0]?.id
}

/** Somebody opened what a search had listed: it was no search in vain. */
export async function noteOpened(tx: Tx, questionId: string): Promise<void> {
  const { rows } = await sql`
    update growth_questions set chosen = true where workspace_id = ${tx.workspaceId} and id = ${questionId} and origin = 'help'
      and decision = 'clarified' and not chosen returning 1`.execute(tx.query)
  if (rows.length > 0)
    await publishFact(tx, { type: 'question.chosen', workspaceId: tx.workspaceId!, data: { questionId } })
}
