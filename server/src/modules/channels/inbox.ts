import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../infra/db.ts'
import { addJob } from '../../infra/jobs.ts'
import type { InboundEvent, RawRequest } from '../../kit/define-channel.ts'
import type { ChannelAccount } from './accounts.ts'

/** What an event led to; stored with it, so that the same event sent again gets the same answer. */
export type EventResult =
  | { type: 'message'; conversationId: string; seq: number; at: string }
  | { type: 'receipt'; messageId: string; state: string }
  | { type: 'ignored'; reason: string }

export interface KeptEvent {
  /** Ours, ascending in the order of arrival. */
  id: number
  externalId: string
  /** Undefined while it has not been dealt with. */
  result: EventResult | undefined
  isNew: boolean
}

export interface WaitingEvent {
  id: number
  externalId: string
  raw: RawRequest
}

/** Takes in what a request left when the process that accepted it could not: payload `{ accountKey, workspaceId, requestId }`. */
export const takeInJob = 'channels.take_in'
/** After so long the job looks whether all is done; long enough not to meet the request itself. */
const safetyMs = 10_000
const keepDays = { requests: 14, events: 90 }
/** Headers that say something about the request, and nothing about who may call us. */
const keptHeaders = /^(content-type|user-agent|webhook-|x-)/

export type Inbox = ReturnType<typeof makeInbox>

/** The raw inbox: verified requests as they came, once per event, kept before they are acknowledged. */
export function makeInbox({ db, now }: { db: Db; now: () => Date }) {
  return {
    /** Keeps a request unless all of its events are known. Answers its events in their order. */
    async keep(account: ChannelAccount, raw: RawRequest, events: readonly InboundEvent[]): Promise<KeptEvent[]> {
      const rows = events.map((event) => ({ external_id: event.externalId, sender_hash: senderHash(event) }))
      return db.tenant(account.workspaceId, async (tx) => {
        const headers = Object.fromEntries(Object.entries(raw.headers).filter(([name]) => keptHeaders.test(name)))
        const { rows: requests } = await sql<{ id: string }>`
          insert into channel_requests (workspace_id, channel_account_id, headers, query, body)
          values (${account.workspaceId}, ${account.id}, ${JSON.stringify(headers)}::jsonb, ${JSON.stringify(raw.query)}::jsonb, ${raw.body})
          returning id`.execute(tx.query)
        const requestId = requests[0]!.id
        const { rows: made } = await sql<{ external_id: string }>`
          insert into channel_events (workspace_id, channel_account_id, external_id, sender_hash, request_id)
          select ${account.workspaceId}::uuid, ${account.id}::uuid, e.external_id, e.sender_hash, ${requestId}::uuid
          from unnest(${rows.map((row) => row.external_id)}::text[], ${rows.map((row) => row.sender_hash)}::text[]) with ordinality as e(external_id, sender_hash, position)
          order by e.position on conflict do nothing returning external_id`.execute(tx.query)
        if (made.length === 0) await sql`delete from channel_requests where id = ${requestId}`.execute(tx.query)
        else {
          const runAt = new Date(now().getTime() + safetyMs)
          const payload = { workspaceId: account.workspaceId, accountKey: account.publicKey, requestId }
          await addJob(tx, takeInJob, payload, { key: `take_in:${requestId}`, runAt })
        }
        const isNew = new Set(made.map((row) => row.external_id))
        const { rows: known } = await sql<{ id: number; external_id: string; result: EventResult | null }>`
          select id, external_id, result from channel_events
          where channel_account_id = ${account.id} and external_id = any(${rows.map((row) => row.external_id)}::text[]) order by id`.execute(
          tx.query,
        )
        return known.map(({ id, external_id: externalId, result }) => ({
          id,
          externalId,
          result: result ?? undefined,
          isNew: isNew.has(externalId),
        }))
      })
    },

    /** What has not been dealt with of the same sender (or about the same message), up to an event, oldest first. */
    async waiting(account: ChannelAccount, upTo: number): Promise<WaitingEvent[]> {
      return db.tenant(account.workspaceId, async (tx) => {
        const { rows } = await sql<{ id: number; external_id: string } & RawRequest>`
          select e.id, e.external_id, r.headers, r.query, r.body
          from channel_events e join channel_requests r on r.id = e.request_id
          where e.channel_account_id = ${account.id} and e.result is null and e.id <= ${upTo}
            and e.sender_hash = (select sender_hash from channel_events where id = ${upTo})
          order by e.id limit 500`.execute(tx.query)
        return rows.map(({ id, external_id: externalId, ...raw }) => ({ id, externalId, raw }))
      })
    },

    /** Events of a request that have not been dealt with. */
    async left(workspaceId: string, requestId: string): Promise<number[]> {
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ id: number }>`
          select id from channel_events where request_id = ${requestId} and result is null order by id`.execute(
          tx.query,
        )
        return rows.map(({ id }) => id)
      })
    },

    /** Stores what an event led to; the first result stands, and is answered. */
    async settle(account: ChannelAccount, eventId: number, result: EventResult): Promise<EventResult> {
      return db.tenant(account.workspaceId, async (tx) => {
        const { rows } = await sql<{ result: EventResult }>`
          update channel_events set result = coalesce(result, ${JSON.stringify(result)}::jsonb) where id = ${eventId} returning result`.execute(
          tx.query,
        )
        return rows[0]?.result ?? result
      })
    },

    /** Removes what is no longer needed: raw requests after two weeks, the memory of events after three months. */
    async tidy(): Promise<void> {
      await db.system(async (tx) => {
        await sql`delete from channel_requests r where received_at < now() - ${keepDays.requests} * interval '1 day'
          and not exists (select from channel_events e where e.request_id = r.id and e.result is null)`.execute(
          tx.query,
        )
        await sql`delete from channel_events where received_at < now() - ${keepDays.events} * interval '1 day'
          and result is not null`.execute(tx.query)
      })
    },
  }
}

/** Events with the same hash are dealt with in order: those of one sender, and receipts of one message. */
function senderHash(event: InboundEvent): string {
  const about = event.type === 'message' ? `sender:${event.sender.id}` : `message:${event.messageId}`
  return createHash('sha256').update(about).digest('hex')
}
