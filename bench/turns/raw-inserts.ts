import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { TurnRows } from './raw-rows.ts'

export interface Conversation {
  id: string
  workspaceId: string
  accountId: string
  lastSeq: number
  worker: string
}

/** The rows of a turn in the two transactions the promises need (a message is stored, a turn is over), one statement a row. */
export async function insertPlain(client: PoolClient, to: Conversation, rows: TurnRows): Promise<void> {
  const run = (name: keyof typeof statements, values: unknown[]) =>
    client.query({ name, text: statements[name], values })
  const { id, workspaceId, accountId } = to
  const { question, replies } = rows
  const asked = ++to.lastSeq
  await client.query('begin')
  await run('receive', [id, asked, question.last, to.worker])
  await run('question', questionOf(to, asked, rows))
  await run('fact', ['message.received', workspaceId, id, JSON.stringify({ seq: asked, messageId: randomUUID() })])
  await client.query('commit')

  const turnId = randomUUID()
  await client.query('begin')
  to.lastSeq += replies.length
  await run('finish', [id, to.lastSeq, asked, rows.dialogue, rows.last])
  for (const [index, { text, parts, pii }] of replies.entries())
    await run('reply', [workspaceId, id, asked + 1 + index, text, parts, pii, turnId])
  await run('turn', [turnId, workspaceId, id, asked, asked, rows.steps, rows.ms])
  await run('fact', [
    'turn.finished',
    workspaceId,
    id,
    JSON.stringify({ turnId, seq: to.lastSeq, outcome: 'answered' }),
  ])
  await client.query('commit')

  function questionOf({ id }: Conversation, seq: number, { question }: TurnRows): unknown[] {
    const clientId = randomUUID()
    return [workspaceId, id, seq, question.text, question.parts, question.pii, accountId, `${id}:${clientId}`, clientId]
  }
}

/** The same rows with each of the two transactions folded into one prepared statement: one round trip each, the least there is. */
export async function insertWhole(client: PoolClient, to: Conversation, rows: TurnRows): Promise<void> {
  const { id, workspaceId, accountId } = to
  const { question, replies } = rows
  const asked = ++to.lastSeq
  const clientId = randomUUID()
  await client.query({
    name: 'whole question',
    text: wholeQuestion,
    values: [
      id, asked, question.last, to.worker, workspaceId, question.text, question.parts, question.pii, accountId,
      `${id}:${clientId}`, clientId, JSON.stringify({ seq: asked, messageId: randomUUID() }),
    ], // biome-ignore format: one list
  })
  const turnId = randomUUID()
  to.lastSeq += replies.length
  await client.query({
    name: 'whole answer',
    text: wholeAnswer,
    values: [
      id, to.lastSeq, asked, rows.dialogue, rows.last, workspaceId, turnId, rows.steps, rows.ms,
      JSON.stringify({ turnId, seq: to.lastSeq, outcome: 'answered' }), replies.map((each) => each.text),
      replies.map((each) => each.parts), replies.map((each) => each.pii),
    ], // biome-ignore format: one list
  })
}

const statements = {
  receive: `update conversations set last_seq = $2, due_seq = $2, last_message = $3, updated_at = now(),
    lease_holder = $4, lease_epoch = lease_epoch + 1, lease_until = now() + interval '6 seconds' where id = $1`,
  question: `insert into messages (workspace_id, conversation_id, seq, sender, text, parts, pii, channel_account_id, external_id, client_id)
    values ($1, $2, $3, 'customer', $4, $5, $6, $7, $8, $9)`,
  fact: 'insert into facts (type, workspace_id, conversation_id, data) values ($1, $2, $3, $4)',
  finish: `update conversations set last_seq = $2, done_seq = $3, dialogue = $4, last_message = $5, checkpoint = null,
    lease_holder = null, lease_until = null, updated_at = now() where id = $1`,
  reply: `insert into messages (workspace_id, conversation_id, seq, sender, text, parts, pii, turn_id)
    values ($1, $2, $3, 'bot', $4, $5, $6, $7)`,
  turn: `insert into turns (id, workspace_id, conversation_id, from_seq, to_seq, steps, ms, started_at)
    values ($1, $2, $3, $4, $5, $6, $7, now())`,
}

const wholeQuestion = `
  with receive as (
    update conversations set last_seq = $2, due_seq = $2, last_message = $3, updated_at = now(),
      lease_holder = $4, lease_epoch = lease_epoch + 1, lease_until = now() + interval '6 seconds' where id = $1
  ), question as (
    insert into messages (workspace_id, conversation_id, seq, sender, text, parts, pii, channel_account_id, external_id, client_id)
    values ($5, $1, $2, 'customer', $6, $7, $8, $9, $10, $11)
  ) insert into facts (type, workspace_id, conversation_id, data) values ('message.received', $5, $1, $12)`

const wholeAnswer = `
  with finish as (
    update conversations set last_seq = $2, done_seq = $3, dialogue = $4, last_message = $5, checkpoint = null,
      lease_holder = null, lease_until = null, updated_at = now() where id = $1
  ), reply as (
    insert into messages (workspace_id, conversation_id, seq, sender, text, parts, pii, turn_id)
    select $6, $1, $3::int + place, 'bot', r.text, r.parts, r.pii, $7
    from unnest($11::text[], $12::jsonb[], $13::jsonb[]) with ordinality as r(text, parts, pii, place)
  ), turn as (
    insert into turns (id, workspace_id, conversation_id, from_seq, to_seq, steps, ms, started_at)
    values ($7, $6, $1, $3, $3, $8, $9, now())
  ) insert into facts (type, workspace_id, conversation_id, data) values ('turn.finished', $6, $1, $10)`
