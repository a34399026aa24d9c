import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type LibraryReply, type LibraryWorld, openLibraryWorld } from '../../../../test/library-world.ts'

let world: LibraryWorld
let company: string
let boss: string
beforeAll(async () => {
  world = await openLibraryWorld()
  const acme = await world.company('acme')
  company = acme.id
  boss = await acme.hire('supervisor')
})
afterAll(() => world.close())

const get = async (url: string) => (await world.call(boss, 'GET', `/v1/knowledge${url}`)).body
const post = (url: string, body: object = {}) => world.call(boss, 'POST', `/v1/knowledge${url}`, body)
const put = async (name: string, content: string | Buffer, settings?: object): Promise<LibraryReply> => {
  const fields: Record<string, string> = settings ? { settings: JSON.stringify(settings) } : {}
  const { status, body } = await world.upload(boss, '/v1/knowledge/documents', [{ name, content }], fields)
  expect(status, JSON.stringify(body)).toBe(202)
  return body.items[0]
}
const settled = (id: string) =>
  vi.waitFor(
    async () => {
      const document = await get(`/documents/${id}`)
      expect(['ready', 'failed']).toContain(document.state)
      return document
    },
    { timeout: 20_000, interval: 50 },
  )
const read = async (name: string, content: string | Buffer, settings?: object) =>
  settled((await put(name, content, settings)).document.id)
const answer = async (text: string, more: object = {}) => (await post('/answer', { text, ...more })).body.answer
const found = async (text: string, more: object = {}) =>
  (await post('/search', { text, ...more })).body.items.map(({ source }: LibraryReply) => source.id)

const manual = `# 净水器使用手册

## 安装

安装前请关闭进水阀。进水压力应在 0.1 至 0.4 兆帕之间。

## 滤芯更换

前置滤芯每六个月更换一次，反渗透滤芯每二十四个月更换一次。更换时先关闭电源。

## 保修

整机保修三年，滤芯不在保修范围内。
`

test('a manual uploaded is answered from within seconds, with its place', async () => {
  const document = await read('净水器手册.md', manual)
  expect(document).toMatchObject({ state: 'ready', version: 1, format: 'markdown', language: 'zh', reason: null })
  const given = await answer('反渗透滤芯多久换一次')
  expect(given.decision).toBe('answer')
  expect(given.text).toContain('二十四个月')
  expect(given.sources[0]).toMatchObject({ kind: 'document', id: document.id })
  const { url } = given.sources[0]
  expect(url).toMatch(new RegExp(`^/console/knowledge/documents/${document.id}\\?.*passage=\\d+`))
  const passage = Number(new URLSearchParams(url.split('?')[1]).get('passage'))
  const page = await get(`/documents/${document.id}/page?passage=${passage}`)
  expect(page.passages.find(({ number }: LibraryReply) => number === passage).text).toContain('反渗透')
})

test('the same content again is told, not taken in twice', async () => {
  const again = await put('copy.md', manual)
  expect(again.already).toBe(true)
  expect((await get('/documents?search=手册')).total).toBe(1)
})

test('what no document says is declined', async () => {
  expect((await answer('你们周末几点开门')).decision).not.toBe('answer')
})

test('a new version answers in place of the old one, and the old one can be restored', async () => {
  const { id } = await read('price.md', '# 安装费\n\n上门安装费为 80 元，当天预约次日上门。\n')
  expect((await answer('上门安装费多少钱')).text).toContain('80')
  const content = '# 安装费\n\n上门安装费为 120 元，当天预约次日上门。\n'
  const replaced = await world.upload(
    boss,
    `/v1/knowledge/documents/${id}/file`,
    [{ name: 'price.md', content }],
    {},
    'PUT',
  )
  expect(replaced.status).toBe(202)
  await vi.waitFor(async () => expect((await get(`/documents/${id}`)).version).toBe(2), { timeout: 10_000 })
  expect((await answer('上门安装费多少钱')).text).toContain('120')
  const { added, removed, hunks } = await get(`/documents/${id}/compare?from=1&to=2`)
  expect([added, removed]).toEqual([1, 1])
  expect(hunks[0].lines.map(({ kind }: LibraryReply) => kind)).toContain('removed')
  const restored = await post(`/documents/${id}/versions/1/restore`)
  expect(restored.body.version).toBe(1)
  expect((await answer('上门安装费多少钱')).text).toContain('80')
  expect((await get(`/documents/${id}/versions`)).items.map(({ live }: LibraryReply) => live)).toEqual([false, true])
})

test('a document for dealers is never found by the public, not even counted', async () => {
  const { id } = await read('margin.md', '# 经销商返利\n\n季度返利为销售额的百分之七。\n', { audiences: ['dealers'] })
  expect(await found('经销商季度返利是多少')).not.toContain(id)
  expect((await answer('季度返利是多少')).decision).not.toBe('answer')
  expect(await found('经销商季度返利是多少', { asker: { audiences: ['dealers'] } })).toContain(id)
  expect((await answer('季度返利是多少', { asker: { audiences: ['dealers'] } })).text).toContain('百分之七')
  const { body } = await post('/explain', { text: '经销商季度返利是多少' })
  expect(body.candidates.map(({ source }: LibraryReply) => source.id)).not.toContain(id)
  expect(body.kept.find(({ source }: LibraryReply) => source.id === id).kept).toEqual(['audience'])
})

test('settings count without reading again: audience, days, labels', async () => {
  const { id } = await read('summer.md', '# 夏季活动\n\n夏季活动期间空调清洗半价。\n')
  expect(await found('空调清洗半价')).toContain(id)
  const change = (body: object) => world.call(boss, 'PATCH', `/v1/knowledge/documents/${id}`, body)
  await change({ until: '2020-01-01' })
  expect(await found('空调清洗半价')).not.toContain(id)
  await change({ until: null, labels: ['活动'], title: '消暑活动' })
  expect(await found('空调清洗半价')).toContain(id)
  const wrong = await change({ from: '2026-02-02', until: '2026-02-01' })
  expect(wrong.status).toBe(400)
  expect(wrong.body.errors[0].path).toBe('/body/until')
  expect((await get('/documents?label=活动')).items[0].title).toBe('消暑活动')
})

test('an original comes back as it was sent, and a removed document is gone everywhere', async () => {
  const { id } = await read('gone.md', '# 旧政策\n\n积分每年十二月清零一次。\n')
  const original = await world.call(boss, 'GET', `/v1/knowledge/documents/${id}/file`)
  expect(original.body).toBe('# 旧政策\n\n积分每年十二月清零一次。\n')
  expect(await found('积分什么时候清零')).toContain(id)
  expect((await world.call(boss, 'DELETE', `/v1/knowledge/documents/${id}`)).body.deleted).toBe(true)
  expect(await found('积分什么时候清零')).not.toContain(id)
  expect((await world.call(boss, 'GET', `/v1/knowledge/documents/${id}`)).status).toBe(404)
})

test('a file that cannot be read says why, and nothing is searched of it', async () => {
  const failed = await read('broken.pdf', Buffer.from('%PDF-1.4 nothing of the kind'))
  expect(failed.state).toBe('failed')
  expect(failed.reason.code).toMatch(/^[a-z_]+$/)
})

test('another company sees none of it', async () => {
  const other = await world.company('other')
  const cookie = await other.hire('supervisor')
  expect((await world.call(cookie, 'GET', '/v1/knowledge/documents')).body.total).toBe(0)
  const { body } = await world.call(cookie, 'POST', '/v1/knowledge/search', { text: '滤芯多久换一次' })
  expect(body.items).toEqual([])
  expect((await world.node.host.status(company)).passages).toBeGreaterThan(3)
})
