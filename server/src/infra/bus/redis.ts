import { Redis } from 'ioredis'
import type { Log } from '../log.ts'
import type { Transport, TransportEvents } from './transport.ts'

const channel = 'loopdesk:bus'

/** One Redis channel for everything; two connections because a subscribed one cannot publish. */
export function redisTransport(url: string, events: TransportEvents, log: Log): Transport {
  const options = { maxRetriesPerRequest: null, retryStrategy: (times: number) => Math.min(times * 100, 2_000) }
  const reader = new Redis(url, options)
  // Hints are worthless when late: while disconnected they are dropped, and the gap is announced afterwards.
  const writer = new Redis(url, { ...options, enableOfflineQueue: false })
  let told = false
  for (const client of [reader, writer]) {
    client.on('error', (error: Error) => {
      if (!told) log.warn({ err: error }, 'Redis cannot be reached')
      told = true
    })
  }
  reader.on('message', (_channel: string, text: string) => (text === mark ? events.onGap() : events.onText(text)))
  let ready = false
  reader.on('close', () => {
    ready = false
  })
  const listen = async () => {
    await reader.subscribe(channel)
    ready = true
    told = false
    events.onGap()
  }
  reader.on(
    'ready',
    () => void listen().catch((error: Error) => log.warn({ err: error }, 'Redis refused to subscribe')),
  )
  // Both sides of a gap matter: what we could not send while disconnected, others missed.
  writer.on('ready', () => void writer.publish(channel, mark).catch(() => {}))
  return {
    send: (text) => void writer.publish(channel, text).catch(() => {}),
    connected: () => ready && writer.status === 'ready',
    async close() {
      reader.disconnect()
      writer.disconnect()
    },
  }
}

const mark = 'look-again'
