import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  openWorkbenchWorld,
  type WorkbenchCompany,
  type WorkbenchReply,
  type WorkbenchWorld,
} from '../../../test/workbench-world.ts'

let world: WorkbenchWorld
let acme: WorkbenchCompany
let boss: string
beforeAll(async () => {
  world = await openWorkbenchWorld()
  acme = await world.company('acme')
  boss = await acme.hire('supervisor')
})
afterAll(() => world.close())

const get = async (url: string) => (await world.call(boss, 'GET', `/v1/workbench${url}`)).body
const post = (url: string, body: object = {}) => world.call(boss, 'POST', `/v1/workbench${url}`, body)
const settled = (id: string) =>
  vi.waitFor(
    async () => {
      const job: WorkbenchReply = await get(`/imports/${id}`)
      expect(['checking', 'importing']).not.toContain(job.state)
      return job
    },
    { timeout: 20_000, interval: 50 },
  )
const check = async (content: string | Buffer, name: string, options: object = {}) => {
  const { status, body } = await world.upload(boss, content, name, { options: JSON.stringify(options) })
  expect(status, JSON.stringify(body)).toBe(202)
  return settled(body.id)
}
const apply = async (id: string) => {
  expect((await post(`/imports/${id}/apply`)).status).toBe(202)
  return settled(id)
}
const labelsOf = async (text: string) =>
  (await get(`/examples?search=${text}`)).items.map(({ intent }: { intent: string }) => intent).sort()

const csv = `问法,意图,备注
怎么申请退款,refund,
怎么申请退款,refund,again
"东西坏了，
想退钱",refund,two lines
,refund,
谁能开票,no_such_intent,
包裹丢了,parcel,
`

test('a file is checked first: errors name line and field, nothing changes', async () => {
  const job = await check(csv, 'examples.csv')
  expect(job).toMatchObject({ state: 'checked', lines: 6, columns: ['问法', '意图', '备注'], reason: null })
  expect(job.counts).toMatchObject({ added: 3, unchanged: 1, errors: 2 })
  expect(job.errors).toEqual([
    { line: 6, field: '问法', message: 'is empty' },
    { line: 7, field: '意图', message: 'there is no intent “no_such_intent”' },
  ])
  expect(await labelsOf('包裹丢了')).toEqual([])
  expect((await post(`/imports/${job.id}/apply`)).status).toBe(422)
})

test('the rest is taken in when errors are left out; the same file again changes nothing', async () => {
  const first = await check(csv, 'examples.csv', { skipErrors: true })
  expect((await apply(first.id)).counts).toMatchObject({ added: 3, unchanged: 1 })
  expect(await labelsOf('包裹丢了')).toEqual(['parcel'])
  expect((await get('/examples?source=import')).total).toBe(3)
  const again = await check(csv, 'examples.csv', { skipErrors: true })
  expect(again.counts).toMatchObject({ added: 0, unchanged: 4 })
  expect((await apply(again.id)).state).toBe('done')
  expect((await get('/examples?source=import')).total).toBe(3)
})

test('what a Chinese spreadsheet saves (GB 18030, semicolons) is read as it was meant', async () => {
  // 文本;意图 / 货到哪儿了;parcel in GBK.
  const bytes = Buffer.from('cec4b1be3bd2e2cdbc0abbf5b5bdc4c4b6f9c1cb3b70617263656c0a', 'hex')
  const job = await check(bytes, 'export.csv')
  expect(job).toMatchObject({ columns: ['文本', '意图'], counts: { added: 1, errors: 0 } })
  expect(job.sample[0].文本).toBe('货到哪儿了')
})

test('columns that cannot be guessed are asked for, and the same upload is checked again', async () => {
  const job = await check('a,b\n开专票,invoice\n', 'x.csv')
  expect(job).toMatchObject({ state: 'checked', reason: 'columns', columns: ['a', 'b'] })
  const options = { columns: { text: 'a', label: 'b' } }
  expect((await world.call(boss, 'PATCH', `/v1/workbench/imports/${job.id}`, { options })).status).toBe(202)
  expect(await settled(job.id)).toMatchObject({ reason: null, counts: { added: 1 } })
  const wrong = await world.upload(boss, 'x', 'x.csv', { options: '{"columns":{"text":""}}' })
  expect(wrong.body.errors.map(({ path }: { path: string }) => path)).toContain('/body/options/columns/text')
})

test('unknown labels become intents when asked to, and texts move here from elsewhere', async () => {
  const lines = [
    { text: '我的卡在哪', label: 'card arrival' },
    { text: '查物流', label: 'card arrival' },
  ]
  const content = lines.map((each) => JSON.stringify(each)).join('\n')
  const job = await check(content, 'cards.jsonl', { createIntents: true, elsewhere: 'move' })
  expect(job.counts).toMatchObject({ added: 1, moved: 1, newIntents: 1 })
  await apply(job.id)
  expect(await labelsOf('查物流')).toEqual(['custom:card-arrival'])
  const [moved] = (await get('/examples?search=查物流')).items
  expect(moved).toMatchObject({ source: 'flow', movedFrom: 'parcel' })
})

test('a file that is no text, or empty, is refused at once', async () => {
  expect((await world.upload(boss, Buffer.from([0x50, 0x4b, 0, 1, 2]), 'x.xlsx')).status).toBe(415)
  expect((await world.upload(boss, '', 'x.csv')).status).toBe(422)
  expect((await world.upload(boss, 'text,label\n', 'x.csv', { setId: 'nope' })).status).toBe(400)
})

test('ready-made intents are found by what customers say, and picked with their lines', async () => {
  const { items, industries } = await get('/library?search=停机')
  expect(industries.length).toBeGreaterThanOrEqual(12)
  const [first] = items
  const full = await get(`/library/${first.id}`)
  expect(full.zh.length).toBe(first.lines.zh)
  const picked = await post('/library/pick', { ids: [first.id], languages: ['zh'] })
  expect(picked).toMatchObject({
    status: 201,
    body: { intents: [{ id: `custom:${first.id}`, kind: 'custom', name: first.name }] },
  })
  expect(picked.body.examplesAdded).toBeGreaterThan(10)
  expect((await get(`/library/${first.id}`)).pickedAs).toBe(`custom:${first.id}`)
  expect((await get(`/examples?source=library&intent=custom:${first.id}`)).total).toBe(picked.body.examplesAdded)
  expect((await post('/library/pick', { ids: ['no.such.thing'] })).status).toBe(404)
})

test('the lexicon is searched, extended, reduced and set back', async () => {
  const { items, topics } = await get('/lexicon?search=停机')
  expect(topics.length).toBeGreaterThan(20)
  const [concept] = items
  const put = (id: string, body: object) => world.call(boss, 'PUT', `/v1/workbench/lexicon/${id}`, body)
  const saved = await put(concept.id, { added: { zh: ['机子停了'], en: [] }, removed: [concept.zh[0]] })
  expect(saved.body).toMatchObject({
    builtIn: true,
    topic: concept.topic,
    added: { zh: ['机子停了'] },
    removed: [concept.zh[0]],
  })
  expect((await put(concept.id, { removed: ['没有这句'] })).body.errors[0].path).toBe('/body/removed')
  await put('our-club', { added: { zh: ['星享会'], en: ['star club'] } })
  expect((await get('/lexicon?changed=true')).items.map(({ id }: { id: string }) => id).sort()).toEqual(
    [concept.id, 'our-club'].sort(),
  )
  expect((await world.call(boss, 'DELETE', `/v1/workbench/lexicon/${concept.id}`)).status).toBe(200)
  expect((await get('/lexicon?changed=true')).total).toBe(1)
})

test('entity types are tried before they are saved, and dangerous patterns are refused', async () => {
  const serial = {
    kind: 'regex',
    type: 'serial',
    name: { zh: '序列号', en: 'Serial' },
    pattern: 'SN-?(\\d{6})',
    normalise: 'upper',
  }
  const tried = await post('/entity-types/test', { definition: serial, text: '机器 SN-123456 坏了' })
  expect(tried.body.found).toMatchObject([{ type: 'serial', value: '123456' }])
  const put = (definition: WorkbenchReply) =>
    world.call(boss, 'PUT', `/v1/workbench/entity-types/${definition.type}`, definition)
  expect((await put(serial)).status).toBe(200)
  expect((await put({ ...serial, pattern: '(a+)+$' })).body.errors[0].path).toBe('/body/pattern')
  const values = [
    { value: '红', synonyms: ['大红'] },
    { value: '粉', synonyms: ['大红'] },
  ]
  const list = { kind: 'list', type: 'shade', name: { zh: '色号', en: 'Shade' }, values }
  expect((await put(list)).body.errors[0].path).toBe('/body/values/1/synonyms/0')
  expect((await get('/entity-types')).items).toHaveLength(1)
})
