import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/world.ts'
import { type Db, isUniqueViolation, makeDb, sqlState } from './db.ts'
import { publishFact } from './facts.ts'
import { silentLog } from './log.ts'

let world: TestDatabase
let db: Db
const [ours, theirs] = [randomUUID(), randomUUID()]

beforeAll(async () => {
  world = await openTestDatabase()
  db = world.db
})
afterAll(() => world.close())

const note = (workspaceId: string) => ({ type: 'note.written', workspaceId, data: {} })
const workspacesSeen = (workspaceId: string) =>
  db.tenant(workspaceId, async (tx) => {
    const { rows } = await sql<{ workspace_id: string }>`select distinct workspace_id from facts`.execute(tx.query)
    return rows.map((row) => row.workspace_id)
  })

test('a workspace sees, changes and removes only its own rows', async () => {
  await db.tenant(ours, (tx) => publishFact(tx, note(ours)))
  await db.tenant(theirs, (tx) => publishFact(tx, note(theirs)))
  expect(await workspacesSeen(ours)).toEqual([ours])
  const removed = await db.tenant(ours, (tx) => sql`delete from facts where workspace_id = ${theirs}`.execute(tx.query))
  expect(removed.numAffectedRows).toBe(0n)
  expect(await workspacesSeen(theirs)).toEqual([theirs])
})

test('a row that claims another workspace is refused', async () => {
  const forged = db.tenant(ours, (tx) => publishFact(tx, note(theirs)))
  await expect(forged).rejects.toThrow('row-level security')
})

test('a workspace id that is not a UUID never reaches the database', async () => {
  const attack = `${ours}', true); reset role; select set_config('x', 'y`
  await expect(db.tenant(attack, async () => 1)).rejects.toThrow('workspaceId is not a UUID')
})

test('the next user of a connection inherits neither role nor workspace', async () => {
  const single = makeDb({ url: world.url, max: 1, log: silentLog })
  await single.tenant(ours, (tx) => sql`select 1`.execute(tx.query))
  const { rows } = await single.system((tx) =>
    sql<{ role: string; workspace: string }>`
      select current_user as role, current_setting('loopdesk.workspace_id', true) as workspace`.execute(tx.query),
  )
  expect(rows[0]).toMatchObject({ role: 'loopdesk', workspace: '' })
  await single.close()
})

test('every table with a workspace_id is closed by row-level security', async () => {
  const { rows } = await db.system((tx) =>
    sql`select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        and not (c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant'))`.execute(
      tx.query,
    ),
  )
  expect(rows).toEqual([])
})

test('a workspace reads no view that forgets row-level security and no table of the platform', async () => {
  const { rows } = await db.system((tx) =>
    sql`select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relname <> 'workspaces'
        and has_table_privilege('loopdesk_app', c.oid, 'select')
        and ((c.relkind = 'v' and not coalesce('security_invoker=true' = any(c.reloptions), false)) or c.relkind = 'm')`.execute(
      tx.query,
    ),
  )
  expect(rows).toEqual([])
  const platform = db.tenant(ours, (tx) => sql`select * from fact_cursors`.execute(tx.query))
  await expect(platform).rejects.toThrow('permission denied')
})

test('two transactions that deadlock both succeed in the end', async () => {
  await db.system(async (tx) => {
    await sql`create table counters (id int primary key, n int not null)`.execute(tx.query)
    await sql`insert into counters values (1, 0), (2, 0)`.execute(tx.query)
  })
  const bothIn = gate(2)
  const add = (first: number, second: number) =>
    db.system(async (tx) => {
      await sql`update counters set n = n + 1 where id = ${first}`.execute(tx.query)
      await bothIn()
      await sql`update counters set n = n + 1 where id = ${second}`.execute(tx.query)
    })
  await Promise.all([add(1, 2), add(2, 1)])
  const { rows } = await db.system((tx) => sql`select n from counters order by id`.execute(tx.query))
  expect(rows).toEqual([{ n: 2 }, { n: 2 }])
})

test('what is to happen after the commit happens then, and never after a rollback', async () => {
  const seen: string[] = []
  await db.system(async (tx) => {
    tx.afterCommit(() => seen.push('committed'))
    expect(seen).toEqual([])
  })
  await db
    .system(async (tx) => {
      tx.afterCommit(() => seen.push('never'))
      throw new Error('changed our mind')
    })
    .catch(() => {})
  expect(seen).toEqual(['committed'])
})

test('a failed statement that was swallowed does not pass as committed', async () => {
  const swallowed = db.system(async (tx) => {
    await sql`select 1 / 0`.execute(tx.query).catch(() => {})
  })
  await expect(swallowed).rejects.toThrow('nothing was committed')
})

test('queries of one transaction may be started together, and none after its end', async () => {
  const leaked = await db.system(async (tx) => {
    const answers = await Promise.all(
      [1, 2, 3].map((n) => sql<{ n: number }>`select ${n}::bigint as n`.execute(tx.query)),
    )
    expect(answers.map((answer) => answer.rows[0]?.n)).toEqual([1, 2, 3])
    return () => sql`select 1`.execute(tx.query)
  })
  await expect(leaked()).rejects.toThrow('this transaction is over')
})

test('constraint violations can be told apart', async () => {
  const error = await db
    .system((tx) => sql`insert into fact_cursors (name) values ('a'), ('a')`.execute(tx.query))
    .catch((caught: unknown) => caught)
  expect(sqlState(error)).toBe('23505')
  expect(isUniqueViolation(error, 'fact_cursors_pkey')).toBe(true)
  expect(isUniqueViolation(error, 'another')).toBe(false)
})

test('a connection cut in the middle is a retryable error, and the pool goes on', async () => {
  const cut = db.system(async (tx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx.query)
    await db.system((other) => sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(other.query))
    await sql`select 1`.execute(tx.query)
  })
  await expect(cut).rejects.toMatchObject({ name: 'RetryableError', code: 'database_unavailable' })
  await db.ping()
})

/** A door that opens once `n` have arrived; open ever after. */
function gate(n: number): () => Promise<void> {
  let arrived = 0
  let open: () => void = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return () => {
    if (++arrived >= n) open()
    return opened
  }
}
