import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pixel } from './chat-client.ts'
import { openWorld, type World } from './open-world.ts'

/** Tables that belong to the installation, not to a workspace. */
const shared = new Set(['workspaces'])

let world: World
let other: string
let tables: string[]
beforeAll(async () => {
  world = await openWorld()
  const { identity } = world.server.app.setup
  other = (await identity.createWorkspace({ slug: 'other', name: 'Other' })).id
  const chat = await world.chat('C1007')
  await chat.say('净水器漏水，要退货')
  await chat.sendFiles([{ name: 'a.png', bytes: pixel }])
  await chat.say('明天下午')
  await chat.say('对')
  await chat.say(world.code('C1007'))
  await chat.say('转人工')
  const { rows } = await world.db.system((tx) =>
    sql<{ table_name: string }>`
      select c.table_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and c.column_name = 'workspace_id' and t.table_type = 'BASE TABLE'
      order by 1`.execute(tx.query),
  )
  tables = rows.map((row) => row.table_name)
})
afterAll(() => world.close())

const countIn = (workspaceId: string, table: string) =>
  world.db.tenant(workspaceId, async (tx) => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from ${sql.table(table)} where workspace_id = ${world.workspaceId}`.execute(
      tx.query,
    )
    return rows[0]!.count
  })

describe('a workspace', () => {
  test('sees no row of another in any table', async () => {
    const seen: string[] = []
    const own: string[] = []
    for (const table of tables) {
      if ((await countIn(other, table)) > 0) seen.push(table)
      if ((await countIn(world.workspaceId, table)) > 0) own.push(table)
    }
    expect(seen).toEqual([])
    // The rows are there: a whole return has been through these tables.
    for (const table of [
      'conversations',
      'messages',
      'turns',
      'effects',
      'flow_runs',
      'watches',
      'verifications',
      'files',
      'tickets',
      'facts',
    ])
      expect(own).toContain(table)
  })

  test('can neither change nor remove nor plant one', async () => {
    for (const table of tables) {
      const touched = await world.db
        .tenant(other, async (tx) => {
          const { rows } =
            await sql`delete from ${sql.table(table)} where workspace_id = ${world.workspaceId} returning 1`.execute(
              tx.query,
            )
          return rows.length
        })
        .catch(() => 0)
      expect(touched, table).toBe(0)
    }
    await expect(
      world.db.tenant(other, (tx) =>
        sql`insert into customers (workspace_id) values (${world.workspaceId})`.execute(tx.query),
      ),
    ).rejects.toThrow(/row-level security/)
  })

  test('every table of a workspace is guarded, and none is without a workspace by accident', async () => {
    const { rows } = await world.db.system((tx) =>
      sql<{ name: string; guarded: boolean }>`
        select c.relname as name, c.relrowsecurity as guarded from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'p') order by 1`.execute(tx.query),
    )
    const guarded = rows.filter((row) => row.guarded).map(({ name }) => name)
    for (const table of tables) if (!shared.has(table)) expect(guarded, table).toContain(table)
  })
})
