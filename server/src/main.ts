import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { makeApp } from './app.ts'
import { type Config, readConfigOrExit } from './config.ts'
import { makeBus } from './infra/bus.ts'
import { makeDb } from './infra/db.ts'
import { factSignal } from './infra/facts.ts'
import { migrateJobs } from './infra/jobs.ts'
import { makeLog } from './infra/log.ts'
import { migrate } from './infra/migrate.ts'
import { startPostgres } from './infra/postgres.ts'
import { loadSecretKey } from './infra/secrets.ts'
import { setUp } from './setup/set-up.ts'

// What is no longer used may come to half of what is, in each thread: left alone it comes to several times as much on a large machine.
setFlagsFromString('--heap-growing-percent=50')

/** The demo company's configuration. */
const demoDir = join(fileURLToPath(new URL('../..', import.meta.url)), 'examples', 'shop', 'workspace')
const config = readConfigOrExit()
const log = makeLog({ level: config.LOG_LEVEL })

try {
  await start(config)
} catch (error) {
  log.fatal({ err: error }, error instanceof Error ? error.message : 'the server could not start')
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  process.exit(1)
}

/** config → database → app → listen; announces itself with one line of JSON on stdout. */
async function start(config: Config): Promise<void> {
  const postgres = config.DATABASE_URL
    ? undefined
    : await startPostgres({ dataDir: config.DATA_DIR, log, pgBin: config.PG_BIN })
  const url = config.DATABASE_URL ?? postgres!.url
  await migrate({ url, log })
  const bus = makeBus({ log, redisUrl: config.REDIS_URL, databaseUrl: config.DATABASE_URL })
  const db = makeDb({ url, max: config.DATABASE_POOL, log, onFacts: factSignal(bus) })
  await migrateJobs(db)
  const app = await makeApp({
    config,
    db,
    bus,
    log,
    secretKey: await loadSecretKey(config.DATA_DIR, config.SECRET_KEY),
  })
  const logins = await setUp(app.setup, {
    log,
    demoDir: config.DEMO ? demoDir : undefined,
    workspaceDir: config.WORKSPACE_DIR,
    variables: process.env,
  })

  const edge = config.ROLES.includes('edge') ? await app.edge() : undefined
  if (edge) await edge.listen({ port: config.PORT, host: config.HOST })
  const address = edge?.server.address()
  const port = typeof address === 'object' && address ? address.port : config.PORT
  const base = config.PUBLIC_URL ?? `http://localhost:${port}`
  console.log(JSON.stringify({ ready: true, urls: { base, console: `${base}/console/`, api: `${base}/docs` }, logins }))

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await app.beforeClose()
    await edge?.close()
    await app.close()
    await bus.close()
    await db.close()
    await postgres?.stop()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop())
  process.on('disconnect', () => void stop())
}
