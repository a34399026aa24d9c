import { randomUUID } from 'node:crypto'
import { flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { newFrame } from '@loopdesk/engines/flow/frame.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Company, type DeskWorld, openDeskWorld, type Person } from '../../../test/desk-world.ts'

let world: DeskWorld
let acme: Company
let anna: Person

beforeAll(async () => {
  world = await openDeskWorld()
  acme = await world.company('acme')
  anna = await acme.hire('anna', 'supervisor')
  await world.deps.db.tenant(acme.id, (tx) => world.deps.flows.publish(tx, acme.id, repair))
})
afterAll(() => world.close())

const repair = flowDefinition.parse({
  id: 'repair',
  name: { zh: '报修', en: 'Repair' },
  description: { zh: '上门维修', en: 'Repair visit' },
  examples: {},
  steps: [{ node: 'askWhen', label: { zh: '上门日期', en: 'Visit' } }],
  slots: {
    fault: { kind: 'choice', options: [{ value: 'noisy', label: { zh: '噪音大', en: 'Too loud' } }] },
    address: { kind: 'address' },
    when: { kind: 'date' },
  },
  start: 'askFault',
  nodes: {
    askFault: { type: 'ask', slot: 'fault', prompt: { zh: '什么问题？', en: 'What is wrong?' }, next: 'askWhen' },
    askWhen: { type: 'ask', slot: 'when', prompt: { zh: '哪天？', en: 'Which day?' }, next: 'end' },
    end: { type: 'end', outcome: 'solved' },
  },
})

async function runOf(words: string, language: 'zh' | 'en') {
  const customerId = await acme.customer('孙先生', `C${randomUUID().slice(0, 6)}`)
  const { conversationId } = await acme.say(customerId, words, language)
  const frame = {
    ...newFrame(randomUUID(), repair, 1),
    node: 'askWhen',
    scope: { fault: 'noisy', address: '上海市浦东新区世纪大道100号5楼' },
    ended: 'handed_over',
  }
  const { db, flows, tools } = world.deps
  await db.tenant(acme.id, async (tx) => {
    await flows.recordRun(tx, { workspaceId: acme.id, conversationId, customerId, frame })
    const intent = {
      workspaceId: acme.id,
      conversationId,
      runId: frame.runId,
      step: 'book#1',
      tool: 'visits.book',
      args: {},
    }
    await tools.effects.intend(tx, { ...intent, key: `${frame.runId}:book#1` })
  })
  return { conversationId, customerId, runId: frame.runId }
}

test('whoever takes over reads what is wanted, known, tried and to be done next, in the language of the customer', async () => {
  const { conversationId, runId } = await runOf('冰箱太吵了，电话13812345678', 'zh')
  const read = async () => (await world.call(anna, 'GET', `/v1/conversations/${conversationId}`)).body.brief
  expect(await read()).toMatchObject({
    wants: '报修 · “冰箱太吵了，电话138****5678”',
    facts: [
      { label: '选择', value: '噪音大' },
      { label: '地址', value: '上海市****' },
    ],
    tried: [
      { text: '报修: 转给人工', state: 'pending' },
      { text: 'visits.book', state: 'pending' },
    ],
    next: '先到系统里核实“visits.book”有没有生效，再继续，避免重复办理。',
  })
  const done = { status: 'ok' as const, value: {} }
  await world.deps.tools.effects.settle(acme.id, `${runId}:book#1`, done, 1)
  expect((await read()).next).toBe('接着办“报修”：还缺上门日期。')
})

test('a ticket is drafted from the conversation, made once, changed with a history and found again', async () => {
  const { conversationId, customerId } = await runOf('My fridge is too loud', 'en')
  const draft = await world.call(anna, 'GET', `/v1/conversations/${conversationId}/ticket-draft`)
  expect(draft.body).toMatchObject({ customerId, conversationId, assigneeId: anna.staff.id, category: 'general' })
  expect(draft.body.description).toContain('Wants: Repair · “My fridge is too loud”')
  const input = { ...draft.body, idempotencyKey: 'once', subject: 'Loud fridge' }
  const made = await Promise.all([1, 2].map(() => world.call(anna, 'POST', '/v1/tickets', input)))
  expect(made.map(({ status, body }) => [status, body.number])).toEqual([
    [201, made[0]!.body.number],
    [201, made[0]!.body.number],
  ])
  const other = await world.call(anna, 'POST', '/v1/tickets', { ...input, subject: 'Something else' })
  expect(other.body.code).toBe('idempotency_mismatch')
  const path = `/v1/tickets/${made[0]!.body.id}`
  const change = { status: 'solved', priority: 1, assigneeId: null, comment: 'Called back' }
  const { body } = await world.call(anna, 'PATCH', path, change)
  expect(body).toMatchObject({ status: 'solved', assignee: null })
  expect(body.history.map(({ what, who }: { what: string; who: string }) => [who, what])).toEqual([
    ['anna', 'created'],
    ['anna', 'status: open → solved'],
    ['anna', 'assignee: anna → —'],
    ['anna', 'Called back'],
  ])
  const found = async (query: string) =>
    (await world.call(anna, 'GET', `/v1/tickets?${query}`)).body.items.map((item: { subject: string }) => item.subject)
  expect(await found(`search=%23${body.number}`)).toEqual(['Loud fridge'])
  expect(await found('search=100%25')).toEqual([])
  expect(await found('assignee=me')).toEqual([])
  expect(await found('assignee=nobody&status=solved')).toEqual(['Loud fridge'])
})

test('customers are found by name or by an exact identity; identities are masked until revealed', async () => {
  const id = await acme.customer('钱女士', 'C-777')
  const { customers, db } = world.deps
  await db.tenant(acme.id, (tx) =>
    customers.addIdentity(tx, { id, workspaceId: acme.id }, { kind: 'phone', value: '13987654321' }),
  )
  const search = async (words: string) =>
    (await world.call(anna, 'GET', `/v1/customers?search=${encodeURIComponent(words)}`)).body.items
  for (const words of ['钱女', 'c-777', '13987654321'])
    expect(await search(words)).toMatchObject([{ id, externalId: 'C-777' }])
  expect(await search('1398765')).toEqual([])
  expect((await world.call(anna, 'GET', `/v1/customers/${id}`)).body.identities).toEqual([
    { kind: 'external', value: 'C-777' },
    { kind: 'phone', value: '139****4321' },
  ])
  const shown = await world.call(anna, 'POST', `/v1/customers/${id}/reveal`, { reason: '回访' })
  expect(shown.body.identities).toContainEqual({ kind: 'phone', value: '13987654321' })
})

test('files are sent to the customer from the agent, never one customer’s to another', async () => {
  const { conversationId } = await runOf('发票呢', 'zh')
  const upload = async (content: string) => {
    const payload = `--b\r\ncontent-disposition: form-data; name="file"; filename="发票.txt"\r\ncontent-type: text/html\r\n\r\n${content}\r\n--b--\r\n`
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const reply = await world.app.inject({
      method: 'POST',
      url: '/v1/files',
      payload,
      headers,
      cookies: { loopdesk_session: anna.cookie },
    })
    return { status: reply.statusCode, body: reply.json() }
  }
  expect((await upload('<script>alert(1)</script>')).status).toBe(415)
  const file = await upload('invoice 42')
  expect(file.body).toMatchObject({ mime: 'text/plain; charset=utf-8', size: 10 })
  await world.call(anna, 'POST', `/v1/conversations/${conversationId}/take`, {})
  const message = { idempotencyKey: 'f', text: '', fileIds: [file.body.fileId] }
  const sent = await world.call(anna, 'POST', `/v1/conversations/${conversationId}/messages`, message)
  expect(sent.body.parts).toMatchObject([{ type: 'file', file: { fileId: file.body.fileId } }])
  const read = await world.app.inject({
    url: `/v1/files/${file.body.fileId}`,
    cookies: { loopdesk_session: anna.cookie },
  })
  expect(read.headers['content-disposition']).toContain('attachment')
  expect(read.body).toBe('invoice 42')
  const second = await runOf('也要', 'zh')
  await world.call(anna, 'POST', `/v1/conversations/${second.conversationId}/take`, {})
  const again = await world.call(anna, 'POST', `/v1/conversations/${second.conversationId}/messages`, message)
  expect(again.status).toBe(201)
  expect(again.body.parts[0].file.fileId).not.toBe(file.body.fileId)
})
