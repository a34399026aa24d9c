import type { Db } from '../../infra/db.ts'
import { makeGiveFeedback } from './feedback.ts'
import { appendMessage, changeOwner, resolve } from './ownership.ts'
import { makeRate } from './rate.ts'
import { currentConversation, newestOf, readMessages, readPublic, readRows } from './read-thread.ts'
import { makeReceiveMessage } from './receive-message.ts'
import { makeTurnLease } from './turn-lease.ts'

export { findFile } from './attachments.ts'
export { makeCloseIdle } from './close-idle.ts'
export { type CustomerWords, readWordsSince } from './customer-words.ts'
export { isDislikedInTheEnd } from './feedback.ts'
export { addNote, findNotes } from './notes.ts'
export { deliverJob, wakeDelivery } from './queue-delivery.ts'
export type { InboundMessage, Received } from './receive-message.ts'
export { registerConversationRoutes } from './routes.ts'
export { readCustomerWords, readStaffMessages, readTold } from './staff-messages.ts'
export { type MessageRow, type PiiSpan, toMessage } from './stored.ts'
export { channelKindOf, readSummaries } from './summaries.ts'
export { readThread } from './thread-details.ts'
export { type ClaimRow, LostLease, leaseSeconds, type StoredReply, type TurnMessage } from './turn-lease.ts'
export type Conversations = ReturnType<typeof makeConversations>

/** Threads of messages, their order, their owner and the lease on their turns. */
export function makeConversations({ db, worker }: { db: Db; worker: string }) {
  return {
    receiveMessage: makeReceiveMessage({ db }),
    lease: makeTurnLease({ db, worker }),
    appendMessage,
    changeOwner,
    resolve,
    rate: makeRate({ db }),
    giveFeedback: makeGiveFeedback({ db }),
    readRows,
    readMessages,
    readPublic,
    currentConversation,
    newestOf,
  }
}
