import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type ChatClient, pixel } from '../chat-client.ts'
import { openWorld, type World } from '../open-world.ts'

let world: World
// The first world of a run takes longer than a test may.
beforeAll(async () => (await openWorld()).close())
afterEach(() => world.close())

const orderId = 'O20260007'
const kept = (kind: string) => world.shop.control.list(kind).filter((each) => each.orderId === orderId)
const effects = () => {
  const { 'sms.send': _, ...others } = world.shop.control.effects()
  return others
}
const everything = {
  'orders.createReturn': 1,
  'inventory.expectReturn': 1,
  'logistics.createPickup': 1,
  'payments.createRefund': 1,
}

/** The return of a purifier up to the code that sets it going. */
async function untilCode(chat: ChatClient): Promise<string> {
  await chat.say('净水器漏水，要退货')
  await chat.sendFiles([{ name: 'leak.png', bytes: pixel }])
  await chat.say('明天下午')
  await chat.say('对')
  return world.code('C1007')
}

describe('a step that fails', () => {
  test('undoes what was done, in reverse, and tells the truth', async () => {
    world = await openWorld()
    const chat = await world.chat('C1007')
    const code = await untilCode(chat)
    world.shop.control.setFault({ service: 'payments', operation: 'createRefund', mode: 'error', times: 9 })
    const told = await chat.say(code)
    expect(told).not.toMatch(/办好了/)
    expect(told).toMatch(/没(有)?(办成|成功|能)|撤/)
    expect(kept('returns')).toMatchObject([{ status: 'cancelled' }])
    expect(kept('expectedReturns')).toMatchObject([{ status: 'cancelled' }])
    expect(kept('pickups')).toMatchObject([{ status: 'cancelled' }])
    expect(kept('refunds')).toEqual([])
    const effective = world.shop.control.journal().filter((line) => line.effect && line.service !== 'sms')
    const undone = effective.filter(({ operation }) => operation.startsWith('cancel')).map(({ operation }) => operation)
    // Warehouse and courier were told at the same time, after the return was made: it is undone after both.
    expect(undone.toSorted()).toEqual(['cancelExpectedReturn', 'cancelPickup', 'cancelReturn'])
    expect(undone.at(-1)).toBe('cancelReturn')
  })

  test('with its answer lost is found out about, and the customer notices nothing', async () => {
    world = await openWorld()
    const chat = await world.chat('C1007')
    const code = await untilCode(chat)
    for (const [service, operation] of [
      ['orders', 'createReturn'],
      ['inventory', 'expectReturn'],
      ['logistics', 'createPickup'],
      ['payments', 'createRefund'],
    ] as const)
      world.shop.control.setFault({ service, operation, mode: 'lost-reply' })
    expect(await chat.say(code)).toMatch(/办好了[\s\S]*¥1,299\.00/)
    expect(effects()).toEqual(everything)
  })

  test('of which nobody can tell whether it happened is never claimed to be undone: people are told', async () => {
    world = await openWorld()
    const chat = await world.chat('C1007')
    const code = await untilCode(chat)
    world.shop.control.setFault({ service: 'inventory', operation: 'expectReturn', mode: 'lost-reply' })
    world.shop.control.setFault({ service: 'inventory', operation: 'findExpectedReturns', mode: 'error', times: 99 })
    const told = await chat.say(code)
    expect(told).not.toMatch(/办好了|都撤回了/)
    expect(told).toMatch(/同事/)
    expect(kept('returns')).toMatchObject([{ status: 'cancelled' }])
    expect(kept('refunds')).toEqual([])
    const { rows } = await world.db.system((tx) =>
      sql`select e.status, t.number from effects e, tickets t where e.tool = 'inventory.expectReturn'`.execute(
        tx.query,
      ),
    )
    expect(rows).toEqual([{ status: 'stuck', number: 1 }])
  })
})

describe('a process that dies in the middle', () => {
  const steps = Object.keys(everything)
  test.each(steps)('right after %s took effect: another goes on, and each thing has happened once', async (step) => {
    let armed = false
    world = await openWorld({ dieWhen: () => armed && effects()[step as keyof typeof everything] === 1 })
    const chat = await world.chat('C1007')
    const code = await untilCode(chat)
    armed = true
    const sent = await chat.send(code)
    expect(sent.type).toBe('accepted')
    const seq = sent.type === 'accepted' ? sent.seq : 0
    const other = await world.startServer()
    await died(step)
    world.server.die()
    await world.outliveLeases()
    const again = await world.chat('C1007', { conversationId: chat.conversationId(), afterSeq: seq }, other)
    const done = await again.hear(({ text }) => /办好了/.test(text))
    expect(done.text).toMatch(/¥1,299\.00/)
    expect(effects()).toEqual(everything)
    expect(kept('refunds')).toMatchObject([{ status: 'accepted', amount: 1299 }])
    expect(again.messages.map(({ seq }) => seq)).toEqual(again.messages.map((_, index) => seq + 1 + index))
    const { rows } = await world.db.system((tx) =>
      sql<{ count: number }>`select count(*)::int as count from messages where text like '%办好了%'`.execute(tx.query),
    )
    expect(rows[0]!.count).toBe(1)
  })
})

/** Until the effect took place, so that the first process is dead from here on. */
async function died(step: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const look = setInterval(() => world.shop.control.effects()[step] === 1 && resolve(), 5)
  await promise
  clearInterval(look)
}

describe('news from the company’s systems', () => {
  test('a refund that arrives is told once, however often it is reported, and only by who signs for it', async () => {
    world = await openWorld()
    const chat = await world.chat('C1007')
    await chat.say(await untilCode(chat))
    const url = `${world.server.url}/hooks/v1/${world.shop.credentials.siteKey}/events`
    const refund = kept('refunds')[0]!
    const event = { id: 'E1', service: 'payments', type: 'refund.succeeded', occurredAt: new Date(), data: refund }
    const report = (body: string, secret = world.shop.credentials.eventsSecret) =>
      fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-signature': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
        },
        body,
      })
    const forged = await report(JSON.stringify({ ...event, id: 'E0' }), 'somebody else')
    expect(forged.status).toBe(403)
    expect((await report('not json')).status).toBe(400)
    const body = JSON.stringify(event)
    expect(await Promise.all([report(body), report(body)]).then((all) => all.map(({ status }) => status))).toEqual([
      200, 200,
    ])
    expect((await report(body)).status).toBe(200)
    const told = await chat.hear(({ event }) => event?.type === 'update')
    expect(told.text).toMatch(/到账.*¥1,299\.00.*7476/)
    expect(await chat.say('好的谢谢')).not.toBe('')
    expect(chat.messages.filter(({ text }) => text.includes('到账了'))).toHaveLength(1)
  })
})
