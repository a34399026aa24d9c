import { normalise } from '@loopdesk/engines/text/normalise.ts'
import { sql } from 'kysely'
import type { Bus } from '../../infra/bus.ts'
import type { Tx } from '../../infra/db.ts'
import { type Fact, makeProjector, type Projector, publishFact } from '../../infra/facts.ts'
import type { AssistDeps } from './deps.ts'

type Following = Pick<AssistDeps, 'db' | 'log' | 'conversations'> & { bus: Bus }

/** What is sent later has nothing to do with what was inserted. */
const together = '60 minutes'

export type Edited = 'as_is' | 'little' | 'much' | 'replaced'

/** Sees what became of inserted suggestions once a colleague's reply has gone out: kept, changed or written anew. */
export function startFollowingSent({ db, bus, log, conversations }: Following): Projector {
  const handle = (tx: Tx, fact: Fact) => followSent(tx, conversations, fact)
  return makeProjector({ db, bus, log, name: 'assist-sent', types: ['message.sent'], fromNow: true, handle })
}

async function followSent(
  tx: Tx,
  conversations: AssistDeps['conversations'],
  { workspaceId, conversationId, data }: Fact,
): Promise<void> {
  if (data.sender !== 'agent' || conversationId === null) return
  const { rows } = await sql<{ id: string; text: string; source: string }>`
    select id, text, source from assist_suggestions where conversation_id = ${conversationId} and inserted_at is not null
      and sent_seq is null and inserted_at > now() - ${together}::interval order by inserted_at`.execute(tx.query)
  if (rows.length === 0) return
  const seq = Number(data.seq)
  const [sent] = await conversations.readRows(tx, conversationId, seq - 1, 1)
  if (!sent) return
  for (const { id, text, source } of rows) {
    const edited = editedOf(text, sent.text)
    await sql`update assist_suggestions set sent_seq = ${seq}, sent_at = now(), edited = ${edited} where id = ${id}`.execute(
      tx.query,
    )
    await publishFact(tx, {
      type: 'suggestion.sent',
      workspaceId,
      conversationId,
      data: { suggestionId: id, source, edited },
    })
  }
}

/**
 * How much of an inserted text a reply still is. By the share of its pairs of characters that are left: 95 % and hardly anything
 * beside it is as it was, 75 % a little changed, 30 % much.
 */
export function editedOf(inserted: string, sent: string): Edited {
  const [before, after] = [pairsOf(inserted), pairsOf(sent)]
  let [left, all, long] = [0, 0, 0]
  for (const [pair, times] of before) {
    left += Math.min(times, after.get(pair) ?? 0)
    all += times
  }
  for (const times of after.values()) long += times
  const kept = all === 0 ? 0 : left / all
  if (kept >= 0.95 && long <= all * 1.1 + 4) return 'as_is'
  if (kept >= 0.75) return 'little'
  return kept >= 0.3 ? 'much' : 'replaced'
}

function pairsOf(text: string): Map<string, number> {
  const plain = normalise(text).replace(/\s+/g, '')
  const pairs = new Map<string, number>()
  for (let at = 0; at < Math.max(1, plain.length - 1); at++) {
    const pair = plain.slice(at, at + 2)
    if (pair !== '') pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  return pairs
}
