import type { StaffMessage } from '@loopdesk/contracts/api/conversations.ts'
import { expect, test } from 'vitest'
import type { ConversationDetail } from '../../realtime/apply-frame.ts'
import type { Pending } from './outbox.ts'
import { timelineEntries } from './timeline-entries.ts'

const at = (minute: number) => new Date(2026, 0, 5, 12, minute).toISOString()
const said = (seq: number, minute: number, sender: StaffMessage['sender'], clientId: string | null = null) =>
  ({ id: `m${seq}`, seq, sender, senderName: null, at: at(minute), clientId }) as StaffMessage
const written = (id: string, afterSeq: number, minute: number) => ({
  id,
  afterSeq,
  author: '林晓',
  text: id,
  at: at(minute),
})
const pending = (key: string, conversationId = 'c1') => ({ key, conversationId, at: at(30) }) as Pending
const detail = (messages: StaffMessage[], notes: ConversationDetail['notes'] = []) =>
  ({ id: 'c1', messages, notes }) as unknown as ConversationDetail
const order = (entries: ReturnType<typeof timelineEntries>) => entries.map((entry) => entry.key)

test('notes stand right after the message they were written at', () => {
  const entries = timelineEntries(
    detail([said(1, 0, 'customer'), said(2, 9, 'bot')], [written('n2', 2, 12), written('n1', 1, 3)]),
    [],
  )
  expect(order(entries).slice(1)).toEqual(['m1', 'n1', 'm2', 'n2'])
})

test('what is being sent stands at the end until its message has come back, in its own conversation only', () => {
  const entries = timelineEntries(detail([said(1, 0, 'agent', 'k1')]), [
    pending('k1'),
    pending('k2'),
    pending('k3', 'c2'),
  ])
  expect(order(entries).slice(1)).toEqual(['m1', 'k2'])
})

test('quick successive messages of one author read as one block, a note in between ends it', () => {
  const entries = timelineEntries(
    detail(
      [said(1, 0, 'customer'), said(2, 1, 'customer'), said(3, 9, 'customer'), said(4, 10, 'customer')],
      [written('n', 3, 9)],
    ),
    [],
  )
  const blocks = entries.flatMap((entry) => (entry.kind === 'message' ? [entry.continues] : []))
  expect(blocks).toEqual([false, true, false, false])
})

test('every day begins with its date', () => {
  const yesterday = { ...said(1, 0, 'customer'), at: new Date(2026, 0, 4, 23).toISOString() }
  const kinds = timelineEntries(detail([yesterday, said(2, 0, 'customer')]), []).map((entry) => entry.kind)
  expect(kinds).toEqual(['day', 'message', 'day', 'message'])
})
