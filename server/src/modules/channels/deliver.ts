import type { Part } from '@loopdesk/contracts/messages.ts'
import { sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import { RetryableError } from '../../infra/errors.ts'
import type { JobHandler } from '../../infra/jobs.ts'
import type { Log } from '../../infra/log.ts'
import type { Secrets } from '../../infra/secrets.ts'
import type { Channel, ChannelHttp, OutgoingMessage, SendOutcome } from '../../kit/define-channel.ts'
import { wakeDelivery } from '../conversations/index.ts'
import type { Accounts } from './accounts.ts'
import { addressContext } from './addresses.ts'
import type { FileLinks } from './file-links.ts'
import { failDelivery, tellState } from './move-delivery.ts'

/** When a message that could not be sent is tried again, and until when. */
export interface RetryPolicy {
  /** The first pause; each next one is twice as long. */
  firstMs: number
  longestMs: number
  /** Given up after so many tries … */
  attempts: number
  /** … or at the first failed try after so long, so that what waited behind a lost cause does not wait as long again. */
  oldestMs: number
}

/** Twelve tries in about half an hour: later a customer would take an answer for a mistake. */
export const usualRetries: RetryPolicy = { firstMs: 1_000, longestMs: 600_000, attempts: 12, oldestMs: 1_800_000 }

interface DeliverDeps {
  db: Db
  log: Log
  now: () => Date
  http: ChannelHttp
  secrets: Secrets
  accounts: Accounts
  channels: ReadonlyMap<string, Channel>
  fileLinks: FileLinks
  retries?: RetryPolicy
}

/** What a worker has for one try; longer than any channel's time-out, so that two never try at once. */
const tryMs = 20_000
/** The database's clock may be a little behind ours. */
const shortestPauseMs = 100

/**
 * Works off a conversation's outbox: the oldest message first, the next only when it was taken or given up, so that the order
 * holds whatever fails. A try is written down before it is made; a worker that dies in between leaves it to the next one, and
 * the other side knows the repeat by its idempotency key.
 */
export function makeDeliver(deps: DeliverDeps): JobHandler {
  const { db } = deps
  return async (payload) => {
    const workspaceId = String(payload.workspaceId)
    const conversationId = String(payload.conversationId)
    for (;;) {
      const head = await db.tenant(workspaceId, (tx) => claimOldest(tx, conversationId))
      if (!head) return
      if (!head.claimed) {
        if (await db.tenant(workspaceId, (tx) => postpone(deps, tx, head))) return
        continue
      }
      const tried = await attempt(deps, head)
      if (!(await db.tenant(workspaceId, (tx) => record(deps, tx, head, tried)))) return
    }
  }
}

interface Oldest {
  /** False when it may not be tried yet; then attempts and requests_taken are missing. */
  claimed: boolean
  message_id: string
  workspace_id: string
  conversation_id: string
  attempts: number
  requests_taken: number
  public_key: string
  address: string | null
  language: 'zh' | 'en'
  seq: number
  sender: OutgoingMessage['sender']
  sender_name: string | null
  text: string
  parts: Part[]
  created_at: Date
}

/** The oldest unsent message, claimed for one try unless it is not due yet; undefined when all is sent. */
async function claimOldest(tx: Tx, conversationId: string): Promise<Oldest | undefined> {
  const { rows } = await sql<Oldest>`
    with oldest as (
      select d.message_id, d.due_at, m.seq, m.sender, m.staff_id, m.text, m.parts, m.created_at
      from deliveries d join messages m on m.id = d.message_id
      where d.conversation_id = ${conversationId} and d.state = 'queued' order by m.seq limit 1
    ), claimed as (
      update deliveries d set attempts = d.attempts + 1, due_at = now() + ${tryMs} * interval '1 millisecond'
      from oldest where d.message_id = oldest.message_id and d.state = 'queued' and d.due_at <= now()
      returning d.*
    )
    select o.message_id, o.seq, o.sender, o.text, o.parts, o.created_at, s.name as sender_name,
      c.workspace_id, c.id as conversation_id, d.attempts, d.requests_taken, d.message_id is not null as claimed,
      account.public_key, address.address, c.language
    from oldest o left join claimed d on d.message_id = o.message_id left join staff s on s.id = o.staff_id
    join conversations c on c.id = ${conversationId}
    left join channel_accounts account on account.id = c.channel_account_id
    left join channel_addresses address on address.channel_account_id = c.channel_account_id and address.customer_id = c.customer_id`.execute(
    tx.query,
  )
  return rows[0]
}

/**
 * Comes back when the message is due: after its pause, or when the worker that has it now must have ended. The row is locked
 * while this is arranged, as it is when a try is written down, so that the later arrangement knows of the earlier. False when
 * the message was dealt with meanwhile.
 */
async function postpone({ now }: DeliverDeps, tx: Tx, head: Oldest): Promise<boolean> {
  const { rows } = await sql<{ due_at: Date }>`
    select due_at from deliveries where message_id = ${head.message_id} and state = 'queued' for update`.execute(
    tx.query,
  )
  if (!rows[0]) return false
  const soonest = now().getTime() + shortestPauseMs
  await wakeDelivery(tx, head.workspace_id, head.conversation_id, new Date(Math.max(soonest, rows[0].due_at.getTime())))
  return true
}

interface Tried {
  outcome: SendOutcome
  /** Nothing of the message is left to be sent once this was taken. */
  last: boolean
  /** Whether the other side would notice a repeat. */
  idempotent: boolean
}

async function attempt(deps: DeliverDeps, head: Oldest): Promise<Tried> {
  try {
    return await send(deps, head)
  } catch (error) {
    if (error instanceof RetryableError) throw error
    deps.log.error({ err: error, messageId: head.message_id }, 'a message could not be sent')
    return {
      outcome: { kind: 'retry', code: 'internal', message: 'sending failed here' },
      last: true,
      idempotent: true,
    }
  }
}

async function send(deps: DeliverDeps, head: Oldest): Promise<Tried> {
  const { accounts, channels, secrets, fileLinks, http, now } = deps
  const account = await accounts.find(head.public_key)
  const channel = account && channels.get(account.kind)
  if (!channel) return refused('channel_gone', 'there is no such channel any more')
  if (head.address === null) return refused('no_address', 'the customer never wrote on this channel')
  const capabilities = channel.capabilitiesFor(account.settings)
  const files = head.parts.flatMap((part) => (part.type === 'file' ? [part.file.fileId] : []))
  const requests = channel.encode(
    {
      id: head.message_id,
      conversationId: head.conversation_id,
      seq: head.seq,
      to: secrets.open(head.address, addressContext(account.id)),
      sender: head.sender,
      senderName: head.sender_name,
      language: head.language,
      text: head.text,
      parts: head.parts,
      fileUrls: Object.fromEntries(files.map((id) => [id, fileLinks.urlOf(id)])),
      at: head.created_at.toISOString(),
    },
    capabilities,
  )
  const next = requests[head.requests_taken]
  // A message that shows nothing on this channel is done as it stands.
  if (!next) return { outcome: { kind: 'sent', externalId: null }, last: true, idempotent: true }
  const outcome = await channel.send(next, {
    http,
    settings: account.settings,
    secret: account.secret,
    now: now(),
    idempotencyKey: `${head.message_id}.${head.requests_taken + 1}`,
  })
  return { outcome, last: head.requests_taken + 1 >= requests.length, idempotent: capabilities.idempotent }
}

function refused(code: string, message: string): Tried {
  return { outcome: { kind: 'refused', code, message }, last: true, idempotent: true }
}

/** Writes down what a try led to; true when the next may be tried at once. */
async function record(deps: DeliverDeps, tx: Tx, head: Oldest, { outcome, last, idempotent }: Tried): Promise<boolean> {
  const { message_id: messageId, conversation_id: conversationId } = head
  if (outcome.kind === 'sent') {
    await sql`update deliveries set requests_taken = requests_taken + 1, state = ${last ? 'sent' : 'queued'}, reason = null,
        attempts = case when ${last} then attempts else 0 end, due_at = now(),
        external_id = coalesce(${outcome.externalId}, external_id), updated_at = now()
      where message_id = ${messageId} and state = 'queued' and requests_taken = ${head.requests_taken}`.execute(
      tx.query,
    )
    if (last) await tellState(tx, conversationId, messageId, 'sent')
    return true
  }
  const { attempts, oldestMs, ...pauses } = deps.retries ?? usualRetries
  const tooOld = deps.now().getTime() - head.created_at.getTime() > oldestMs
  const hopeless = outcome.kind === 'refused' || (outcome.kind === 'unknown' && !idempotent)
  const reason = `${outcome.code}: ${outcome.message}`
  if (hopeless || head.attempts >= attempts || tooOld) {
    await failDelivery(tx, { messageId, conversationId, reason })
    return true
  }
  const asked = outcome.kind === 'retry' ? (outcome.retryAfterMs ?? 0) : 0
  const pauseMs = Math.max(Math.min(asked, pauses.longestMs), pauseAfter(head.attempts, pauses))
  const runAt = new Date(deps.now().getTime() + pauseMs)
  await sql`update deliveries set reason = ${reason}, due_at = ${runAt}, updated_at = now()
    where message_id = ${messageId} and state = 'queued' and attempts = ${head.attempts}`.execute(tx.query)
  await wakeDelivery(tx, head.workspace_id, conversationId, runAt)
  return false
}

/** Doubles from the first; up to a fifth longer by chance, so that many do not come back at once. */
function pauseAfter(attempts: number, { firstMs, longestMs }: Pick<RetryPolicy, 'firstMs' | 'longestMs'>): number {
  return Math.min(longestMs, firstMs * 2 ** (attempts - 1)) * (1 + Math.random() / 5)
}
