import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { SignJWT } from 'jose'
import { sql } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import { platformVariables } from '../../examples/shop/src/platform-variables.ts'
import { type Shop, startShop } from '../../examples/shop/src/start-shop.ts'
import { type App, makeApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { makeBus } from '../src/infra/bus.ts'
import { type Db, makeDb } from '../src/infra/db.ts'
import { factSignal } from '../src/infra/facts.ts'
import { silentLog } from '../src/infra/log.ts'
import { importWorkspace } from '../src/setup/import-workspace.ts'
import { readConfigFiles } from '../src/setup/read-config-files.ts'
import { type ChatClient, type Greeting, openChatClient } from './chat-client.ts'
import { administer, cloneDatabase, databaseAt } from './world.ts'

const demoDir = fileURLToPath(new URL('../../examples/shop/workspace', import.meta.url))
const secretKey = Buffer.alloc(32, 7)
const templateName = 'loopdesk_demo'
const templateLock = 748_211
const password = 'loopdesk-demo'

/** The whole app on a throw-away database with the demo company imported and its shop running in this process. */
export interface World {
  readonly shop: Shop
  /** The process customers reach unless a test says otherwise. */
  readonly server: Server
  readonly db: Db
  readonly workspaceId: string
  /** Another process on the same database. */
  startServer(options?: ServerOptions): Promise<Server>
  /** A customer signed in at the shop, by its customer id; null is a visitor nobody knows. */
  chat(customer: string | null, hello?: Partial<Greeting>, server?: Server): Promise<ChatClient>
  userToken(customer: string): Promise<string>
  /** The newest one-time code texted to a customer of the shop. */
  code(customer: string): string
  /** Brings a colleague online, by the beginning of the e-mail address; answers the id. */
  comeOnline(name: string): Promise<string>
  /** As if the lease of every turn under way had run out. */
  outliveLeases(): Promise<void>
  close(): Promise<void>
}

export interface Server {
  readonly url: string
  readonly app: App
  readonly http: FastifyInstance
  /** From now on this process gets nothing done any more: no statement of it reaches the database. */
  die(): void
  close(): Promise<void>
}

export interface ServerOptions {
  env?: Record<string, string>
  /** The process dies before its first transaction after this is true. */
  dieWhen?: () => boolean
}

/** Opens a world in well under a second; the first one of a test run imports the demo and trains it. */
export async function openWorld(options: ServerOptions = {}): Promise<World> {
  await prepareTemplate()
  const [shop, database] = await Promise.all([startShop({ port: 0, dataDir: null }), cloneDatabase(templateName)])
  const dataDir = await mkdtemp(join(tmpdir(), 'loopdesk-world-'))
  const db = makeDb({ url: database.url, max: 4, log: silentLog })
  const servers: Server[] = []
  const startServer = async (given: ServerOptions = {}) => {
    const server = await openServer(database.url, dataDir, given)
    servers.push(server)
    return server
  }
  const { rows } = await db.system((tx) => sql<{ id: string }>`select id from workspaces`.execute(tx.query))
  const workspaceId = rows[0]!.id
  const server = await startServer(options)
  // The template's shop had other addresses.
  const config = readConfigFiles(demoDir, platformVariables(shop.urls))
  await server.app.setup.tools.registry.save(workspaceId, config)
  await server.app.understanding.brainOf(workspaceId)

  const userToken = (customer: string) =>
    new SignJWT({})
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(customer)
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(shop.credentials.identitySecret))
  const clients: ChatClient[] = []
  return {
    shop,
    server,
    db,
    workspaceId,
    startServer,
    userToken,
    async chat(customer, hello = {}, at = server) {
      const token = customer === null ? {} : { userToken: await userToken(customer) }
      const client = await openChatClient(at.url, { siteKey: shop.credentials.siteKey, ...token, ...hello })
      clients.push(client)
      return client
    },
    code(customer) {
      const { code } = shop.control.sms({ customerId: customer })
      if (code === null) throw new Error(`no code was texted to ${customer}`)
      return code
    },
    async comeOnline(name) {
      const { rows } = await db.system((tx) =>
        sql<{ id: string }>`
          update staff set presence = 'online', heartbeat_at = now() + interval '1 hour' where email like ${`${name}%`}
          returning id`.execute(tx.query),
      )
      return rows[0]!.id
    },
    async outliveLeases() {
      await db.system((tx) =>
        sql`update conversations set lease_until = now() - interval '1 second' where lease_until is not null`.execute(
          tx.query,
        ),
      )
    },
    async close() {
      for (const client of clients) client.close()
      await Promise.all(servers.map((each) => each.close()))
      await Promise.all([shop.close(), db.close()])
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function openServer(url: string, dataDir: string, { env = {}, dieWhen }: ServerOptions): Promise<Server> {
  const bus = makeBus({ log: silentLog, databaseUrl: url })
  const real = makeDb({ url, max: 12, log: silentLog, onFacts: factSignal(bus) })
  const life = { over: false }
  const db = mortal(real, life, dieWhen)
  const config = readConfig({
    PORT: '0',
    DATA_DIR: dataDir,
    MODELS_DIR: inject('modelsDir'),
    DATABASE_URL: url,
    ...env,
  })
  const app = await makeApp({ config, db, bus, log: silentLog, secretKey })
  const http = await app.edge()
  const address = await http.listen({ port: 0, host: '127.0.0.1' })
  return {
    url: address,
    app,
    http,
    die() {
      life.over = true
    },
    async close() {
      http.server.closeAllConnections()
      await http.close()
      await app.close()
      await bus.close()
      await real.close()
    },
  }
}

/** A database that this process cannot reach any more once it is dead. */
function mortal(real: Db, life: { over: boolean }, dieWhen?: () => boolean): Db {
  const check = () => {
    life.over ||= dieWhen?.() === true
    if (life.over) throw new Error('this process is dead')
  }
  return {
    ...real,
    async tenant(workspaceId, fn) {
      check()
      return real.tenant(workspaceId, async (tx) => {
        check()
        return fn(tx)
      })
    },
    async system(fn) {
      check()
      return real.system(fn)
    },
  }
}

/** The demo company, imported and trained once a run; every world's database is a copy of it. */
async function prepareTemplate(): Promise<void> {
  const client = new pg.Client({ connectionString: databaseAt('postgres') })
  await client.connect()
  try {
    // Test files run in processes of their own: one of them prepares, the others wait for it.
    await client.query('select pg_advisory_lock($1)', [templateLock])
    const known = await client.query('select 1 from pg_database where datname = $1', [templateName])
    if (known.rowCount === 0) await makeTemplate()
  } finally {
    await client.end()
  }
}

async function makeTemplate(): Promise<void> {
  const draft = `${templateName}_${randomBytes(4).toString('hex')}`
  await administer(`create database ${draft} template loopdesk`)
  const dataDir = await mkdtemp(join(tmpdir(), 'loopdesk-template-'))
  await mkdir(inject('modelsDir'), { recursive: true })
  const shop = await startShop({ port: 0, dataDir: null })
  const server = await openServer(databaseAt(draft), dataDir, { env: { ROLES: 'edge' } })
  try {
    const config = readConfigFiles(demoDir, platformVariables(shop.urls))
    // Reading documents is work for a background job, which every test would do anew.
    const { workspaceId } = await importWorkspace(server.app.setup, { ...config, documents: [] }, password)
    await server.app.understanding.brainOf(workspaceId)
  } finally {
    await server.close()
    await shop.close()
    await rm(dataDir, { recursive: true, force: true })
  }
  await administer(`alter database ${draft} rename to ${templateName}`)
}
