import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'

/** A throw-away Redis that keeps nothing; undefined where `redis-server` is not installed. */
export async function startRedis(dir: string): Promise<{ url: string; stop(): Promise<void> } | undefined> {
  const port = await freePort()
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir]
  const child = spawn('redis-server', flags, { stdio: 'ignore' })
  const gone = once(child, 'exit').catch(() => {})
  const started = await Promise.race([
    once(child, 'spawn').then(() => true),
    once(child, 'error').then(() => false),
  ]).catch(() => false)
  if (!started) return undefined
  const url = `redis://127.0.0.1:${port}`
  for (let tries = 0; !(await answers(url)); tries++) {
    if (tries === 50) throw new Error('redis-server did not answer')
    await wait(100)
  }
  return {
    url,
    async stop() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.ping()
    return true
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  return typeof address === 'object' && address ? address.port : 0
}
