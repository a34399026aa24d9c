import { createHmac } from 'node:crypto'
import { flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { sql } from 'kysely'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type Server, type World } from '../open-world.ts'

let world: World
let server: Server
// The first world of a run takes longer than a test may.
beforeAll(async () => (await openWorld()).close())
afterEach(() => world.close())

const saying = (words: RegExp) => (message: { text: string }) => words.test(message.text)
const both = (zh: string, en = zh) => ({ zh, en })
const wish = '我要申请样机试用'

/** A flow that asks what is tried, waits for the warehouse, asks once more and ends. */
const trial = (nodes: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  flowDefinition.parse({
    id: 'sample_trial',
    name: both('样机试用', 'sample trial'),
    description: both('申请样机试用', 'Borrows a sample'),
    examples: { zh: [wish, '申请样机试用', '样机试用'], en: ['sample trial'] },
    slots: { model: { kind: 'text' }, stays: { kind: 'yesno' } },
    start: 'ask',
    nodes: {
      ask: { type: 'ask', slot: 'model', prompt: both('想试哪个型号？'), next: 'tell' },
      tell: { type: 'say', text: both('已登记，仓库备好了我来告诉您。'), next: 'ready' },
      done: { type: 'end', outcome: 'solved', text: both('样机{{ model }}已寄出。') },
      ...nodes,
    },
    ...more,
  })
const forEvent = {
  ready: {
    type: 'event',
    connection: 'inventory',
    types: ['sample.ready'],
    key: "'S-' & model",
    save: 'news',
    next: 'done',
  },
}

/** Publishes it, and opens a process that knows it. */
async function publish(definition: ReturnType<typeof trial>): Promise<void> {
  const { setup } = world.server.app
  await world.db.tenant(world.workspaceId, async (tx) => {
    await setup.flows.publish(tx, world.workspaceId, definition)
    await setup.understanding.touch(tx, world.workspaceId)
  })
  server = await world.startServer()
  await server.app.understanding.brainOf(world.workspaceId)
}

/** A company system reports something, signed as it would. */
async function report(type: string, data: object, id: string = crypto.randomUUID(), to = server): Promise<Response> {
  const { siteKey, eventsSecret } = world.shop.credentials
  const body = JSON.stringify({ id, service: 'inventory', type, occurredAt: new Date().toISOString(), data })
  const signature = `sha256=${createHmac('sha256', eventsSecret).update(body).digest('hex')}`
  return fetch(`${to.url}/hooks/v1/${siteKey}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-signature': signature },
    body,
  })
}

const runs = () =>
  world.db.system((tx) =>
    sql<{ status: string; outcome: string | null }>`select status, outcome from flow_runs where flow = 'sample_trial'`
      .execute(tx.query)
      .then(({ rows }) => rows),
  )

describe('a run that waits for something else than the customer', () => {
  test('leaves the conversation free, and goes on by itself when the event comes', async () => {
    world = await openWorld()
    await publish(trial(forEvent))
    const chat = await world.chat('C1007', {}, server)
    await chat.say(wish)
    expect(await chat.say('A9')).toContain('已登记')
    expect(await runs()).toEqual([{ status: 'waiting', outcome: null }])
    expect(await chat.say('你们几点下班')).not.toContain('样机')
    expect((await report('sample.ready', { sampleId: 'S-A9' })).status).toBe(200)
    await chat.hear(saying(/样机A9已寄出/))
    expect(await runs()).toEqual([{ status: 'ended', outcome: 'solved' }])
  })

  test('is told of an event once, however often it is reported', async () => {
    world = await openWorld()
    await publish(trial(forEvent))
    const chat = await world.chat('C1007', {}, server)
    await chat.say(wish)
    await chat.say('A9')
    await report('sample.ready', { sampleId: 'S-A9' }, 'E-1')
    await chat.hear(saying(/样机A9已寄出/))
    await report('sample.ready', { sampleId: 'S-A9' }, 'E-1')
    await report('sample.ready', { sampleId: 'S-A9' }, 'E-2')
    expect(await chat.say('你们几点下班')).not.toContain('样机')
    expect(chat.messages.filter(saying(/样机A9已寄出/))).toHaveLength(1)
  })

  test('asks the customer again when it has a question, and goes on with what they were at before', async () => {
    world = await openWorld()
    await publish(
      trial({
        ready: { ...forEvent.ready, next: 'askStay' },
        askStay: { type: 'ask', slot: 'stays', prompt: both('要试满一个月吗？'), next: 'done' },
      }),
    )
    const chat = await world.chat('C1007', {}, server)
    await chat.say(wish)
    await chat.say('A9')
    await report('sample.ready', { sampleId: 'S-A9' })
    await chat.hear(saying(/要试满一个月吗/))
    expect(await chat.say('是')).toContain('样机A9已寄出')
  })

  test('goes on in time when it waits for an instant', async () => {
    world = await openWorld()
    await publish(trial({ ready: { type: 'wait', minutes: '0.005', next: 'done' } }))
    const chat = await world.chat('C1007', {}, server)
    await chat.say(wish)
    await chat.say('A9')
    await chat.hear(saying(/样机A9已寄出/))
  })

  test('is taken over by another process when the one that woke it dies', async () => {
    let die = false
    world = await openWorld({ dieWhen: () => die })
    await publish(trial(forEvent))
    const chat = await world.chat('C1007', {}, server)
    await chat.say(wish)
    await chat.say('A9')
    die = true
    await report('sample.ready', { sampleId: 'S-A9' }, 'E-9')
    await world.outliveLeases()
    await chat.hear(saying(/样机A9已寄出/))
  })

  test('is given up when the customer says so', async () => {
    world = await openWorld()
    await publish(trial(forEvent))
    const chat = await world.chat('C1007', {}, server)
    await chat.say(wish)
    await chat.say('A9')
    expect(await chat.say('算了，取消吧')).toMatch(/不办了/)
    expect(await runs()).toMatchObject([{ status: 'ended', outcome: 'cancelled' }])
    await report('sample.ready', { sampleId: 'S-A9' })
    expect(await chat.say('你们几点下班')).not.toContain('样机')
  })
})
