import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PackItem } from '@loopdesk/contracts/api/knowledge/packs.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Editor,
  type EntriesCompany,
  type EntriesWorld,
  openEntriesWorld,
} from '../../../../test/entries-world.ts'
import { findPacks } from './pack-files.ts'
import type { PackPort, PackThing } from './pack-parts.ts'

const files: Record<string, string> = {
  'pack.yaml': `
id: tea
name: { zh: 茶馆, en: Tea house }
version: '1.0'
description: { zh: 茶馆的常见问题 }
industry: { zh: 餐饮, en: Food }
languages: [zh, en]
settings:
  - { name: shop_name, label: { zh: 店名 }, type: text }
  - { name: sale_end, label: { zh: 大促最后一天 }, type: date, default: '2026-11-11' }
  - { name: free_from, label: { zh: 满多少包邮 }, type: number, default: '99' }
`,
  'categories.yaml': `
- { id: tea-orders, parent: tea, name: { zh: 订单, en: Orders } }
- { id: tea, name: { zh: 茶馆, en: Tea house } }
`,
  'knowledge/orders.yaml': `
- id: tea-shipping
  category: tea-orders
  title: { zh: 运费, en: Shipping }
  questions: { zh: [运费多少], en: [how much is shipping] }
  answer: { zh: '{{shop_name}}满 {{ free_from }} 元包邮，您是{{customer.name}}。', en: 'Free from {{free_from}}.' }
- id: tea-hours
  category: tea
  title: { zh: 营业时间 }
  answer: { zh: 10 点到 22 点。 }
`,
  'intents/tea.yaml': `
- { id: tea.booking, name: { zh: 订座, en: Booking }, examples: { zh: [我要订座, '{{shop_name}}订位'], en: [] } }
`,
  'flows/booking.yaml': `
id: tea_booking
name: { zh: 订座, en: Booking }
description: { zh: 订座, en: Booking }
start: done
nodes: { done: { type: end, outcome: solved } }
`,
  'checklist.yaml': `
- { id: prices, title: { zh: '核对{{shop_name}}的价格' }, when: T-14, entries: [tea-shipping] }
- { id: train, title: { zh: 培训 }, when: install }
`,
}

/** What another module would keep, with what it refuses. */
function makeStore(refuses: string[] = []) {
  const kept = new Map<string, PackThing>()
  const port: PackPort = {
    read: async (_workspaceId, ids) => new Map([...kept].filter(([id]) => ids.includes(id))),
    async put(_workspaceId, _who, thing) {
      if (refuses.includes(thing.id)) throw new AppError('unprocessable', 'needs a connection that is not there')
      kept.set(thing.id, thing)
    },
    remove: async (_workspaceId, _who, id) => void kept.delete(id),
  }
  return { kept, port }
}

let folder: string
let world: EntriesWorld
let shop: EntriesCompany
let wang: Editor
const intents = makeStore()
const flows = makeStore()
let count = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loopdesk-packs-'))
  world = await openEntriesWorld({ packsFolder: folder, ports: { intent: intents.port, flow: flows.port } })
})
afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await write('tea', files)
  intents.kept.clear()
  flows.kept.clear()
  count += 1
  shop = await world.company(`shop-${count}`)
  wang = await shop.hire('王芳', 'admin')
})

async function write(name: string, contents: Record<string, string>): Promise<void> {
  await rm(join(folder, name), { recursive: true, force: true })
  for (const [file, text] of Object.entries(contents)) {
    await mkdir(join(folder, name, file, '..'), { recursive: true })
    await writeFile(join(folder, name, file), text)
  }
}
const pack = '/v1/knowledge/packs/tea'
const values = { shop_name: '清风茶馆' }
const install = (given: object = values) => wang.call('POST', `${pack}/install`, { values: given })
const outcomes = (items: PackItem[]) => Object.fromEntries(items.map(({ id, outcome }) => [id, outcome]))
const entry = async (id: string) => (await wang.call('GET', `/v1/knowledge/entries/${id}`)).body
async function change(id: string, zh: string): Promise<void> {
  const { revision, published } = await entry(id)
  const saved = await wang.call('PUT', `/v1/knowledge/entries/${id}/draft`, {
    revision,
    definition: { ...published, answer: { zh } },
  })
  await wang.call('POST', `/v1/knowledge/entries/${id}/publish`, { revision: saved.body.revision })
}

describe('a pack', () => {
  test('is shown with what comes with it and what it asks for', async () => {
    const { items } = (await wang.call('GET', '/v1/knowledge/packs')).body
    expect(items).toMatchObject([
      { id: 'tea', counts: { categories: 2, entries: 2, intents: 1, flows: 1, checklist: 2 }, installed: null },
    ])
    const { settings, checklist } = (await wang.call('GET', pack)).body
    expect(settings.map(({ name }: { name: string }) => name)).toEqual(['shop_name', 'sale_end', 'free_from'])
    expect(checklist[0]).toMatchObject({ id: 'prices', when: 'T-14', done: false })
  })

  test('asks for what it needs, by name', async () => {
    expect((await install({})).body.errors).toEqual([{ path: '/body/values/shop_name', message: 'is needed' }])
    expect(
      (await install({ ...values, free_from: 'viel', wrong: 'x' })).body.errors.map(
        ({ path }: { path: string }) => path,
      ),
    ).toEqual(['/body/values/free_from', '/body/values/wrong'])
  })

  test('is live at once with the values filled in, searched under its categories; expressions stay', async () => {
    const preview = (await wang.call('POST', `${pack}/preview`, { values })).body
    expect(outcomes(preview.items)).toEqual({
      ...{ tea: 'new', 'tea-orders': 'new', 'tea-shipping': 'new', 'tea-hours': 'new' },
      ...{ 'tea.booking': 'new', tea_booking: 'new' },
    })
    expect(await shop.passages()).toEqual([])
    const done = (await install()).body
    expect(done).toMatchObject({ version: '1.0', problems: [] })
    expect(done.items).toEqual(preview.items)
    const [zh] = await shop.passages('tea-shipping')
    expect(zh).toMatchObject({ text: '清风茶馆满 99 元包邮，您是{{customer.name}}。', headings: ['茶馆', '订单'] })
    expect(intents.kept.get('tea.booking')).toMatchObject({ examples: { zh: ['我要订座', '清风茶馆订位'] } })
    expect(flows.kept.has('tea_booking')).toBe(true)
    expect(await entry('tea-shipping')).toMatchObject({ origin: 'pack:tea', live: 1 })
  })

  test('installed again changes nothing; another value changes what has it', async () => {
    await install()
    expect(new Set(Object.values(outcomes((await install()).body.items)))).toEqual(new Set(['same']))
    expect((await entry('tea-shipping')).live).toBe(1)
    const again = outcomes((await install({ free_from: '199' })).body.items)
    expect(again).toMatchObject({ 'tea-shipping': 'update', 'tea-hours': 'same', 'tea.booking': 'same' })
    expect((await entry('tea-shipping')).published.answer.zh).toContain('清风茶馆满 199 元')
  })

  test('holds on the days that were given, and moves with them', async () => {
    await write('tea', {
      ...files,
      'knowledge/orders.yaml': files['knowledge/orders.yaml']!.replace(
        'answer: { zh: 10 点到 22 点。 }',
        "answer: { zh: 10 点到 22 点。 }\n  variants: [{ text: { zh: 大促开到半夜。 }, from: 2026-11-01, until: '{{ sale_end }}' }]",
      ),
    })
    await install({ ...values, sale_end: '2027-06-20' })
    const until = async () => (await entry('tea-hours')).published.variants[0].until
    expect(await until()).toBe('2027-06-20')
    expect(outcomes((await install({ sale_end: '2027-06-25' })).body.items)).toMatchObject({ 'tea-hours': 'update' })
    expect(await until()).toBe('2027-06-25')
    expect((await install({ sale_end: '2027-02-30' })).body.errors[0].path).toBe('/body/values/sale_end')
    const turned = await install({ sale_end: '2026-10-01' })
    expect([turned.status, turned.body.detail ?? turned.body.message]).toEqual([
      400,
      expect.stringContaining('tea-hours'),
    ])
    expect(await until()).toBe('2027-06-25')
  })

  test('brought to a newer version keeps what people changed, and lists it', async () => {
    await install()
    await change('tea-hours', '全天。')
    flows.kept.set('tea_booking', { id: 'tea_booking', name: { zh: '改过' } })
    const newer = files['knowledge/orders.yaml']!.replace('10 点到 22 点', '9 点到 21 点').replace(
      'id: tea-shipping',
      'id: tea-post',
    )
    await write('tea', {
      ...files,
      'pack.yaml': files['pack.yaml']!.replace("'1.0'", "'1.1'"),
      'knowledge/orders.yaml': newer,
      'checklist.yaml': files['checklist.yaml']!.replace('tea-shipping', 'tea-post'),
      'flows/booking.yaml': files['flows/booking.yaml']!.replaceAll('zh: 订座', 'zh: 预约'),
    })
    expect((await wang.call('GET', '/v1/knowledge/packs')).body.items[0]).toMatchObject({
      upgradable: true,
      installed: { changed: 1 },
    })
    const done = (await install({})).body
    expect(outcomes(done.items)).toMatchObject({
      'tea-post': 'new',
      'tea-shipping': 'gone',
      'tea-hours': 'kept',
      tea_booking: 'kept',
    })
    expect((await entry('tea-hours')).published.answer.zh).toBe('全天。')
    expect((await entry('tea-shipping')).status).toBe('archived')
    expect(await shop.passages('tea-shipping')).toEqual([])
    expect(flows.kept.get('tea_booking')).toMatchObject({ name: { zh: '改过' } })
  })

  test('leaves alone what others have under the same id', async () => {
    await wang.call('POST', '/v1/knowledge/entries', { id: 'tea-hours', definition: { title: { zh: '自己的' } } })
    intents.kept.set('tea.booking', { id: 'tea.booking', name: { zh: '自己的' } })
    const { items } = (await install()).body
    expect(items.filter(({ outcome }: PackItem) => outcome === 'conflict')).toMatchObject([
      { id: 'tea-hours', origin: 'console' },
      { id: 'tea.booking' },
    ])
    expect(await entry('tea-hours')).toMatchObject({ origin: 'console', title: { zh: '自己的' } })
  })

  test('goes with all that came with it; what people changed stays unless they want it gone', async () => {
    await install()
    await change('tea-hours', '全天。')
    const removed = (await wang.call('POST', `${pack}/remove`, {})).body
    expect(removed.kept.map(({ id }: PackItem) => id)).toEqual(['tea-hours', 'tea'])
    expect((await entry('tea-shipping')).code).toBe('not_found')
    expect((await shop.passages()).map(({ source }) => source)).toEqual(['entry:tea-hours'])
    expect([...intents.kept, ...flows.kept]).toEqual([])
    expect((await wang.call('POST', `${pack}/remove`, {})).body.code).toBe('wrong_state')
    await install()
    expect((await wang.call('POST', `${pack}/remove`, { everything: true })).body.kept).toEqual([])
    expect(await shop.passages()).toEqual([])
    expect((await wang.call('GET', '/v1/knowledge/categories')).body.items).toEqual([])
  })

  test('whose flow cannot be taken in says so, and the rest is there', async () => {
    await write('tea', {
      ...files,
      'small-talk.yaml': '- { id: tea_hi, examples: { zh: [茶友好] }, replies: { zh: [您好], en: [Hi] } }',
    })
    const { problems } = (await install()).body
    expect(problems).toEqual([{ kind: 'small_talk', id: 'tea_hi', reason: 'nothing here takes these in' }])
    expect((await entry('tea-hours')).live).toBe(1)
  })

  test('keeps the ticks of its checklist when it is installed again', async () => {
    await install()
    const ticked = await wang.call('PUT', `${pack}/checklist/prices`, { done: true })
    expect(ticked.body).toMatchObject({ done: true, doneBy: '王芳', title: { zh: '核对清风茶馆的价格' } })
    await install({ free_from: '59' })
    expect((await wang.call('GET', '/v1/knowledge/packs')).body.items[0].installed.checklist).toEqual({
      done: 1,
      of: 2,
    })
    expect((await wang.call('PUT', `${pack}/checklist/nothing`, { done: true })).status).toBe(404)
  })
})

test.each([
  ['a placeholder nobody asks for', 'knowledge/orders.yaml', '{{ free_from }}', '{{free_frm}}', '{{free_frm}} is used'],
  [
    'a day that is no date',
    'knowledge/orders.yaml',
    'category: tea-orders',
    "category: tea-orders\n  until: '{{free_from}}'",
    'no date',
  ],
  [
    'a day that is no day',
    'knowledge/orders.yaml',
    'category: tea-orders',
    'category: tea-orders\n  until: next week',
    'until',
  ],
  ['a category that is not there', 'knowledge/orders.yaml', 'category: tea-orders', 'category: nowhere', 'nowhere'],
  ['a wrong field', 'pack.yaml', 'type: number', 'type: money', 'pack.yaml: settings.2.type'],
  ['YAML that is none', 'categories.yaml', 'parent: tea,', 'parent: [tea,', 'categories.yaml'],
])('%s is told with the file, and other packs are found all the same', async (_what, file, from, to, message) => {
  await write('broken', { ...files, [file]: files[file]!.replace(from, to) })
  const found = await findPacks(folder)
  expect(found).toMatchObject([{ id: 'broken', problem: expect.stringContaining(message) }, { pack: { id: 'tea' } }])
  await rm(join(folder, 'broken'), { recursive: true })
})
