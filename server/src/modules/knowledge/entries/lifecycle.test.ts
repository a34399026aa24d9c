import { knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Editor,
  type EntriesCompany,
  type EntriesWorld,
  openEntriesWorld,
} from '../../../../test/entries-world.ts'

let world: EntriesWorld
let shop: EntriesCompany
let wang: Editor
let li: Editor
let supervisor: Editor
beforeAll(async () => {
  world = await openEntriesWorld()
  shop = await world.company('shop')
  wang = await shop.hire('王芳', 'admin')
  li = await shop.hire('李雷', 'admin')
  supervisor = await shop.hire('陈晨', 'supervisor')
  await wang.call('POST', '/v1/knowledge/categories', { id: 'refund', name: { zh: '退款', en: 'Refunds' } })
})
afterAll(() => world.close())
beforeEach(async () => {
  world.clock.now = new Date('2026-11-01T02:00:00Z')
  await review('off')
})

const review = (reviewNeeded: string) =>
  wang.call('PUT', '/v1/knowledge/settings', { reviewNeeded, remindDays: 14, reviewEveryMonths: null })
const written = (zh: string, more: object = {}) => ({
  category: 'refund',
  title: { zh: '退款多久到账' },
  questions: { zh: ['退款几天到'], en: [] },
  answer: { zh },
  ...more,
})
const at = (id: string) => `/v1/knowledge/entries/${id}`
async function draft(id: string, zh = '3 天。', more: object = {}, by = wang) {
  return (await by.call('POST', '/v1/knowledge/entries', { id, definition: written(zh, more) })).body
}
async function live(id: string, zh = '3 天。', more: object = {}) {
  const { revision } = await draft(id, zh, more)
  return (await wang.call('POST', `${at(id)}/publish`, { revision })).body
}
const save = (id: string, revision: number, definition: object, by = wang) =>
  by.call('PUT', `${at(id)}/draft`, { revision, definition })

describe('writing', () => {
  test('changes nothing of what customers get until it is published, and then at once', async () => {
    const first = await live('edit')
    const second = await save('edit', first.revision, written('5 天。'))
    expect(second.body).toMatchObject({
      status: 'published',
      changed: true,
      live: 1,
      published: { answer: { zh: '3 天。' } },
    })
    expect((await shop.passages('edit')).map(({ text }) => text)).toEqual(['3 天。'])
    await wang.call('POST', `${at('edit')}/publish`, { revision: second.body.revision, note: '新规定' })
    expect((await shop.passages('edit')).map(({ text }) => text)).toEqual(['5 天。'])
  })

  test('of two editors the second is told by whom it was changed, and nothing is lost', async () => {
    const { revision } = await draft('shared')
    expect((await save('shared', revision, written('王芳的'))).status).toBe(200)
    const second = await save('shared', revision, written('李雷的'), li)
    expect(second.status).toBe(409)
    expect(second.body.detail).toContain('王芳')
    expect((await li.call('GET', at('shared'))).body.draft.definition.answer.zh).toBe('王芳的')
  })

  test('of two publishers at the same moment one is told', async () => {
    const { revision } = await draft('race')
    const both = await Promise.all([wang, li].map((who) => who.call('POST', `${at('race')}/publish`, { revision })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect((await wang.call('GET', `${at('race')}/versions`)).body.items).toHaveLength(1)
  })

  test('keeps a draft however unfinished, and says what is missing', async () => {
    const made = await wang.call('POST', '/v1/knowledge/entries', { definition: {} })
    expect(made.status).toBe(201)
    const codes = made.body.findings.map(({ code }: { code: string }) => code)
    expect(codes).toEqual(expect.arrayContaining(['no_title', 'no_answer', 'no_category', 'no_questions']))
    const refused = await wang.call('POST', `${at(made.body.id)}/publish`, { revision: made.body.revision })
    expect(refused.body).toMatchObject({
      code: 'unprocessable',
      errors: expect.arrayContaining([expect.objectContaining({ path: '/draft/title' })]),
    })
  })

  test('warns when the same question is asked elsewhere, whatever its punctuation', async () => {
    await live('asked_first', '好', { questions: { zh: ['可以开发票吗？'], en: [] } })
    const { findings } = await draft('asked_again', '好', { questions: { zh: ['可以开发票吗'], en: [] } })
    expect(findings).toEqual([expect.objectContaining({ code: 'question_elsewhere', about: 'asked_first' })])
  })

  test('refuses audiences and categories that do not exist when it is to go live', async () => {
    const { revision } = await draft('strange', '好', { category: 'nowhere', audiences: ['martians'] })
    const refused = await wang.call('POST', `${at('strange')}/publish`, { revision })
    expect(refused.body.detail).toMatch(/nowhere.*martians/)
  })

  test('a discarded draft leaves what is live; one that never was live is gone', async () => {
    const { revision } = await live('keep')
    const changed = (await save('keep', revision, written('别的'))).body
    const kept = await wang.call('DELETE', `${at('keep')}/draft?revision=${changed.revision}`)
    expect(kept.body.entry).toMatchObject({ changed: false, published: { answer: { zh: '3 天。' } } })
    const fresh = await draft('drop')
    expect((await wang.call('DELETE', `${at('drop')}/draft?revision=${fresh.revision}`)).body.entry).toBeNull()
    expect((await wang.call('GET', at('drop'))).status).toBe(404)
  })
})

describe('versions', () => {
  test('tell what changed, by whom, and come back as a draft', async () => {
    const first = await live('v')
    const second = (await save('v', first.revision, written('5 天。'), li)).body
    const third = (await wang.call('POST', `${at('v')}/publish`, { revision: second.revision, note: '放宽' })).body
    const { items } = (await wang.call('GET', `${at('v')}/versions`)).body
    expect(items).toMatchObject([
      { version: 2, note: '放宽', author: '李雷', approver: '王芳', live: true },
      { version: 1, author: '王芳', approver: null, live: false },
    ])
    const { changes } = (await wang.call('GET', `${at('v')}/differences?from=1&to=live`)).body
    expect(changes).toMatchObject([{ field: 'answer.zh', before: '3 天。', after: '5 天。' }])
    const restored = await wang.call('POST', `${at('v')}/versions/1/restore`, { revision: third.revision })
    expect(restored.body).toMatchObject({ live: 2, changed: true, draft: { definition: { answer: { zh: '3 天。' } } } })
  })
})

describe('review', () => {
  test('lets through what somebody else has looked at, with both named', async () => {
    await review('always')
    const { revision } = await draft('four_eyes')
    const own = await wang.call('POST', `${at('four_eyes')}/publish`, { revision })
    expect(own.body).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('somebody else') })
    const submitted = (await wang.call('POST', `${at('four_eyes')}/submit`, { revision, comment: '请看' })).body
    expect(submitted.status).toBe('in_review')
    expect((await shop.passages('four_eyes')).length).toBe(0)
    const queue = (await li.call('GET', '/v1/knowledge/reviews')).body.items
    expect(queue).toMatchObject([
      { id: 'four_eyes', mayDecide: true, review: { submittedBy: '王芳', comment: '请看' } },
    ])
    expect((await wang.call('GET', '/v1/knowledge/reviews')).body.items[0].mayDecide).toBe(false)
    const mine = await wang.call('POST', `${at('four_eyes')}/review`, {
      revision: submitted.revision,
      decision: 'approve',
    })
    expect(mine.status).toBe(403)
    const approved = await li.call('POST', `${at('four_eyes')}/review`, {
      revision: submitted.revision,
      decision: 'approve',
    })
    expect(approved.body).toMatchObject({ status: 'published', live: 1, review: null })
    const { items } = (await wang.call('GET', `${at('four_eyes')}/versions`)).body
    expect(items[0]).toMatchObject({ author: '王芳', approver: '李雷' })
  })

  test('a reviewer who changed the text cannot let it through alone', async () => {
    await review('always')
    const { revision } = await draft('helped')
    const submitted = (await wang.call('POST', `${at('helped')}/submit`, { revision })).body
    const helped = (await save('helped', submitted.revision, written('4 天。'), li)).body
    expect(helped.status).toBe('in_review')
    expect(
      (await li.call('POST', `${at('helped')}/review`, { revision: helped.revision, decision: 'approve' })).status,
    ).toBe(403)
  })

  test('what was changed since is not let through unseen', async () => {
    const { revision } = await draft('moving')
    const submitted = (await wang.call('POST', `${at('moving')}/submit`, { revision })).body
    await save('moving', submitted.revision, written('变了'))
    const late = await li.call('POST', `${at('moving')}/review`, { revision: submitted.revision, decision: 'approve' })
    expect(late.status).toBe(409)
  })

  test('sends back with a comment; the writer sees it among what is to be looked after', async () => {
    const { revision } = await draft('back', '？', {}, supervisor)
    const submitted = (await supervisor.call('POST', `${at('back')}/submit`, { revision })).body
    const mute = await li.call('POST', `${at('back')}/review`, { revision: submitted.revision, decision: 'send_back' })
    expect(mute.body.errors[0].path).toBe('/body/comment')
    await li.call('POST', `${at('back')}/review`, {
      revision: submitted.revision,
      decision: 'send_back',
      comment: '写清楚',
    })
    const entry = (await supervisor.call('GET', at('back'))).body
    expect(entry).toMatchObject({ status: 'draft', review: { state: 'sent_back', decision: '写清楚' } })
    const mine = (await supervisor.call('GET', '/v1/knowledge/reminders?mine=true')).body.items
    expect(mine).toMatchObject([{ entryId: 'back', kind: 'sent_back' }])
  })

  test('with reviewers only, others submit and reviewers publish', async () => {
    await review('everyone_but_reviewers')
    const { revision } = await draft('others', '好', {}, supervisor)
    expect((await supervisor.call('POST', `${at('others')}/publish`, { revision })).status).toBe(403)
    expect((await wang.call('POST', `${at('others')}/publish`, { revision })).status).toBe(200)
  })
})

describe('the clock', () => {
  test('puts a scheduled draft live at its instant, as it was approved', async () => {
    const { revision } = await draft('later')
    const publishAt = '2026-11-02T00:00:00.000Z'
    const scheduled = (await wang.call('POST', `${at('later')}/publish`, { revision, publishAt })).body
    expect(scheduled).toMatchObject({ status: 'draft', live: null, publishAt })
    expect((await save('later', scheduled.revision, written('偷偷改'))).body.code).toBe('wrong_state')
    await world.entries.jobs.knowledge_clock()
    expect((await wang.call('GET', at('later'))).body.live).toBeNull()
    world.clock.now = new Date(publishAt)
    await world.entries.jobs.knowledge_clock()
    expect((await wang.call('GET', at('later'))).body).toMatchObject({ live: 1, publishAt: null, status: 'published' })
    expect(await shop.passages('later')).toHaveLength(1)
  })

  test('sends a scheduled draft back when it cannot go live any more', async () => {
    await wang.call('POST', '/v1/knowledge/audiences', {
      id: 'vip',
      name: { zh: '会员' },
      conditions: [{ field: 'level', is: 'known' }],
    })
    const { revision } = await draft('stuck', '好', { audiences: ['vip'] })
    await wang.call('POST', `${at('stuck')}/publish`, { revision, publishAt: '2026-11-02T00:00:00.000Z' })
    await world.database.db.tenant(shop.id, async (tx) => {
      await tx.query
        .withTables<{ knowledge_audiences: { id: string } }>()
        .deleteFrom('knowledge_audiences')
        .where('id', '=', 'vip')
        .execute()
    })
    world.clock.now = new Date('2026-11-02T00:00:00Z')
    await world.entries.jobs.knowledge_clock()
    expect((await wang.call('GET', at('stuck'))).body).toMatchObject({
      live: null,
      publishAt: null,
      review: { state: 'sent_back' },
    })
  })

  test('reminds once of what ends soon, is over or is due for another look', async () => {
    await live('ending', '好', { until: '2026-11-10' })
    await live('due')
    await wang.call('PATCH', at('due'), { reviewBy: '2026-11-01', owner: li.staffId })
    await world.entries.jobs.knowledge_clock()
    await world.entries.jobs.knowledge_clock()
    const told = (await shop.facts('knowledge.reminder')).filter(({ entry }) => entry === 'ending' || entry === 'due')
    expect(told).toEqual([
      { entry: 'due', kind: 'review_due', day: '2026-11-01', ownerId: li.staffId },
      { entry: 'ending', kind: 'expiring', day: '2026-11-10', ownerId: wang.staffId },
    ])
    const page = (await wang.call('GET', '/v1/knowledge/reminders?limit=1')).body
    expect(page.items).toMatchObject([{ entryId: 'due' }])
    expect(
      (await wang.call('GET', `/v1/knowledge/reminders?limit=1&cursor=${page.next}`)).body.items,
    ).not.toMatchObject(page.items)
    expect((await wang.call('GET', '/v1/knowledge/entries?validity=expiring')).body.items).toMatchObject([
      { id: 'ending' },
    ])
  })

  test('tells the recogniser when a teaching entry begins to hold', async () => {
    await live('sale', '好', { from: '2026-11-11', until: '2026-11-11' })
    expect((await world.entries.teaching(shop.id)).map(({ id }) => id)).not.toContain('sale')
    await world.entries.jobs.knowledge_clock()
    world.told.length = 0
    world.clock.now = new Date('2026-11-10T16:00:01Z')
    await world.entries.jobs.knowledge_clock()
    expect(world.told).toContain(shop.id)
    expect((await world.entries.teaching(shop.id)).map(({ id }) => id)).toContain('sale')
  })
})

describe('taking out', () => {
  test('an archived entry is no longer found, comes back as a draft, and is deleted only after that', async () => {
    await live('old')
    expect((await wang.call('DELETE', at('old'))).body.code).toBe('wrong_state')
    expect((await wang.call('POST', `${at('old')}/archive`)).body).toMatchObject({ status: 'archived', live: null })
    expect(await shop.passages('old')).toEqual([])
    expect((await wang.call('GET', '/v1/knowledge/entries?q=old')).body.items).toEqual([])
    expect((await wang.call('POST', `${at('old')}/unarchive`)).body).toMatchObject({
      status: 'draft',
      draft: { definition: { answer: { zh: '3 天。' } } },
    })
    await wang.call('POST', `${at('old')}/archive`)
    expect((await supervisor.call('DELETE', at('old'))).status).toBe(403)
    expect((await wang.call('DELETE', at('old'))).status).toBe(200)
    expect((await wang.call('GET', at('old'))).status).toBe(404)
  })
})

describe('the configuration', () => {
  const entry = (id: string, zh: string) =>
    knowledgeEntry.parse({ id, category: 'from_files', title: { zh: id }, answer: { zh } })
  const configure = (...entries: ReturnType<typeof entry>[]) =>
    world.database.db.tenant(shop.id, async (tx) => {
      await world.entries.configure(tx, shop.id, entries)
      await world.entries.settle(
        tx,
        shop.id,
        entries.map(({ id }) => id),
      )
    })
  const versions = async (id: string) => (await wang.call('GET', `${at(id)}/versions`)).body.items.length

  test('makes no version of what did not change, keeps what people changed, and takes out what it no longer has', async () => {
    await configure(entry('one', 'a'), entry('two', 'a'))
    await configure(entry('one', 'a'), entry('two', 'a'))
    expect(await versions('one')).toBe(1)
    const { revision } = (await wang.call('GET', at('one'))).body
    const mine = (await save('one', revision, { ...written('人改的'), category: 'from_files' })).body
    await wang.call('POST', `${at('one')}/publish`, { revision: mine.revision })
    await configure(entry('one', 'a'))
    expect((await wang.call('GET', at('one'))).body.published.answer.zh).toBe('人改的')
    expect((await wang.call('GET', at('two'))).body.status).toBe('archived')
    await configure(entry('one', 'b'), entry('two', 'a'))
    expect((await wang.call('GET', at('one'))).body).toMatchObject({
      origin: 'config',
      live: 3,
      published: { answer: { zh: 'b' } },
    })
    expect((await wang.call('GET', at('two'))).body.status).toBe('published')
    expect(
      (await wang.call('GET', '/v1/knowledge/categories')).body.items.map(({ id }: { id: string }) => id),
    ).toContain('from_files')
  })

  test('does not bring back what people archived', async () => {
    await configure(entry('gone', 'a'))
    await wang.call('POST', `${at('gone')}/archive`)
    await configure(entry('gone', 'a'))
    expect((await wang.call('GET', at('gone'))).body.status).toBe('archived')
  })
})

test('what is for some people only is not taught to the recogniser, which answers everybody', async () => {
  await wang.call('POST', '/v1/knowledge/audiences', {
    id: 'gold',
    name: { zh: '金卡' },
    conditions: [{ field: 'level', is: 'one_of', values: ['gold'] }],
  })
  await live('for_gold', '好', { audiences: ['gold'] })
  await live('for_all')
  const taught = (await world.entries.teaching(shop.id)).map(({ id }) => id)
  expect(taught).toContain('for_all')
  expect(taught).not.toContain('for_gold')
})

test('another company sees and changes nothing of it', async () => {
  const other = await world.company('other')
  const stranger = await other.hire('stranger')
  await live('secret')
  expect((await stranger.call('GET', '/v1/knowledge/entries')).body).toMatchObject({ items: [], total: 0 })
  expect((await stranger.call('GET', at('secret'))).status).toBe(404)
  expect((await save('secret', 1, written('x'), stranger)).status).toBe(404)
  expect(
    (await stranger.call('POST', '/v1/knowledge/entries', { id: 'secret', definition: written('自己的') })).status,
  ).toBe(201)
  expect((await shop.passages('secret')).map(({ text }) => text)).toEqual(['3 天。'])
})

test('of two who begin an entry of the same name at once, one is told, and neither writes over the other', async () => {
  const both = await Promise.all(
    [wang, li].map((who, index) =>
      who.call('POST', '/v1/knowledge/entries', { id: 'twin', definition: written(`第${index}份`) }),
    ),
  )
  expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
  const made = both.find(({ status }) => status === 201)!.body
  expect((await wang.call('GET', at('twin'))).body.draft.definition).toEqual(made.draft.definition)
})
