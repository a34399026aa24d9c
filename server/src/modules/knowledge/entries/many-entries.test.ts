import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pixel } from '../../../../test/chat-client.ts'
import {
  type Editor,
  type EntriesCompany,
  type EntriesWorld,
  openEntriesWorld,
} from '../../../../test/entries-world.ts'

let world: EntriesWorld
let shop: EntriesCompany
let wang: Editor
let supervisor: Editor
const entries = '/v1/knowledge/entries'
beforeAll(async () => {
  world = await openEntriesWorld()
  shop = await world.company('shop')
  wang = await shop.hire('王芳', 'admin')
  supervisor = await shop.hire('陈晨', 'supervisor')
  const audience = {
    id: 'gold',
    name: { zh: '金卡' },
    conditions: [{ field: 'level', is: 'one_of', values: ['gold'] }],
  }
  await wang.call('POST', '/v1/knowledge/audiences', audience)
  for (const [id, parent] of [
    ['after', null],
    ['refund', 'after'],
    ['partial', 'refund'],
    ['other', null],
  ])
    await wang.call('POST', '/v1/knowledge/categories', { id, parent, name: { zh: `${id}类`, en: id } })
})
afterAll(() => world.close())

async function live(id: string, more: object = {}) {
  const definition = {
    category: 'refund',
    title: { zh: `${id} 的标题` },
    questions: { zh: [`${id}怎么办`], en: [] },
    answer: { zh: '好' },
    ...more,
  }
  const { body } = await wang.call('POST', entries, { id, definition })
  const published = await wang.call('POST', `${entries}/${id}/publish`, { revision: body.revision })
  expect(published.status).toBe(200)
  return published.body
}
const ids = async (query: string, who = wang): Promise<string[]> =>
  (await who.call('GET', `${entries}?${query}`)).body.items.map(({ id }: { id: string }) => id)
const bulk = (chosen: object, change: object, who = wang) =>
  who.call('POST', `${entries}/bulk`, { entries: chosen, change })
const get = async (id: string) => (await wang.call('GET', `${entries}/${id}`)).body

describe('the list', () => {
  beforeAll(async () => {
    await live('l_one', {
      labels: ['大促'],
      category: 'partial',
      answer: { zh: '好', en: 'ok' },
      title: { zh: 'A', en: 'A' },
    })
    await live('l_two', { labels: ['大促', '发票'], until: '2026-11-05', title: { zh: 'B' } })
    await live('l_gold', { audiences: ['gold'], title: { zh: 'C 百分之100%到账_吗' } })
    await wang.call('POST', entries, { id: 'l_draft', definition: { title: { zh: 'D' } } })
  })

  test('finds by category with what stands below, label, audience, language, owner, state and time', async () => {
    expect((await ids('category=after&q=l_')).sort()).toEqual(['l_gold', 'l_one', 'l_two'])
    expect(await ids('category=partial')).toEqual(['l_one'])
    expect((await ids('label=大促')).sort()).toEqual(['l_one', 'l_two'])
    expect(await ids('audience=gold')).toEqual(['l_gold'])
    expect(await ids('missing=en&q=l_t')).toEqual(['l_two'])
    expect(await ids('status=draft')).toEqual(['l_draft'])
    expect(await ids('validity=expiring')).toEqual(['l_two'])
    expect((await ids('owner=me')).length).toBeGreaterThan(3)
    expect(await ids('owner=me', supervisor)).toEqual([])
    expect((await wang.call('GET', `${entries}?owner=nobody`)).body.errors[0].path).toBe('/query/owner')
    expect(await ids('origin=pack')).toEqual([])
  })

  test('takes what is searched for literally, in any place of what is written', async () => {
    expect(await ids('q=100%')).toEqual(['l_gold'])
    expect(await ids('q=账_')).toEqual(['l_gold'])
    expect(await ids('q=l_two 怎么办')).toEqual(['l_two'])
  })

  test.each([
    'updated',
    'created',
    'title',
    'ends',
    'review_by',
  ])('ordered by %s shows each entry once, page by page', async (order) => {
    const seen: string[] = []
    for (let cursor = ''; ; ) {
      const { body } = await wang.call('GET', `${entries}?q=l_&order=${order}&limit=1${cursor}`)
      seen.push(...body.items.map(({ id }: { id: string }) => id))
      if (body.next === null) break
      cursor = `&cursor=${body.next}`
    }
    expect(seen.toSorted()).toEqual(['l_draft', 'l_gold', 'l_one', 'l_two'])
    if (order === 'ends') expect(seen[0]).toBe('l_two')
    if (order === 'title') expect(seen.slice(0, 2)).toEqual(['l_one', 'l_two'])
    const wrong = Buffer.from('["drop","x"]').toString('base64url')
    if (order !== 'title')
      expect((await wang.call('GET', `${entries}?order=${order}&cursor=${wrong}`)).status).toBe(400)
  })

  test('is counted by what there is to do', async () => {
    expect((await wang.call('GET', `${entries}/counts?q=l_`)).body).toMatchObject({
      ...{ all: 4, published: 3, draft: 1, changed: 1, archived: 0, expiring: 1, expired: 0 },
      ...{ missingEn: 3, missingZh: 1, mine: 4 },
    })
  })

  test('labels come with how often they are used', async () => {
    expect((await wang.call('GET', '/v1/knowledge/labels?q=大')).body.items).toEqual([{ label: '大促', entries: 2 }])
  })
})

describe('many at once', () => {
  test('are moved in what is live and in what is being written, and everything else stays', async () => {
    const { revision } = await live('b_one')
    await live('b_two')
    const definition = { ...(await get('b_one')).published, answer: { zh: '未发布' } }
    await wang.call('PUT', `${entries}/b_one/draft`, { revision, definition })
    const done = await bulk({ ids: ['b_one', 'b_two', 'b_two'] }, { do: 'move', category: 'other' })
    expect(done.body).toEqual({ done: true, changed: 2, unchanged: 0 })
    expect(await get('b_one')).toMatchObject({
      live: 2,
      published: { category: 'other', answer: { zh: '好' } },
      draft: { definition: { category: 'other', answer: { zh: '未发布' } } },
    })
    expect((await shop.passages('b_two'))[0]).toMatchObject({ category: 'other', headings: ['other类'] })
    expect((await bulk({ ids: ['b_one', 'b_two'] }, { do: 'move', category: 'other' })).body).toMatchObject({
      changed: 0,
      unchanged: 2,
    })
  })

  test('either all change, or none does and each in the way says why', async () => {
    await live('b_ok')
    await wang.call('POST', entries, { id: 'b_empty', definition: { title: { zh: '空' } } })
    const refused = await bulk({ ids: ['b_ok', 'b_empty', 'b_none'] }, { do: 'publish' })
    expect(refused.body).toMatchObject({
      done: false,
      refused: [{ entryId: 'b_none' }, { entryId: 'b_empty', reason: expect.stringContaining('no answer') }],
    })
    const nowhere = await bulk({ ids: ['b_ok'] }, { do: 'move', category: 'nowhere' })
    expect(nowhere.body).toMatchObject({ done: false, refused: [{ reason: 'there is no category nowhere' }] })
    expect((await get('b_ok')).category).toBe('refund')
  })

  test('are chosen by a filter, and labelled, given to others, limited and archived', async () => {
    for (const id of ['f_one', 'f_two']) await live(id)
    const chosen = { filter: { q: 'f_' } }
    await bulk(chosen, { do: 'add_label', label: '双十一' })
    await bulk(chosen, { do: 'set_audiences', audiences: ['gold'] })
    await bulk(chosen, { do: 'set_validity', from: null, until: '2026-11-30' })
    await bulk(chosen, { do: 'set_owner', owner: supervisor.staffId })
    await bulk(chosen, { do: 'set_teaches', teaches: false })
    expect(await get('f_one')).toMatchObject({
      ...{ labels: ['双十一'], audiences: ['gold'], until: '2026-11-30', teaches: false, changed: false },
      owner: { name: '陈晨' },
    })
    expect((await shop.passages('f_one'))[0]).toMatchObject({ audiences: ['gold'], labels: ['双十一'] })
    expect((await bulk(chosen, { do: 'archive' })).body).toMatchObject({ done: true, changed: 2 })
    expect(await shop.passages('f_one')).toEqual([])
  })

  test('where a review is needed, what somebody may not publish becomes a draft', async () => {
    await live('r_one')
    await wang.call('PUT', '/v1/knowledge/settings', {
      reviewNeeded: 'everyone_but_reviewers',
      remindDays: 14,
      reviewEveryMonths: null,
    })
    expect((await bulk({ ids: ['r_one'] }, { do: 'add_label', label: '新' }, supervisor)).body).toMatchObject({
      done: true,
      changed: 1,
    })
    expect(await get('r_one')).toMatchObject({
      live: 1,
      changed: true,
      published: { labels: [] },
      draft: { definition: { labels: ['新'] } },
    })
    await wang.call('PUT', '/v1/knowledge/settings', { reviewNeeded: 'off', remindDays: 14, reviewEveryMonths: null })
  })
})

describe('categories', () => {
  const tree = async () => (await wang.call('GET', '/v1/knowledge/categories')).body.items
  const category = (id: string) => `/v1/knowledge/categories/${id}`

  test('count what stands in them and below', async () => {
    await live('c_one', { category: 'partial' })
    const items = await tree()
    const of = (wanted: string) => items.find(({ id }: { id: string }) => id === wanted).entries
    expect(of('after').own).toBe(0)
    expect(of('after').all).toBe(of('refund').all)
    expect(of('refund').all).toBe(of('refund').own + of('partial').own)
  })

  test('move with everything below, never below themselves; what is searched names the new place', async () => {
    await live('c_two', { category: 'partial' })
    expect((await wang.call('PATCH', category('after'), { parent: 'partial' })).body.errors[0].path).toBe(
      '/body/parent',
    )
    expect((await wang.call('PATCH', category('refund'), { parent: 'other', name: { zh: '退钱' } })).status).toBe(200)
    await world.entries.jobs.knowledge_project({ workspaceId: shop.id })
    expect((await shop.passages('c_two'))[0]!.headings).toEqual(['other类', '退钱', 'partial类'])
    await wang.call('PATCH', category('refund'), { parent: 'after' })
  })

  test('keep the order people gave them', async () => {
    for (const id of ['p1', 'p2', 'p3'])
      await wang.call('POST', '/v1/knowledge/categories', { id, parent: 'other', name: { zh: id } })
    await wang.call('PATCH', category('p3'), { position: 0 })
    const order = (await tree())
      .filter(({ parent }: { parent: string }) => parent === 'other')
      .map(({ id }: { id: string }) => id)
    expect(order).toEqual(['p3', 'p1', 'p2'])
  })

  test('are deleted when empty, or with a place for what is in them', async () => {
    await wang.call('POST', '/v1/knowledge/categories', { id: 'doomed', parent: 'after', name: { zh: '要删' } })
    await wang.call('POST', '/v1/knowledge/categories', { id: 'below', parent: 'doomed', name: { zh: '下级' } })
    await live('c_moved', { category: 'doomed' })
    expect((await wang.call('DELETE', category('doomed'))).body.code).toBe('wrong_state')
    expect((await wang.call('DELETE', `${category('doomed')}?moveTo=below`)).status).toBe(400)
    expect((await wang.call('DELETE', `${category('doomed')}?moveTo=other`)).body).toEqual({
      movedEntries: 1,
      movedCategories: 1,
    })
    expect(await get('c_moved')).toMatchObject({
      category: 'other',
      published: { category: 'other' },
      live: 1,
      changed: false,
    })
    await world.entries.jobs.knowledge_project({ workspaceId: shop.id })
    expect((await shop.passages('c_moved'))[0]).toMatchObject({ category: 'other' })
  })
})

describe('audiences', () => {
  const trying = (asker: object, q = 'a_') => wang.call('POST', '/v1/knowledge/audiences/try', { who: { asker }, q })

  test('decide what somebody sees: what is not for you is not even counted', async () => {
    await live('a_all')
    await live('a_gold', { audiences: ['gold'] })
    await live('a_staff', { audiences: ['staff'] })
    await live('a_over', { until: '2026-10-31' })
    const stranger = (await trying({ kind: 'public', channel: 'help' })).body
    expect(stranger).toMatchObject({ audiences: [], visible: 1, entries: [{ id: 'a_all' }] })
    expect(JSON.stringify(stranger.entries)).not.toContain('a_gold')
    const member = (await trying({ kind: 'customer', channel: 'web', attributes: { level: 'gold' } })).body
    expect(member).toMatchObject({
      audiences: ['gold'],
      visible: 2,
      why: [{ audience: 'gold', isIn: true, failed: null }],
    })
    const silver = (await trying({ kind: 'customer', channel: 'web', attributes: { level: 'silver' } })).body
    expect(silver).toMatchObject({ visible: 1, why: [{ isIn: false, failed: { field: 'level' }, has: 'silver' }] })
    expect((await trying({ kind: 'staff' })).body).toMatchObject({ audiences: ['staff'], visible: 2 })
  })

  test('are told for a known customer by the profile', async () => {
    const customerId = '00000000-0000-4000-8000-000000000001'
    world.customers.set(customerId, { verified: true, language: 'zh', tags: [], attributes: { level: 'gold' } })
    const seen = await wang.call('POST', '/v1/knowledge/audiences/try', { who: { customerId } })
    expect(seen.body.audiences).toEqual(['gold'])
    const unknown = await wang.call('POST', '/v1/knowledge/audiences/try', {
      who: { customerId: customerId.replace(/1$/, '2') },
    })
    expect(unknown.status).toBe(404)
  })

  test('stay while something is written for them, variants and drafts included', async () => {
    await wang.call('POST', '/v1/knowledge/audiences', {
      id: 'dealers',
      name: { zh: '经销商' },
      conditions: [{ field: 'tag', is: 'one_of', values: ['dealer'] }],
    })
    await live('a_variant', { variants: [{ text: { zh: '经销商价' }, audiences: ['dealers'] }] })
    const remove = () => wang.call('DELETE', '/v1/knowledge/audiences/dealers')
    expect((await remove()).body).toMatchObject({ code: 'wrong_state', detail: expect.stringContaining('a_variant') })
    const listed = (await wang.call('GET', '/v1/knowledge/audiences')).body.items
    expect(listed).toMatchObject([{ id: 'staff', builtIn: true }, { id: 'dealers', entries: 1 }, { id: 'gold' }])
    await wang.call('POST', `${entries}/a_variant/archive`)
    await wang.call('DELETE', `${entries}/a_variant`)
    expect((await remove()).status).toBe(200)
    expect((await wang.call('DELETE', '/v1/knowledge/audiences/staff')).body.code).toBe('wrong_state')
    expect(
      (
        await supervisor.call('POST', '/v1/knowledge/audiences', {
          id: 'x',
          name: { zh: 'x' },
          conditions: [{ field: 'tag', is: 'known' }],
        })
      ).status,
    ).toBe(403)
  })
})

describe('pictures and attachments', () => {
  test('are served to those who may see the entry they are in, and to nobody else', async () => {
    const file = (await wang.upload(pixel, '说明.png')).body
    expect(file).toMatchObject({ type: 'image/png', name: '说明.png' })
    const open = `/v1/public/knowledge/files/${file.file}`
    expect((await world.visit(open)).status).toBe(404)
    expect((await wang.call('GET', file.url)).raw).toEqual(pixel)
    const shown = { answer: { zh: `看图：![图](file:${file.file})` } }
    const first = await live('pic', { ...shown, audiences: ['gold'] })
    expect((await world.visit(open)).status).toBe(404)
    const link = world.entries.files.linkFor(file.file)
    expect((await world.visit(link)).raw).toEqual(pixel)
    expect((await world.visit(link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).status).toBe(404)
    await wang.call('PUT', `${entries}/pic/draft`, {
      revision: first.revision,
      definition: { ...first.published, audiences: [] },
    })
    expect((await world.visit(open)).status).toBe(404)
    await bulk({ ids: ['pic'] }, { do: 'publish' })
    expect((await world.visit(open)).raw).toEqual(pixel)
    await wang.call('POST', `${entries}/pic/archive`)
    expect((await world.visit(open)).status).toBe(404)
    world.clock.now = new Date(world.clock.now.getTime() + 26 * 3_600_000)
    expect((await world.visit(link)).status).toBe(404)
  })

  test('of another company are not there, and a missing one keeps an entry from being published', async () => {
    const other = await (await world.company('other')).hire('stranger')
    const theirs = (await other.upload(pixel, 'x.png')).body
    expect((await wang.call('GET', theirs.url)).status).toBe(404)
    const definition = { category: 'refund', title: { zh: 't' }, answer: { zh: `![](file:${theirs.file})` } }
    const made = (await wang.call('POST', entries, { definition })).body
    expect(made.findings).toContainEqual(expect.objectContaining({ code: 'missing_file', severity: 'error' }))
    expect((await wang.upload(Buffer.from('<html>'), 'x.html')).status).toBe(415)
  })
})

test('a preview shows the wording somebody gets and why, without scripts', async () => {
  const definition = {
    category: 'refund',
    title: { zh: '运费', en: 'Shipping' },
    answer: { zh: '满 **99** 包邮<script>x</script>' },
    variants: [
      { text: { zh: '企微专享' }, channels: ['wecom'] },
      { text: { zh: '金卡包邮' }, audiences: ['gold'] },
    ],
  }
  const preview = async (more: object) =>
    (await wang.call('POST', '/v1/knowledge/preview', { entry: { definition }, ...more })).body
  const own = await preview({ language: 'en' })
  expect(own).toMatchObject({
    ...{ variant: null, reason: 'own_answer', title: 'Shipping', language: 'zh', plain: '满 99 包邮x' },
    passed: [
      { variant: 0, because: 'channel' },
      { variant: 1, because: 'audience' },
    ],
  })
  expect(own.html).toBe('<p>满 <strong>99</strong> 包邮</p>\n')
  expect(await preview({ audiences: ['gold'] })).toMatchObject({
    variant: 1,
    reason: 'variant_fits',
    plain: '金卡包邮',
  })
  expect(await preview({ channel: 'wecom' })).toMatchObject({ variant: 0 })
})
