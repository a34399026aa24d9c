import type { note } from '@loopdesk/contracts/api/conversations.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { type RawBuilder, sql } from 'kysely'
import type { z } from 'zod'
import type { Tx } from '../../infra/db.ts'
import { publishFact } from '../../infra/facts.ts'

export type Note = z.infer<typeof note>

export interface NewNote {
  conversationId: string
  text: string
  author: string
  staffId: string | null
  idempotencyKey: string
}

/** Adds an internal note after the newest message, once per key. Throws `not_found` and `idempotency_mismatch`. */
export async function addNote(tx: Tx, note: NewNote): Promise<Note> {
  const { rows: threads } = await sql<{ last_seq: number }>`
    select last_seq from conversations where id = ${note.conversationId} and workspace_id = ${tx.workspaceId} for update`.execute(
    tx.query,
  )
  const thread = threads[0]
  if (!thread) throw new AppError('not_found', 'there is no such conversation')
  const { rows: made } = await sql`
    insert into notes (workspace_id, conversation_id, after_seq, staff_id, author, text, idempotency_key)
    values (${tx.workspaceId}, ${note.conversationId}, ${thread.last_seq}, ${note.staffId}::uuid, ${note.author}, ${note.text}, ${note.idempotencyKey})
    on conflict (conversation_id, idempotency_key) do nothing returning id`.execute(tx.query)
  const [stored] = await readWhere(
    tx,
    sql`conversation_id = ${note.conversationId} and idempotency_key = ${note.idempotencyKey}`,
  )
  if (stored!.text !== note.text) throw new AppError('idempotency_mismatch', 'this key was used for another note')
  if (made.length > 0) {
    const fact = { type: 'note.added', workspaceId: tx.workspaceId!, data: { noteId: stored!.id } }
    await publishFact(tx, { ...fact, conversationId: note.conversationId })
  }
  return stored!
}

/** All notes of a conversation, oldest first. */
export function readNotes(tx: Tx, conversationId: string): Promise<Note[]> {
  return readWhere(tx, sql`conversation_id = ${conversationId}`)
}

/** Notes by id, with the conversations they stand in, oldest first. */
export async function findNotes(tx: Tx, ids: readonly string[]): Promise<{ conversationId: string; note: Note }[]> {
  if (ids.length === 0) return []
  const { rows } = await select(tx, sql`id = any(${ids}::uuid[])`)
  return rows.map((row) => ({ conversationId: row.conversation_id, note: toNote(row) }))
}

interface NoteRow {
  id: string
  conversation_id: string
  after_seq: number
  author: string
  text: string
  created_at: Date
}

async function readWhere(tx: Tx, condition: RawBuilder<unknown>): Promise<Note[]> {
  return (await select(tx, condition)).rows.map(toNote)
}

function select(tx: Tx, condition: RawBuilder<unknown>) {
  return sql<NoteRow>`
    select id, conversation_id, after_seq, author, text, created_at from notes
    where workspace_id = ${tx.workspaceId} and ${condition} order by created_at, id`.execute(tx.query)
}

function toNote({ id, after_seq: afterSeq, author, text, created_at: at }: NoteRow): Note {
  return { id, afterSeq, author, text, at: at.toISOString() }
}
