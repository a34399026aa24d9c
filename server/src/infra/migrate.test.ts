import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../test/world.ts'
import { silentLog as log } from './log.ts'
import { migrate } from './migrate.ts'

let world: TestDatabase
let dir: string

beforeEach(async () => {
  world = await openTestDatabase({ empty: true })
  dir = await mkdtemp(join(tmpdir(), 'migrations-'))
  await writeFile(join(dir, '0001-first.sql'), 'create table things (workspace_id uuid not null, n int)')
})
afterEach(async () => {
  await world.close()
  await rm(dir, { recursive: true })
})

test('the real migrations run on an empty database, and a second start has nothing to do', async () => {
  expect((await migrate({ url: world.url, log })).length).toBeGreaterThan(0)
  expect(await migrate({ url: world.url, log })).toEqual([])
})

test('processes that start together migrate once', async () => {
  const ran = await Promise.all([1, 2, 3].map(() => migrate({ url: world.url, log, dir })))
  expect(ran.flat()).toEqual(['0001-first.sql'])
})

test('a file changed after it ran is refused by name', async () => {
  await migrate({ url: world.url, log, dir })
  await writeFile(join(dir, '0001-first.sql'), 'create table others (n int)')
  await expect(migrate({ url: world.url, log, dir })).rejects.toThrow('0001-first.sql was changed after it ran')
})

test('a file that fails half way leaves nothing behind and runs again once mended', async () => {
  await writeFile(join(dir, '0002-second.sql'), 'create table more (n int); select 1 / 0')
  await expect(migrate({ url: world.url, log, dir })).rejects.toThrow('0002-second.sql failed: division by zero')
  await writeFile(join(dir, '0002-second.sql'), 'create table more (workspace_id uuid not null)')
  expect(await migrate({ url: world.url, log, dir })).toEqual(['0002-second.sql'])
  const { rows } = await world.db.system((tx) =>
    sql`select relname from pg_class where relrowsecurity order by relname`.execute(tx.query),
  )
  expect(rows).toEqual([{ relname: 'more' }, { relname: 'things' }])
})
