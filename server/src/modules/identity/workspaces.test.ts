import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestIdentity, type TestIdentity } from './test-identity.ts'

let world: TestIdentity

beforeAll(async () => {
  world = await openTestIdentity()
})
afterAll(() => world.close())

test('a workspace is found by slug or id, and its slug is taken from then on', async () => {
  const made = await world.identity.createWorkspace({
    slug: 'two',
    name: 'Two',
    timeZone: 'Europe/Paris',
    locale: 'en',
  })
  const { db } = world.database
  expect(await db.system((tx) => world.identity.findWorkspace(tx, { slug: 'two' }))).toEqual(made)
  expect(await db.tenant(made.id, (tx) => world.identity.findWorkspace(tx, { id: made.id }))).toEqual(made)
  expect(await db.tenant(made.id, (tx) => world.identity.findWorkspace(tx, { slug: 'acme' }))).toBeNull()
  await expect(world.identity.createWorkspace({ slug: 'two', name: 'x' })).rejects.toMatchObject({ code: 'conflict' })
})

test('settings of different keys changed at the same time are both kept', async () => {
  const { id } = world.workspace
  const change = (key: string) => world.identity.changeSettings(id, { [key]: { on: true } }, 'system')
  await Promise.all(['a', 'b', 'c'].map(change))
  const stored = await world.database.db.system((tx) => world.identity.findWorkspace(tx, { id }))
  expect(stored?.settings).toEqual({ a: { on: true }, b: { on: true }, c: { on: true } })
})

test('a colleague is read with effective presence, and only in their own workspace', async () => {
  const { db } = world.database
  const other = await world.identity.createWorkspace({ slug: 'three', name: 'Three' })
  const ann = await world.add('agent', 'ann')
  expect(await db.tenant(world.workspace.id, (tx) => world.identity.readStaff(tx, ann.id))).toEqual(ann)
  expect(await db.tenant(other.id, (tx) => world.identity.readStaff(tx, ann.id))).toBeNull()
  await expect(world.add('agent', 'ann')).rejects.toMatchObject({ code: 'conflict' })
})
