import pg from 'pg'
import type { Log } from '../log.ts'
import type { Transport, TransportEvents } from './transport.ts'

const channel = 'loopdesk_bus'
/** The server takes payloads below 8,000 bytes. */
const largestPayload = 7_000

/**
 * LISTEN/NOTIFY over one connection of its own (not through a transaction pooler). Everything published during one round trip
 * goes out in the next one. A message too large is replaced by a mark that makes receivers look for themselves.
 */
export function postgresTransport(url: string, events: TransportEvents, log: Log): Transport {
  let client: pg.Client | undefined
  let queue: string[] = []
  let sending = false
  let sequence = 0
  let closed = false
  let failures = 0
  let timer: NodeJS.Timeout | undefined

  async function connect(): Promise<void> {
    const next = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true })
    next.on('error', () => lost(next))
    next.on('end', () => lost(next))
    next.on('notification', ({ payload }) => receive(payload ?? ''))
    try {
      await next.connect()
      await next.query(`listen ${channel}`)
    } catch (error) {
      if (failures++ === 0) log.warn({ err: error }, 'the bus cannot reach the database')
      next.end().catch(() => {})
      return retry()
    }
    if (closed) return void next.end().catch(() => {})
    client = next
    failures = 0
    queue = [mark]
    events.onGap()
    void flush()
  }

  function lost(dead: pg.Client): void {
    if (client !== dead) return
    client = undefined
    retry()
  }

  function retry(): void {
    if (!closed) timer = setTimeout(() => void connect(), Math.min(100 * 2 ** failures, 2_000))
  }

  function receive(payload: string): void {
    const text = payload.slice(payload.indexOf(' ') + 1)
    if (text === mark) events.onGap()
    else events.onText(text)
  }

  async function flush(): Promise<void> {
    if (sending) return
    sending = true
    try {
      while (client !== undefined && queue.length > 0) {
        const batch = queue
        queue = []
        await client.query('select pg_notify($1, p) from unnest($2::text[]) p', [channel, batch.map(numbered)])
      }
    } catch (error) {
      log.debug({ err: error }, 'bus messages were lost with the connection')
    } finally {
      sending = false
    }
  }

  /** Equal payloads of one transaction would be delivered once. */
  function numbered(text: string): string {
    return `${++sequence} ${Buffer.byteLength(text) > largestPayload ? mark : text}`
  }

  void connect()
  return {
    send(text) {
      if (client === undefined) return
      queue.push(text)
      void flush()
    },
    connected: () => client !== undefined,
    async close() {
      closed = true
      clearTimeout(timer)
      const last = client
      client = undefined
      await last?.end().catch(() => {})
    },
  }
}

const mark = 'look-again'
