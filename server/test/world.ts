import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { type Db, makeDb } from '../src/infra/db.ts'
import { migrateJobs } from '../src/infra/jobs.ts'
import { silentLog } from '../src/infra/log.ts'
import { migrate } from '../src/infra/migrate.ts'
import { startPostgres } from '../src/infra/postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the throw-away server; its database `loopdesk` is the migrated template. */
    postgresUrl: string
    /** Where models trained in this run are kept. */
    modelsDir: string
  }
}

/** Once per test run: a throw-away PostgreSQL with one migrated database to clone from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'loopdesk-test-'))
  await chmod(dataDir, 0o755)
  const postgres = await startPostgres({ dataDir, log: silentLog, unsafe: true })
  const end = async () => {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    await prepareDatabase(postgres.url)
  } catch (error) {
    await end()
    throw error
  }
  project.provide('postgresUrl', postgres.url)
  project.provide('modelsDir', join(dataDir, 'models'))
  return end
}

async function prepareDatabase(url: string): Promise<void> {
  await migrate({ url, log: silentLog })
  const db = makeDb({ url, max: 4, log: silentLog })
  await migrateJobs(db)
  await db.close()
}

export interface TestDatabase {
  readonly url: string
  readonly db: Db
  /** Disconnects everybody and drops it. */
  close(): Promise<void>
}

interface TestDatabaseOptions {
  /** Without any table of ours, for tests of the migration itself. */
  empty?: boolean
  max?: number
  onFacts?: () => void
}

/** A database of one's own, cloned from the migrated template in some tens of milliseconds. */
export async function openTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const { url, drop } = await cloneDatabase(options.empty === true ? 'template0' : 'loopdesk')
  const db = makeDb({ url, max: options.max ?? 8, log: silentLog, onFacts: options.onFacts })
  return {
    url,
    db,
    async close() {
      await db.close()
      await drop()
    },
  }
}

/** A copy of a database of the test server. */
export async function cloneDatabase(template: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(`create database ${name} template ${template}`)
  return { url: databaseAt(name), drop: () => administer(`drop database ${name} with (force)`) }
}

export const databaseAt = (name: string) => inject('postgresUrl').replace('///loopdesk?', `///${name}?`)

/** Runs a statement beside all databases, such as one that makes or drops one. */
export async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseAt('postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
