import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/world.ts'
import { type Bus, makeBus } from './bus.ts'
import type { Tx } from './db.ts'
import { type Fact, factSignal, firstCursor, makeProjector, type Projector, publishFact, readFacts } from './facts.ts'
import { silentLog } from './log.ts'
import { migrate } from './migrate.ts'

const workspaceId = randomUUID()
let world: TestDatabase
let bus: Bus
const projectors: Projector[] = []

beforeEach(async () => {
  bus = makeBus({ log: silentLog })
  world = await openTestDatabase({ onFacts: factSignal(bus) })
})
afterEach(async () => {
  await Promise.all(projectors.splice(0).map((projector) => projector.stop()))
  await bus.close()
  await world.close()
})

const tell = (tx: Tx, n: number, type = 'thing.happened') => publishFact(tx, { type, workspaceId, data: { n } })
const tellNow = (n: number, type?: string) => world.db.system((tx) => tell(tx, n, type))
const numbers = (facts: Fact[]) => facts.map((fact) => fact.data.n)

function project(name: string, handle: (tx: Tx, fact: Fact) => Promise<void>, types = ['thing.happened']) {
  const projector = makeProjector({ db: world.db, bus, log: silentLog, name, types, handle, pollMs: 60_000 })
  projectors.push(projector)
  return projector
}

test('a fact of a slow transaction is not skipped by readers that are already past it', async () => {
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
  const { promise: written, resolve: hasWritten } = Promise.withResolvers<void>()
  const slow = world.db.system(async (tx) => {
    await tell(tx, 1)
    hasWritten()
    await held
  })
  await written
  await tellNow(2)
  const early = await readFacts(world.db, { after: firstCursor, limit: 10 })
  expect(numbers(early.facts)).toEqual([])
  letGo()
  await slow
  // Transactions of other databases of the same server hold readers back, too.
  const late = await vi.waitFor(async () => {
    const page = await readFacts(world.db, { after: early.next, limit: 10 })
    expect(page.facts).not.toEqual([])
    return page
  })
  expect(numbers(late.facts)).toEqual([1, 2])
})

test('readers in pages see every fact of many concurrent writers exactly once', async () => {
  const seen: unknown[] = []
  let cursor = firstCursor
  const writers = Promise.all(
    Array.from({ length: 6 }, async (_, writer) => {
      for (let n = 0; n < 30; n++) await tellNow(writer * 100 + n)
    }),
  )
  while (seen.length < 180) {
    const page = await readFacts(world.db, { after: cursor, limit: 7 })
    cursor = page.next
    seen.push(...numbers(page.facts))
  }
  await writers
  expect((await readFacts(world.db, { after: cursor, limit: 7 })).facts).toEqual([])
  expect(seen).toHaveLength(180)
  expect(new Set(seen).size).toBe(180)
})

test('a projection and its progress are one: what a crash interrupts is done again, not twice', async () => {
  await world.db.system((tx) => sql`create table seen (n int)`.execute(tx.query))
  for (const n of [1, 2, 3]) await tellNow(n)
  let crashes = 2
  project('counts', async (tx, fact) => {
    await sql`insert into seen values (${fact.data.n as number})`.execute(tx.query)
    if (fact.data.n === 2 && crashes-- > 0) throw new Error('crashed after writing')
  })
  await vi.waitFor(async () => {
    const { rows } = await world.db.system((tx) => sql`select n from seen order by n`.execute(tx.query))
    expect(rows).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
  }, 10_000)
})

test('a reader that keeps failing holds back nobody else', async () => {
  const seen: unknown[] = []
  project('broken', async () => {
    throw new Error('always')
  })
  project('healthy', async (_tx, fact) => void seen.push(fact.data.n))
  await tellNow(1)
  await tellNow(2)
  await vi.waitFor(() => expect(seen).toEqual([1, 2]), 5_000)
})

test('two processes under one name share the work: each fact is handled once', async () => {
  const seen: unknown[] = []
  for (let copy = 0; copy < 2; copy++) project('shared', async (_tx, fact) => void seen.push(fact.data.n))
  for (let n = 0; n < 40; n++) await tellNow(n)
  await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(40), 10_000)
  expect(seen).toEqual(Array.from({ length: 40 }, (_, n) => n))
})

test('only facts of the asked types and workspace are answered', async () => {
  await tellNow(1)
  await tellNow(2, 'other.happened')
  await world.db.system((tx) => publishFact(tx, { type: 'thing.happened', workspaceId: randomUUID(), data: { n: 3 } }))
  const read = () => readFacts(world.db, { after: firstCursor, limit: 10, workspaceId, types: ['thing.happened'] })
  await vi.waitFor(async () => expect(numbers((await read()).facts)).toEqual([1]))
})

test('facts cannot be rewritten', async () => {
  await tellNow(1)
  const change = world.db.system((tx) => sql`update facts set data = '{}'`.execute(tx.query))
  await expect(change).rejects.toThrow('facts is append-only')
})

test('after a restore into another cluster every reader goes on where it was', async () => {
  const old = (n: number, xid: string) =>
    world.db.system((tx) =>
      sql`insert into facts (xid, workspace_id, type, data)
        values (${xid}::xid8, ${workspaceId}, 'thing.happened', jsonb_build_object('n', ${n}::int))`.execute(tx.query),
    )
  for (const [n, xid] of [
    [1, '4000000001'],
    [2, '4000000002'],
    [3, '4000000003'],
  ] as const) {
    await old(n, xid)
  }
  await world.db.system((tx) =>
    sql`insert into fact_cursors (name, xid, fact_id) values ('restored', '4000000002', 2), ('done', '4000000009', 0)`.execute(
      tx.query,
    ),
  )
  await migrate({ url: world.url, log: silentLog })
  await tellNow(4)
  const seen: Record<string, unknown[]> = { restored: [], done: [] }
  for (const name of ['restored', 'done']) project(name, async (_tx, fact) => void seen[name]!.push(fact.data.n))
  await vi.waitFor(() => expect(seen).toEqual({ restored: [3, 4], done: [4] }), 5_000)
})
