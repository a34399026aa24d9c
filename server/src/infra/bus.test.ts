import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/world.ts'
import { type Bus, makeBus } from './bus.ts'
import { silentLog as log } from './log.ts'

const open: Bus[] = []
afterEach(() => Promise.all(open.splice(0).map((bus) => bus.close())))

async function connectedBus(options: { redisUrl?: string; databaseUrl?: string }): Promise<Bus> {
  const bus = makeBus({ log, ...options })
  open.push(bus)
  await vi.waitFor(() => expect(bus.connected()).toBe(true), 10_000)
  return bus
}

test('in one process a message reaches the subscribers of its channel, once, in order, until they leave', async () => {
  const bus = await connectedBus({})
  const seen: unknown[] = []
  const leave = bus.subscribe('a', ({ n }) => seen.push(n))
  bus.subscribe('a', () => {
    throw new Error('a broken subscriber')
  })
  bus.publish('a', { n: 1 })
  bus.publish('b', { n: 2 })
  bus.publish('a', { n: 3 })
  await vi.waitFor(() => expect(seen).toEqual([1, 3]))
  leave()
  bus.publish('a', { n: 4 })
  await Promise.resolve()
  expect(seen).toEqual([1, 3])
})

describe.each(['redis', 'postgres'] as const)('between processes over %s', (kind) => {
  let redis: RedisServer | undefined
  let world: TestDatabase | undefined
  let options: { redisUrl?: string; databaseUrl?: string }

  beforeAll(async () => {
    if (kind === 'redis') {
      redis = await startRedis()
      options = { redisUrl: redis.url }
    } else {
      world = await openTestDatabase()
      options = { databaseUrl: world.url }
    }
  })
  afterAll(async () => {
    await redis?.stop()
    await world?.close()
  })

  async function breakConnections(): Promise<void> {
    if (redis !== undefined) return redis.restart()
    await world?.db.system((tx) =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and query ilike '%listen%' or query ilike '%notify%' and pid <> pg_backend_pid()`.execute(
        tx.query,
      ),
    )
  }

  test('each message arrives once everywhere, in order, the sender included', async () => {
    const [one, two] = [await connectedBus(options), await connectedBus(options)]
    const seen: [string, unknown][] = []
    one.subscribe('orders', ({ n }) => seen.push(['one', n]))
    two.subscribe('orders', ({ n }) => seen.push(['two', n]))
    for (let n = 0; n < 50; n++) one.publish('orders', { n })
    await vi.waitFor(() => expect(seen).toHaveLength(100), 5_000)
    const expected = Array.from({ length: 50 }, (_, n) => n)
    for (const bus of ['one', 'two']) {
      expect(seen.filter(([name]) => name === bus).map(([, n]) => n)).toEqual(expected)
    }
  })

  test('a large message, or a word to look for oneself, gets through', async () => {
    const [one, two] = [await connectedBus(options), await connectedBus(options)]
    const told = new Promise<void>((resolve) => {
      two.onResync(resolve)
      two.subscribe('large', ({ text }) => {
        expect(text).toHaveLength(20_000)
        resolve()
      })
    })
    one.publish('large', { text: '环'.repeat(20_000) })
    await told
  })

  test('after a break everybody is told to look again, and messages flow', async () => {
    const [one, two] = [await connectedBus(options), await connectedBus(options)]
    const resync = vi.fn()
    two.onResync(resync)
    const seen: unknown[] = []
    two.subscribe('after', ({ n }) => seen.push(n))
    await breakConnections()
    await vi.waitFor(() => expect(resync).toHaveBeenCalled(), 10_000)
    await vi.waitFor(() => {
      one.publish('after', { n: 1 })
      expect(seen).toContain(1)
    }, 10_000)
  })
})

test('without its Redis a process works on its own and says that it is not connected', async () => {
  const bus = makeBus({ log, redisUrl: `redis://127.0.0.1:${await freePort()}` })
  open.push(bus)
  const seen: unknown[] = []
  bus.subscribe('a', ({ n }) => seen.push(n))
  bus.publish('a', { n: 1 })
  await vi.waitFor(() => expect(seen).toEqual([1]))
  expect(bus.connected()).toBe(false)
})

interface RedisServer {
  url: string
  restart(): Promise<void>
  stop(): Promise<void>
}

async function startRedis(): Promise<RedisServer> {
  const port = await freePort()
  const dir = await mkdtemp(join(tmpdir(), 'redis-'))
  const launch = () =>
    spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir], {
      stdio: 'ignore',
    })
  const end = async (child: ChildProcess) => {
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }
  let child = launch()
  return {
    url: `redis://127.0.0.1:${port}`,
    async restart() {
      await end(child)
      child = launch()
    },
    async stop() {
      await end(child)
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
