import type { ConsoleServerFrame } from '@loopdesk/contracts/api/console-socket.ts'
import type { Fact, FactCursor } from '../../infra/facts.ts'
import { findNotes, readSummaries } from '../conversations/index.ts'
import type { DeskDeps } from './deps.ts'
import { writeFactCursor } from './fact-cursor.ts'

/** Facts that change nothing a list of conversations shows. */
const besidesTheList = new Set(['message.receipt', 'note.added', 'ticket.created', 'ticket.updated'])

export interface Changes {
  conversations: Set<string>
  tickets: Set<string>
  notes: Set<string>
  staff: Set<string>
}

/** What some facts of one workspace are about; each thing once, however often it changed. */
export function changesIn(facts: readonly Fact[]): Changes {
  const changes: Changes = { conversations: new Set(), tickets: new Set(), notes: new Set(), staff: new Set() }
  for (const { type, conversationId, data } of facts) {
    if (conversationId && !besidesTheList.has(type)) changes.conversations.add(conversationId)
    if (typeof data.ticketId === 'string') changes.tickets.add(data.ticketId)
    if (typeof data.noteId === 'string') changes.notes.add(data.noteId)
    if (type === 'staff.changed') changes.staff.add(String(data.staffId))
    // Whoever got or lost a conversation has another load now.
    if (type === 'conversation.owner_changed')
      for (const id of [data.agentId, data.fromAgentId]) if (typeof id === 'string') changes.staff.add(id)
  }
  return changes
}

/**
 * The frames that bring a console from one place in the stream of facts to another: how everything that changed stands now.
 * Only the last frame carries the new place, so that a console cut off in between asks for all of them again.
 */
export async function resolveFrames(
  { db, identity }: Pick<DeskDeps, 'db' | 'identity'>,
  workspaceId: string,
  changes: Changes,
  { from, to }: { from: FactCursor; to: FactCursor },
): Promise<ConsoleServerFrame[]> {
  const frames: ConsoleServerFrame[] = []
  const cursor = writeFactCursor(from)
  await db.tenant(workspaceId, async (tx) => {
    for (const staffId of changes.staff) {
      const staff = await identity.readStaff(tx, staffId)
      if (staff) frames.push({ type: 'staff', staff })
    }
    for (const note of await findNotes(tx, [...changes.notes])) frames.push({ type: 'note', ...note })
    for (const ticketId of changes.tickets) frames.push({ type: 'ticket', cursor, ticketId })
    const summaries = await readSummaries(tx, [...changes.conversations])
    // Oldest activity first: put on top of a list one by one they end up in its order.
    for (const summary of summaries.reverse()) frames.push({ type: 'conversation', cursor, summary })
  })
  const last = frames.findLast((frame) => 'cursor' in frame)
  if (last && 'cursor' in last) last.cursor = writeFactCursor(to)
  return frames
}
