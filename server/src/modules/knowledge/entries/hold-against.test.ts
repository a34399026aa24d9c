import { graphFile } from '@loopdesk/contracts/graph.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Editor,
  type EntriesCompany,
  type EntriesWorld,
  openEntriesWorld,
} from '../../../../test/entries-world.ts'
import { makeBus } from '../../../infra/bus.ts'
import { silentLog } from '../../../infra/log.ts'
import { type GraphModule, makeGraphModule } from '../../graph/index.ts'

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
const said = { negated: false, source: { kind: 'person', title: '产品部' }, status: 'accepted' } as const
const known = graphFile.parse({
  ontology: {
    types: [
      { key: 'model', name: { zh: '型号', en: 'model' } },
      { key: 'part', name: { zh: '部件', en: 'part' } },
    ],
    properties: [
      { key: 'power', of: ['model'], kind: 'number', unit: 'W', name: { zh: '额定功率', en: 'rated power' } },
    ],
    relations: [{ key: 'has', from: ['model'], to: ['part'], name: { zh: '有部件', en: 'has part' } }],
    rules: [
      {
        id: 'no_pump',
        kind: 'excludes',
        type: 'model',
        subjects: [id(1)],
        relation: 'has',
        objects: [id(2)],
        note: 'A100 不带水泵',
      },
    ],
  },
  entities: [
    { id: id(1), type: 'model', name: 'A100' },
    { id: id(2), type: 'part', name: '水泵' },
  ],
  facts: [{ id: id(3), subject: id(1), property: 'power', value: 1500, ...said }],
})

let world: EntriesWorld
let graph: GraphModule
let shop: EntriesCompany
let wang: Editor
beforeAll(async () => {
  world = await openEntriesWorld({ holdAgainst: (workspaceId) => graph.checker(workspaceId) })
  const bus = makeBus({ log: silentLog })
  const passages = { changedSince: async () => [] }
  const db = world.database.db
  graph = makeGraphModule({ db, bus, log: silentLog, now: () => world.clock.now, passages, workspaces: async () => [] })
  shop = await world.company('shop')
  wang = await shop.hire('王芳')
  await wang.call('POST', '/v1/knowledge/categories', { id: 'general', name: { zh: '一般' } })
  await graph.configure(shop.id, { actor: 'system', name: 'system' }, known)
})
afterAll(async () => {
  graph?.stop()
  await world?.close()
})

const written = (zh: string) => ({
  category: 'general',
  title: { zh: 'A100 怎么样' },
  answer: { zh },
  questions: { zh: ['A100 好不好'] },
})
async function begin(zh: string) {
  const { body } = await wang.call('POST', '/v1/knowledge/entries', { definition: written(zh) })
  return body as { id: string; revision: number }
}
const against = async (zh: string) =>
  (await wang.call('POST', '/v1/knowledge/contradictions', { definition: written(zh) })).body.items
const publish = ({ id: entry, revision }: { id: string; revision: number }, more: object = {}) =>
  wang.call('POST', `/v1/knowledge/entries/${entry}/publish`, { revision, ...more })

test('a writer sees which sentence goes against which fact or rule', async () => {
  const [power, pump] = await against('**A100** 的额定功率为 1800W。\n\nA100 有部件水泵。')
  expect(power).toMatchObject({
    ...{ path: '/answer/zh', kind: 'other_value', entityName: 'A100', said: '1,800 W', known: '1,500 W', rule: null },
    sources: [{ kind: 'person', title: '产品部' }],
  })
  expect(power.quote).toContain('1800W')
  expect(pump).toMatchObject({ kind: 'no_such_relation', rule: 'A100 不带水泵' })
  expect(await against('A100 的额定功率为 1500W。')).toEqual([])
})

test('what goes against it is published only when each contradiction is confirmed, and that is on the record', async () => {
  const text = 'A100 的额定功率为 1800W。A100 有部件水泵。'
  const entry = await begin(text)
  const refused = await publish(entry)
  expect(refused.status).toBe(422)
  expect(refused.body.errors).toHaveLength(2)
  const [one, other] = await against(text)
  expect((await publish(entry, { despite: [one.id] })).status).toBe(422)
  const done = await publish(entry, { despite: [one.id, other.id] })
  expect([done.status, done.body.live]).toEqual([200, 1])
})

test('many at once are not published over a contradiction, and a plan that went wrong meanwhile comes back', async () => {
  const wrong = await begin('A100 的额定功率为 1600W。')
  const bulk = await wang.call('POST', '/v1/knowledge/entries/bulk', {
    entries: { ids: [wrong.id] },
    change: { do: 'publish', note: '' },
  })
  expect(bulk.body).toMatchObject({ done: false, refused: [{ entryId: wrong.id }] })
  const planned = await begin('A100 的额定功率为 1500W。')
  const at = new Date(world.clock.now.getTime() + 3_600_000)
  expect((await publish(planned, { publishAt: at.toISOString() })).status).toBe(200)
  const now = { ...known, facts: [{ ...known.facts[0]!, value: 1400 }] }
  await graph.configure(shop.id, { actor: 'system', name: 'system' }, now)
  world.clock.now = new Date(at.getTime() + 1000)
  await world.entries.jobs.knowledge_publish_due({ workspaceId: shop.id })
  const { body } = await wang.call('GET', `/v1/knowledge/entries/${planned.id}`)
  expect(body).toMatchObject({ live: null, review: { state: 'sent_back' } })
  expect(body.review.decision).toContain('1,400')
})
