import type { StaffMessage } from '@loopdesk/contracts/api/conversations.ts'
import type { ConversationDetail } from '../../realtime/apply-frame.ts'
import type { Pending } from './outbox.ts'

export type Note = ConversationDetail['notes'][number]
export type TimelineEntry =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'message'; key: string; at: string; message: StaffMessage; continues: boolean }
  | { kind: 'note'; key: string; at: string; note: Note }
  | { kind: 'pending'; key: string; at: string; pending: Pending }

/** Messages closer than this (ms) by the same author read as one block. */
const oneBreath = 3 * 60_000

/** The timeline in reading order: messages by seq, each note after its message, what is still being sent at the end. */
export function timelineEntries(detail: ConversationDetail, pending: readonly Pending[]): TimelineEntry[] {
  const entries: TimelineEntry[] = []
  const notes = [...detail.notes].sort((a, b) => a.afterSeq - b.afterSeq || Date.parse(a.at) - Date.parse(b.at))
  let next = 0
  const placeNotes = (before: number) => {
    for (let note = notes[next]; note && note.afterSeq < before; note = notes[++next]) {
      entries.push({ kind: 'note', key: note.id, at: note.at, note })
    }
  }
  for (const [index, message] of detail.messages.entries()) {
    placeNotes(message.seq)
    const before = entries.at(-1)
    const previous = detail.messages[index - 1]
    const continues = before?.kind === 'message' && previous !== undefined && isOneBlock(previous, message)
    entries.push({ kind: 'message', key: message.id, at: message.at, message, continues })
  }
  placeNotes(Number.POSITIVE_INFINITY)
  const confirmed = new Set(detail.messages.map((message) => message.clientId))
  for (const one of pending) {
    if (one.conversationId !== detail.id || confirmed.has(one.key)) continue
    entries.push({ kind: 'pending', key: one.key, at: one.at, pending: one })
  }
  return withDays(entries)
}

function isOneBlock(previous: StaffMessage, message: StaffMessage): boolean {
  return (
    previous.sender === message.sender &&
    previous.senderName === message.senderName &&
    Date.parse(message.at) - Date.parse(previous.at) < oneBreath
  )
}

function withDays(entries: TimelineEntry[]): TimelineEntry[] {
  let day = ''
  return entries.flatMap((entry): TimelineEntry[] => {
    const its = new Date(entry.at).toDateString()
    if (its === day) return [entry]
    day = its
    return [
      { kind: 'day', key: `day-${its}`, at: entry.at },
      entry.kind === 'message' ? { ...entry, continues: false } : entry,
    ]
  })
}
