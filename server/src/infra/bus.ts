import { randomUUID } from 'node:crypto'
import { postgresTransport } from './bus/postgres.ts'
import { redisTransport } from './bus/redis.ts'
import type { Transport, TransportEvents } from './bus/transport.ts'
import type { Log } from './log.ts'

export type BusHandler = (message: Record<string, unknown>) => void

/**
 * Hints between the parts of one process and between processes. Messages may be lost (a restart in between): whoever listens
 * must be able to find out by itself what it missed, and is told to do so by `onResync`.
 */
export interface Bus {
  /** Delivered to subscribers in this process at once, to others soon; in the order of publishing, never twice. */
  publish(channel: string, message: object): void
  /** Answers the function that ends the subscription. */
  subscribe(channel: string, handler: BusHandler): () => void
  /** Called after a gap (reconnect, message too large): look again at whatever you watch. */
  onResync(handler: () => void): () => void
  /** False while other processes cannot be reached. */
  connected(): boolean
  close(): Promise<void>
}

interface BusOptions {
  log: Log
  /** Redis or Valkey; preferred between processes. */
  redisUrl?: string | undefined
  /** An external database that several processes share; used when there is no Redis. */
  databaseUrl?: string | undefined
}

interface Envelope {
  from: string
  channel: string
  message: Record<string, unknown>
}

/** In-process delivery, plus Redis, plus else PostgreSQL NOTIFY where one of them is given. */
export function makeBus({ log, redisUrl, databaseUrl }: BusOptions): Bus {
  const me = randomUUID()
  const handlers = new Map<string, Set<BusHandler>>()
  const resyncHandlers = new Set<() => void>()

  function deliver(channel: string, message: Record<string, unknown>): void {
    for (const handler of handlers.get(channel) ?? []) guarded(() => handler(message))
  }

  function guarded(run: () => void): void {
    try {
      run()
    } catch (error) {
      log.error({ err: error }, 'a bus handler failed')
    }
  }

  const events: TransportEvents = {
    onText(text) {
      const { from, channel, message } = JSON.parse(text) as Envelope
      if (from !== me) deliver(channel, message)
    },
    onGap() {
      for (const handler of resyncHandlers) guarded(handler)
    },
  }
  const transport = chooseTransport()

  function chooseTransport(): Transport | undefined {
    if (redisUrl !== undefined) return redisTransport(redisUrl, events, log)
    if (databaseUrl !== undefined) return postgresTransport(databaseUrl, events, log)
    return undefined
  }

  return {
    publish(channel, message) {
      const sent = message as Record<string, unknown>
      transport?.send(JSON.stringify({ from: me, channel, message: sent } satisfies Envelope))
      queueMicrotask(() => deliver(channel, sent))
    },
    subscribe(channel, handler) {
      const ofChannel = handlers.get(channel) ?? new Set()
      handlers.set(channel, ofChannel.add(handler))
      return () => {
        ofChannel.delete(handler)
        if (ofChannel.size === 0 && handlers.get(channel) === ofChannel) handlers.delete(channel)
      }
    },
    onResync(handler) {
      resyncHandlers.add(handler)
      return () => resyncHandlers.delete(handler)
    },
    connected: () => transport?.connected() ?? true,
    async close() {
      handlers.clear()
      resyncHandlers.clear()
      await transport?.close()
    },
  }
}
