import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/world.ts'
import {
  type ClaimRow,
  type Conversations,
  type InboundMessage,
  LostLease,
  makeConversations,
  readStaffMessages,
} from './index.ts'

let database: TestDatabase
let workspaceId: string
let channelAccountId: string
let customerId: string
let one: Conversations
let two: Conversations
const workers = { one: randomUUID(), two: randomUUID() }

beforeAll(async () => {
  database = await openTestDatabase({ max: 20 })
  one = makeConversations({ db: database.db, worker: workers.one })
  two = makeConversations({ db: database.db, worker: workers.two })
})
afterAll(() => database.close())

const system = <T>(statement: ReturnType<typeof sql<T>>) =>
  database.db.system(async (tx) => (await statement.execute(tx.query)).rows)
const tenant = <T>(fn: Parameters<typeof database.db.tenant<T>>[1]) => database.db.tenant(workspaceId, fn)
const newCustomer = async () =>
  (await system(sql<{ id: string }>`insert into customers (workspace_id) values (${workspaceId}) returning id`))[0]!.id

beforeEach(async () => {
  const key = randomUUID()
  const made = await system(
    sql<{ id: string }>`insert into workspaces (slug, name) values (${key}, 'Acme') returning id`,
  )
  workspaceId = made[0]!.id
  const account = await system(
    sql<{ id: string }>`insert into channel_accounts (workspace_id, kind, name, public_key, secret)
      values (${workspaceId}, 'web', 'site', ${key}, 's') returning id`,
  )
  channelAccountId = account[0]!.id
  customerId = await newCustomer()
})

function inbound(externalId: string, more: Partial<InboundMessage> = {}): InboundMessage {
  return {
    workspaceId,
    channelAccountId,
    customerId,
    externalId,
    clientId: externalId,
    text: `text of ${externalId}`,
    parts: [],
    pii: [],
    choice: null,
    language: 'zh',
    page: null,
    worker: null,
    ...more,
  }
}
const messages = () =>
  system(
    sql<{ seq: number; sender: string; text: string; conversation_id: string }>`
      select seq, sender, text, conversation_id from messages where workspace_id = ${workspaceId} order by conversation_id, seq`,
  )
const facts = (type: string) => system(sql`select 1 from facts where workspace_id = ${workspaceId} and type = ${type}`)
const result = (claim: ClaimRow, replies: string[]) => ({
  turnId: randomUUID(),
  fromSeq: claim.done_seq + 1,
  toSeq: claim.due_seq,
  dialogue: { stack: [] },
  replies: replies.map((text) => ({ text, parts: [], pii: [] })),
  steps: [],
  ms: 1,
  startedAt: new Date(),
  topic: null,
  outcome: null,
  mood: null,
  priority: 1,
  wake: false,
})
const finish = (by: Conversations, claim: ClaimRow, replies: string[]) =>
  tenant((tx) => by.lease.finish(tx, claim, result(claim, replies)))
/** As if the worker holding the turn had been silent for too long. */
const fallSilent = () => system(sql`update conversations set lease_until = now() - interval '1 second'`)

describe('receiving', () => {
  test('a redelivered message is stored and announced once, and answered with the first result', async () => {
    const first = await one.receiveMessage(inbound('m1'))
    const again = await one.receiveMessage(inbound('m1', { text: 'changed on the way' }))
    expect(first).toMatchObject({ status: 'stored', seq: 1 })
    expect(again).toMatchObject({ status: 'duplicate', seq: 1, messageId: first.messageId, at: first.at, claim: null })
    expect(await messages()).toMatchObject([{ text: 'text of m1' }])
    expect(await facts('message.received')).toHaveLength(1)
  })

  test('eighty deliveries of forty messages at once leave forty, numbered without a gap', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `m${index}`)
    const received = await Promise.all(
      [...ids, ...ids].map((id, index) => (index % 2 ? one : two).receiveMessage(inbound(id))),
    )
    expect(received.filter(({ status }) => status === 'stored')).toHaveLength(40)
    const stored = await messages()
    expect(stored.map(({ seq }) => seq)).toEqual(ids.map((_, index) => index + 1))
    expect(new Set(stored.map(({ text }) => text)).size).toBe(40)
    expect(new Set(stored.map((each) => each.conversation_id)).size).toBe(1)
    expect(await facts('message.received')).toHaveLength(40)
    for (const id of ids) {
      const [a, b] = received.filter(({ messageId }, index) => [...ids, ...ids][index] === id && messageId)
      expect(a!.seq).toBe(b!.seq)
    }
  })

  test('first messages of many customers at once open one conversation each', async () => {
    const customers = await Promise.all(Array.from({ length: 5 }, newCustomer))
    await Promise.all(
      customers.flatMap((id, index) =>
        [1, 2, 3].map((n) => one.receiveMessage(inbound(`c${index}-${n}`, { customerId: id }))),
      ),
    )
    const open = await system(
      sql<{ customer_id: string }>`select customer_id from conversations where workspace_id = ${workspaceId}`,
    )
    expect(open.map((each) => each.customer_id).toSorted()).toEqual(customers.toSorted())
  })

  test('what follows a closed conversation opens a new one', async () => {
    const first = await one.receiveMessage(inbound('m1'))
    await tenant((tx) => one.resolve(tx, first.conversationId, 'solved', false))
    const second = await one.receiveMessage(inbound('m2'))
    expect(second).toMatchObject({ seq: 1 })
    expect(second.conversationId).not.toBe(first.conversationId)
    expect(await one.receiveMessage(inbound('m1'))).toMatchObject({
      status: 'duplicate',
      conversationId: first.conversationId,
    })
  })

  test('what a person is dealing with wants no turn of the bot', async () => {
    const { conversationId } = await one.receiveMessage(inbound('m1'))
    await tenant((tx) => one.changeOwner(tx, { conversationId, to: 'queue', reason: 'customer_asked' }))
    expect(await one.receiveMessage(inbound('m2', { worker: workers.one }))).toMatchObject({
      owner: 'queue',
      claim: null,
    })
    expect(await one.lease.claim(conversationId)).toBeUndefined()
  })
})

describe('the turn', () => {
  test('is taken by one worker at a time', async () => {
    const { conversationId } = await one.receiveMessage(inbound('m1'))
    const claims = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 ? one : two).lease.claim(conversationId)),
    )
    expect(claims.filter(Boolean)).toHaveLength(1)
  })

  test('comes with the message when nobody has it, and only then', async () => {
    const first = await one.receiveMessage(inbound('m1', { worker: workers.one }))
    const second = await two.receiveMessage(inbound('m2', { worker: workers.two }))
    expect(first.claim).toMatchObject({ due_seq: 1, done_seq: 0 })
    expect(second.claim).toBeNull()
  })

  test('of a worker that died is taken over once its lease has run out, not before', async () => {
    const { conversationId, claim } = await one.receiveMessage(inbound('m1', { worker: workers.one }))
    expect(await two.lease.findAbandoned(1000)).not.toContain(conversationId)
    expect(await two.lease.claim(conversationId)).toBeUndefined()
    await fallSilent()
    expect(await two.lease.findAbandoned(1000)).toContain(conversationId)
    expect(await two.lease.claim(conversationId)).toMatchObject({ lease_epoch: claim!.lease_epoch + 1, done_seq: 0 })
  })

  test('that was lost leaves no trace of the loser', async () => {
    const { conversationId, claim } = await one.receiveMessage(inbound('m1', { worker: workers.one }))
    await fallSilent()
    const taken = (await two.lease.claim(conversationId))!
    await expect(one.lease.renew(claim!)).rejects.toThrow(LostLease)
    await expect(one.lease.whileHeld(claim!, async () => 'done')).rejects.toThrow(LostLease)
    await expect(finish(one, claim!, ['from the dead'])).rejects.toThrow(LostLease)
    expect(await finish(two, taken, ['hello'])).toMatchObject({ moreDue: false })
    expect(await messages()).toMatchObject([{ sender: 'customer' }, { sender: 'bot', text: 'hello', seq: 2 }])
    expect(await facts('turn.finished')).toHaveLength(1)
  })

  test('of a worker that is alive stays its own, however long it takes', async () => {
    const { conversationId, claim } = await one.receiveMessage(inbound('m1', { worker: workers.one }))
    await system(sql`update conversations set lease_until = now() + interval '1 second' where id = ${conversationId}`)
    await one.lease.renew(claim!)
    const [row] = await system(sql<{ left: number }>`
      select extract(epoch from lease_until - now())::float as left from conversations where id = ${conversationId}`)
    expect(row!.left).toBeGreaterThan(4)
  })

  test('ends with replies in order, and says when more has come meanwhile', async () => {
    const { claim } = await one.receiveMessage(inbound('m1', { worker: workers.one }))
    await one.receiveMessage(inbound('m2'))
    const done = await finish(one, claim!, ['a', 'b'])
    expect(done).toMatchObject({ moreDue: true, replies: [{ seq: 3 }, { seq: 4 }] })
    expect((await messages()).map(({ text }) => text)).toEqual(['text of m1', 'text of m2', 'a', 'b'])
    const next = (await two.lease.claim(claim!.id))!
    expect(await two.lease.readDue(next)).toMatchObject([{ seq: 2, text: 'text of m2' }])
  })

  test('reads a sent form with its values, as everybody else in the conversation does', async () => {
    const form = { formId: 'visit:1', values: { day: '2026-11-28', lift: true, phone: '13800001234', more: null } }
    const text = '上门日期：2026-11-28\n联系电话：13800001234'
    const pii = [{ start: text.indexOf('138'), end: text.length, type: 'phone' as const }]
    const { claim, conversationId } = await one.receiveMessage(inbound('m1', { text, pii, form, worker: workers.one }))
    await one.receiveMessage(inbound('m2'))
    expect((await one.lease.readDue(claim!)).map((each) => each.form)).toEqual([form, null])
    const [message] = await tenant((tx) => one.readMessages(tx, conversationId, 0))
    expect(message!.form).toEqual(form)
    const [seen] = await tenant((tx) => readStaffMessages(tx, conversationId, 0, 10))
    expect(seen!.form).toEqual({
      formId: 'visit:1',
      values: { ...form.values, phone: expect.not.stringMatching('13800001234') },
    })
  })

  test('given up rests a moment and is tried again', async () => {
    const { conversationId, claim } = await one.receiveMessage(inbound('m1', { worker: workers.one }))
    await one.lease.release(claim!, 60)
    expect(await two.lease.claim(conversationId)).toBeUndefined()
    await fallSilent()
    expect(await two.lease.claim(conversationId)).toBeDefined()
  })

  test('goes on from where it stopped', async () => {
    const { conversationId, claim } = await one.receiveMessage(inbound('m1', { worker: workers.one }))
    await one.lease.whileHeld(claim!, (tx) => one.lease.saveCheckpoint(tx, claim!, { step: 'refund#1' }))
    await fallSilent()
    const taken = (await two.lease.claim(conversationId))!
    expect(taken.checkpoint).toEqual({ step: 'refund#1' })
    await finish(two, taken, ['done'])
    expect(await two.lease.claim(conversationId)).toBeUndefined()
  })
})

describe('the owner', () => {
  test('is one: of two who take a conversation from the queue one gets it', async () => {
    const { conversationId } = await one.receiveMessage(inbound('m1'))
    await tenant((tx) => one.changeOwner(tx, { conversationId, to: 'queue', reason: 'customer_asked' }))
    const people = await Promise.all(
      [1, 2, 3, 4].map(async (n) => {
        const [row] = await system(sql<{ id: string }>`
          insert into staff (workspace_id, email, name, role, password_hash) values (${workspaceId}, ${`${n}@${workspaceId}`}, 'A', 'agent', 'x') returning id`)
        return row!.id
      }),
    )
    const taken = await Promise.all(
      people.map((agentId) =>
        tenant((tx) =>
          one.changeOwner(tx, { conversationId, to: 'agent', agentId, reason: 'claimed', only: { owners: ['queue'] } }),
        ),
      ),
    )
    expect(taken.filter(Boolean)).toEqual([{ from: 'queue', fromAgentId: null }])
    const [row] = await system(
      sql<{ agent_id: string }>`select agent_id from conversations where id = ${conversationId}`,
    )
    expect(row!.agent_id).toBe(people[taken.findIndex(Boolean)])
    expect(
      await system(sql`select reason from owner_changes where conversation_id = ${conversationId} order by id`),
    ).toEqual([{ reason: 'customer_asked' }, { reason: 'claimed' }])
  })
})

describe('the rating', () => {
  const rating = (clientId: string, score: number) => ({
    score,
    comment: '很好',
    clientId,
    channelAccountId,
    externalId: clientId,
    thanks: '谢谢',
  })
  test('is taken once, and only when it was asked for', async () => {
    const { conversationId } = await one.receiveMessage(inbound('m1'))
    expect(await one.rate(workspaceId, conversationId, rating('r0', 5))).toBeUndefined()
    await tenant((tx) => one.resolve(tx, conversationId, 'solved', true))
    const given = await Promise.all(
      [one, two, one].map((each) => each.rate(workspaceId, conversationId, rating('r1', 4)).catch(() => 'raced')),
    )
    const first = await one.rate(workspaceId, conversationId, rating('r1', 4))
    expect(first).toMatchObject({ seq: 2, duplicate: true })
    expect(given.filter((each) => each && each !== 'raced')).not.toEqual([])
    expect(await one.rate(workspaceId, conversationId, rating('r2', 1))).toBeUndefined()
    expect((await messages()).map(({ text }) => text)).toEqual(['text of m1', '★★★★☆ 很好', '谢谢'])
  })
})

describe('what we say', () => {
  test('is said once under the same key, and in order with everything else', async () => {
    const { conversationId } = await one.receiveMessage(inbound('m1'))
    const say = (key: string) =>
      tenant((tx) => one.appendMessage(tx, { conversationId, sender: 'bot', text: key, idempotencyKey: key }))
    const said = await Promise.all(['a', 'a', 'b', 'a', 'b'].map(say))
    expect(said.filter(({ repeat }) => !repeat)).toHaveLength(2)
    expect((await messages()).map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(await facts('message.sent')).toHaveLength(2)
  })
})
