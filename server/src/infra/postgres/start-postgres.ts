import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { PermanentError } from '../errors.ts'
import type { Log } from '../log.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { type ChildUser, childUser } from './child-user.ts'
import { stopOrphans } from './orphans.ts'
import { type Place, preparePlace } from './place.ts'
import { takeSupervisorLock } from './supervisor-lock.ts'

export interface Postgres {
  /** For `makeDb` and `migrate`. */
  readonly url: string
  /** The postmaster of the moment; undefined while it is being restarted, or when another process supervises it. */
  pid(): number | undefined
  /** Called each time the child died without being asked to; it is restarted by itself. */
  onExit(handler: () => void): void
  /** Ends the child cleanly (connections are cut, everything committed stays). */
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** The product's data directory; the database lives below it, or where `dataDir/postgres.location` says. */
  dataDir: string
  log: Log
  /** Folder with `postgres` and `initdb`; searched when left out. */
  pgBin?: string | undefined
  /** Only throw-away databases may be unsafe: no fsync, so they survive a killed process but not a power failure. */
  unsafe?: boolean
}

/**
 * Runs a real PostgreSQL as a supervised child that listens on a private unix socket only. Creates it on first use, ends or
 * takes over what a killed process left behind, restarts it when it dies. A second process with the same `dataDir` joins the
 * database of the first instead of starting one.
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const user = await childUser()
  const place = await preparePlace(options.dataDir, user)
  const lock = await takeSupervisorLock(place.base)
  if (!lock.mine) return joinRunning(place)
  try {
    const binaries = await findBinaries({
      pgBin: options.pgBin,
      major: await majorOf(place),
      user,
      copyTo: place.binaries,
    })
    await stopOrphans(place.data, options.log)
    await initialise(place, binaries, user, options)
    const child = await supervise(place, binaries, user, options)
    return { ...child, url: place.url, stop: () => child.stop().finally(lock.release) }
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function joinRunning(place: Place): Promise<Postgres> {
  await untilReady(place, 'loopdesk', Date.now() + 60_000, () => false)
  return { url: place.url, pid: () => undefined, onExit: () => {}, stop: async () => {} }
}

async function majorOf(place: Place): Promise<number | undefined> {
  const version = await readFile(join(place.data, 'PG_VERSION'), 'utf8').catch(() => undefined)
  return version === undefined ? undefined : Number.parseInt(version, 10)
}

/** initdb into a draft that is renamed when complete: a start killed half way leaves nothing that looks finished. */
async function initialise(
  place: Place,
  binaries: Binaries,
  user: ChildUser | undefined,
  options: PostgresOptions,
): Promise<void> {
  if ((await majorOf(place)) === undefined) {
    options.log.info({ dir: place.base, version: binaries.major }, 'creating the database')
    const draft = `${place.data}.draft`
    await rm(draft, { recursive: true, force: true })
    await mkdir(draft, { mode: 0o700 })
    if (user !== undefined) await chown(draft, user.uid, user.gid)
    const flags = ['--locale=C.UTF-8', '--encoding=UTF8', '--username=loopdesk', '--auth=peer']
    if (options.unsafe === true) flags.push('--no-sync')
    await initdb(join(binaries.dir, 'initdb'), ['-D', draft, ...flags], user)
    await rename(draft, place.data)
  }
  await writeOwned(join(place.data, 'pg_hba.conf'), `local all loopdesk peer map=loopdesk\n`, user)
  await writeOwned(join(place.data, 'pg_ident.conf'), `loopdesk ${userInfo().username} loopdesk\n`, user)
}

async function initdb(program: string, args: string[], user: ChildUser | undefined): Promise<void> {
  try {
    await promisify(execFile)(program, args, { ...user, cwd: '/', env: plainEnv })
  } catch (error) {
    const words = String((error as { stderr?: string }).stderr ?? '').trim()
    throw new PermanentError('postgres_failed', `the database could not be created: ${words}`, { cause: error })
  }
}

async function writeOwned(path: string, text: string, user: ChildUser | undefined): Promise<void> {
  await writeFile(path, text, { mode: 0o600 })
  if (user !== undefined) await chown(path, user.uid, user.gid)
}

const plainEnv = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' }

/** Modest memory, safe writes, and no statement or parameter (they hold customers' words) in PostgreSQL's own log. */
function settings(place: Place, unsafe: boolean): string[] {
  const all: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: place.sockets,
    unix_socket_permissions: '0700',
    max_connections: '100',
    shared_buffers: '128MB',
    wal_compression: 'on',
    max_wal_size: '1GB',
    jit: 'off',
    random_page_cost: '1.1',
    timezone: 'UTC',
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    ...(unsafe ? { fsync: 'off', full_page_writes: 'off' } : {}),
  }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

type Supervised = Pick<Postgres, 'pid' | 'onExit' | 'stop'>

async function supervise(
  place: Place,
  binaries: Binaries,
  user: ChildUser | undefined,
  options: PostgresOptions,
): Promise<Supervised> {
  const handlers: (() => void)[] = []
  let child: ChildProcess | undefined
  let stopping = false
  let restarting: Promise<void> = Promise.resolve()

  function launch(): ChildProcess {
    const logFile = openSync(place.logFile, 'w', 0o600)
    const args = ['-D', place.data, ...settings(place, options.unsafe === true)]
    // Detached: Ctrl-C in the terminal reaches us alone, and we end the database after its users.
    const stdio: ['ignore', number, number] = ['ignore', logFile, logFile]
    const started = spawn(join(binaries.dir, 'postgres'), args, {
      ...user,
      cwd: '/',
      env: plainEnv,
      detached: true,
      stdio,
    })
    closeSync(logFile)
    started.once('exit', (code, signal) => onDeath(started, code, signal))
    started.once('error', (error) => options.log.error({ err: error }, 'the database could not be started'))
    return started
  }

  function onDeath(dead: ChildProcess, code: number | null, signal: string | null): void {
    if (child !== dead || stopping) return
    child = undefined
    options.log.warn({ code, signal }, 'the database died and is restarted')
    for (const handler of handlers) handler()
    restarting = keepStarting()
  }

  async function keepStarting(): Promise<void> {
    while (!stopping) {
      try {
        return await start()
      } catch (error) {
        options.log.fatal({ err: error }, 'the database cannot be restarted; trying again')
        await new Promise((resolve) => setTimeout(resolve, 1_000))
      }
    }
  }

  /** An exit is tried again for a while (right after a crash the dying backends still hold the shared memory); recovery may take minutes. */
  async function start(): Promise<void> {
    const retryUntil = Date.now() + 20_000
    while (!stopping) {
      await stopOrphans(place.data, options.log)
      const launched = launch()
      const died = () => exited(launched)
      const failure = await failureOf(untilReady(place, 'postgres', Date.now() + 300_000, died))
      if (failure === undefined && !died()) {
        child = launched
        return
      }
      if (!died() || Date.now() > retryUntil) {
        launched.kill('SIGQUIT')
        const reason = `PostgreSQL did not start: ${await tail(place.logFile)}`
        throw new PermanentError('postgres_failed', reason, { cause: failure })
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  await start()
  await createDatabase(place)
  return {
    pid: () => child?.pid,
    onExit: (handler) => void handlers.push(handler),
    async stop() {
      stopping = true
      await restarting
      const last = child
      if (last === undefined || exited(last)) return
      const gone = new Promise((resolve) => last.once('exit', resolve))
      last.kill('SIGINT')
      await gone
    },
  }
}

function failureOf(work: Promise<void>): Promise<Error | undefined> {
  return work.then(
    () => undefined,
    (error: Error) => error,
  )
}

function exited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function connection(place: Place, database: string): pg.ClientConfig {
  return { host: place.sockets, port: 5432, user: 'loopdesk', database, connectionTimeoutMillis: 5_000 }
}

/** Resolves when the database answers; rejects when `died` or the time is over. */
async function untilReady(place: Place, database: string, end: number, died: () => boolean): Promise<void> {
  for (;;) {
    const client = new pg.Client(connection(place, database))
    client.on('error', () => {})
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      client.end().catch(() => {})
      if (died() || Date.now() > end) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
}

async function createDatabase(place: Place): Promise<void> {
  const client = new pg.Client(connection(place, 'postgres'))
  await client.connect()
  try {
    const { rowCount } = await client.query("select from pg_database where datname = 'loopdesk'")
    if (rowCount === 0) await client.query('create database loopdesk')
  } finally {
    await client.end()
  }
}

async function tail(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return text.trim().split('\n').slice(-5).join(' | ')
}
