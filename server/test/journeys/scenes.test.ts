import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pixel } from '../chat-client.ts'
import { openWorld, type World } from '../open-world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

const kept = (kind: string, orderId: string) => world.shop.control.list(kind).filter((each) => each.orderId === orderId)
const order = (id: string) => world.shop.stores.orders.get('orders', id)!
const systems = () =>
  JSON.stringify(
    ['orders', 'inventory', 'payments', 'logistics'].map((name) => world.shop.control.state(name as 'orders')),
  )
const photo = { name: 'leak.png', bytes: pixel }

describe('where is it', () => {
  test('a parcel on its way is told with courier and time, in Chinese', async () => {
    const chat = await world.chat('C1001')
    const answer = await chat.say('我的空气炸锅到哪了')
    expect(answer).toMatch(/O20260001.*派送/)
    expect(answer).toMatch(/刘师傅.*13711002006/)
    expect(answer).toMatch(/预计.*送到/)
  })

  test('and in English', async () => {
    const chat = await world.chat('C1006', { locale: 'en' })
    const answer = await chat.say('where is my robot vacuum?')
    expect(answer).toMatch(/O20260006.*on its way/)
    expect(answer).toMatch(/Chen Aqiang/)
    expect(answer).not.toMatch(/\p{Script=Han}/u)
  })

  test('later news of the parcel comes by itself, once', async () => {
    const chat = await world.chat('C1001')
    await chat.say('空气炸锅到哪了')
    const url = `${world.server.url}/hooks/v1/${world.shop.credentials.siteKey}/events`
    world.shop.control.events.subscribe({ url, secret: world.shop.credentials.eventsSecret })
    world.shop.control.advance({ service: 'logistics', id: 'O20260001', status: 'delivered' })
    const news = await chat.hear(({ event }) => event?.type === 'update')
    expect(news.text).toMatch(/签收|送达|送到/)
    for (const each of world.shop.control.events.subscriptions()) world.shop.control.events.unsubscribe(each.id)
  })
})

describe('return and refund', () => {
  test('a leaking purifier goes back with photo, pick-up and money, and says so', async () => {
    const chat = await world.chat('C1007')
    expect(await chat.say('我上次买的那个净水器漏水 要退')).toMatch(/照片/)
    expect(await chat.sendFiles([photo])).toMatch(/哪天/)
    expect(await chat.say('明天下午')).toMatch(/¥1,299\.00.*7476[\s\S]*13:00-18:00[\s\S]*对吗/)
    expect(kept('returns', 'O20260007')).toEqual([])
    expect(await chat.say('对')).toMatch(/验证码已发到139\*\*\*\*0073/)
    const done = await chat.say(world.code('C1007'))
    expect(done).toMatch(/RT\d+[\s\S]*¥1,299\.00[\s\S]*7476/)
    expect(kept('returns', 'O20260007')).toMatchObject([{ status: 'requested', refundAmount: 1299, reason: 'defect' }])
    expect(kept('expectedReturns', 'O20260007')).toMatchObject([{ status: 'expected' }])
    expect(kept('pickups', 'O20260007')).toMatchObject([{ status: 'booked', slot: '13:00-18:00' }])
    expect(kept('refunds', 'O20260007')).toMatchObject([{ amount: 1299, status: 'accepted', accountTail: '7476' }])
  })

  test('an unwanted kettle goes back, in English, by buttons', async () => {
    const chat = await world.chat('C1003', { locale: 'en' })
    expect(await chat.say('I want to return the kettle')).toMatch(/reason/i)
    expect(await chat.press('No longer')).toMatch(/Which day|which day/)
    expect(await chat.say('tomorrow morning')).toMatch(/¥149\.00.*5521[\s\S]*Is that right/)
    await chat.press('Yes')
    const done = await chat.say(world.code('C1003'))
    expect(done).toMatch(/return number is RT\d+[\s\S]*¥149\.00[\s\S]*5521/)
    expect(
      chat.messages
        .filter(({ sender }) => sender === 'bot')
        .map(({ text }) => text)
        .join(''),
    ).not.toMatch(/\p{Script=Han}{6}/u)
    expect(kept('refunds', 'O20260003')).toMatchObject([{ amount: 149, status: 'accepted' }])
    expect(kept('pickups', 'O20260003')).toMatchObject([{ status: 'booked', slot: '09:00-12:00' }])
  })

  test('a change of mind at the confirmation counts, and what is said once is not asked again', async () => {
    const chat = await world.chat('C1020')
    expect(await chat.say('足浴盆不想要了，要退')).toMatch(/哪天/)
    expect(await chat.say('明天上午')).toMatch(/09:00-12:00[\s\S]*对吗/)
    const changed = await chat.say('等等，改成后天下午')
    expect(changed).toMatch(/13:00-18:00[\s\S]*对吗？$/)
    await chat.say('对')
    await chat.say(world.code('C1020'))
    expect(kept('pickups', 'O20260020')).toMatchObject([{ slot: '13:00-18:00' }])
  })

  test('past the return window nothing happens and the reason is given', async () => {
    const before = systems()
    const chat = await world.chat('C1004')
    expect(await chat.say('加湿器要退货')).toMatch(/退不了.*15 天/)
    expect(systems()).toBe(before)
  })
})

describe('change of address', () => {
  test('an order not dispatched yet goes to the new address', async () => {
    const chat = await world.chat('C1002')
    await chat.say('电饭煲的收货地址写错了，想改一下')
    const asked = await chat.say('浙江省杭州市余杭区文一西路998号5幢402室，赵国强 13812345678')
    expect(asked).toMatch(/文一西路998号5幢402室[\s\S]*对吗/)
    await chat.say('对')
    expect(await chat.say(world.code('C1002'))).toMatch(/改好了/)
    expect(order('O20260002').address).toMatchObject({ detail: '文一西路998号5幢402室', phone: '13812345678' })
  })

  test('a customer who speaks English is answered in English even after a Chinese address', async () => {
    world.shop.control.patch({ service: 'orders', id: 'O20260010', set: { status: 'paid' } })
    const chat = await world.chat('C1010', { locale: 'en' })
    await chat.say('I need to change the delivery address of my order')
    const asked = await chat.say('上海市浦东新区世纪大道100号2号楼301室, Sophia Nguyen, 13900002222')
    expect(asked).toMatch(/Is that right|right\?/)
    await chat.say('yes')
    await chat.say(world.code('C1010'))
    expect(order('O20260010').address).toMatchObject({ district: '浦东新区', phone: '13900002222' })
  })

  test('an order on its way keeps its address, and the way out is named', async () => {
    const before = systems()
    const chat = await world.chat('C1006', { locale: 'en' })
    expect(await chat.say('please change the delivery address of my robot vacuum')).toMatch(/already been dispatched/)
    expect(systems()).toBe(before)
  })
})

describe('invoice', () => {
  test('for a company, with its tax number', async () => {
    const chat = await world.chat('C1008')
    expect(await chat.say('电视机开张发票')).toMatch(/个人.*公司/)
    await chat.say('公司')
    expect(await chat.say('杭州清泉科技有限公司')).toMatch(/税号/)
    await chat.say('91330100MA2H2J4K5L')
    expect(await chat.say('a@b.com')).toMatch(/杭州清泉科技有限公司[\s\S]*a@b\.com[\s\S]*对吗/)
    await chat.say('对')
    expect(await chat.say(world.code('C1008'))).toMatch(/INV\d+/)
    expect(kept('invoices', 'O20260008')).toMatchObject([
      { type: 'company', title: '杭州清泉科技有限公司', taxNo: '91330100MA2H2J4K5L', amount: 2799 },
    ])
  })

  test('for a person, in English', async () => {
    const chat = await world.chat('C1021', { locale: 'en' })
    await chat.say('I need an invoice for the vacuum')
    await chat.say('personal')
    await chat.say('james@example.com')
    await chat.say('yes')
    expect(await chat.say(world.code('C1021'))).toMatch(/INV\d+.*¥299\.00.*james@example\.com/)
    expect(kept('invoices', 'O20260021')).toMatchObject([{ type: 'personal', email: 'james@example.com' }])
  })
})

describe('that again', () => {
  test('the same order is placed again with a payment link', async () => {
    const chat = await world.chat('C1007')
    expect(await chat.say('净水器再来一台')).toMatch(/¥1,299\.00.*付款链接[\s\S]*对吗/)
    // Who gave a code a moment ago is not asked for another.
    const done = await chat.say('对')
    const id = /O2026\d+/.exec(done)![0]
    expect(done).toMatch(/http.*\/pay\/PL\d+/)
    expect(order(id)).toMatchObject({ status: 'pending_payment', amount: 1299, customerId: 'C1007' })
  })

  test('and paid from the balance, in English', async () => {
    const chat = await world.chat('C1010', { locale: 'en' })
    await chat.say('order that coffee machine again')
    expect(await chat.say('balance')).toMatch(/¥1,899\.00.*balance[\s\S]*Is that right/)
    const done = await chat.say('yes')
    const id = /O2026\d+/.exec(done)![0]
    expect(order(id)).toMatchObject({ status: 'paid', amount: 1899 })
  })
})

describe('who is asking', () => {
  test('a visitor proves by phone and code who they are, and only then sees anything', async () => {
    const chat = await world.chat(null)
    expect(await chat.say('我的快递到哪了')).toMatch(/手机号/)
    expect(await chat.say(String(world.shop.stores.orders.get('customers', 'C1012')!.phone))).toMatch(/验证码/)
    expect(await chat.say(world.code('C1012'))).toMatch(/验证通过[\s\S]*O2026\d+/)
  })

  test('an unknown phone number learns nothing', async () => {
    const chat = await world.chat(null)
    await chat.say('我的快递到哪了')
    expect(await chat.say('13012340000')).toMatch(/没有查到/)
  })

  test('somebody else’s order is neither shown nor touched', async () => {
    const before = systems()
    const chat = await world.chat('C1005')
    const answer = await chat.say('O20260009 帮我退了')
    expect(answer).toMatch(/没有找到\s*O20260009/)
    expect(answer).not.toMatch(/咖啡|吴海波/)
    expect(await chat.say('O20260009 到哪了')).not.toMatch(/咖啡|吴海波|顺丰|圆通/)
    expect(systems()).toBe(before)
  })

  test('three wrong codes end it, and nothing has changed', async () => {
    const before = systems()
    const chat = await world.chat('C1022')
    await chat.say('橙色原汁机的收货地址改一下')
    await chat.say('浙江省杭州市余杭区文一西路1号1幢101室')
    expect(await chat.say('对')).toMatch(/验证码/)
    const wrong = String((Number(world.code('C1022')) + 1) % 1_000_000).padStart(6, '0')
    expect(await chat.say(wrong)).toMatch(/2\s*次/)
    expect(await chat.say(wrong)).toMatch(/1\s*次/)
    expect(await chat.say(wrong)).toMatch(/停下|没有改动/)
    expect(await chat.say(world.code('C1022'))).not.toMatch(/验证通过|改好了/)
    expect(systems()).toBe(before)
  })
})

describe('more than one thing', () => {
  test('a question in between is answered, and the open matter goes on', async () => {
    const chat = await world.chat('C1013')
    await chat.say('火锅那个订单要退货')
    const between = await chat.say('退款多久能到账？')
    expect(between).toMatch(/工作日/)
    expect(chat.messages.at(-1)!.text).toMatch(/？/)
  })

  test('another matter comes first, then the interrupted one is resumed', async () => {
    const chat = await world.chat('C1012')
    await chat.say('空气净化器要退货')
    const tracked = await chat.say('先帮我查一下滤网的物流到哪了')
    expect(tracked).toMatch(/滤网（O2026\d+）/)
    expect(chat.messages.at(-1)!.text + tracked).toMatch(/退货/)
  })
})
