import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { type Product, startProduct } from '../../eval/tasks/start-product.ts'
import { startShop } from '../../examples/shop/src/start-shop.ts'
import { silentLog } from '../../server/src/infra/log.ts'
import { startPostgres } from '../../server/src/infra/postgres.ts'
import { openProxy } from '../kill/tcp-proxy.ts'
import { type LineHooks, openServiceLine } from './service-line.ts'

const services = ['orders', 'inventory', 'payments', 'logistics', 'crm', 'aftersales'] as const

export type FlowsWorld = Awaited<ReturnType<typeof openFlowsWorld>>

/**
 * A shop whose every call is seen, a database, and one server that comes back whenever it is killed. `begin` gives each wave of
 * customers a fresh company: the shop as on opening day, a copy of the database as it was set up.
 */
export async function openFlowsWorld(hooks: LineHooks) {
  const root = await mkdtemp(join(tmpdir(), 'loopdesk-chaos-'))
  await chmod(root, 0o755)
  const postgres = await startPostgres({ dataDir: join(root, 'postgres'), log: silentLog })
  const shop = await startShop({ port: 0, dataDir: null })
  const lines = await Promise.all([
    ...services.map((name) => openServiceLine({ name, target: shop.urls[name], openapi: '/openapi.json' }, hooks)),
    openServiceLine({ name: 'sms', target: new URL(shop.urls.sms).origin, openapi: '/sms/openapi.json' }, hooks),
  ])
  const dataDir = join(root, 'data')
  await mkdir(dataDir, { recursive: true })
  const urls = { ...shop.urls, ...Object.fromEntries(lines.map(({ name, url }) => [name, url])) }
  const place = { shop: { ...shop, urls }, dataDir, modelsDir: join(root, 'models') }
  const databaseAt = (name: string) => postgres.url.replace('///loopdesk?', `///${name}?`)

  let databaseUrl = postgres.url
  let wave = 0
  let running: Product | undefined
  let wanted = false
  let starting: Promise<void> | undefined
  let lastFailure = ''
  const door = await openProxy(() => running && Number(new URL(running.url).port))

  /** Starts the server, again and again until it runs: the database may be away just now. */
  async function start(): Promise<void> {
    while (wanted && !running) {
      try {
        const started = await startProduct({ ...place, databaseUrl })
        if (wanted) running = started
        else await started.close()
      } catch (error) {
        lastFailure = (error as Error).message
        await wait(300)
      }
    }
  }

  async function keepRunning(): Promise<void> {
    wanted = true
    starting ??= start().finally(() => {
      starting = undefined
    })
    await starting
  }

  async function keepRunningIfWanted(): Promise<void> {
    if (wanted) await keepRunning()
  }

  async function stop(): Promise<void> {
    wanted = false
    await starting
    await running?.close()
    running = undefined
  }

  async function administer(statement: string): Promise<void> {
    const client = new pg.Client({ connectionString: databaseAt('postgres') })
    client.on('error', () => {})
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }

  // Sets the demo up; what cannot start at all ends the command here.
  running = await startProduct({ ...place, databaseUrl })
  await stop()
  shop.control.events.subscribe({
    url: `${door.url}/hooks/v1/${shop.credentials.siteKey}/events`,
    secret: shop.credentials.eventsSecret,
  })

  return {
    shop,
    url: door.url,
    /** Of the wave under way. */
    databaseUrl: () => databaseUrl,
    alive: () => running !== undefined,
    /** Why a server did not start the last time one did not. */
    lastFailure: () => lastFailure,
    async begin(): Promise<void> {
      await stop()
      shop.control.reset()
      const name = `wave_${++wave}`
      await administer(`create database ${name} template loopdesk`)
      databaseUrl = databaseAt(name)
      if (wave > 1) await administer(`drop database wave_${wave - 1} with (force)`)
      await keepRunning()
    },
    /** SIGKILLs the server, and starts it anew in the background. False while it is down already. */
    killServer(): boolean {
      const victim = running
      if (!victim) return false
      running = undefined
      void victim.kill().then(keepRunningIfWanted)
      return true
    },
    /** SIGKILLs the postmaster. False while it is down already. */
    killDatabase(): boolean {
      const pid = postgres.pid()
      if (pid === undefined) return false
      process.kill(pid, 'SIGKILL')
      return true
    },
    async close(): Promise<void> {
      await stop()
      door.close()
      for (const line of lines) line.close()
      await shop.close()
      await postgres.stop()
      await rm(root, { recursive: true, force: true })
    },
  }
}
