import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startTestShop, type TestShop } from '../../examples/shop/src/shop-client.ts'
import { runOnce } from './run-once.ts'
import { type Scenario, scenario } from './scenario.ts'
import { type Reply, type ScriptedProduct, startScriptedProduct } from './scripted-product.ts'
import { makeStaffDesk } from './staff-desk.ts'

const folder = fileURLToPath(new URL('../../examples/shop/scenarios', import.meta.url))
let shop: TestShop
let product: ScriptedProduct

beforeAll(async () => {
  shop = await startTestShop()
  product = await startScriptedProduct()
})
afterAll(async () => {
  await product.close()
  await shop.close()
})
beforeEach(() => {
  Object.assign(product.state, {
    hangs: false,
    hellos: [],
    heard: [],
    presences: [],
    recorded: { handedOver: false, tickets: 0, outcome: 'solved' },
  })
})

const story = (given: object): Scenario => ({
  ...scenario.parse({
    id: 'x-1',
    lang: 'zh',
    customer: { shopCustomerId: 'C1007', signedIn: true },
    opening: ['你好'],
    expect: {},
    ...given,
  }),
  folder,
})

/** Plays against a bot that says these things turn by turn. */
async function play(given: object, replies: Reply[][] | ((turn: number) => Promise<Reply[]>), seed = 1) {
  product.state.script = (_content, turn) => (Array.isArray(replies) ? (replies[turn - 1] ?? []) : replies(turn))
  const desk = makeStaffDesk(product.url, product.logins)
  try {
    return await runOnce({
      scenario: story(given),
      seed,
      noise: 0,
      shop,
      url: product.url,
      desk,
      restWithin: 0,
      patience: 300,
    })
  } finally {
    desk.close()
  }
}
const says = (text: string): Reply => ({ text })

it('says hello as the signed-in customer on the page they look at', async () => {
  await play(
    { customer: { shopCustomerId: 'C1007', signedIn: true, page: { url: '/orders/O20260007' } }, answers: [] },
    [],
  )
  const { siteKey, userToken, page, locale } = product.state.hellos[0]!
  expect({ siteKey, locale, meta: page?.meta }).toEqual({
    siteKey: 'demo-shop',
    locale: 'zh',
    meta: { orderId: 'O20260007' },
  })
  expect(JSON.parse(Buffer.from(userToken!.split('.')[1]!, 'base64url').toString())).toMatchObject({
    sub: 'C1007',
    name: '王建明',
  })
})

it('answers by the first rule that fits what was said, shown or offered, each rule only so often', async () => {
  const result = await play(
    {
      answers: [
        { when: '原因', click: '质量|defect' },
        { when: '照片', file: 'fixtures/leak.jpg' },
        { when: '可以吗', say: '可以', times: 1 },
        { when: '可以吗', say: '都说了可以' },
        { when: '再见', end: true },
      ],
    },
    [
      [{ text: '原因？', parts: [{ type: 'choices', choices: [{ value: 'q', label: '质量问题' }] }] }],
      [says('原因？')],
      [{ text: '', parts: [{ type: 'card', title: '请传照片', fields: [], choices: [] }] }],
      [says('可以吗')],
      [says('可以吗')],
      [says('再见')],
    ],
  )
  expect(product.state.heard.map(({ type }) => type)).toEqual(['text', 'choice', 'text', 'files', 'text', 'text'])
  expect(product.state.heard[1]).toEqual({ type: 'choice', value: 'q', label: '质量问题' })
  expect(result.transcript.filter(({ who }) => who === 'customer').map(({ text }) => text)).toEqual([
    '你好',
    '[质量问题]',
    '质量',
    '[fixtures/leak.jpg]',
    '可以',
    '都说了可以',
  ])
  expect(result).toMatchObject({ passed: true, turns: 6 })
})

it('gives up after not knowing what to say twice in a row, and stops at the last turn allowed', async () => {
  expect(
    (
      await play({ answers: [{ when: '好吗', say: '好', times: 9 }] }, [
        [says('？')],
        [says('好吗')],
        [says('？')],
        [says('？')],
        [says('？')],
      ])
    ).turns,
  ).toBe(4)
  expect(product.state.heard.map((each) => (each.type === 'text' ? each.text : ''))).toEqual([
    '你好',
    '不知道',
    '好',
    '不知道',
  ])
  expect(
    (await play({ maxTurns: 3, answers: [{ when: '.', say: '好', times: 9 }] }, async () => [says('好吗')])).turns,
  ).toBe(3)
})

it('interrupts where the story says so, and sends what comes at once as one turn', async () => {
  const result = await play(
    {
      opening: [['退货', '快点'], '在吗'],
      interrupts: [{ afterTurn: 2, say: '几点下班' }],
      answers: [{ when: '哪个', say: '净水器', times: 1 }],
    },
    async () => [says('哪个？')],
  )
  const texts = product.state.heard.map((each) => (each.type === 'text' ? each.text : ''))
  expect(texts.slice(0, 5)).toEqual(['退货', '快点', '在吗', '几点下班', '净水器'])
  expect(result.ms).toHaveLength(result.turns)
})

it('types the newest code sent to the customer, or a wrong one', async () => {
  const send = async (turn: number) => {
    if (turn === 1) await shop.post('sms', '/send', { phone: '13920190073', text: '验证码 246813，五分钟内有效' })
    return [says('验证码？')]
  }
  await play(
    {
      answers: [
        { when: '验证码', say: '$wrongsms', times: 1 },
        { when: '验证码', say: '是 $sms', times: 1 },
      ],
    },
    send,
  )
  expect(product.state.heard.slice(1, 3)).toEqual([
    { type: 'text', text: '246814' },
    { type: 'text', text: '是 246813' },
  ])
})

it('plays the same with the same seed, and differently with others', async () => {
  const given = { answers: [{ when: '.', say: ['一', '二', '三', '四'], times: 6 }], maxTurns: 6 }
  const heard = async (seed: number) => {
    product.state.heard = []
    await play(given, async () => [says('嗯')], seed)
    return JSON.stringify(product.state.heard)
  }
  const first = await heard(1)
  expect(await heard(1)).toBe(first)
  expect(new Set([first, await heard(2), await heard(3)]).size).toBeGreaterThan(1)
})

it('brings agents online when the story wants them', async () => {
  await play({ setup: { agentsOnline: 1 } }, [])
  expect(product.state.presences).toEqual(['online'])
})

it('fails a run whose turn does not end in time', async () => {
  product.state.hangs = true
  expect(await play({}, [])).toMatchObject({
    passed: false,
    turns: 1,
    ms: [],
    failed: ['the end of a turn did not come within 0.3 s'],
  })
})

it('fails what was said, recorded or changed otherwise than expected', async () => {
  const refund = async (turn: number) => {
    if (turn === 1) await shop.post('payments', '/refunds', { orderId: 'O20260007', amount: 100 })
    return [says('退款 100 元')]
  }
  const result = await play(
    {
      expect: {
        systems: [{ service: 'payments', find: { orderId: 'O20260007' }, count: 1, has: { amount: 1299 } }],
        unchanged: ['orders'],
        calls: {
          must: ['orders.createReturn'],
          never: ['payments.createRefund'],
          effects: { 'payments.createRefund': 2 },
        },
        replies: { must: ['7476'], never: ['100'] },
        handoff: 'must',
        ticket: 'must',
        outcome: 'declined',
      },
    },
    refund,
  )
  expect(result.failed).toEqual([
    'payments {"orderId":"O20260007"} with {"amount":1299}: 0 found, 1 wanted',
    expect.stringMatching(/^unexpected change: payments refunds RF\d+ was made$/),
    'orders.createReturn was not called',
    'payments.createRefund was called',
    'payments.createRefund took effect 1 times, not 2',
    'no reply says /7476/',
    'a reply says /100/',
    'the conversation was not handed over',
    'the conversation was not given a ticket',
    'the outcome is solved, not declined',
  ])
})
