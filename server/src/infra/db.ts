import type { Writable } from 'node:stream'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely'
import pg from 'pg'
import { RetryableError } from './errors.ts'
import type { Log } from './log.ts'

/** One transaction of the database. */
export interface Tx {
  /** The query builder bound to this transaction; a module types its own tables with `tx.query.withTables<Tables>()`. */
  // biome-ignore lint/complexity/noBannedTypes: kysely spells "knows no table" this way.
  readonly query: Kysely<{}>
  /** Runs `run` once the transaction has committed, never when it rolled back. Errors in it are logged, not thrown. */
  afterCommit(run: () => void): void
  /** Says that facts were written, so that their readers are woken after the commit; called by `publishFact`. */
  wroteFacts(): void
  /** The workspace whose rows are visible; null in a system transaction. */
  readonly workspaceId: string | null
}

export interface Db {
  /** Runs `fn` in one transaction that sees and changes only rows of this workspace (row-level security). */
  tenant<T>(workspaceId: string, fn: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs `fn` in one transaction across workspaces: the platform's own work (claims, pumps, log-in). */
  system<T>(fn: (tx: Tx) => Promise<T>): Promise<T>
  /** Answers when the database does; throws RetryableError otherwise. */
  ping(): Promise<void>
  /** The pool beneath, for libraries that need one (jobs, LISTEN); not for queries of ours. */
  readonly pool: pg.Pool
  /** Waits for running transactions and disconnects. */
  close(): Promise<void>
}

export interface DbOptions {
  /** `postgresql://…`; sockets as `postgresql:///name?host=/dir`. */
  url: string
  /** Most connections held at once. */
  max: number
  log: Log
  /** Called after each commit that published facts. */
  onFacts?: () => void
}

const retriedStates = new Set(['40001', '40P01'])
const maxAttempts = 5
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * A pool of connections with the two kinds of transactions the product knows.
 * `fn` is run again from the start after a serialization failure or deadlock, so it must not touch the outside world.
 * A lost connection surfaces as RetryableError `database_unavailable`; when it was lost during COMMIT, and the outcome is
 * therefore unknown, as `commit_unknown`.
 */
export function makeDb({ url, max, log, onFacts = () => {} }: DbOptions): Db {
  // Pipelined: a transaction's beginning travels with its first statement, which saves a round trip each time.
  const pool = new pg.Pool({
    connectionString: url,
    max,
    types: numericInt8,
    connectionTimeoutMillis: 15_000,
    pipeline: true,
  })
  pool.on('connect', (client) => client.on('error', (error) => log.debug({ err: error }, 'a connection was lost')))
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'))

  async function run<T>(begin: string, workspaceId: string | null, fn: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await runOnce({ pool, log, onFacts }, begin, workspaceId, fn)
      } catch (error) {
        if (!(retriedStates.has(sqlState(error)) || isStalePlan(error)) || attempt === maxAttempts) throw error
        log.debug({ attempt, code: sqlState(error) }, 'transaction is run again')
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt))
      }
    }
  }

  return {
    pool,
    tenant(workspaceId, fn) {
      if (!uuid.test(workspaceId)) return Promise.reject(new TypeError('workspaceId is not a UUID'))
      return run(tenantBegin(workspaceId), workspaceId, fn)
    },
    system: (fn) => run('begin', null, fn),
    async ping() {
      try {
        await pool.query('select 1')
      } catch (error) {
        throw unavailable(error)
      }
    },
    close: () => pool.end(),
  }
}

/** The SQLSTATE of a database error (`23505` …), '' for anything else. */
export function sqlState(error: unknown): string {
  return error instanceof pg.DatabaseError && error.code !== undefined ? error.code : ''
}

/** True when `error` is a violated unique constraint (of that name, when given). */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!(error instanceof pg.DatabaseError) || error.code !== '23505') return false
  return constraint === undefined || error.constraint === constraint
}

function tenantBegin(workspaceId: string): string {
  return `begin; set local role loopdesk_app; select set_config('loopdesk.workspace_id', '${workspaceId}', true)`
}

async function runOnce<T>(
  { pool, log, onFacts }: { pool: pg.Pool; log: Log; onFacts: () => void },
  begin: string,
  workspaceId: string | null,
  fn: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await connect(pool)
  const afterCommit: (() => void)[] = []
  let lost: Error | undefined
  const onError = (error: Error) => {
    lost = error
  }
  client.on('error', onError)
  let committing = false
  let facts = false
  try {
    const connection = makeConnection(client, begin)
    const result = await fn({
      query: new Kysely({ dialect: dialectOf(connection) }),
      afterCommit: (callback) => void afterCommit.push(callback),
      wroteFacts: () => {
        facts = true
      },
      workspaceId,
    })
    if (connection.close()) {
      committing = true
      const outcome = await client.query('commit')
      if (outcome.command === 'ROLLBACK') throw new Error('a failed statement was ignored; nothing was committed')
      committing = false
    }
    client.off('error', onError)
    client.release()
    for (const callback of facts ? [...afterCommit, onFacts] : afterCommit) runSafely(callback, log)
    return result
  } catch (error) {
    const broken = lost !== undefined || isConnectionError(error)
    if (!broken && !(await rolledBack(client))) lost = error as Error
    client.off('error', onError)
    client.release(broken || lost !== undefined || isStalePlan(error))
    if (!broken) throw error
    throw committing
      ? new RetryableError('commit_unknown', 'the database went away while committing', { cause: error })
      : unavailable(error)
  }
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw isConnectionError(error) ? unavailable(error) : error
  }
}

async function rolledBack(client: pg.PoolClient): Promise<boolean> {
  try {
    await client.query('rollback')
    return true
  } catch {
    return false
  }
}

function runSafely(callback: () => void, log: Log): void {
  try {
    callback()
  } catch (error) {
    log.error({ err: error }, 'an after-commit step failed')
  }
}

function unavailable(cause: unknown): RetryableError {
  return new RetryableError('database_unavailable', 'the database cannot be reached', { cause })
}

/** Anything that is not an answer of the server, and the answers with which it closes a connection. */
function isConnectionError(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) {
    const code = error.code ?? ''
    return code.startsWith('08') || code.startsWith('57P') || code === '53300'
  }
  if (!(error instanceof Error)) return false
  const code = (error as NodeJS.ErrnoException).code
  if (
    code !== undefined &&
    ['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'].includes(code)
  ) {
    return (error as NodeJS.ErrnoException).syscall !== undefined
  }
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    error.message,
  )
}

interface TxConnection extends DatabaseConnection {
  /** No more statements. True when there were any, and so a transaction to commit. */
  close(): boolean
}

/** Statements of one transaction, one after another, refused once the transaction is over. It begins with the first. */
function makeConnection(client: pg.PoolClient, begin: string): TxConnection {
  let open = true
  let begun = false
  let tail: Promise<unknown> = Promise.resolve()

  /** Both in one packet; the statement cannot take effect outside, for only a lost connection keeps `begin` from working. */
  async function sendFirst(query: pg.QueryConfig): Promise<pg.QueryResult> {
    begun = true
    const { stream } = client as unknown as { stream?: Writable }
    stream?.cork()
    const sent = [client.query(begin), client.query(query)] as const
    stream?.uncork()
    const [beginning, first] = await Promise.allSettled(sent)
    if (beginning.status === 'rejected') throw beginning.reason
    if (first.status === 'rejected') throw first.reason
    return first.value
  }

  return {
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      const run = async () => {
        if (!open) throw new Error('this transaction is over; a query was not awaited inside it')
        const statement = { ...nameOf(query.sql), text: query.sql, values: query.parameters as unknown[] }
        const result = begun ? await client.query(statement) : await sendFirst(statement)
        const changes = result.command !== 'SELECT' && result.rowCount !== null
        return { rows: result.rows as R[], numAffectedRows: changes ? BigInt(result.rowCount ?? 0) : undefined }
      }
      const mine = tail.then(run, run)
      tail = mine
      return mine
    },
    // biome-ignore lint/correctness/useYield: streaming would outlive the transaction, so it is refused.
    async *streamQuery() {
      throw new Error('streaming is not supported inside a transaction; read in pages')
    },
    close: () => {
      open = false
      return begun
    },
  }
}

const names = new Map<string, string>()
const mostNames = 400

/** Each statement is parsed and planned once a connection, under a name. Texts beyond the first few hundred are not kept. */
function nameOf(text: string): { name?: string } {
  const known = names.get(text)
  if (known !== undefined) return { name: known }
  if (names.size >= mostNames) return {}
  const name = `s${names.size}`
  names.set(text, name)
  return { name }
}

/** A named statement was planned before a column it selects was changed: a new connection plans anew. */
function isStalePlan(error: unknown): boolean {
  return sqlState(error) === '0A000' && (error as Error).message.includes('cached plan')
}

function dialectOf(connection: DatabaseConnection) {
  const refuse = async () => {
    throw new Error('transactions do not nest; pass the tx on')
  }
  const driver: Driver = {
    init: async () => {},
    acquireConnection: async () => connection,
    releaseConnection: async () => {},
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: async () => {},
  }
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => driver,
    // biome-ignore lint/suspicious/noExplicitAny: kysely's own signature.
    createIntrospector: (db: Kysely<any>) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

/** bigint and numeric counts as numbers: ids and sums of this product stay far below 2^53. */
const numericInt8 = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === pg.types.builtins.INT8 && format !== 'binary') return Number
    return pg.types.getTypeParser(oid, format as 'text')
  },
} as pg.CustomTypesConfig
