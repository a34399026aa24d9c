import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World } from '../../../test/open-world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld({ env: { ROLES: 'edge' } })
})
afterAll(() => world.close())

const read = async (text: string, language: 'zh' | 'en' = 'zh') =>
  (
    await world.server.app.understanding.read(world.workspaceId, {
      text,
      choice: null,
      files: [],
      language,
      now: new Date('2026-03-02T02:00:00Z'),
    })
  ).reading

test.each([
  ['我的快递到哪了', 'logistics_status'],
  ['快第到哪里了啊', 'logistics_status'],
  ['where is my parcel', 'logistics_status'],
  ['净水器想退掉', 'return_refund'],
  ["i'd like my money back for the kettle", 'return_refund'],
  ['收货地址填错了', 'change_address'],
  ['can you send it to another address', 'change_address'],
  ['帮我开张发票', 'invoice'],
  ['i need an invoice', 'invoice'],
  ['上次那个再来一单', 'reorder'],
  ['转人工', 'act:handoff'],
])('what is asked for is recognised in both languages: %s', async (text, label) => {
  expect((await read(text)).intents[0]!.label).toBe(label)
})

test('the language of what is said is followed, but not for numbers and names', async () => {
  expect((await read('where is my order', 'zh')).language).toBe('en')
  expect((await read('我的订单呢', 'en')).language).toBe('zh')
  expect((await read('O20260007', 'en')).language).toBe('en')
  expect((await read('13800138000', 'en')).language).toBe('en')
})

test('order numbers, products and days are found in what is said', async () => {
  const { entities } = await read('O20260007 那个净水器后天下午来取')
  expect(entities.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['record:order', 'catalogue:product', 'date']),
  )
  expect(entities.find(({ type }) => type === 'record:order')!.value).toBe('O20260007')
})

test('a changed answer is known without training anew or a restart', async () => {
  const { knowledge, understanding, db } = world.server.app.setup
  const brain = await understanding.brainOf(world.workspaceId)
  const entry = [...brain.entries.values()][0]!
  const changed = { ...entry, answer: { zh: '改过的回答', en: 'a changed answer' } }
  await db.tenant(world.workspaceId, async (tx) => {
    await knowledge.save(tx, world.workspaceId, changed)
    await understanding.touch(tx, world.workspaceId)
  })
  // Another process, which has never read the old one.
  const other = await world.startServer({ env: { ROLES: 'edge' } })
  const fresh = await other.app.understanding.brainOf(world.workspaceId)
  expect(fresh.entries.get(entry.id)!.answer.en).toBe('a changed answer')
  expect(fresh.version).toBeGreaterThan(brain.version)
})
