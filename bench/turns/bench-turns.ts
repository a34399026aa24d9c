import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Product, type ProductPlace, startProduct } from '../../eval/tasks/start-product.ts'
import { signIdentity } from '../../examples/shop/src/page/identity-token.ts'
import { type Shop, startShop } from '../../examples/shop/src/start-shop.ts'
import { silentLog } from '../../server/src/infra/log.ts'
import { startPostgres } from '../../server/src/infra/postgres.ts'
import { interrupted } from '../interrupted.ts'
import type { BenchOptions } from './bench-options.ts'
import { cpuSince, cpuTime } from './cpu-time.ts'
import { linesOf, statusLines } from './lines.ts'
import type { LoadJob, LoadReport } from './load.ts'
import type { RawJob, RawReport } from './raw.ts'
import { sampleTurns } from './raw-rows.ts'
import { startRedis } from './redis.ts'
import { runChild } from './run-child.ts'
import { type Measured, tell, writePage } from './turns-page.ts'

const arrangements = [
  { name: 'one', title: 'one process', processes: 1, redis: false },
  { name: 'two', title: 'two processes, PostgreSQL between them', processes: 2, redis: false },
  { name: 'redis', title: 'two processes, Redis between them', processes: 2, redis: true },
]
const warmUpSeconds = 4
const passes = 2

/** Measures turns through the public protocol beside bare inserts of the same rows, in the same run on the same database. */
export async function benchTurns(options: BenchOptions): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'loopdesk-bench-'))
  await chmod(root, 0o755)
  const postgres = await startPostgres({ dataDir: join(root, 'postgres'), log: silentLog })
  const shop = await startShop({ port: 0, dataDir: null })
  const redis = await startRedis(root)
  const stop = interrupted()
  const products: Product[] = []
  const measured: Measured[] = []
  try {
    const place = { shop, databaseUrl: postgres.url, dataDir: join(root, 'data'), modelsDir: join(root, 'models') }
    await mkdir(place.dataDir, { recursive: true })
    for (const arrangement of arrangements) {
      if (options.only && options.only !== 'status' && options.only !== arrangement.name) continue
      if (options.only === 'status' && arrangement.name !== 'one') continue
      if (arrangement.redis && !redis) continue
      const measuring = measure(arrangement, options, place, arrangement.redis ? redis!.url : undefined, products)
      measured.push(await Promise.race([measuring, stop]))
      tell(measured.at(-1)!)
    }
    if (options.page) await writePage(measured, options)
  } finally {
    await Promise.all(products.map((product) => product.close()))
    await redis?.stop()
    await shop.close()
    await postgres.stop()
    await rm(root, { recursive: true, force: true })
  }
}

async function measure(
  arrangement: (typeof arrangements)[number],
  options: BenchOptions,
  place: ProductPlace & { shop: Shop },
  redisUrl: string | undefined,
  products: Product[],
): Promise<Measured> {
  const { processes, name, title } = arrangement
  const { seconds } = options
  const result: Measured = { name, title, processes, product: [], plain: [], whole: [], status: null }
  try {
    for (let i = 0; i < processes; i++) {
      const execArgv = options.profile ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`] : []
      const env: Record<string, string> = { ...(redisUrl ? { REDIS_URL: redisUrl } : {}) }
      products.push(await startProduct({ ...place, env, execArgv }))
    }
    const urls = products.map(({ url }) => url)
    const load = async (job: Partial<LoadJob> = {}) => {
      const before = cpuTime()
      const report = await runChild<LoadJob, LoadReport>('./load.ts', {
        ...visitors(urls, options, place.shop),
        seconds,
        ...job,
      })
      const { servers, database } = cpuSince(before)
      return { ...report, cpu: { own: servers, database } }
    }
    if (options.only !== 'status') {
      await load({ seconds: warmUpSeconds })
      for (let pass = 0; pass < passes; pass++) {
        result.product.push(await load())
        result.plain.push(await raw('plain', options, place.databaseUrl, processes))
        result.whole.push(await raw('whole', options, place.databaseUrl, processes))
      }
    }
    if (processes === 1) {
      const signedIn = statusCustomers(urls, options, place.shop)
      await load({ ...signedIn, seconds: warmUpSeconds })
      result.status = await load(signedIn)
    }
  } finally {
    await Promise.all(products.splice(0).map((product) => product.close()))
  }
  return result
}

function visitors(urls: string[], { inFlight, customers }: BenchOptions, shop: Shop) {
  const numbers = Array.from({ length: customers }, (_, index) => index)
  const hellos = numbers.map(() => ({ siteKey: shop.credentials.siteKey, locale: 'zh' }))
  return { urls, hellos, lines: numbers.map(linesOf), inFlight }
}

/** Signed-in customers who ask after orders of their own that are on their way. */
function statusCustomers(urls: string[], { inFlight }: BenchOptions, shop: Shop) {
  const { siteKey, identitySecret } = shop.credentials
  const orders = shop.control.list('orders').filter(({ status }) => status === 'shipped' || status === 'delivered')
  const owners = [...Map.groupBy(orders, ({ customerId }) => String(customerId))].slice(0, 100)
  const hellos = owners.map(([id]) => {
    const userToken = signIdentity({ sub: id, name: id, locale: 'zh', phone: '' }, identitySecret, new Date())
    return { siteKey, userToken, locale: 'zh' }
  })
  return { urls, hellos, lines: owners.map(([, own]) => statusLines(own.map(({ id }) => String(id)))), inFlight }
}

/** The bare inserts, from as many processes as the product has, with as many transactions at once. */
async function raw(
  how: RawJob['how'],
  options: BenchOptions,
  databaseUrl: string,
  processes: number,
): Promise<RawReport> {
  const { seconds, inFlight, customers } = options
  const samples = await sampleTurns(databaseUrl, 200)
  const job = {
    databaseUrl,
    samples,
    seconds,
    how,
    conversations: Math.ceil(customers / processes),
    inFlight: Math.ceil(inFlight / processes),
  }
  const before = cpuTime()
  const reports = await Promise.all(
    Array.from({ length: processes }, () => runChild<RawJob, RawReport>('./raw.ts', job)),
  )
  const longest = Math.max(...reports.map((each) => each.seconds))
  return {
    turns: reports.reduce((sum, each) => sum + each.turns, 0),
    seconds: longest,
    ms: reports.flatMap(({ ms }) => ms),
    cpu: { own: reports.reduce((sum, { cpu }) => sum + cpu.own, 0), database: cpuSince(before).database },
  }
}
