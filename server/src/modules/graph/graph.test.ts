import { ontology as shape } from '@loopdesk/contracts/graph.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type GraphWorld, openGraphWorld } from '../../../test/graph-world.ts'

let world: GraphWorld
let boss: string
beforeAll(async () => {
  world = await openGraphWorld({ now: () => new Date('2026-09-01T00:00:00Z') })
  boss = await world.hire('supervisor')
  const { status } = await put('/ontology', { number: 0, ontology })
  expect(status).toBe(200)
})
afterAll(() => world.close())

const get = async (url: string) => (await world.call(boss, 'GET', `/v1/graph${url}`)).body
const post = (url: string, body: object = {}) => world.call(boss, 'POST', `/v1/graph${url}`, body)
const put = (url: string, body: object) => world.call(boss, 'PUT', `/v1/graph${url}`, body)

const ontology = shape.parse({
  types: [
    { key: 'model', name: { zh: '型号', en: 'model' } },
    { key: 'filter', name: { zh: '滤芯', en: 'filter' } },
  ],
  properties: [
    {
      key: 'power',
      of: ['model'],
      kind: 'number',
      unit: 'W',
      name: { zh: '额定功率', en: 'rated power' },
      synonyms: ['功率'],
    },
    { key: 'drying', of: ['model'], kind: 'yes_no', name: { zh: '烘干功能', en: 'drying' }, synonyms: ['烘干'] },
  ],
  relations: [{ key: 'fits', from: ['filter'], to: ['model'], name: { zh: '适用于', en: 'fits' }, closed: true }],
  rules: [{ id: 'range', kind: 'range', property: 'power', min: 100, max: 3000 }],
})
const table = {
  title: '型号表.csv',
  type: 'model',
  header: ['货号', '型号', '额定功率（kW）', '烘干功能'],
  rows: [
    ['S1', 'A100', '1.5', '无'],
    ['S2', 'A200', '2.1', '✓'],
    ['S3', 'A300', '9', '✓'],
  ],
}

describe('the ontology', () => {
  test('refuses what does not hang together, naming the place', async () => {
    const broken = { ...ontology, relations: [{ ...ontology.relations[0]!, to: ['nothing'] }] }
    const { status, body } = await put('/ontology', { number: 1, ontology: broken })
    expect(status).toBe(400)
    expect(body.errors[0]).toEqual({ path: '/body/ontology/relations/0/to/0', message: 'there is no type “nothing”' })
  })
  test('keeps its versions, and two people do not overwrite each other', async () => {
    expect((await put('/ontology', { number: 1, ontology })).body.number).toBe(2)
    expect((await put('/ontology', { number: 1, ontology })).status).toBe(409)
    expect((await get('/ontology/versions')).items).toMatchObject([
      { number: 2, by: 'supervisor', types: 2 },
      { number: 1 },
    ])
    expect((await get('/ontology/versions/1')).ontology.types).toHaveLength(2)
  })
  test('those who may only read cannot change it', async () => {
    const agent = await world.hire('agent')
    const { status } = await world.call(agent, 'PUT', '/v1/graph/ontology', { number: 2, ontology })
    expect(status).toBe(403)
  })
})

describe('a table', () => {
  test('is previewed, imported without the rows that break rules, and changes nothing the second time', async () => {
    const preview = (await post('/tables/preview', table)).body
    expect(preview.columns.map(({ use }: { use: string }) => use)).toEqual(['key', 'name', 'property', 'property'])
    expect(preview.errors).toEqual([{ row: 3, column: '额定功率', message: 'a rule asks for ≤ 3000' }])
    const { status, body } = await post('/tables', { ...table, columns: preview.columns })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body.counts).toMatchObject({ added: 3, newFacts: 5, errors: 1 })
    const again = (await post('/tables', { ...table, columns: preview.columns })).body
    expect(again.counts).toMatchObject({ added: 0, known: 3, newFacts: 0, sameFacts: 5 })
    expect((await get('/entities?search=a1')).items).toMatchObject([{ name: 'A100', key: 'S1', facts: 2 }])
  })
  test('replaces a value that has changed', async () => {
    const changed = { ...table, rows: [['S1', 'A100', '1.6', '无']] }
    const { columns } = (await post('/tables/preview', changed)).body
    expect((await post('/tables', { ...changed, columns })).body.counts).toMatchObject({ newFacts: 0, changedFacts: 1 })
    const { answered, text, paths } = (await post('/ask', { question: 'A100 的额定功率是多少' })).body
    expect([answered, text]).toEqual([true, 'A100 的额定功率：1,600 W'])
    expect(paths[0][0]).toMatchObject({
      from: 'A100',
      to: '1,600 W',
      source: { kind: 'table', title: '型号表.csv', row: 1 },
    })
  })
  test('all or nothing by choice', async () => {
    const { columns } = (await post('/tables/preview', table)).body
    expect((await post('/tables', { ...table, columns, whole: true })).status).toBe(422)
  })
})

test('another process sees a change within two seconds, without being told', async () => {
  await world.elsewhere.graphOf(world.workspaceId)
  const { status } = await post('/entities', { type: 'model', name: 'Z900' })
  expect(status).toBe(201)
  await vi.waitFor(
    async () => {
      const graph = await world.elsewhere.graphOf(world.workspaceId)
      expect([...graph.entities.values()].some(({ name }) => name === 'Z900')).toBe(true)
    },
    { timeout: 2_000, interval: 50 },
  )
})

test('facts by hand: refused with the reason, kept with who said them, taken back', async () => {
  const [a100] = (await get('/entities?search=A100')).items
  const refused = await post('/facts', { subject: a100.id, property: 'power', value: '9 kW' })
  expect(refused.body.errors).toEqual([{ path: '/body/value', message: 'a rule asks for ≤ 3000' }])
  const { body } = await post('/facts', { subject: a100.id, property: 'power', value: '1.5 kW' })
  expect(body).toMatchObject({ value: 1500, source: { kind: 'person', title: 'supervisor' } })
  const detail = await get(`/entities/${a100.id}`)
  expect(detail.facts.filter(({ property }: { property: string }) => property === 'power')).toHaveLength(1)
  expect((await world.call(boss, 'DELETE', `/v1/graph/facts/${body.id}`)).status).toBe(200)
  expect((await post('/ask', { question: 'A100 的额定功率是多少' })).body).toMatchObject({
    answered: false,
    why: 'not_recorded',
  })
  await post('/facts', { subject: a100.id, property: 'power', value: 1600 })
})

describe('what documents state', () => {
  test('is proposed with its words, reviewed, and then answered from', async () => {
    await world.write('document:manual', '产品手册', 'A200 的额定功率为 2.2kW。滤芯请定期更换。', { page: 7 })
    await world.write('document:parts', '配件表', '', {
      content: {
        table: {
          header: ['滤芯', '适用于'],
          rows: [
            ['F2', 'A100、A200'],
            ['F3', 'A200'],
          ],
        },
      },
    })
    const { items, total } = await get('/proposals')
    expect(total).toBe(4)
    expect(items.find(({ property }: { property?: string }) => property === 'power')).toMatchObject({
      text: { zh: 'A200 · 额定功率 · 2,200 W' },
      replaces: '2,100 W',
      source: { quote: 'A200 的额定功率为 2.2kW。', page: 7 },
    })
    const links = items
      .filter(({ relation }: { relation?: string }) => relation === 'fits')
      .map(({ id }: { id: string }) => id)
    expect((await post('/proposals/decide', { ids: links, decision: 'accept' })).body).toEqual({
      decided: 3,
      refused: [],
    })
    expect(
      (await post('/ask', { question: '哪些滤芯适用于A200' })).body.entities.map(({ name }: { name: string }) => name),
    ).toEqual(['F2', 'F3'])
    expect((await post('/ask', { question: 'F3适用于A100吗' })).body).toMatchObject({ answered: true, truth: 'no' })
  })
  test('what was rejected is not proposed again; what the text no longer says is withdrawn', async () => {
    const [power] = (await get('/proposals')).items
    await post('/proposals/decide', { ids: [power.id], decision: 'reject' })
    await world.write('document:manual', '产品手册', 'A200 的额定功率为 2.2kW。A200 不支持烘干功能。', { page: 7 })
    expect((await get('/proposals')).items).toMatchObject([{ text: { zh: 'A200 · 烘干功能 · 否' } }])
    await world.write('document:manual', '产品手册', 'A200 很好。')
    expect((await get('/proposals')).total).toBe(0)
  })
})

test('a text that contradicts the graph is told with what is known and its source', async () => {
  const { violations } = (await post('/check', { text: 'A100 的额定功率为 1800W。F3 适用于 A100。' })).body
  expect(violations).toMatchObject([
    { kind: 'other_value', said: '1,800 W', known: '1,600 W' },
    { kind: 'no_such_relation', entityName: 'F3' },
  ])
})

describe('findings', () => {
  test('a contradiction is found when the second text comes, and gone when it is put right', async () => {
    await world.write('entry:returns', '退货政策', '签收后 7 天内可以无理由退货。')
    expect((await get('/findings?group=contradictions')).total).toBe(0)
    await world.write('entry:how', '如何退货', '签收后 15 天内支持无理由退货。')
    const { items } = await get('/findings?group=contradictions')
    expect(items).toMatchObject([{ kind: 'duration', a: { source: { id: 'returns' } }, b: { source: { id: 'how' } } }])
    expect((await get('/findings?source=entry:how')).total).toBe(1)
    await world.write('entry:how', '如何退货', '签收后 7 天内支持无理由退货。')
    expect((await get('/findings?group=contradictions')).total).toBe(0)
  })
  test('a dismissal stays, also when both are looked at again', async () => {
    await world.write('entry:how', '如何退货', '签收后 15 天内支持无理由退货。')
    const [{ id }] = (await get('/findings')).items
    expect((await post('/findings/dismiss', { ids: [id] })).body).toEqual({ changed: 1 })
    await world.graph.jobs.graph_look({ workspaceId: world.workspaceId, again: true })
    expect((await get('/findings?group=contradictions')).total).toBe(0)
    expect((await get('/findings?dismissed=true')).items).toMatchObject([{ id, dismissedBy: 'supervisor' }])
  })
  test('stale texts, forbidden words and things that are gone', async () => {
    const { body } = await post('/entities', { type: 'model', name: '净享 A50' })
    await world.write('entry:sale', '活动', '满减活动至 6 月 30 日。')
    await world.write('entry:old', '旧款', '净享 A50 的配件仍可购买。它是最佳选择。')
    await world.call(boss, 'DELETE', `/v1/graph/entities/${body.id}`)
    expect((await put('/forbidden-words', { words: [{ word: '最佳', note: '广告法' }] })).status).toBe(200)
    await world.graph.jobs.graph_look({ workspaceId: world.workspaceId, again: true })
    const { findings, lookedAt } = await get('/summary')
    expect(findings).toEqual({ date_past: 1, gone: 1, forbidden: 1 })
    expect(lookedAt).not.toBeNull()
    expect(await world.graph.findingCounts(world.workspaceId)).toEqual(findings)
  })
  test('an entry that says otherwise than an accepted fact', async () => {
    await world.write('entry:wrong', '功率', 'A100 的额定功率为 1800W。')
    const { items } = await get('/findings?kind=against_graph')
    expect(items).toMatchObject([{ about: 'A100', note: '1,800 W ≠ 1,600 W', a: { source: { id: 'wrong' } } }])
    const [a100] = (await get('/entities?search=A100')).items
    await post('/facts', { subject: a100.id, property: 'power', value: 1800 })
    expect((await get('/findings?kind=against_graph')).total).toBe(0)
  })
})

test('every change is on the record', async () => {
  const { rows } = await world.database.db.tenant(world.workspaceId, (tx) =>
    sql<{ action: string }>`select distinct action from audit_log`.execute(tx.query),
  )
  const actions = rows.map(({ action }) => action)
  for (const action of [
    'ontology.saved',
    'graph.imported',
    'entity.created',
    'entity.deleted',
    'fact.stated',
    'fact.retracted',
    'proposals.accepted',
    'proposals.rejected',
    'findings.dismissed',
    'forbidden_words.saved',
  ])
    expect(actions).toContain(action)
})
