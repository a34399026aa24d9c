import type { ClientFrame } from '@loopdesk/contracts/chat-protocol.ts'
import { makeTimers } from './timers.ts'
import type { Timing } from './timing.ts'

export interface Acks {
  received(seq: number): void
  read(seq: number): void
  /** Another person or conversation: sequence numbers start over. */
  forget(): void
}

/**
 * Gathers acknowledgements: at most one `received` and one `read` per span, each saying the highest seq. `send` answers
 * whether it could go out; what could not goes with the next one.
 */
export function makeAcks(send: (frame: ClientFrame) => boolean, timing: Timing): Acks {
  const timers = makeTimers()
  let due = { received: 0, read: 0 }
  let told = { received: 0, read: 0 }

  function tell() {
    for (const type of ['received', 'read'] as const) {
      if (due[type] > told[type] && send({ type, seq: due[type] })) told = { ...told, [type]: due[type] }
    }
  }
  function note(type: 'received' | 'read', seq: number) {
    due = { ...due, [type]: Math.max(due[type], seq) }
    if (due.received > told.received || due.read > told.read) timers.once('tell', timing.ackEvery, tell)
  }
  return {
    received: (seq) => note('received', seq),
    read: (seq) => note('read', seq),
    forget: () => {
      timers.stopAll()
      due = { received: 0, read: 0 }
      told = { ...due }
    },
  }
}
