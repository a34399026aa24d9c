import type { StaffMessage } from '@loopdesk/contracts/api/conversations.ts'
import { type FormValues, type SentForm, uploaded } from '@loopdesk/contracts/form.ts'
import type { Part } from '@loopdesk/contracts/messages.ts'
import { maskDeep } from '@loopdesk/engines/masking/mask-deep.ts'
import { maskText } from '@loopdesk/engines/masking/mask-text.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import { type MessageRow, toMessage } from './stored.ts'

/** Keys of agents' messages are kept apart from those the platform makes itself. */
export const agentKey = (idempotencyKey: string) => `agent:${idempotencyKey}`

/** Messages after a seq as staff see them: personal data masked. */
export function readStaffMessages(
  tx: Tx,
  conversationId: string,
  afterSeq: number,
  limit: number,
): Promise<StaffMessage[]> {
  return readWhere(tx, sql`m.conversation_id = ${conversationId} and m.seq > ${afterSeq}`, limit)
}

/** One message as staff see it. */
export async function readStaffMessage(tx: Tx, messageId: string): Promise<StaffMessage | undefined> {
  return (await readWhere(tx, sql`m.id = ${messageId}`, 1))[0]
}

/** The text of a message in clear: only for those who may, and never without an audit entry. */
export async function readClearText(tx: Tx, conversationId: string, messageId: string): Promise<string | undefined> {
  const { rows } = await sql<{ text: string }>`
    select text from messages where id = ${messageId} and conversation_id = ${conversationId}
      and workspace_id = ${tx.workspaceId}`.execute(tx.query)
  return rows[0]?.text
}

/**
 * What the customer said last up to an instant, masked; with null what they said first. Pressed buttons say nothing here;
 * undefined when there is nothing.
 */
export async function readCustomerWords(
  tx: Tx,
  conversationId: string,
  upTo: Date | null,
): Promise<string | undefined> {
  const { rows } = await sql<Pick<MessageRow, 'text' | 'pii'>>`
    select text, pii from messages where conversation_id = ${conversationId} and workspace_id = ${tx.workspaceId}
      and sender = 'customer' and choice is null and text <> '' and (${upTo}::timestamptz is null or created_at <= ${upTo}::timestamptz)
    order by ${upTo === null ? sql`seq` : sql`seq desc`} limit 1`.execute(tx.query)
  return rows[0] && maskText(rows[0].text, rows[0].pii)
}

/** What the bot told last in a conversation, masked, oldest first. */
export async function readTold(tx: Tx, conversationId: string): Promise<{ text: string; at: string }[]> {
  const { rows } = await sql<Pick<MessageRow, 'text' | 'pii' | 'created_at'>>`
    select text, pii, created_at from messages where conversation_id = ${conversationId} and workspace_id = ${tx.workspaceId}
      and sender = 'bot' order by seq desc limit 5`.execute(tx.query)
  return rows
    .toReversed()
    .map(({ text, pii, created_at }) => ({ text: maskText(text, pii), at: created_at.toISOString() }))
}

type StaffRow = MessageRow & { idempotency_key: string | null; dealt_in: string | null }

async function readWhere(tx: Tx, condition: RawBuilder<unknown>, limit: number): Promise<StaffMessage[]> {
  const { rows } = await sql<StaffRow>`
    select m.id, m.conversation_id, m.seq, m.sender, s.name as sender_name, m.text, m.parts, m.pii, m.event, m.client_id, m.form, m.turn_id,
      m.idempotency_key, m.created_at, d.state as delivery_state, d.reason as delivery_reason, c.received_seq, c.read_seq,
      case when m.sender = 'customer' then (select t.id from turns t where t.conversation_id = m.conversation_id
        and t.from_seq <= m.seq and t.to_seq >= m.seq order by t.to_seq limit 1) end as dealt_in
    from messages m join conversations c on c.id = m.conversation_id
    left join staff s on s.id = m.staff_id left join deliveries d on d.message_id = m.id
    where m.workspace_id = ${tx.workspaceId} and ${condition} order by m.seq limit ${limit}`.execute(tx.query)
  return rows.map(toStaffMessage)
}

function toStaffMessage(row: StaffRow): StaffMessage {
  const parts = row.parts.map(maskPart)
  const own = row.sender === 'agent' && row.idempotency_key?.startsWith(agentKey(''))
  return {
    ...toMessage(row),
    text: maskText(row.text, row.pii),
    parts,
    ...(row.form && { form: maskForm(row.form) }),
    clientId: own ? row.idempotency_key!.slice(agentKey('').length) : row.client_id,
    hasPii: row.pii.length > 0,
    turnId: row.turn_id ?? row.dealt_in,
  }
}

/** What a card shows may be somebody's address or number; ids and links of files are nobody's. */
function maskPart(part: Part): Part {
  if (part.type === 'card') {
    const { imageUrl, url, choices, ...said } = part
    return { ...part, ...(maskDeep(said) as typeof said), imageUrl, url, choices: choices.map(maskChoice) }
  }
  if (part.type === 'form') {
    const fields = part.fields.map((field) => ({ ...field, value: maskAnswer(field.value as FormValues[string]) }))
    return { ...part, fields }
  }
  if (part.type === 'choices') return { ...part, choices: part.choices.map(maskChoice) }
  if (part.type === 'file') return { ...part, file: { ...part.file, name: maskDeep(part.file.name) as string } }
  return part
}

function maskChoice<C extends { value: string; label: string; hint?: string | undefined }>(choice: C): C {
  return maskDeep(choice) as C
}

function maskForm({ formId, values }: SentForm): SentForm {
  return {
    formId,
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, maskAnswer(value)])),
  }
}

/** Ids of files are nobody's personal data, and without them nobody sees the files. */
function maskAnswer(value: FormValues[string]): FormValues[string] {
  if (Array.isArray(value) && value.some((each) => uploaded.safeParse(each).success)) return value
  return maskDeep(value) as FormValues[string]
}
