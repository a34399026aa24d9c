import { ontology as shape } from '@loopdesk/contracts/graph.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type GraphWorld, openGraphWorld } from '../../../test/graph-world.ts'

let world: GraphWorld
let boss: string
const ontology = shape.parse({
  types: [
    { key: 'model', name: { zh: '型号', en: 'model' } },
    { key: 'filter', name: { zh: '滤芯', en: 'filter' } },
  ],
  properties: [
    {
      key: 'price',
      of: ['model'],
      kind: 'money',
      unit: 'CNY',
      name: { zh: '价格', en: 'price' },
      role: 'price',
      ends: { low: ['便宜', 'cheap'], high: ['贵'] },
    },
    { key: 'power', of: ['model'], kind: 'number', unit: 'W', name: { zh: '额定功率', en: 'rated power' } },
  ],
  relations: [{ key: 'fits', from: ['filter'], to: ['model'], name: { zh: '适用于', en: 'fits' }, closed: true }],
})
const ids: Record<string, string> = {}
beforeAll(async () => {
  world = await openGraphWorld()
  boss = await world.hire('supervisor')
  await send('PUT', '/ontology', { number: 0, ontology })
  for (const [type, name] of [
    ['model', 'A100'],
    ['model', 'A200'],
    ['model', 'A300'],
    ['filter', 'F2'],
    ['filter', 'F3'],
  ] as const)
    ids[name] = (await send('POST', '/entities', { type, name, aliases: [] })).body.id
  await state({ subject: ids.A100, property: 'price', value: '1999' })
  await state({ subject: ids.A200, property: 'price', value: '2999' })
  await state({ subject: ids.F2, relation: 'fits', object: ids.A100 })
})
afterAll(() => world.close())

const send = (method: 'GET' | 'POST' | 'PUT', url: string, body?: object) =>
  world.call(boss, method, `/v1/graph${url}`, body)
const state = (fact: object) => send('POST', '/facts', fact)
const told = async (question: string, ...audiences: string[]) => {
  const { answered, text } = await world.graph.ask(world.workspaceId, question, 'zh', audiences)
  return answered ? text : undefined
}

test('a fact for some is told to them only, who get it in the place of the one for everybody', async () => {
  expect((await state({ subject: ids.A100, property: 'price', value: '1499', audiences: ['dealers'] })).status).toBe(
    201,
  )
  expect(await told('A100的价格是多少')).toMatch(/1,?999/)
  const dealer = await told('A100的价格是多少', 'dealers')
  expect(dealer).toMatch(/1,?499/)
  expect(dealer).not.toMatch(/1,?999/)
})

test('what is kept from somebody is no "no", and makes nothing else the cheapest', async () => {
  await state({ subject: ids.F3, relation: 'fits', object: ids.A200, audiences: ['staff'] })
  expect(await told('F3适用于A200吗', 'staff')).toMatch(/是|适用/)
  expect(await told('F3适用于A200吗')).toBeUndefined()
  expect(await told('F2适用于A200吗')).toMatch(/不|否|没/)
  await state({ subject: ids.A300, property: 'price', value: '999', audiences: ['dealers'] })
  expect(await told('最便宜的型号是哪个', 'dealers')).toContain('A300')
  expect((await told('最便宜的型号是哪个')) ?? '').not.toMatch(/A300|999\b/)
  expect((await told('有哪些型号')) ?? '').not.toContain('A300')
})

test('a fact read from a text is for whom the text is, also when that changes later', async () => {
  await world.write('document:dealer', '经销商手册', 'A100 的额定功率为 1500W。', { audiences: ['dealers'] })
  const { items } = (await send('GET', '/proposals')).body
  const proposal = items.find((each: { property: string }) => each.property === 'power')
  expect(proposal.audiences).toEqual(['dealers'])
  await send('POST', '/proposals/decide', { ids: [proposal.id], decision: 'accept' })
  expect(await told('A100的额定功率是多少')).toBeUndefined()
  expect(await told('A100的额定功率是多少', 'dealers')).toMatch(/1,?500/)
  await world.write('document:dealer', '经销商手册', 'A100 的额定功率为 1500W。', { audiences: [] })
  expect(await told('A100的额定功率是多少')).toMatch(/1,?500/)
  await world.write('document:dealer', '经销商手册', 'A100 的额定功率为 1500W。', { audiences: ['staff'] })
  expect(await told('A100的额定功率是多少', 'dealers')).toBeUndefined()
})

test('a table is imported for some', async () => {
  const table = { title: '内部表', type: 'model', header: ['型号', '额定功率（W）'], rows: [['A200', '1800']] }
  const { columns } = (await send('POST', '/tables/preview', table)).body
  await send('POST', '/tables', { ...table, columns, audiences: ['staff'] })
  expect(await told('A200的额定功率是多少', 'staff')).toMatch(/1,?800/)
  expect(await told('A200的额定功率是多少')).toBeUndefined()
})

test('a text is held against what its readers may know', async () => {
  const check = (audiences: string[]) => world.graph.check(world.workspaceId, 'A100 的价格为 1999 元。', { audiences })
  expect(await check([])).toEqual([])
  expect(await check(['dealers'])).toMatchObject([{ kind: 'other_value' }])
})
