import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Product, startProduct } from '../../eval/tasks/start-product.ts'
import { type Shop, startShop } from '../../examples/shop/src/start-shop.ts'
import { silentLog } from '../../server/src/infra/log.ts'
import { startPostgres } from '../../server/src/infra/postgres.ts'
import { openProxy, type TcpProxy } from './tcp-proxy.ts'

const services = ['orders', 'inventory', 'payments', 'logistics', 'sms'] as const
const processes = 2

export type World = Awaited<ReturnType<typeof openWorld>>

/**
 * A throw-away company: its shop, a database, two servers behind a balancer, and between servers and shop a line for each
 * service that can be cut. What is killed comes back by itself.
 */
export async function openWorld() {
  const root = await mkdtemp(join(tmpdir(), 'loopdesk-chaos-'))
  await chmod(root, 0o755)
  const postgres = await startPostgres({ dataDir: join(root, 'postgres'), log: silentLog })
  const shop = await startShop({ port: 0, dataDir: null })
  const lines = await openLines(shop)
  const dataDir = join(root, 'data')
  await mkdir(dataDir, { recursive: true })
  const urls = { ...shop.urls, ...Object.fromEntries(lines.map(({ name, url }) => [name, url])) }
  const place = { shop: { ...shop, urls }, databaseUrl: postgres.url, dataDir, modelsDir: join(root, 'models') }

  const running: (Product | undefined)[] = []
  let next = 0
  let closing = false
  let lastFailure = ''
  const balancer = await openProxy(() => {
    const alive = running.filter((each) => each !== undefined)
    const chosen = alive[next++ % Math.max(alive.length, 1)]
    return chosen && Number(new URL(chosen.url).port)
  })

  /** Starts the server of a slot, again and again until it runs: the database may be away just now. */
  async function start(slot: number): Promise<void> {
    while (!closing) {
      try {
        running[slot] = await startProduct(place)
        return
      } catch (error) {
        lastFailure = (error as Error).message
        await wait(300)
      }
    }
  }

  await start(0)
  for (let slot = 1; slot < processes; slot++) await start(slot)
  const hooks = `${balancer.url}/hooks/v1/${shop.credentials.siteKey}/events`
  shop.control.events.subscribe({ url: hooks, secret: shop.credentials.eventsSecret })

  return {
    shop,
    processes,
    url: balancer.url,
    databaseUrl: postgres.url,
    /** Slots whose server runs. */
    alive: () => running.flatMap((each, slot) => (each ? [slot] : [])),
    /** Why a server did not start the last time one did not. */
    lastFailure: () => lastFailure,
    /** SIGKILLs the server of a slot, and starts it anew in the background. */
    async killServer(slot: number): Promise<void> {
      const victim = running[slot]
      running[slot] = undefined
      await victim?.kill()
      void start(slot)
    },
    /** SIGKILLs the postmaster. False while it is down already. */
    killDatabase(): boolean {
      const pid = postgres.pid()
      if (pid === undefined) return false
      process.kill(pid, 'SIGKILL')
      return true
    },
    /** Breaks every connection to a service of the shop. */
    cutLine: (number: number) => lines[number % lines.length]!.proxy.cut(),
    async close(): Promise<void> {
      closing = true
      await Promise.all(running.map((each) => each?.close()))
      balancer.close()
      for (const { proxy } of lines) proxy.close()
      await shop.close()
      await postgres.stop()
      await rm(root, { recursive: true, force: true })
    },
  }
}

async function openLines(shop: Shop): Promise<{ name: string; url: string; proxy: TcpProxy }[]> {
  return Promise.all(
    services.map(async (name) => {
      const { port, pathname } = new URL(shop.urls[name])
      const proxy = await openProxy(() => Number(port))
      return { name, url: `${proxy.url}${pathname === '/' ? '' : pathname}`, proxy }
    }),
  )
}
