import { redact } from '@loopdesk/engines/masking/mask-text.ts'
import { normalise } from '@loopdesk/engines/text/normalise.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'
import { channelKindOf } from '../conversations/index.ts'

/** A question that was put to what the company knows in one turn, and what was told. */
export interface AskedQuestion {
  conversationId: string
  turnId: string
  at: Date
  /** Seqs of the bot's messages of this turn. */
  replySeqs: readonly number[]
  language: string
  /** As it was asked; personal data is taken out here. */
  text: string
  decision: 'answered' | 'clarified' | 'declined'
  /** 0 to 1. */
  confidence: number
  /** Told or offered: ids of entries or passages as the turn names them (`progress.told.ids`). */
  ids: readonly string[]
  /** The customer chose one of what was offered when their question was asked back: that question goes on. */
  chosen?: boolean
}

/** What is kept of a question is as long as people ask. */
export const longest = 500

/** `shipping`, `entry:shipping:0:zh`, `document:<id>:12` → the entry or document. */
export function sourceNamed(id: string): string {
  const found = /^(?:entry|document):[^:]+/.exec(id)
  return found ? found[0] : id.includes(':') ? id : `entry:${id}`
}

/** Letters and digits only. */
export const keyOf = (text: string): string => normalise(text).replace(/[^\p{L}\p{N}]+/gu, '')

/**
 * Notes a question in the transaction that finishes its turn, and tells readers of facts; the same turn again changes nothing.
 * Everything else (clusters, counts, outcomes) follows from facts, so that a turn waits for nobody.
 */
export async function noteAsked(tx: Tx, asked: AskedQuestion): Promise<void> {
  const { conversationId } = asked
  const text = redact(asked.text).trim().slice(0, longest)
  const sources = [...new Set(asked.ids.map(sourceNamed))]
  if (asked.chosen) {
    // Told without a question of its own, and nothing was chosen either: that says nothing new of the question before.
    if (asked.decision !== 'answered') return
    const id = await goOn(tx, asked, sources)
    if (id !== undefined) return tell(tx, conversationId, 'question.chosen', id)
  }
  if (keyOf(text) === '') return
  const channel = await channelKindOf(tx, conversationId)
  if (channel === undefined) return
  const { rows } = await sql<{ id: string }>`
    insert into growth_questions (workspace_id, at, conversation_id, turn_id, reply_seqs, channel, language, text, key, decision,
      confidence, sources)
    values (${tx.workspaceId}, ${asked.at}, ${conversationId}, ${asked.turnId}, ${asked.replySeqs as number[]}, ${channel},
      ${asked.language}, ${text}, ${keyOf(text)}, ${asked.decision}, ${asked.confidence}, ${sources})
    on conflict do nothing returning id`.execute(tx.query)
  if (rows[0]) await tell(tx, conversationId, 'question.asked', rows[0].id)
}

/** The customer's choice belongs to the question that was asked back last. */
async function goOn(tx: Tx, asked: AskedQuestion, sources: string[]): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    update growth_questions set chosen = true, sources = ${sources}, reply_seqs = reply_seqs || ${asked.replySeqs as number[]}::int[]
    where id = (select id from growth_questions where conversation_id = ${asked.conversationId} order by at desc limit 1)
      and conversation_id = ${asked.conversationId} and decision = 'clarified' and not chosen returning id`.execute(
    tx.query,
  )
  return rows[0]?.id
}

async function tell(tx: Tx, conversationId: string, type: string, questionId: string): Promise<void> {
  await publishFact(tx, { type, workspaceId: tx.workspaceId!, conversationId, data: { questionId } })
}
