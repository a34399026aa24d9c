import type { ConversationSummary, StaffMessage } from '@loopdesk/contracts/api/conversations.ts'
import { type InfiniteData, QueryClient } from '@tanstack/react-query'
import { beforeEach, expect, test } from 'vitest'
import { applyFrame, type ConversationDetail, type ConversationPage } from './apply-frame.ts'
import { keys, type ListFilter } from './query-keys.ts'

const me = 'a0000000-0000-4000-8000-000000000001'
const colleague = 'a0000000-0000-4000-8000-000000000002'
let cache: QueryClient

function summary(name: string, minute: number, change: Partial<ConversationSummary> = {}): ConversationSummary {
  const at = new Date(Date.UTC(2026, 0, 1, 12, minute)).toISOString()
  return {
    id: `conversation-${name}`,
    customer: { id: `customer-${name}`, name, externalId: null },
    channel: { id: 'web', kind: 'web', name: 'Web' },
    status: 'open',
    owner: 'bot',
    agent: null,
    reason: 'opened',
    topic: null,
    topicName: null,
    language: 'zh',
    priority: 1,
    mood: null,
    outcome: null,
    lastSeq: 1,
    lastMessage: { sender: 'customer', text: '在吗', at },
    unread: 0,
    waitingSince: null,
    createdAt: at,
    updatedAt: at,
    ...change,
  }
}

function message(seq: number, change: Partial<StaffMessage> = {}): StaffMessage {
  return {
    id: `message-${seq}`,
    conversationId: 'conversation-王',
    seq,
    sender: 'customer',
    senderName: null,
    text: `第 ${seq} 条`,
    parts: [],
    at: '2026-01-01T12:00:00Z',
    delivery: null,
    event: null,
    clientId: null,
    hasPii: false,
    turnId: null,
    ...change,
  }
}

const fill = (filter: ListFilter, items: ConversationSummary[], next: string | null = null) =>
  cache.setQueryData(keys.conversationList(filter), { pages: [{ items, next }], pageParams: [null] })
const shown = (filter: ListFilter) =>
  cache
    .getQueryData<InfiniteData<ConversationPage>>(keys.conversationList(filter))!
    .pages.flatMap((page) => page.items.map((item) => item.customer.name))
const changed = (now: ConversationSummary) => applyFrame(cache, { type: 'conversation', cursor: '1', summary: now }, me)

beforeEach(() => {
  cache = new QueryClient()
})

test('a conversation that I take moves from the waiting list to mine, at the place of its last activity', () => {
  fill({ view: 'queue' }, [summary('王', 5, { owner: 'queue' }), summary('李', 4, { owner: 'queue' })])
  fill({ view: 'mine' }, [summary('孙', 9), summary('赵', 1)])
  changed(summary('王', 6, { owner: 'agent', agent: { id: me, name: '我' } }))
  expect(shown({ view: 'queue' })).toEqual(['李'])
  expect(shown({ view: 'mine' })).toEqual(['孙', '王', '赵'])
})

test('what a colleague takes leaves my waiting list and never enters mine', () => {
  fill({ view: 'queue' }, [summary('王', 5, { owner: 'queue' })])
  fill({ view: 'mine' }, [])
  changed(summary('王', 6, { owner: 'agent', agent: { id: colleague, name: '周航' } }))
  expect(shown({ view: 'queue' })).toEqual([])
  expect(shown({ view: 'mine' })).toEqual([])
})

test('a resolved conversation leaves the open views', () => {
  fill({ view: 'open' }, [summary('王', 5)])
  fill({ view: 'resolved' }, [])
  changed(summary('王', 6, { status: 'resolved', owner: 'nobody' }))
  expect(shown({ view: 'open' })).toEqual([])
  expect(shown({ view: 'resolved' })).toEqual(['王'])
})

test('something older than the loaded part of a long list waits there until it is read', () => {
  fill({ view: 'bot' }, [summary('孙', 9)], 'more')
  changed(summary('王', 1))
  expect(shown({ view: 'bot' })).toEqual(['孙'])
})

test('search results refresh what they show but do not grow by themselves', () => {
  const filter: ListFilter = { view: 'open', search: '王' }
  fill(filter, [summary('王', 5)])
  changed(summary('李', 8))
  changed(summary('王', 9, { topic: '退款' }))
  expect(shown(filter)).toEqual(['王'])
})

test('messages stand once, in the order of their seq, also when they come twice or late', () => {
  const detail = {
    ...summary('王', 5),
    messages: [message(1), message(2)],
    notes: [],
    brief: null,
    rating: null,
    ownerHistory: [],
  }
  cache.setQueryData(keys.conversation('conversation-王'), detail)
  const sent = { state: 'sent', reason: null } as const
  for (const seq of [4, 3, 4]) applyFrame(cache, { type: 'message', message: message(seq) }, me)
  applyFrame(cache, { type: 'message', message: message(2, { sender: 'bot', delivery: sent }) }, me)
  const now = cache.getQueryData<ConversationDetail>(keys.conversation('conversation-王'))!
  expect(now.messages.map((one) => one.seq)).toEqual([1, 2, 3, 4])
  expect(now.messages[1]!.delivery).toEqual(sent)
  expect(now.lastSeq).toBe(4)
})

test('after too long a break every list is read again, but nobody is logged out for it', () => {
  fill({ view: 'open' }, [])
  cache.setQueryData(keys.me, {})
  applyFrame(cache, { type: 'reset', cursor: '9' }, me)
  expect(cache.getQueryState(keys.conversationList({ view: 'open' }))!.isInvalidated).toBe(true)
  expect(cache.getQueryState(keys.me)!.isInvalidated).toBe(false)
})
