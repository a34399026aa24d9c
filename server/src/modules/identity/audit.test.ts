import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../../test/world.ts'
import type { Tx } from '../../infra/db.ts'
import { canonicalJson, hashRecord, withoutPersonalData } from './audit-record.ts'
import { audit, verifyAudit } from './index.ts'
import { tables } from './tables.ts'
import { createWorkspace } from './workspaces.ts'

let database: TestDatabase
let workspaceId: string
let slug: string
let counter = 0

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

/** A workspace whose log has ten entries. */
beforeEach(async () => {
  slug = `w${counter++}`
  workspaceId = (await createWorkspace(database.db, { slug, name: slug })).id
  for (let i = 2; i <= 10; i++) await write(i)
})

const write = (i: number) => {
  const entry = {
    actor: 'staff:1',
    action: 'thing.done',
    target: `thing:${i}`,
    details: { i, b: [1.5, null], a: '订单' },
  }
  return database.db.tenant(workspaceId, (tx) => audit(tx, entry))
}
const verify = () => verifyAudit(database.db, workspaceId)
const found = async () => (await verify()).findings.map(({ kind, seq }) => `${kind} ${seq}`)

/** What somebody with the keys to the database can do: triggers are off. */
const tamper = (change: (tx: Tx) => Promise<unknown>) =>
  database.db.system(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx.query)
    await change(tx)
  })
const run = (statement: ReturnType<typeof sql>) => tamper((tx) => statement.execute(tx.query))

describe('the chain', () => {
  test('of an untouched log is unbroken', async () => {
    expect(await verify()).toMatchObject({ entries: 10, findings: [], head: { seq: 10 } })
  })

  test('grows without gaps or forks when many write at once', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, i) => write(100 + i)))
    expect(await verify()).toMatchObject({ entries: 30, findings: [] })
  })

  test('keeps nothing of a transaction that failed', async () => {
    const failing = database.db.tenant(workspaceId, async (tx) => {
      await audit(tx, { actor: 'system', action: 'never.happened', target: 'x:1' })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await verify()).toMatchObject({ entries: 10, findings: [] })
  })

  test('refuses changes that come through the product', async () => {
    for (const statement of [
      sql`update audit_log set actor = 'x' where workspace_id = ${workspaceId}`,
      sql`delete from audit_log where workspace_id = ${workspaceId}`,
      sql`truncate audit_log`,
    ]) {
      await expect(database.db.system((tx) => statement.execute(tx.query))).rejects.toThrow('append-only')
    }
  })

  test('of another workspace cannot be written to or read', async () => {
    const other = (await createWorkspace(database.db, { slug: `${slug}-other`, name: 'o' })).id
    const entry = { actor: 'a', action: 'b', target: 'c', workspaceId: other }
    await database.db.tenant(workspaceId, (tx) => audit(tx, entry))
    expect((await verifyAudit(database.db, other)).entries).toBe(1)
    const rows = await database.db.tenant(workspaceId, (tx) => tables(tx).selectFrom('audit_log').selectAll().execute())
    expect(new Set(rows.map((row) => row.workspace_id))).toEqual(new Set([workspaceId]))
  })
})

describe('tampering is found and located', () => {
  test.each([
    ['actor', sql`actor = 'staff:2'`],
    ['action', sql`action = 'other.done'`],
    ['time', sql`at = at + interval '1 millisecond'`],
    ['details', sql`details = jsonb_set(details, '{i}', '99')`],
    ['hash', sql`hash = sha256('x')`],
  ])('a changed %s', async (_what, change) => {
    await run(sql`update audit_log set ${change} where workspace_id = ${workspaceId} and seq = 5`)
    expect(await found()).toContain('changed 5')
  })

  test('a change whose hash was made to fit', async () => {
    await tamper(async (tx) => {
      const { prev_hash, hash: _hash, workspace_id, ...row } = await entryAt(tx, 5)
      const hash = hashRecord({ workspaceId: workspace_id, ...row, actor: 'staff:2' }, prev_hash)
      await tables(tx)
        .updateTable('audit_log')
        .set({ actor: 'staff:2', hash })
        .where('workspace_id', '=', workspaceId)
        .where('seq', '=', 5)
        .execute()
    })
    expect(await found()).toEqual(['changed 5'])
  })

  test('a changed last entry whose hash was made to fit', async () => {
    await tamper(async (tx) => {
      const { prev_hash, hash: _hash, workspace_id, ...row } = await entryAt(tx, 10)
      const hash = hashRecord({ workspaceId: workspace_id, ...row, actor: 'staff:2' }, prev_hash)
      await tables(tx)
        .updateTable('audit_log')
        .set({ actor: 'staff:2', hash })
        .where('workspace_id', '=', workspaceId)
        .where('seq', '=', 10)
        .execute()
    })
    expect(await found()).toEqual(['changed 10'])
  })

  test('removed entries, also the first', async () => {
    await run(sql`delete from audit_log where workspace_id = ${workspaceId} and seq in (1, 5, 6)`)
    expect(await found()).toEqual(['removed 1', 'removed 5', 'removed 6'])
  })

  test('a removed entry with the later ones renumbered', async () => {
    await run(sql`delete from audit_log where workspace_id = ${workspaceId} and seq = 5`)
    await renumber(-1)
    expect(await found()).toEqual(['removed 5'])
  })

  test('an inserted entry with the later ones renumbered', async () => {
    await renumber(1)
    await run(sql`insert into audit_log select workspace_id, 5, at, 'staff:9', action, target, details, prev_hash, hash
      from audit_log where workspace_id = ${workspaceId} and seq = 4`)
    expect(await found()).toContain('inserted 5')
  })

  test('an entry added behind the end or before the beginning', async () => {
    for (const seq of [11, 0]) {
      await run(sql`insert into audit_log select workspace_id, ${seq}, at, actor, action, target, details, prev_hash, hash
        from audit_log where workspace_id = ${workspaceId} and seq = 4`)
    }
    expect(await found()).toEqual(expect.arrayContaining(['inserted 0', 'inserted 11']))
  })

  test('a cut-off end, an emptied log, a lost end mark', async () => {
    await run(sql`delete from audit_log where workspace_id = ${workspaceId} and seq > 8`)
    expect(await found()).toEqual(['removed 9', 'removed 10'])
    await run(sql`delete from audit_log where workspace_id = ${workspaceId}`)
    expect(await found()).toHaveLength(10)
    await createEntryAndLoseHead()
  })

  test('a log rewritten throughout, by an end written down elsewhere', async () => {
    const anchor = (await verify()).head!
    await write(11)
    expect((await verifyAudit(database.db, workspaceId, anchor)).findings).toEqual([])
    await run(sql`delete from audit_log where workspace_id = ${workspaceId}`)
    await run(sql`delete from audit_heads where workspace_id = ${workspaceId}`)
    for (let i = 1; i <= 12; i++) await write(i)
    expect(await found()).toEqual([])
    const report = await verifyAudit(database.db, workspaceId, anchor)
    expect(report.findings).toMatchObject([{ kind: 'changed', seq: 10 }])
  })

  async function createEntryAndLoseHead() {
    const other = (await createWorkspace(database.db, { slug: `${slug}-head`, name: 'h' })).id
    await run(sql`delete from audit_heads where workspace_id = ${other}`)
    expect((await verifyAudit(database.db, other)).findings).toMatchObject([{ kind: 'removed', seq: 1 }])
  }

  async function entryAt(tx: Tx, seq: number) {
    const log = tables(tx).selectFrom('audit_log').selectAll()
    return log.where('workspace_id', '=', workspaceId).where('seq', '=', seq).executeTakeFirstOrThrow()
  }

  async function renumber(by: 1 | -1) {
    await run(sql`update audit_log set seq = seq + 1000 where workspace_id = ${workspaceId} and seq >= 5`)
    await run(sql`update audit_log set seq = seq - 1000 + ${by} where workspace_id = ${workspaceId} and seq >= 1000`)
    await run(sql`update audit_heads set seq = seq + ${by} where workspace_id = ${workspaceId}`)
  }
})

describe('the command', () => {
  const cli = fileURLToPath(new URL('../../audit-cli.ts', import.meta.url))
  const node = process.execPath
  const command = async (...args: string[]) => {
    const env = { ...process.env, DATABASE_URL: database.url }
    const outcome = await promisify(execFile)(node, [cli, ...args], { env }).catch((error) => error)
    return { code: outcome.code ?? 0, text: `${outcome.stdout}${outcome.stderr}` }
  }

  test('says which entry was tampered with and ends with 1', async () => {
    expect(await command('verify', '--workspace', slug)).toMatchObject({ code: 0 })
    const anchor = (await command('head', '--workspace', slug)).text.trim().split(' ')[1]!
    expect(await command('verify', '--workspace', slug, '--anchor', anchor)).toMatchObject({ code: 0 })
    await run(sql`update audit_log set actor = 'x' where workspace_id = ${workspaceId} and seq = 7`)
    const tampered = await command('verify', '--workspace', slug)
    expect(tampered.code).toBe(1)
    expect(tampered.text).toContain('entry 7 was changed')
    expect((await command('verify')).code).toBe(1)
    expect((await command('verify', '--workspace', 'nobody')).code).toBe(2)
    expect((await command('nonsense')).code).toBe(2)
  })
})

describe('details', () => {
  test('lose what looks like personal data and keep ids', () => {
    const id = '0190aaaa-1380-7138-8138-013800138000'
    const details = { a: 'call 13800138000', b: ['li@example.com'], c: '110101199003078888', d: id, e: 7 }
    expect(withoutPersonalData(details)).toEqual({ a: 'call ***', b: ['***'], c: '***', d: id, e: 7 })
  })

  test('have one spelling, whatever the order of their keys', () => {
    expect(canonicalJson({ b: 1, a: { d: [true, null], c: '好' } })).toBe('{"a":{"c":"好","d":[true,null]},"b":1}')
  })
})
