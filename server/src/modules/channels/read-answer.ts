import type { Part } from '@loopdesk/contracts/messages.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { Capabilities, InboundContent } from '../../kit/define-channel.ts'
import { numberedChoices } from '../../kit/degrade.ts'
import type { ChannelAccount } from './accounts.ts'

interface Said {
  account: ChannelAccount
  customerId: string
  content: InboundContent
  capabilities: Capabilities
}

interface Current {
  id: string
  owner: string
  rating_open: boolean
  parts: Part[] | null
}

/** "2", "２。", "(2)": a number alone. */
const lonelyNumber = /^\(?(\d{1,2})[.,:。)]?$/
const ratingHours = 24

/**
 * What a customer's words stand for where our buttons were written out: "2" is the second of the numbered choices in our last
 * message, and "5" a rating when one was asked for. Anything else stays as it is. Answers the conversation it belongs to, if any.
 */
export async function readAnswer(
  tx: Tx,
  { account, customerId, content, capabilities }: Said,
): Promise<{ content: InboundContent; conversationId: string | undefined }> {
  const current = await findCurrent(tx, account.id, customerId)
  const number = content.type === 'text' ? numberIn(content.text) : undefined
  const unchanged = { content, conversationId: current?.id }
  if (!current || number === undefined) return unchanged
  if (current.rating_open && capabilities.parts.rating !== 'native' && number >= 1 && number <= 5)
    return { content: { type: 'rating', score: number, comment: '' }, conversationId: current.id }
  const chosen = current.owner === 'bot' ? numberedChoices(current.parts ?? [], capabilities)[number - 1] : undefined
  if (!chosen) return unchanged
  return { content: { type: 'choice', value: chosen.value, label: chosen.label }, conversationId: current.id }
}

function numberIn(text: string): number | undefined {
  const found = lonelyNumber.exec(text.normalize('NFKC').trim())
  return found ? Number(found[1]) : undefined
}

/** The open conversation, else the newest, with what the bot or an agent said in it last. */
async function findCurrent(tx: Tx, channelAccountId: string, customerId: string): Promise<Current | undefined> {
  const { rows } = await sql<Current>`
    select c.id, c.owner,
      c.status = 'resolved' and c.rating = 'asked' and c.resolved_at > now() - ${ratingHours} * interval '1 hour' as rating_open,
      (select parts from messages m where m.conversation_id = c.id and m.sender in ('bot', 'agent') order by m.seq desc limit 1) as parts
    from conversations c where c.channel_account_id = ${channelAccountId} and c.customer_id = ${customerId}
    order by (c.status = 'open') desc, c.created_at desc limit 1`.execute(tx.query)
  return rows[0]
}
