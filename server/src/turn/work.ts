import type { Bus } from '../infra/bus.ts'
import type { Log } from '../infra/log.ts'
import {
  type ClaimRow,
  type Conversations,
  LostLease,
  leaseSeconds,
  type Received,
  type TurnMessage,
} from '../modules/conversations/index.ts'
import type { Said } from './receive.ts'
import type { Taken, TakeTurn } from './take-turn.ts'

interface WorkDeps {
  log: Log
  bus: Bus
  conversations: Conversations
  takeTurn: TakeTurn
  /** Told of every finished turn: realtime, hand-over. */
  onTaken(taken: Taken): void
  /** Told when the bot begins to think. */
  onStarted(conversationId: string, seq: number): void
  /** Turns at the same time. */
  concurrency: number
}

export type Work = ReturnType<typeof makeWork>

/** How often turns are looked for whose worker died or whose wake-up was lost. */
const sweepMs = 1_000
const renewMs = (leaseSeconds * 1000) / 3
/** After a failure the turn rests this long before anybody tries again. */
const retryAfterSeconds = 2
export const turnDueChannel = 'turn.due'

/** The worker: takes turns that are due, many conversations at once, each by one worker at a time. */
export function makeWork({ log, bus, conversations, takeTurn, onTaken, onStarted, concurrency }: WorkDeps) {
  const waiting: { conversationId: string; claim?: ClaimRow; messages?: TurnMessage[] }[] = []
  const busy = new Set<string>()
  let stopping = false
  const idle: (() => void)[] = []

  function enqueue(conversationId: string, claim?: ClaimRow, messages?: TurnMessage[]): void {
    waiting.push({ conversationId, claim, messages })
    pump()
  }

  function pump(): void {
    while (busy.size < concurrency && waiting.length > 0) {
      const next = waiting.shift()!
      if (busy.has(next.conversationId) && !next.claim) continue
      busy.add(next.conversationId)
      void run(next.conversationId, next.claim, next.messages).finally(() => {
        busy.delete(next.conversationId)
        if (busy.size === 0) for (const done of idle.splice(0)) done()
        pump()
      })
    }
  }

  async function run(conversationId: string, given?: ClaimRow, messages?: TurnMessage[]): Promise<void> {
    try {
      let claim = given ?? (await conversations.lease.claim(conversationId))
      let known = messages
      while (claim) {
        onStarted(conversationId, claim.due_seq)
        const taken = await holding(claim, () => takeTurn(claim!, known))
        known = undefined
        if (taken) onTaken(taken)
        if (!taken?.moreDue || stopping) return
        claim = await conversations.lease.claim(conversationId)
      }
    } catch (error) {
      if (error instanceof LostLease) return
      log.warn({ err: error, conversationId }, 'a turn failed and will be tried again')
    }
  }

  async function holding<T>(claim: ClaimRow, fn: () => Promise<T>): Promise<T> {
    const renewal = setInterval(() => conversations.lease.renew(claim).catch(() => {}), renewMs)
    try {
      return await fn()
    } catch (error) {
      if (!(error instanceof LostLease)) await conversations.lease.release(claim, retryAfterSeconds).catch(() => {})
      throw error
    } finally {
      clearInterval(renewal)
    }
  }

  const unsubscribe = bus.subscribe(turnDueChannel, (message) => {
    if (typeof message.conversationId === 'string') enqueue(message.conversationId)
  })
  let sweeping = false
  const sweep = setInterval(async () => {
    if (sweeping || stopping || waiting.length > concurrency * 4) return
    sweeping = true
    try {
      for (const id of await conversations.lease.findAbandoned(concurrency * 4)) if (!busy.has(id)) enqueue(id)
    } catch (error) {
      log.debug({ err: error }, 'looking for abandoned turns failed')
    } finally {
      sweeping = false
    }
  }, sweepMs)

  return {
    /** A message came in: its turn was claimed with it, or somebody has it already (who will see the message). */
    start({ claim, conversationId, owner, seq, alone }: Received, message: Said): void {
      if (claim) enqueue(conversationId, claim, alone && !claim.checkpoint ? [{ seq, ...message }] : undefined)
      else if (owner === 'bot') enqueue(conversationId)
    },
    enqueue,
    /** Lets running turns end. */
    async stop(): Promise<void> {
      stopping = true
      clearInterval(sweep)
      unsubscribe()
      if (busy.size > 0) await new Promise<void>((resolve) => idle.push(resolve))
    },
  }
}
