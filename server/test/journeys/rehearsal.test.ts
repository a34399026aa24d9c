import type { RehearsalInput, RehearsalReply } from '@loopdesk/contracts/api/flows.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World } from '../open-world.ts'

let world: World
let cookie: string
beforeAll(async () => {
  world = await openWorld()
  const reply = await world.server.http.inject({
    method: 'POST',
    url: '/v1/session',
    payload: { email: 'owner@shop.example', password: 'loopdesk-demo' },
  })
  cookie = reply.cookies.find(({ name }) => name === 'loopdesk_session')!.value
})
afterAll(() => world.close())

const both = (zh: string, en = zh) => ({ zh, en })
const definition = {
  id: 'points_trial',
  name: both('积分换券', 'points'),
  description: both('积分换券', 'points'),
  slots: {
    sure: { kind: 'yesno' },
  },
  start: 'member',
  nodes: {
    member: {
      type: 'call',
      tool: 'crm.getMember',
      args: '{ "customerId": customer.externalId }',
      save: 'member',
      next: 'agree',
      failed: 'down',
    },
    agree: { type: 'confirm', text: both('您有 {{ member.points }} 积分，换一张券吗？'), yes: 'gift', no: 'no' },
    gift: {
      type: 'call',
      tool: 'crm.redeemPoints',
      args: '{ "customerId": customer.externalId, "rewardId": "RW-30" }',
      save: 'redeemed',
      next: 'approve',
      failed: 'undo',
    },
    approve: {
      type: 'approval',
      title: both('换券 {{ redeemed.id }}'),
      approved: 'done',
      rejected: 'undo',
      expired: 'undo',
    },
    undo: { type: 'rollback', next: 'undone', failed: 'down' },
    undone: { type: 'end', outcome: 'compensated', text: both('没有换成，积分没动。') },
    done: { type: 'end', outcome: 'solved', text: both('换好了。') },
    no: { type: 'end', outcome: 'cancelled', text: both('好的，没有换。') },
    down: { type: 'handoff', reason: 'bot_failed' },
  },
}

async function play(inputs: RehearsalInput[], more: object = {}): Promise<RehearsalReply> {
  let reply: RehearsalReply | undefined
  for (const input of inputs) {
    const answer = await world.server.http.inject({
      method: 'POST',
      url: '/v1/flows/rehearse',
      cookies: { loopdesk_session: cookie },
      payload: {
        definition,
        state: reply?.state ?? null,
        input,
        customer: { externalId: 'C1002', verified: true },
        ...more,
      },
    })
    expect(answer.statusCode, answer.body).toBe(200)
    reply = answer.json<RehearsalReply>()
  }
  return reply!
}
const start: RehearsalInput = { type: 'start', inputs: {} }
const yes: RehearsalInput = { type: 'text', text: '好的' }
const simulations = [
  { tool: 'crm.getMember', result: { status: 'ok', value: { points: 900 } } },
  { tool: 'crm.redeemPoints', result: { status: 'ok', value: { id: 'RD1' } } },
]
const writes = () => world.shop.control.journal().filter(({ effect, service }) => effect && service === 'crm').length

describe('a draft that is tried out', () => {
  test('is played with simulated systems, word for word as a customer would meet it, and changes nothing', async () => {
    const before = writes()
    const asked = await play([start], { simulations })
    expect(asked.says.map(({ text }) => text).join()).toContain('您有 900 积分')
    expect(asked.waiting).toMatchObject([{ node: 'agree', kind: 'confirm' }])
    const waiting = await play([start, yes], { simulations })
    expect(waiting.waiting).toMatchObject([{ node: 'approve', kind: 'approval' }])
    expect(waiting.writes).toMatchObject([{ tool: 'crm.redeemPoints' }])
    expect(waiting.path.map(({ node }) => node)).toEqual(['agree', 'gift', 'approve'])
    const done = await play([start, yes, { type: 'approval', approved: true, comment: '' }], { simulations })
    expect(done).toMatchObject({ ended: { outcome: 'solved' }, variables: { redeemed: { id: 'RD1' } } })
    expect(writes()).toBe(before)
  })

  test('fails where it is made to, and lets time pass', async () => {
    const injections = [{ node: 'gift', kind: 'timeout' }]
    const failed = await play([start, yes], { simulations, injections })
    expect(failed).toMatchObject({ ended: { outcome: 'compensated' }, writes: [] })
    expect(failed.path.find(({ node }) => node === 'gift')?.error).toMatchObject({ kind: 'timeout' })
    const late = await play([start, yes, { type: 'time', minutes: 60 * 25 }], { simulations })
    expect(late).toMatchObject({ ended: { outcome: 'compensated' } })
  })

  test('with real systems really changes them, once, and undoes what it undoes', async () => {
    const before = writes()
    const waiting = await play([start, yes], { tools: 'real' })
    expect(waiting.waiting, JSON.stringify(waiting.path)).toMatchObject([{ kind: 'approval' }])
    expect(writes()).toBe(before + 1)
    const refused = await play([start, yes, { type: 'approval', approved: false, comment: '' }], { tools: 'real' })
    expect(refused).toMatchObject({ ended: { outcome: 'compensated' } })
  })

  test('that cannot be walked says where it is wrong', async () => {
    const broken = { ...definition, nodes: { ...definition.nodes, agree: { type: 'confirm', text: both('好吗') } } }
    const reply = await play([start], { definition: broken })
    expect(reply.findings).toMatchObject([
      { node: 'agree', field: 'yes' },
      { node: 'agree', field: 'no' },
    ])
  })
})
