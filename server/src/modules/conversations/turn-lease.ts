import type { SentForm } from '@loopdesk/contracts/form.ts'
import type { Part } from '@loopdesk/contracts/messages.ts'
import type { TraceStep } from '@loopdesk/contracts/trace.ts'
import { type RawBuilder, sql } from 'kysely'
import type { Db, Tx } from '../../infra/db.ts'
import { queueDeliveries, wakeDelivery } from './queue-delivery.ts'
import type { PiiSpan } from './stored.ts'

/** How long a worker may be silent before another takes its turn over; renewed while it works. */
export const leaseSeconds = 6

/** What a worker needs to begin (or go on with) a turn. */
export interface ClaimRow {
  id: string
  workspace_id: string
  channel_account_id: string
  customer_id: string
  owner: string
  language: 'zh' | 'en'
  dialogue: object
  checkpoint: object | null
  page: { url: string; title: string; meta: Record<string, string> } | null
  last_seq: number
  due_seq: number
  done_seq: number
  lease_epoch: number
  /** How often runs of this conversation asked to be woken since the last turn that saw to it. */
  wakes: number
  created_at: Date
}

export function claimColumns(table: RawBuilder<unknown>) {
  const names = [
    'id', 'workspace_id', 'channel_account_id', 'customer_id', 'owner', 'language', 'dialogue', 'checkpoint', 'page',
    'last_seq', 'due_seq', 'done_seq', 'lease_epoch', 'wakes', 'created_at',
  ] // biome-ignore format: one list
  return sql.join(names.map((name) => sql`${table}.${sql.ref(name)}`))
}

/** Another worker has the turn now: whatever was being done must stop without a trace. */
export class LostLease extends Error {
  constructor() {
    super('the turn was taken over by another worker')
    this.name = 'LostLease'
  }
}

export interface TurnMessage {
  seq: number
  text: string
  parts: Part[]
  choice: string | null
  /** The answers, when the message is a sent form. */
  form: SentForm | null
}

/** What a finished turn leaves. */
export interface TurnResult {
  turnId: string
  fromSeq: number
  toSeq: number
  dialogue: object
  replies: { text: string; parts: Part[]; pii: PiiSpan[] }[]
  steps: TraceStep[]
  ms: number
  startedAt: Date
  topic: { id: string; name: { zh: string; en: string } } | null
  outcome: string | null
  /** How the customer feels; null when that was never read. */
  mood: { emotion: string; intensity: number; signals: string[] } | null
  /** Another turn has to see to runs of this conversation. */
  wake: boolean
  /** What the conversation deserves at least. */
  priority: number
}

export interface StoredReply {
  id: string
  seq: number
  created_at: Date
}

export type TurnLease = ReturnType<typeof makeTurnLease>

/** The lease on a conversation's turns: one worker at a time, fenced by an epoch, taken over when its holder falls silent. */
export function makeTurnLease({ db, worker }: { db: Db; worker: string }) {
  return {
    /** Takes a turn that is due and free; undefined when there is nothing to do here (or somebody else does it). */
    async claim(conversationId: string): Promise<ClaimRow | undefined> {
      return db.system(async (tx) => {
        const { rows } = await sql<ClaimRow>`
          update conversations c set lease_holder = ${worker}, lease_epoch = c.lease_epoch + 1,
            lease_until = now() + ${leaseSeconds} * interval '1 second'
          where c.id = ${conversationId} and ((c.owner = 'bot' and c.due_seq > c.done_seq) or c.checkpoint is not null or c.wakes > 0)
            and (c.lease_until is null or c.lease_until < now())
          returning ${claimColumns(sql`c`)}`.execute(tx.query)
        return rows[0]
      })
    },

    /** Conversations whose turn is due and held by nobody alive, longest waiting first. */
    async findAbandoned(limit: number): Promise<string[]> {
      return db.system(async (tx) => {
        const { rows } = await sql<{ id: string }>`
          select id from conversations
          where ((owner = 'bot' and due_seq > done_seq) or checkpoint is not null or wakes > 0) and (lease_until is null or lease_until < now())
          order by updated_at limit ${limit}`.execute(tx.query)
        return rows.map(({ id }) => id)
      })
    },

    /** The customer's messages the turn is about. */
    async readDue(claim: ClaimRow): Promise<TurnMessage[]> {
      return db.tenant(claim.workspace_id, async (tx) => {
        const { rows } = await sql<TurnMessage>`
          select seq, text, parts, choice, form from messages
          where conversation_id = ${claim.id} and seq > ${claim.done_seq} and sender = 'customer' order by seq`.execute(
          tx.query,
        )
        return rows
      })
    },

    /** Says that the worker is alive. Throws LostLease. */
    async renew(claim: ClaimRow): Promise<void> {
      await db.tenant(claim.workspace_id, (tx) => hold(tx, claim, worker))
    },

    /** Runs `fn` in a transaction that holds only while the lease does. Throws LostLease. */
    async whileHeld<T>(claim: ClaimRow, fn: (tx: Tx) => Promise<T>): Promise<T> {
      return db.tenant(claim.workspace_id, async (tx) => {
        await hold(tx, claim, worker)
        return fn(tx)
      })
    },

    /** Remembers how far a turn has come, within a transaction of `whileHeld`. */
    async saveCheckpoint(tx: Tx, claim: ClaimRow, checkpoint: object): Promise<void> {
      await sql`update conversations set checkpoint = ${JSON.stringify(checkpoint)}::jsonb where id = ${claim.id}`.execute(
        tx.query,
      )
    },

    /**
     * Ends the turn in the caller's transaction: replies in order, trace, state, lease released, all or nothing. Answers the
     * stored replies and whether more messages came meanwhile. Throws LostLease.
     */
    async finish(
      tx: Tx,
      claim: ClaimRow,
      result: TurnResult,
    ): Promise<{ replies: StoredReply[]; moreDue: boolean; owner: string }> {
      const replies = result.replies.map((reply, index) => ({ ...reply, index: index + 1 }))
      const lastText = result.replies.at(-1)
      const last = lastText
        ? JSON.stringify({ sender: 'bot', text: lastText.text.slice(0, 200), pii: lastText.pii })
        : null
      const { rows } = await sql<{ replies: StoredReply[]; more_due: boolean; owner: string; pushed: boolean }>`
        with thread as (
          update conversations set
            last_seq = last_seq + ${replies.length}, done_seq = greatest(done_seq, ${result.toSeq}),
            dialogue = ${JSON.stringify(result.dialogue)}::jsonb, checkpoint = null,
            wakes = case when ${result.wake} then greatest(wakes, 1) else wakes - least(wakes, ${claim.wakes}) end,
            lease_holder = null, lease_until = null, updated_at = now(),
            mood = coalesce(${result.mood ? JSON.stringify(result.mood) : null}::jsonb, mood), priority = greatest(priority, ${result.priority}::int),
            topic = coalesce(${result.topic?.id ?? null}, topic),
            topic_name = coalesce(${result.topic ? JSON.stringify(result.topic.name) : null}::jsonb, topic_name), outcome = coalesce(${result.outcome}, outcome),
            last_message = coalesce(${last}::jsonb || jsonb_build_object('at', now()), last_message)
          where id = ${claim.id} and lease_holder = ${worker} and lease_epoch = ${claim.lease_epoch}
          returning id, workspace_id, channel_account_id, last_seq, due_seq, done_seq, owner, wakes
        ), stored as (
          insert into messages (workspace_id, conversation_id, seq, sender, text, parts, pii, turn_id)
          select thread.workspace_id, thread.id, thread.last_seq - ${replies.length} + r.index, 'bot', r.text, r.parts, r.pii, ${result.turnId}::uuid
          from thread, jsonb_to_recordset(${JSON.stringify(replies)}::jsonb) as r(index int, text text, parts jsonb, pii jsonb)
          returning id, seq, created_at
        ), ${queueDeliveries}, told as (
          insert into turns (id, workspace_id, conversation_id, from_seq, to_seq, steps, ms, started_at)
          select ${result.turnId}::uuid, workspace_id, id, ${result.fromSeq}::int, ${result.toSeq}::int,
            ${JSON.stringify(result.steps)}::jsonb, ${Math.round(result.ms)}::int, ${result.startedAt}::timestamptz from thread
        ), fact as (
          insert into facts (type, workspace_id, conversation_id, data)
          select 'turn.finished', workspace_id, id,
            jsonb_build_object('turnId', ${result.turnId}::text, 'seq', last_seq, 'outcome', ${result.outcome}::text) from thread
        )
        select coalesce((select jsonb_agg(jsonb_build_object('id', id, 'seq', seq, 'created_at', created_at) order by seq) from stored), '[]') as replies,
          thread.due_seq > thread.done_seq or thread.wakes > 0 as more_due, thread.owner, exists (select from queued) as pushed from thread`.execute(
        tx.query,
      )
      const row = rows[0]
      if (!row) throw new LostLease()
      if (row.pushed) await wakeDelivery(tx, claim.workspace_id, claim.id)
      tx.wroteFacts()
      const stored = row.replies.map((each) => ({ ...each, created_at: new Date(each.created_at) }))
      return { replies: stored, moreDue: row.more_due, owner: row.owner }
    },

    /** A run of this conversation has something to be told: a turn is due, whoever owns it. */
    async wake(tx: Tx, conversationId: string): Promise<void> {
      await sql`update conversations set wakes = wakes + 1 where id = ${conversationId}`.execute(tx.query)
    },

    /** Gives the turn up without an end, so that it is tried again (elsewhere) after a pause. */
    async release(claim: ClaimRow, afterSeconds: number): Promise<void> {
      await db.tenant(claim.workspace_id, async (tx) => {
        await sql`update conversations set lease_holder = null, lease_until = now() + ${afterSeconds} * interval '1 second',
            wakes = case when ${afterSeconds}::float8 = 0 then wakes - least(wakes, ${claim.wakes}) else wakes end
          where id = ${claim.id} and lease_holder = ${worker} and lease_epoch = ${claim.lease_epoch}`.execute(tx.query)
      })
    },
  }
}

async function hold(tx: Tx, claim: ClaimRow, worker: string): Promise<void> {
  const { rows } = await sql`
    update conversations set lease_until = now() + ${leaseSeconds} * interval '1 second'
    where id = ${claim.id} and lease_holder = ${worker} and lease_epoch = ${claim.lease_epoch} returning 1`.execute(
    tx.query,
  )
  if (rows.length === 0) throw new LostLease()
}
