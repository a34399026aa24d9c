import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../../test/world.ts'
import { makeBus } from '../../../infra/bus.ts'
import { silentLog } from '../../../infra/log.ts'
import { migrate } from '../../../infra/migrate.ts'
import { makePassages } from '../passages.ts'
import { makeApplyChanges } from './apply-changes.ts'
import { makeClock } from './clock.ts'
import { makeOneEntry } from './one-entry.ts'
import { makePublishing } from './publishing.ts'
import { makeReminders } from './reminders.ts'

test('entries from before there were drafts and versions stay live, have a version and a category, and are searched', async () => {
  const database = await openTestDatabase({ empty: true })
  const { db, url } = database
  const dir = await mkdtemp(join(tmpdir(), 'loopdesk-before-'))
  const all = fileURLToPath(new URL('../../../../migrations', import.meta.url))
  for (const name of await readdir(all)) if (name < '0091') await cp(join(all, name), join(dir, name))
  await migrate({ url, log: silentLog, dir })
  const definition = {
    id: 'old',
    category: '售后',
    title: { zh: '退款' },
    questions: { zh: ['退款'], en: [] },
    answer: { zh: '3 天' },
  }
  const workspaceId = await db.system(async (tx) => {
    const { rows } = await sql<{
      id: string
    }>`insert into workspaces (slug, name) values ('shop', 'Shop') returning id`.execute(tx.query)
    await sql`insert into knowledge_entries (workspace_id, id, category, definition)
      values (${rows[0]!.id}, 'old', '售后', ${JSON.stringify(definition)}::jsonb)`.execute(tx.query)
    return rows[0]!.id
  })
  await migrate({ url, log: silentLog })

  const bus = makeBus({ log: silentLog })
  const passages = makePassages({ db, bus })
  const now = () => new Date()
  const apply = makeApplyChanges({ passages, liveChanged: async () => {} })
  const one = makeOneEntry({ db, now, apply })
  const publishing = makePublishing({ db, now, log: silentLog, apply, one })
  const reminders = makeReminders({ db, one })
  const workspaces = async () => [{ id: workspaceId }]
  const clock = makeClock({
    db,
    log: silentLog,
    now,
    passages,
    workspaces,
    publishing,
    reminders,
    liveChanged: async () => {},
  })
  await clock.tick()

  const entry = await one.read(workspaceId, 'old')
  expect(entry).toMatchObject({
    status: 'published',
    live: 1,
    origin: 'config',
    languages: ['zh'],
    category: '售后',
    findings: [],
  })
  expect((await passages.changedSince(workspaceId, 0, 10)).map((each) => !each.deleted && each.text)).toEqual(['3 天'])
  await bus.close()
  await database.close()
  await rm(dir, { recursive: true })
})
