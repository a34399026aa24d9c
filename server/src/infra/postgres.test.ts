import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeBus } from './bus.ts'
import { makeDb } from './db.ts'
import { makeProjector, publishFact } from './facts.ts'
import { addJob, migrateJobs, startJobs } from './jobs.ts'
import { silentLog as log } from './log.ts'
import { migrate } from './migrate.ts'
import { startPostgres, supervisedUrl } from './postgres.ts'

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'loopdesk-pg-'))
  await chmod(dataDir, 0o755)
})
afterEach(async () => {
  const base = (await readFile(join(dataDir, 'postgres.location'), 'utf8').catch(() => '')).trim()
  if (base !== '') await rm(base, { recursive: true, force: true })
  await rm(dataDir, { recursive: true, force: true })
})

test('a killed database comes back by itself with everything that was acknowledged', async () => {
  const postgres = await startPostgres({ dataDir, log, unsafe: true })
  const db = makeDb({ url: postgres.url, max: 4, log })
  await db.system((tx) => sql`create table kept (n int)`.execute(tx.query))
  const first = postgres.pid()!
  const died = new Promise<void>((resolve) => postgres.onExit(resolve))
  let acknowledged = 0
  const writing = (async () => {
    for (let n = 0; n < 1_000_000; n++) {
      await db.system((tx) => sql`insert into kept values (${n})`.execute(tx.query))
      acknowledged++
      if (n === 20) process.kill(first, 'SIGKILL')
    }
  })()
  await expect(writing).rejects.toMatchObject({ name: 'RetryableError' })
  await died
  await vi.waitFor(() => db.ping(), { timeout: 20_000, interval: 20 })
  const { rows } = await db.system((tx) => sql<{ n: number }>`select count(*) as n from kept`.execute(tx.query))
  expect(rows[0]?.n).toBeGreaterThanOrEqual(acknowledged)
  await vi.waitFor(() => expect(postgres.pid()).toBeDefined())
  expect(postgres.pid()).not.toBe(first)
  await db.close()
  await postgres.stop()
})

test('a second start joins the running database, and its end leaves it running', async () => {
  const first = await startPostgres({ dataDir, log, unsafe: true })
  const second = await startPostgres({ dataDir, log, unsafe: true })
  expect(second.url).toBe(first.url)
  await second.stop()
  const db = makeDb({ url: first.url, max: 1, log })
  await db.ping()
  await db.close()
  await first.stop()
})

test('a start after the server itself was killed ends the database left over and keeps its data', async () => {
  const script = `
    import { startPostgres } from ${JSON.stringify(new URL('./postgres.ts', import.meta.url))}
    import { silentLog as log } from ${JSON.stringify(new URL('./log.ts', import.meta.url))}
    const postgres = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, log, unsafe: true })
    console.log(postgres.pid())`
  const server = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [announced] = await once(server.stdout, 'data')
  const url = (await supervisedUrl(dataDir))!
  let db = makeDb({ url, max: 1, log })
  await db.system((tx) => sql`create table kept as select 7 as n`.execute(tx.query))
  await db.close()
  server.kill('SIGKILL')
  await once(server, 'exit')
  const again = await startPostgres({ dataDir, log, unsafe: true })
  expect(again.pid()).not.toBe(Number(String(announced)))
  db = makeDb({ url: again.url, max: 1, log })
  const { rows } = await db.system((tx) => sql`select n from kept`.execute(tx.query))
  expect(rows).toEqual([{ n: 7 }])
  await db.close()
  await again.stop()
})

test('data survives a stop; below a folder closed to the database user it lies elsewhere and is found again', async () => {
  await chmod(dataDir, 0o700)
  const first = await startPostgres({ dataDir, log, unsafe: true })
  let db = makeDb({ url: first.url, max: 1, log })
  await db.system((tx) => sql`create table kept as select 7 as n`.execute(tx.query))
  await db.close()
  await first.stop()
  const again = await startPostgres({ dataDir, log, unsafe: true })
  expect(await supervisedUrl(dataDir)).toBe(again.url)
  db = makeDb({ url: again.url, max: 1, log })
  const { rows } = await db.system((tx) => sql`select n from kept`.execute(tx.query))
  expect(rows).toEqual([{ n: 7 }])
  await db.close()
  await again.stop()
})

test('a folder without PostgreSQL is refused in one sentence', async () => {
  const start = startPostgres({ dataDir, log, pgBin: '/nowhere' })
  await expect(start).rejects.toThrow('PG_BIN does not hold PostgreSQL 15 or newer')
})

test('jobs, readers of facts and the bus go on by themselves after the database was killed', async () => {
  const postgres = await startPostgres({ dataDir, log, unsafe: true })
  await migrate({ url: postgres.url, log })
  const db = makeDb({ url: postgres.url, max: 8, log })
  await migrateJobs(db)
  const bus = makeBus({ log, databaseUrl: postgres.url })
  const seen: unknown[] = []
  const note = async ({ n }: Record<string, unknown>) => void seen.push(`job ${n}`)
  const jobs = await startJobs({ db, log, handlers: { note } })
  const types = ['thing.happened']
  const handle = async (_tx: unknown, fact: { data: Record<string, unknown> }) => void seen.push(`fact ${fact.data.n}`)
  const projector = makeProjector({ db, bus, log, name: 'reader', types, handle })
  const tell = (n: number) =>
    db.system(async (tx) => {
      await addJob(tx, 'note', { n })
      await publishFact(tx, { type: 'thing.happened', workspaceId: randomUUID(), data: { n } })
    })
  await tell(1)
  await vi.waitFor(() => expect(seen.toSorted()).toEqual(['fact 1', 'job 1']), 5_000)
  for (const n of [2, 3]) {
    const died = new Promise<void>((resolve) => postgres.onExit(resolve))
    process.kill(postgres.pid()!, 'SIGKILL')
    await died
    await vi.waitFor(() => tell(n), { timeout: 20_000, interval: 20 })
    await vi.waitFor(() => expect(seen).toEqual(expect.arrayContaining([`fact ${n}`, `job ${n}`])), 20_000)
  }
  await vi.waitFor(() => expect(bus.connected()).toBe(true), 10_000)
  await projector.stop()
  await jobs.stop()
  await bus.close()
  await db.close()
  await postgres.stop()
})
