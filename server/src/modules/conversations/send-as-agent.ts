import type { StaffMessage } from '@loopdesk/contracts/api/conversations.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { Part } from '@loopdesk/contracts/messages.ts'
import { detectPii } from '@loopdesk/engines/masking/detect-pii.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { attachFiles } from './attachments.ts'
import { appendMessage } from './ownership.ts'
import { agentKey, readStaffMessage } from './staff-messages.ts'
import { markAgentRead } from './thread-details.ts'

export interface AgentMessage {
  conversationId: string
  staffId: string
  idempotencyKey: string
  text: string
  fileIds: string[]
}

interface Thread {
  status: 'open' | 'resolved'
  owner: string
  agent_id: string | null
  agent_name: string | null
  language: 'zh' | 'en'
  last_seq: number
}

/**
 * Appends the owning agent's reply. The same key again answers the first result, whoever owns the conversation by then. Throws
 * `not_found`, `not_owner`, `wrong_state`, `idempotency_mismatch`.
 */
export async function sendAsAgent(tx: Tx, message: AgentMessage): Promise<StaffMessage> {
  const thread = await lockThread(tx, message.conversationId)
  const before = await findRepeat(tx, message)
  if (before) return before
  refuseUnlessOwner(thread, message.staffId)
  const text = message.text.trim()
  if (text === '' && message.fileIds.length === 0)
    throw new AppError('invalid_request', '/body/text: say something or attach a file', [
      { path: '/body/text', message: 'say something or attach a file' },
    ])
  const files = await attachFiles(tx, message.conversationId, message.fileIds)
  if (!files) throw new AppError('not_found', 'a file to send does not exist')
  const { id, seq } = await appendMessage(tx, {
    conversationId: message.conversationId,
    sender: 'agent',
    staffId: message.staffId,
    text,
    parts: files.map((file): Part => ({ type: 'file', file })),
    pii: detectPii(text, { language: thread.language }),
    idempotencyKey: agentKey(message.idempotencyKey),
  })
  await markAgentRead(tx, message.conversationId, message.staffId, seq)
  return (await readStaffMessage(tx, id))!
}

async function lockThread(tx: Tx, conversationId: string): Promise<Thread> {
  const { rows } = await sql<Thread>`
    select c.status, c.owner, c.agent_id, c.language, c.last_seq, (select name from staff where id = c.agent_id) as agent_name
    from conversations c where c.id = ${conversationId} and c.workspace_id = ${tx.workspaceId} for update`.execute(
    tx.query,
  )
  if (!rows[0]) throw new AppError('not_found', 'there is no such conversation')
  return rows[0]
}

async function findRepeat(tx: Tx, message: AgentMessage): Promise<StaffMessage | undefined> {
  const { rows } = await sql<{ id: string; text: string; staff_id: string; files: number }>`
    select id, text, staff_id, jsonb_array_length(parts) as files from messages
    where conversation_id = ${message.conversationId} and idempotency_key = ${agentKey(message.idempotencyKey)}`.execute(
    tx.query,
  )
  const before = rows[0]
  if (!before) return undefined
  const same =
    before.text === message.text.trim() &&
    before.staff_id === message.staffId &&
    before.files === message.fileIds.length
  if (!same) throw new AppError('idempotency_mismatch', 'this key was used for another message')
  return readStaffMessage(tx, before.id)
}

function refuseUnlessOwner(thread: Thread, staffId: string): void {
  if (thread.status !== 'open') throw new AppError('wrong_state', 'this conversation is closed')
  if (thread.owner === 'agent' && thread.agent_id === staffId) return
  const holder = thread.agent_name ?? { bot: 'the bot', queue: 'the queue' }[thread.owner] ?? 'nobody'
  throw new AppError('not_owner', `this conversation is with ${holder}; take it over first`)
}
