import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LibraryWorld, openLibraryWorld } from '../../../../test/library-world.ts'
import type { Passage } from '../passages.ts'

let world: LibraryWorld
let company: string
let isDown = false
let embedded = 0
/** Meaning by matter: what holds any of these words points the same way. */
const matters = [
  ['退款', '把钱还我', '款项退回'],
  ['物流', '快递', '到哪了'],
  ['发票', '报销'],
]
const embed = async (_workspaceId: string, texts: string[]) => {
  if (isDown) throw new Error('down')
  embedded += texts.length
  return texts.map((text) =>
    Float32Array.from([...matters.map((words) => (words.some((word) => text.includes(word)) ? 1 : 0)), 0.05]),
  )
}
beforeAll(async () => {
  world = await openLibraryWorld({ meaning: undefined, embedder: { identity: 'test-1', batch: 2, waitMs: 300, embed } })
  company = (await world.company('acme')).id
  await write('document:a', [passage('document:a', 0, '款项退回至原支付账户需要三个工作日。')])
  await write('document:b', [passage('document:b', 0, '包裹由合作快递承运。')])
  await write('document:c', [passage('document:c', 0, '经销商款项退回按季度结算。', ['dealers'])])
})
afterAll(() => world.close())

function passage(source: string, number: number, text: string, audiences: string[] = []): Passage {
  return {
    ...{ id: `${source}:${number}`, kind: 'text', source, number, language: 'zh', title: '', headings: [], text },
    ...{ questions: [], labels: [], category: '', content: {}, page: null, audiences, channels: [] },
    ...{ validFrom: null, validUntil: null, official: 1 },
  }
}
const write = (source: string, passages: Passage[]) =>
  world.database.db.tenant(company, (tx) => world.passages.replace(tx, company, [source], passages))
const ids = async (text: string, audiences: string[] = []) => {
  const asker = { kind: 'staff' as const, as: audiences }
  return (await world.node.search(company, { text, asker }, 5)).candidates.map(({ row }) => row.id)
}

test('what means the same in other words is found once passages are embedded, by those who may see it', async () => {
  expect(await ids('把钱还我')).toEqual([])
  expect(await world.node.vectors?.embedNew(company)).toBe(3)
  expect((await ids('把钱还我'))[0]).toBe('document:a:0')
  expect(await ids('把钱还我')).not.toContain('document:c:0')
  expect(await ids('把钱还我', ['dealers'])).toContain('document:c:0')
  expect(await world.node.vectors?.status(company)).toEqual({ state: 'on', done: 3, of: 3 })
})

test('only what has changed is embedded again, and a removed passage is forgotten', async () => {
  const before = embedded
  expect(await world.node.vectors?.embedNew(company)).toBe(0)
  await write('document:b', [passage('document:b', 0, '增值税发票可以下载。')])
  await write('document:c', [])
  expect(await world.node.vectors?.embedNew(company)).toBe(1)
  expect(embedded).toBe(before + 1)
  expect((await ids('报销'))[0]).toBe('document:b:0')
})

test('when the model is down, words still find', async () => {
  isDown = true
  expect(await ids('支付账户')).toContain('document:a:0')
  expect((await world.node.vectors?.status(company))?.state).toBe('failing')
})
