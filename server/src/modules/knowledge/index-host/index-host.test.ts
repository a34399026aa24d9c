import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { search } from '@loopdesk/engines/retrieval/search.ts'
import { buildIndex } from '@loopdesk/engines/retrieval/search-index.ts'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LibraryWorld, openLibraryWorld } from '../../../../test/library-world.ts'
import { makeBus } from '../../../infra/bus.ts'
import { silentLog } from '../../../infra/log.ts'
import type { Passage } from '../passages.ts'
import type { IndexQuery } from './engine.ts'
import { makeIndexHost } from './index-host.ts'

let world: LibraryWorld
beforeAll(async () => {
  world = await openLibraryWorld({ meaning: undefined })
})
const folders: string[] = []
afterAll(async () => {
  await world.close()
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
})

const now = Date.parse('2026-06-01T00:00:00Z')
const query = (text: string, more: Partial<IndexQuery> = {}): IndexQuery => ({
  text,
  limit: 20,
  audiences: [],
  at: now,
  ...more,
})

function passage(source: string, number: number, text: string, more: Partial<Passage> = {}): Passage {
  return {
    ...{ id: `${source}:${number}`, kind: 'text', source, number, language: 'zh', title: '手册', headings: [], text },
    ...{ questions: [], labels: [], category: '', content: {}, page: null, audiences: [], channels: [] },
    ...{ validFrom: null, validUntil: null, official: 1 },
    ...more,
  }
}

const write = (id: string, source: string, passages: Passage[]) =>
  world.database.db.tenant(id, (tx) => world.passages.replace(tx, id, [source], passages))

test('an edit is found on the other node within two seconds', async () => {
  const { id } = await world.company('two-nodes')
  await write(id, 'document:a', [passage('document:a', 0, '发票在订单完成后三天内开具')])
  expect((await world.other.host.search(id, query('发票'))).hits).toHaveLength(1)
  await write(id, 'document:a', [passage('document:a', 0, '保价期为十五天')])
  const since = Date.now()
  await vi.waitFor(
    async () =>
      expect((await world.other.host.search(id, query('保价期'))).hits.map((hit) => hit.id)).toEqual(['document:a:0']),
    { timeout: 2_000, interval: 20 },
  )
  expect(Date.now() - since).toBeLessThan(2_000)
  expect((await world.other.host.search(id, query('发票'))).hits).toEqual([])
})

test('who has made a change finds it at once', async () => {
  const { id } = await world.company('own-writes')
  await world.other.host.search(id, query('积分'))
  await write(id, 'document:a', [passage('document:a', 0, '积分可以抵扣运费')])
  const revision = await world.passages.revision(id)
  expect((await world.other.host.search(id, query('积分'), revision)).hits).toHaveLength(1)
})

test('after many concurrent edits and deletes both nodes find exactly what a fresh index finds', async () => {
  const { id } = await world.company('many-writers')
  await Promise.all([world.node, world.other].map(({ host }) => host.search(id, query('开始'))))
  const words = ['滤芯', '水压', '保修', '安装', '发票', '运费', '积分', '退货']
  const writer = async (seed: number) => {
    let state = seed
    const random = (below: number) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff
      return (state >> 8) % below
    }
    for (let round = 0; round < 12; round++) {
      const source = `document:${random(10)}`
      const passages = Array.from({ length: random(4) }, (_, number) =>
        passage(source, number, `${words[random(8)]}和${words[random(8)]}的说明第${random(50)}条`),
      )
      await write(id, source, passages)
    }
  }
  await Promise.all([1, 2, 3, 4, 5, 6].map(writer))
  const revision = await world.passages.revision(id)
  const all = (await world.passages.changedSince(id, 0, 100_000)).flatMap((each) => (each.deleted ? [] : [each]))
  const fresh = buildIndex(
    all.map(({ id: passageId, source, title, text, headings, questions, language, updatedAt, labels }) => ({
      ...{ id: passageId, source, title, text, headings, questions, language, tags: labels, boost: 1 },
      ...{ audiences: [], channels: [], freshness: updatedAt.getTime() },
    })),
  )
  for (const text of [...words, '滤芯保修', '安装说明第7条']) {
    const expected = search(fresh, text, { limit: 20, audiences: [], now }).map(({ id: hit, score }) => [
      hit,
      score.toFixed(4),
    ])
    for (const { host } of [world.node, world.other]) {
      const { hits } = await host.search(id, query(text), revision)
      expect(hits.map(({ id: hit, score }) => [hit, score.toFixed(4)])).toEqual(expected)
    }
  }
  expect((await world.node.host.status(id)).passages).toBe(all.length)
})

test('audience, channel and days are looked at inside the search, before anything is ranked', async () => {
  const { id } = await world.company('sights')
  const hidden = Array.from({ length: 60 }, (_, n) =>
    passage('document:dealers', n, `返利政策第${n}条`, { audiences: ['dealers'] }),
  )
  await write(id, 'document:dealers', hidden)
  await write(id, 'document:open', [
    passage('document:open', 0, '公众版没有返利，但有满减'),
    passage('document:open', 1, '返利活动', { channels: ['wecom'] }),
    passage('document:open', 2, '旧返利活动', { validUntil: new Date(now - 1) }),
  ])
  const ids = async (more: Partial<IndexQuery>) =>
    (await world.node.host.search(id, query('返利政策', { channel: 'web', limit: 5, ...more }))).hits.map(
      (hit) => hit.id,
    )
  expect(await ids({})).toEqual(['document:open:0'])
  expect((await ids({ audiences: ['dealers'] })).length).toBe(5)
  expect(await ids({ channel: 'wecom' })).toContain('document:open:1')
  expect(await ids({ at: now - 10 })).toContain('document:open:2')
})

test('a workspace that has grown large is searched in a thread, with the same results', async () => {
  const threaded = await openLibraryWorld({ threadAbove: 5, meaning: undefined })
  try {
    const { id } = await threaded.company('large')
    const fill = (from: number, count: number) =>
      threaded.database.db.tenant(id, (tx) =>
        threaded.passages.replace(
          tx,
          id,
          [`document:${from}`],
          Array.from({ length: count }, (_, n) =>
            passage(`document:${from}`, n, `第${from + n}号产品的保修是${n + 1}年`),
          ),
        ),
      )
    await fill(0, 3)
    expect((await threaded.node.host.search(id, query('保修'))).hits).toHaveLength(3)
    expect((await threaded.node.host.status(id)).thread).toBe(false)
    await fill(100, 10)
    const revision = await threaded.passages.revision(id)
    expect((await threaded.node.host.search(id, query('保修'), revision)).hits).toHaveLength(13)
    await vi.waitFor(
      async () => expect(await threaded.node.host.status(id)).toMatchObject({ thread: true, passages: 13, revision }),
      { timeout: 10_000 },
    )
    expect((await threaded.node.host.search(id, query('保修'))).hits).toHaveLength(13)
    const [hit] = (await threaded.other.host.search(id, query('第105号产品'))).hits
    expect(hit?.id).toBe('document:100:5')
  } finally {
    await threaded.close()
  }
})

test('a restart reads on from what was kept on disk, here and in a thread, and finds the same', async () => {
  const { id } = await world.company('restarted')
  const folder = await newFolder()
  const fill = (source: string, from: number, count: number) =>
    write(
      id,
      source,
      Array.from({ length: count }, (_, n) => passage(source, n, `第${from + n}号配件的保修是${n % 9}年`)),
    )
  await fill('document:parts', 0, 1_500)
  for (const threadAbove of [20_000, 100]) {
    const first = openHost(folder, threadAbove)
    const before = await first.host.search(id, query('第777号配件'))
    expect(before.hits[0]?.id).toBe('document:parts:777')
    await first.close()
  }
  // Meanwhile one document came and another went.
  await fill('document:more', 5_000, 2)
  for (const threadAbove of [20_000, 100]) {
    const { host, rowsRead, close } = openHost(folder, threadAbove)
    expect((await host.search(id, query('第777号配件'))).hits[0]?.id).toBe('document:parts:777')
    expect((await host.search(id, query('第5001号配件'))).hits[0]?.id).toBe('document:more:1')
    expect(await host.status(id)).toMatchObject({ passages: 1_502 })
    if (threadAbove > 100) expect(rowsRead()).toBeLessThan(1_510)
    await close()
  }
  const { host, rowsRead, close } = openHost(folder, 20_000)
  expect((await host.search(id, query('第777号配件'))).hits[0]?.id).toBe('document:parts:777')
  expect(rowsRead()).toBeLessThan(10)
  await close()
})

test('a kept index that is damaged, or not what the table holds, is built anew', async () => {
  const { id } = await world.company('damaged')
  const folder = await newFolder()
  const parts = (count: number) =>
    Array.from({ length: count }, (_, n) => passage('document:a', n, `第${n}号配件的保修是${n % 9}年`))
  await write(id, 'document:a', parts(1_200))
  const opened = openHost(folder, 20_000)
  await opened.host.search(id, query('配件'))
  await opened.close()
  const path = join(folder, id, 'passages.index')
  const whole = await readFile(path)
  for (const damage of [
    (bytes: Buffer) => bytes.subarray(0, bytes.length - 100),
    (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 4_000), randomBytes(500), bytes.subarray(4_500)]),
    () => Buffer.from('LDINDEX1'),
  ]) {
    await writeFile(path, damage(Buffer.from(whole)))
    const { host, close } = openHost(folder, 20_000)
    expect((await host.search(id, query('第77号配件'))).hits[0]?.id).toBe('document:a:77')
    expect((await host.status(id)).passages).toBe(1_200)
    await close()
  }
  // Removed, and forgotten by the table before this process came back.
  await writeFile(path, whole)
  await write(id, 'document:a', parts(1_100))
  await world.database.db.tenant(id, (tx) => world.passages.sweep(tx, id, '0 seconds'))
  const { host, close } = openHost(folder, 20_000)
  expect((await host.search(id, query('第1150号配件'))).hits.map((hit) => hit.id)).not.toContain('document:a:1150')
  expect((await host.status(id)).passages).toBe(1_100)
  await close()
})

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'loopdesk-indexes-'))
  folders.push(folder)
  return folder
}

function openHost(indexFolder: string, threadAbove: number) {
  let rows = 0
  const bus = makeBus({ log: silentLog })
  const passages = {
    ...world.passages,
    async indexedSince(...asked: Parameters<typeof world.passages.indexedSince>) {
      const read = await world.passages.indexedSince(...asked)
      rows += read.length
      return read
    },
  }
  const { db } = world.database
  const host = makeIndexHost({ db, bus, log: silentLog, passages, threadAbove, memory: 5e8, indexFolder })
  return {
    host,
    rowsRead: () => rows,
    async close() {
      await host.close()
      await bus.close()
    },
  }
}
