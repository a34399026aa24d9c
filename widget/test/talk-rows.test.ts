import { describe, expect, it } from 'vitest'
import { emptyThread } from '../src/core/thread.ts'
import { talkRows } from '../src/view/talk-rows.ts'
import { message } from './scripted-server.ts'

const thread = (messages: ReturnType<typeof message>[]) => ({
  ...emptyThread,
  conversationId: messages[0]?.conversationId ?? null,
  messages,
})
const customer = { sender: 'customer', delivery: null } as const
const blocks = (messages: ReturnType<typeof message>[]) =>
  talkRows({ earlier: [], thread: thread(messages), outbox: [] }).flatMap((row) =>
    row.kind === 'message' ? [row] : [],
  )

describe('the lines of a conversation', () => {
  it('quick messages of one sender form one block', () => {
    const rows = blocks([message(1), message(2), message(3, customer)])
    expect(rows.map((row) => [row.first, row.last])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ])
  })

  it('buttons belong to what the customer said next, not to what came later', () => {
    const rows = blocks([
      message(1),
      message(2, { ...customer, text: 'A' }),
      message(3),
      message(4, { ...customer, text: 'B' }),
    ])
    expect(rows.map((row) => row.answeredBy)).toEqual(['A', 'B', 'B', undefined])
  })

  it('a press that failed to be sent leaves the buttons usable', () => {
    const entry = {
      id: '1',
      content: { type: 'choice', value: 'v', label: 'A' },
      files: [],
      at: '',
      problem: null,
    } as const
    const answeredBy = (state: 'sending' | 'failed') =>
      talkRows({ earlier: [], thread: thread([message(1)]), outbox: [{ ...entry, files: [], state }] })
        .flatMap((row) => (row.kind === 'message' ? [row.answeredBy] : []))
        .at(0)
    expect(answeredBy('sending')).toBe('A')
    expect(answeredBy('failed')).toBeUndefined()
  })

  it('an ended conversation stays above a line, and its buttons are over', () => {
    const old = message(1, { conversationId: '0190a000-0000-7000-8000-00000000000f', text: 'old' })
    const rows = talkRows({ earlier: [old], thread: thread([message(1)]), outbox: [] })
    expect(rows.map((row) => row.kind)).toEqual(['time', 'message', 'ended', 'time', 'message'])
    expect(rows.flatMap((row) => (row.kind === 'message' ? [row.present] : []))).toEqual([false, true])
  })
})
