import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LibraryReply, type LibraryWorld, openLibraryWorld } from '../../../../test/library-world.ts'
import { nextRun } from './next-run.ts'

let world: LibraryWorld
let boss: string
let site: Server
let address: string
const pages = new Map<string, string>()
/** Answered when the test says so. */
const held = new Map<string, Promise<void>>()
const asked: string[] = []
beforeAll(async () => {
  world = await openLibraryWorld({ meaning: undefined })
  boss = await (await world.company('acme')).hire('supervisor')
  site = createServer(async (request, reply) => {
    asked.push(request.url ?? '')
    await held.get(request.url ?? '')
    const body = pages.get(request.url ?? '')
    reply.writeHead(body === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' })
    reply.end(body ?? 'not found')
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
})
afterAll(async () => {
  site.close()
  await world.close()
})

const get = async (url: string) => (await world.call(boss, 'GET', `/v1/knowledge${url}`)).body
const post = (url: string, body: object = {}) => world.call(boss, 'POST', `/v1/knowledge${url}`, body)
const page = (title: string, text: string, links: string[] = []) =>
  `<html lang="zh"><head><title>${title}</title></head><body><main><h1>${title}</h1><p>${text}</p>${links
    .map((link) => `<a href="${link}">${link}</a>`)
    .join(' ')}</main></body></html>`
const finished = (id: string): Promise<LibraryReply> =>
  vi.waitFor(
    async () => {
      const source = await get(`/sources/${id}`)
      expect(['done', 'failed']).toContain(source.lastRun?.state)
      return source
    },
    { timeout: 20_000, interval: 50 },
  )
const again = async (id: string) => {
  const run = await post(`/sources/${id}/runs`)
  expect(run.status, JSON.stringify(run.body)).toBe(202)
  return finished(id)
}
const found = async (text: string) =>
  (await post('/search', { text })).body.items.map(({ source }: LibraryReply) => source.title)

test('a web site is read, answered from, and followed: changed pages anew, vanished ones gone after two misses', async () => {
  pages.set('/help/', page('帮助中心', '这里有常见问题的说明，请从下面选择一个主题来阅读。', ['/help/a', '/help/b']))
  pages.set('/help/a', page('换货说明', '收到商品十五天内可以换货，换货运费由我们承担，请保留完整包装。'))
  pages.set('/help/b', page('会员积分', '积分在购买后的第二天到账，积分可以抵扣运费和部分商品金额。'))
  const setup = { kind: 'web', url: `${address}/help/`, include: ['/help/*'], delayMs: 0 }
  const made = await post('/sources', { name: '帮助中心', setup, settings: { labels: ['官网'] } })
  expect(made.status, JSON.stringify(made.body)).toBe(201)
  const { id } = made.body
  const first = await finished(id)
  expect(first).toMatchObject({ documents: 3, lastRun: { state: 'done', counts: { added: 3, failed: 0 } } })
  expect(await found('多少天内可以换货')).toContain('换货说明')
  const { items } = await get(`/documents?sourceId=${id}&label=官网`)
  expect(items.map(({ url }: LibraryReply) => url).sort()).toContain(`${address}/help/a`)

  pages.set('/help/a', page('换货说明', '收到商品三十天内可以换货，换货运费由我们承担，请保留完整包装。'))
  pages.set('/help/', page('帮助中心', '这里有常见问题的说明，请从下面选择一个主题来阅读。', ['/help/a']))
  pages.delete('/help/b')
  expect((await again(id)).lastRun.counts).toMatchObject({ changed: expect.any(Number), removed: 0 })
  const given = (await post('/answer', { text: '多少天内可以换货' })).body.answer
  expect(given.text).toContain('三十天')
  expect(await found('积分什么时候到账')).toContain('会员积分')
  expect((await again(id)).lastRun.counts).toMatchObject({ removed: 1 })
  expect(await found('积分什么时候到账')).not.toContain('会员积分')
  expect((await get(`/sources/${id}/runs`)).items).toHaveLength(3)
})

test('a token is kept sealed and never shown; a help desk that refuses it says so', async () => {
  const setup = { kind: 'intercom', url: address }
  const { body } = await post('/sources', { name: 'Intercom', setup, secret: 'tok-1234567890' })
  expect(JSON.stringify(body)).not.toContain('tok-1234567890')
  expect(body.hasSecret).toBe(true)
  const failed = await finished(body.id)
  expect(failed.lastRun).toMatchObject({ state: 'failed' })
  expect(failed.lastRun.reason.code).toMatch(/^[a-z_]+$/)
  expect((await world.call(boss, 'DELETE', `/v1/knowledge/sources/${body.id}`)).body.deleted).toBe(true)
})

test('the next reading is at its hour in the time zone of the company', () => {
  const after = new Date('2026-03-04T00:00:00Z')
  const shanghai = (every: 'day' | 'week', weekday = 1) =>
    nextRun({ every, hour: 3, weekday }, after, 'Asia/Shanghai')?.toISOString()
  expect(shanghai('day')).toBe('2026-03-04T19:00:00.000Z')
  expect(shanghai('week', 5)).toBe('2026-03-05T19:00:00.000Z')
  expect(nextRun({ every: 'never', hour: 3, weekday: 1 }, after, 'UTC')).toBeNull()
})

test('a reading that is cancelled stops: what was read stays, and nothing more is asked for', async () => {
  const links = Array.from({ length: 12 }, (_, n) => `/slow/${n}`)
  pages.set('/slow/', page('慢站', '这个网站的页面打开得很慢，需要耐心等待一会儿。', links))
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  for (const [n, link] of links.entries()) {
    pages.set(link, page(`慢页 ${n}`, `第 ${n} 页说明了第 ${n} 种情况下应当怎么办理退货手续。`))
    held.set(link, gate)
  }
  const setup = { kind: 'web', url: `${address}/slow/`, include: ['/slow/*'], delayMs: 0 }
  const { id } = (await post('/sources', { name: '慢站', setup, settings: {} })).body
  await vi.waitFor(() => expect(asked.some((url) => /^\/slow\/\d/.test(url))).toBe(true), { timeout: 10_000 })
  expect((await post(`/sources/${id}/cancel`)).body).toEqual({ cancelled: true })
  release()
  await vi.waitFor(async () => expect((await get(`/sources/${id}`)).lastRun.state).toBe('cancelled'), {
    timeout: 5_000,
  })
  const before = asked.length
  // Another source after it is read from beginning to end: by then the cancelled one is over.
  pages.set('/quick/', page('快站', '这个网站只有一页，说明了门店的营业时间和地址。'))
  const quick = { kind: 'web', url: `${address}/quick/`, include: ['/quick/*'], delayMs: 0 }
  await finished((await post('/sources', { name: '快站', setup: quick, settings: {} })).body.id)
  const slow = asked.slice(before).filter((url) => url.startsWith('/slow/'))
  expect(asked.filter((url) => url.startsWith('/slow/')).length).toBeLessThan(links.length + 1)
  expect(slow.length).toBeLessThan(3)
  expect(await get(`/sources/${id}`)).toMatchObject({ lastRun: { state: 'cancelled' } })
})
