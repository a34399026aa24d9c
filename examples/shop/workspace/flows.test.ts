import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Shop, startShop } from '../src/start-shop.ts'
import { type Customer, type Walk, walkFlow } from './walk-flow.ts'

let shop: Shop
beforeAll(async () => {
  shop = await startShop({ port: 0, dataDir: null })
})
beforeEach(() => shop.control.reset())
afterAll(() => shop.close())

const tomorrow = new Date(Date.now() + 8 * 3600_000 + 86_400_000).toISOString().slice(0, 10)
const afternoon = { date: tomorrow, from: '13:00', to: '18:00' }
const photo = [{ fileId: 'f1', name: 'leak.jpg', mime: 'image/jpeg', size: 1000 }]
const walk = (flow: string, customer: Customer): Promise<Walk> => walkFlow(shop, flow, customer)
const last = (done: Walk) => done.texts.at(-1)!
const kept = (service: 'orders' | 'inventory' | 'payments' | 'logistics', collection: string) =>
  shop.control.state(service).collections[collection]!
const order = (id: string) => kept('orders', 'orders').find((each) => each.id === id)!
const everything = () =>
  JSON.stringify(['orders', 'inventory', 'payments', 'logistics'].map((name) => shop.control.state(name as 'orders')))

describe('return and refund', () => {
  const leaking = { id: 'C1007', order: 'O20260007', slots: { reason: 'defect', photos: photo, pickupDay: afternoon } }

  it('takes a leaking purifier back in four systems and says what happens next', async () => {
    const done = await walk('return_refund', leaking)
    expect(done.outcome).toBe('solved')
    expect(done.asked).toEqual(['order', 'reason', 'photos', 'pickupDay'])
    expect(done.confirmations[0]).toMatch(/¥1,299\.00.*尾号 7476[\s\S]*13:00-18:00[\s\S]*对吗？$/)
    expect(last(done)).toMatch(/¥1,299\.00 1-3 个工作日内原路退回尾号 7476[\s\S]*13:00-18:00 上门取件/)
    expect(shop.control.effects()).toEqual({
      'orders.createReturn': 1,
      'inventory.expectReturn': 1,
      'logistics.createPickup': 1,
      'payments.createRefund': 1,
    })
    expect(kept('logistics', 'pickups').at(-1)).toMatchObject({
      date: tomorrow,
      slot: '13:00-18:00',
      orderId: 'O20260007',
    })
    expect(order('O20260007').return).toMatchObject({ reason: 'defect', photos: ['f1'] })
    expect(done.watches).toHaveLength(2)
  })

  it('speaks English to those who do', async () => {
    const done = await walk('return_refund', {
      id: 'C1003',
      lang: 'en',
      order: 'O20260003',
      slots: { reason: 'no_longer_needed', pickupDay: { date: tomorrow } },
    })
    expect(done.asked).not.toContain('photos')
    expect(done.confirmations[0]).toMatch(/refund of ¥149\.00 to your card ending 5521 within 1-3 working days/)
    expect(last(done)).toMatch(/Your return number is RT.*\n¥149\.00 goes back to your card ending 5521/)
    expect(done.texts.join('\n')).not.toMatch(/[\u4e00-\u9fff]/)
  })

  it('takes the earliest collection when the customer does not mind', async () => {
    await walk('return_refund', { ...leaking, slots: { reason: 'defect', photos: photo } })
    expect(kept('logistics', 'pickups').at(-1)).toMatchObject({ date: tomorrow, slot: '09:00-12:00' })
  })

  it('does not let a date told with the story pass for the day of collection', async () => {
    const done = await walk('return_refund', { ...leaking, said: { pickupDay: { date: '2026-01-02' } } })
    expect(done.asked).toContain('pickupDay')
    expect(done.outcome).toBe('solved')
  })

  it('does not take a good evening for the time of collection', async () => {
    await walk('return_refund', { ...leaking, said: { pickupSlot: '18:00-21:00' } })
    expect(kept('logistics', 'pickups').at(-1)).toMatchObject({ slot: '13:00-18:00' })
  })

  it('lets time and reason be changed at the confirmation', async () => {
    const done = await walk('return_refund', { ...leaking, corrects: { reason: 'quality', pickupSlot: '18:00-21:00' } })
    expect(done.confirmations).toHaveLength(2)
    expect(done.confirmations[1]).toContain('18:00-21:00')
    expect(order('O20260007').return).toMatchObject({ reason: 'quality' })
  })

  it('returns all that may come back of a mixed order, announcing each item', async () => {
    const done = await walk('return_refund', {
      id: 'C1013',
      order: 'O20260013',
      slots: { item: 'all', reason: 'no_longer_needed', pickupDay: afternoon },
    })
    expect(done.texts.join('\n')).toContain('不能退')
    expect(done.outcome).toBe('solved')
    expect(shop.control.effects()['inventory.expectReturn']).toBe(3)
    expect(kept('payments', 'refunds').at(-1)).toMatchObject({ amount: 259 + 249 + 2 * 59 })
  })

  it('returns just the scales of a mixed order', async () => {
    await walk('return_refund', {
      id: 'C1013',
      order: 'O20260013',
      slots: { item: 'KS-S5-WH', reason: 'no_longer_needed', pickupDay: afternoon },
    })
    expect(kept('payments', 'refunds').at(-1)).toMatchObject({ amount: 118, orderId: 'O20260013' })
    expect(order('O20260013').return.items).toEqual([{ productId: 'P040', sku: 'KS-S5-WH', quantity: 2 }])
  })

  it('cancels and refunds what has not been dispatched', async () => {
    const done = await walk('return_refund', { id: 'C1002', order: 'O20260002' })
    expect(done.outcome).toBe('solved')
    expect(last(done)).toMatch(/已取消，退款 ¥599\.00 1-3 个工作日内原路退回尾号 3308/)
    expect(order('O20260002').status).toBe('cancelled')
    expect(kept('payments', 'refunds').at(-1)).toMatchObject({ amount: 599, status: 'accepted' })
  })

  it.each([
    ['past the window', 'C1004', 'O20260004', /15 天的退货期限.*报修/],
    ['large appliance after seven days', 'C1017', 'O20260017', /7 天的退货期限/],
    ['hygiene goods', 'C1011', 'O20260011', /卫生用品.*不支持退货/],
    ['still on its way', 'C1006', 'O20260006', /还在路上.*拒收/],
    ['return requested already', 'C1018', 'O20260018', /退款已受理.*尾号 6045/],
    ['refunded already', 'C1023', 'O20260023', /已经退过款了.*尾号 1873/],
    ['cancelled and never refunded', 'C1022', 'O20260043', /之前已经取消/],
  ])('refuses honestly and changes nothing: %s', async (_why, id, orderId, words) => {
    const before = everything()
    const done = await walk('return_refund', { id, order: orderId })
    expect(done.outcome).toBe('declined')
    expect(last(done)).toMatch(words)
    expect(shop.control.effects()).toEqual({})
    expect(strip(everything())).toBe(strip(before))
  })

  it.each([
    { agrees: false },
    { passesCheck: false },
  ])('changes nothing without consent and proof: %o', async (denied) => {
    await walk('return_refund', { ...leaking, ...denied })
    expect(shop.control.effects()).toEqual({})
  })

  it('undoes everything and tells the truth when the refund cannot be made', async () => {
    shop.control.setFault({ service: 'payments', operation: 'createRefund', mode: 'error', times: 9 })
    const done = await walk('return_refund', leaking)
    expect(done.outcome).toBe('compensated')
    expect(done.tickets).toBe(1)
    expect(order('O20260007')).toMatchObject({ status: 'delivered', return: null })
    expect(kept('logistics', 'pickups').at(-1)).toMatchObject({ status: 'cancelled' })
    expect(kept('inventory', 'expectedReturns').at(-1)).toMatchObject({ status: 'cancelled' })
    expect(last(done)).toMatch(/没有办成.*都撤回了/)
  })
})

/** State without the journal of calls, which reading writes too. */
const strip = (state: string) => state.replace(/"(journal|events|sequences)":\[.*?\](?=,"|\})/g, '')

describe('tracking', () => {
  it.each([
    ['C1001', 'O20260001', /正在派送[\s\S]*快递员.*1\d{10}[\s\S]*预计[\s\S]*最新/],
    ['C1002', 'O20260002', /还没发出.*24 小时/],
    ['C1015', 'O20260015', /还没付款/],
    ['C1019', 'O20260019', /遇到了问题[\s\S]*地址信息不详/],
    ['C1007', 'O20260007', /已签收.*没收到/],
    ['C1022', 'O20260043', /已经取消/],
  ])('tells %s where %s is', async (id, orderId, words) => {
    const done = await walk('logistics_status', { id, order: orderId })
    expect(done.outcome).toBe('solved')
    expect(last(done)).toMatch(words)
    expect(last(done)).not.toMatch(/\{\{|undefined|null/)
  })

  it('tells it in English without a Chinese character', async () => {
    const done = await walk('logistics_status', { id: 'C1006', lang: 'en', order: 'O20260006' })
    expect(last(done)).toMatch(/is on its way[\s\S]*courier[\s\S]*Expected [A-Z][a-z]{2} \d/)
    expect(last(done)).not.toMatch(/[\u4e00-\u9fff]/)
    expect(done.watches).toHaveLength(1)
  })
})

describe('changing the address', () => {
  const address = {
    province: '',
    city: '杭州市',
    district: '西湖区',
    detail: '文三路138号2幢301',
    name: '',
    phone: '',
    text: '',
  }

  it('sends an order that has not left to the new place, keeping the recipient', async () => {
    const before = order('O20260002').address
    const done = await walk('change_address', { id: 'C1002', order: 'O20260002', slots: { address } })
    expect(done.outcome).toBe('solved')
    expect(order('O20260002').address).toMatchObject({
      city: '杭州市',
      district: '西湖区',
      detail: '文三路138号2幢301',
      name: before.name,
      phone: before.phone,
    })
    expect(done.confirmations[0]).toContain('杭州市西湖区文三路138号2幢301')
  })

  it('says why it is too late once dispatched, and whom to call', async () => {
    const done = await walk('change_address', { id: 'C1006', lang: 'en', order: 'O20260006', slots: { address } })
    expect(done.outcome).toBe('declined')
    expect(last(done)).toMatch(/already been dispatched.*call the courier.*1\d{10}/)
    expect(shop.control.effects()).toEqual({})
  })
})

describe('invoice', () => {
  it('is issued to a person, to the address on the account', async () => {
    const done = await walk('invoice', { id: 'C1008', order: 'O20260008', slots: { type: 'personal' } })
    expect(done.asked).toEqual(['order', 'type', 'email'])
    expect(order('O20260008').invoice).toMatchObject({ type: 'personal', title: '个人', taxNo: null, amount: 2799 })
    expect(last(done)).toContain(order('O20260008').invoice.id)
  })

  it('is issued to a company with its tax number, however sloppily typed', async () => {
    const slots = {
      type: 'company',
      title: '云帆信息技术有限公司，税号91310115MA1K3XXH2B',
      taxNo: '91310115ma1k3xxh2b',
      email: 'cw@yunfan.example',
    }
    const done = await walk('invoice', { id: 'C1008', order: 'O20260008', slots })
    expect(done.outcome).toBe('solved')
    expect(order('O20260008').invoice).toMatchObject({
      type: 'company',
      title: '云帆信息技术有限公司',
      taxNo: '91310115MA1K3XXH2B',
      email: 'cw@yunfan.example',
    })
  })

  it('is not issued twice', async () => {
    const done = await walk('invoice', { id: 'C1009', order: 'O20260009' })
    expect(done.outcome).toBe('declined')
    expect(last(done)).toMatch(/已经开过票了.*海波商贸有限公司/)
  })

  it('finds company name and tax number in one breath', async () => {
    const { slots } = (await import('./walk-flow.ts')).readFlow('invoice')
    const find = (name: string, text: string) => {
      const slot = slots[name]
      const found = slot?.kind === 'text' && slot.pattern ? new RegExp(slot.pattern, 'i').exec(text) : null
      return found?.[1]
    }
    const text = '开票 抬头上海云帆信息技术有限公司 税号91310115MA1K3XXH2B 发我邮箱'
    expect(find('company', text)).toBe('上海云帆信息技术有限公司')
    expect(find('taxNo', text)).toBe('91310115MA1K3XXH2B')
    expect(find('taxNo', '订单O20260008 电话13820010007')).toBeUndefined()
  })
})

describe('ordering again', () => {
  it('places it with a payment link and puts the stock aside', async () => {
    const done = await walk('reorder', { id: 'C1001', order: 'O20260031' })
    expect(done.outcome).toBe('solved')
    expect(last(done)).toMatch(/订单 O2026\d+.*¥149\.00[\s\S]*http/)
    expect(shop.control.effects()).toEqual({
      'inventory.reserve': 1,
      'orders.create': 1,
      'payments.createPaymentLink': 1,
    })
  })

  it('pays from the stored balance when the customer says so', async () => {
    const done = await walk('reorder', { id: 'C1010', lang: 'en', order: 'O20260010', slots: { payBy: 'balance' } })
    expect(done.asked).toContain('payBy')
    expect(last(done)).toMatch(/¥1,899\.00 was taken from your balance/)
    expect(kept('payments', 'payers').find((each) => each.id === 'PY-50010')).toMatchObject({ balance: 1101 })
  })

  it('orders as many as were asked for', async () => {
    await walk('reorder', { id: 'C1001', order: 'O20260031', said: { quantity: 2 } })
    expect(kept('orders', 'orders').at(-1)).toMatchObject({ amount: 298, items: [{ sku: 'EK-K17-WH', quantity: 2 }] })
  })

  it('takes “one more of the same” for the same number as before, and one piece when told so', async () => {
    await walk('reorder', { id: 'C1002', order: 'O20260032', said: { quantity: 1 } })
    expect(kept('orders', 'orders').at(-1)).toMatchObject({ items: [{ sku: 'FJ-J2-BL', quantity: 2 }] })
    await walk('reorder', { id: 'C1002', order: 'O20260032', corrects: { quantity: 1 } })
    expect(kept('orders', 'orders').at(-1)).toMatchObject({ items: [{ sku: 'FJ-J2-BL', quantity: 1 }] })
  })

  it('says so when it is sold out, and orders nothing', async () => {
    shop.control.patch({ service: 'inventory', id: 'EK-K17-WH', set: { stock: 0 } } as never)
    const done = await walk('reorder', { id: 'C1001', order: 'O20260031' })
    expect(done.outcome).toBe('declined')
    expect(last(done)).toMatch(/K17现在没货/)
    expect(shop.control.effects()).toEqual({})
  })

  it('gives stock and order back when the payment cannot be started', async () => {
    shop.control.setFault({ service: 'payments', operation: 'createPaymentLink', mode: 'error', times: 9 })
    const done = await walk('reorder', { id: 'C1001', order: 'O20260031' })
    expect(done.outcome).toBe('compensated')
    expect(kept('inventory', 'reservations').at(-1)).toMatchObject({ status: 'released' })
    expect(kept('orders', 'orders').at(-1)).toMatchObject({ status: 'cancelled' })
  })
})

describe('the smaller matters', () => {
  it('cancels before dispatch, and not after', async () => {
    const done = await walk('cancel_order', { id: 'C1022', order: 'O20260022' })
    expect(done.outcome).toBe('solved')
    expect(order('O20260022').status).toBe('cancelled')
    const late = await walk('cancel_order', { id: 'C1006', order: 'O20260006' })
    expect(late.outcome).toBe('declined')
    expect(last(late)).toMatch(/已经发货/)
  })

  it('cancels an unpaid order without a refund', async () => {
    await walk('cancel_order', { id: 'C1015', order: 'O20260015' })
    expect(shop.control.effects()).toEqual({ 'orders.cancel': 1 })
  })

  it.each([
    ['C1014', 'O20260014', /¥899\.00.*尾号 9931/],
    ['C1023', 'O20260023', /已于.*退回尾号 1873/],
    ['C1007', 'O20260007', /没有退款记录/],
  ])('tells %s how the refund of %s stands', async (id, orderId, words) => {
    expect(last(await walk('refund_status', { id, order: orderId }))).toMatch(words)
  })

  it('tells how a refund stands from the run itself, and then from the payment system', async () => {
    const returned = { order: { id: 'O20260014' }, refund: { id: 'RF1' } }
    const progress = {
      return_refund: { scope: returned, status: '退货单 RT1：退款已受理。', heard: [{ type: 'pickup.collected' }] },
    }
    const done = await walk('refund_status', { id: 'C1014', progress })
    expect(done.asked).toEqual([])
    expect(done.texts[0]).toMatch(/^退货单 RT1：退款已受理。.*快递员已经取走/)
    expect(last(done)).toMatch(/¥899\.00.*尾号 9931/)
  })

  it('books a repair right away where the customer would rather do that', async () => {
    const slots = { wish: 'appointment', fault: '漏水', photos: photo, visitDay: { date: tomorrow, from: '13:00' } }
    const done = await walk('damaged_or_repair', { id: 'C1007', order: 'O20260007', slots })
    expect([done.outcome, done.tickets]).toEqual(['solved', 0])
    expect(shop.control.effects()).toMatchObject({ 'aftersales.reserveSlot': 1, 'aftersales.createServiceOrder': 1 })
  })

  it('shows an order', async () => {
    const done = await walk('order_status', { id: 'C1005', order: 'O20260035' })
    expect(done.texts.join()).toContain('打包中')
  })

  it('hands repairs, exchanges, missing parcels and complaints to people, with a ticket', async () => {
    for (const flow of ['damaged_or_repair', 'exchange', 'not_received', 'complaint']) {
      const done = await walk(flow, { id: 'C1007', order: 'O20260007', slots: { wish: 'repair', story: '通电就漏水' } })
      expect([flow, done.outcome, done.tickets]).toEqual([flow, 'handed_over', 1])
      expect(done.texts.join('\n')).not.toMatch(/\{\{|undefined|null/)
    }
    expect(shop.control.effects()).toEqual({})
  })
})
