import { describe, expect, it } from 'vitest'
import { day, expectEnglish, expectReadable, last, useShop } from './try-flows.ts'

const { shop, walk, kept, one, refused, failing, standing, whatChanged } = useShop()
const newest = (service: Parameters<typeof kept>[0], collection: string) => kept(service, collection).at(-1)!

describe('taking an invoice back', () => {
  const corrected = {
    type: 'company',
    title: '海波贸易有限公司',
    taxNo: '91310115MA1K3XXH2B',
    email: 'cw@haibo.example',
  }
  const wrong = { id: 'C1009', order: 'O20260009', slots: { reason: 'wrong_title', ...corrected } }
  const decide = (status: string) => () => {
    shop().control.advance({ service: 'orders', id: newest('orders', 'redLetters').id, status })
  }

  it('waits for the tax bureau and then issues the corrected one', async () => {
    const done = await walk('invoice_red_flush', { ...wrong, meanwhile: decide('accepted') })
    expect([done.outcome, done.waits]).toEqual(['solved', ['event']])
    expect(done.confirmations[0]).toMatch(/不能恢复/)
    expect(one('orders', 'orders', 'O20260009').invoice).toMatchObject({ title: '海波贸易有限公司', status: 'issued' })
    expect(one('orders', 'invoices', 'INV20260009').status).toBe('red_flushed')
    expectReadable(done)
  })

  it('issues nothing when the bureau turns it down, and says why', async () => {
    const done = await walk('invoice_red_flush', { ...wrong, meanwhile: decide('rejected') })
    expect([done.outcome, last(done)]).toEqual(['declined', expect.stringMatching(/没有受理红冲：.*照常有效/)])
    expect(one('orders', 'invoices', 'INV20260009').status).toBe('issued')
  })

  it('hands over with the truth when the bureau lets the deadline pass', async () => {
    const done = await walk('invoice_red_flush', wrong)
    expect([done.outcome, done.tickets]).toEqual(['handed_over', 1])
    expect(last(done)).toMatch(/到期还没有给出受理结果/)
  })

  it('says that only half is done when the new invoice cannot be issued', async () => {
    shop().control.setFault({ service: 'orders', operation: 'createInvoice', mode: 'error', times: 9 })
    const done = await walk('invoice_red_flush', { ...wrong, meanwhile: decide('accepted') })
    expect([done.outcome, done.tickets]).toEqual(['handed_over', 1])
    expect(last(done)).toMatch(/已经受理红冲，这一步不能撤回.*还没有开出来/)
  })

  it.each([
    ['C1155', 'O20260758', 'wrong_title', /购买方发起/],
    ['C1121', 'O20260305', 'wrong_title', /已经提交过了/],
    ['C1008', 'O20260008', 'other', /没有开过有效的发票/],
  ])('tells %s what can be done instead', async (id, order, reason, words) => {
    await refused('invoice_red_flush', { id, order, slots: { ...corrected, reason } }, words)
  })

  it('changes nothing when the request fails', () =>
    failing('invoice_red_flush', wrong, 'orders.requestRedInvoice', /照常有效，什么都没变/))
})

describe('the address book', () => {
  const place = {
    province: '浙江省',
    city: '杭州市',
    district: '西湖区',
    detail: '文三路 90 号 3 栋 501 室',
    name: '',
    phone: '',
  }

  it('takes a new address down, for the customer unless somebody else is named', async () => {
    const done = await walk('address_book', { id: 'C1007', slots: { action: 'add', address: place, mark: '新公司' } })
    expect(done.outcome).toBe('solved')
    expect(newest('crm', 'addresses')).toMatchObject({
      customerId: 'C1007',
      detail: '文三路 90 号 3 栋 501 室',
      label: '新公司',
    })
    expectReadable(done)
  })

  it('works the province out from the city, or asks', async () => {
    const slots = { action: 'add', address: { ...place, province: '', city: '宁波市', detail: '药行街 1 号' } }
    await walk('address_book', { id: 'C1007', slots })
    expect(newest('crm', 'addresses')).toMatchObject({ province: '浙江省', city: '宁波市' })
    const far = { ...slots, address: { ...place, province: '', city: '苏州市' }, province: '江苏省' }
    const done = await walk('address_book', { id: 'C1007', slots: far })
    expect(done.asked).toContain('province')
    expect(newest('crm', 'addresses')).toMatchObject({ province: '江苏省' })
  })

  it('changes the phone of one and leaves the rest as it was', async () => {
    const slots = { action: 'change', entry: 'AD1007-3', phone: '13900001111' }
    const done = await walk('address_book', { id: 'C1007', slots })
    expect(done.outcome).toBe('solved')
    expect(one('crm', 'addresses', 'AD1007-3')).toMatchObject({ phone: '13900001111', name: '王德福', city: '宁波市' })
  })

  it('sets another default, and deletes the old one only with a successor', async () => {
    await walk('address_book', { id: 'C1007', slots: { action: 'setDefault', entry: 'AD1007-2' } })
    expect(one('crm', 'addresses', 'AD1007-2').isDefault).toBe(true)
    const done = await walk('address_book', {
      id: 'C1007',
      slots: { action: 'remove', entry: 'AD1007-2', successor: 'AD1007-1' },
    })
    expect(done.asked).toContain('successor')
    expect(one('crm', 'addresses', 'AD1007-2').status).toBe('removed')
    expect(one('crm', 'addresses', 'AD1007-1').isDefault).toBe(true)
  })

  it('reads the book out in English without telling whole phone numbers', async () => {
    const done = await refused(
      'address_book',
      { id: 'C1003', lang: 'en', slots: { action: 'show' } },
      /Your address book/,
      'solved',
    )
    expect(last(done)).not.toMatch(/\d{11}/)
  })

  it.each([
    ['C1005', { action: 'add', address: place }, /地址簿满了，现在有 10 个/],
    ['C1007', { action: 'add', address: { ...place, province: '香港特别行政区', city: '香港' } }, /送不到/],
    ['C1016', { action: 'setDefault' }, /只有一个地址/],
  ])('tells %s what can be done instead', async (id, slots, words) => {
    await refused('address_book', { id, slots }, words)
  })

  it('changes nothing for somebody who cannot prove who they are', async () => {
    const slots = { action: 'change', entry: 'AD1007-3', phone: '13900001111' }
    await refused('address_book', { id: 'C1007', slots, passesCheck: false }, /地址没有改动/)
  })

  it.each([
    ['crm.addAddress', { action: 'add', address: place }],
    ['crm.changeAddress', { action: 'change', entry: 'AD1007-3', phone: '13900001111' }],
    ['crm.setDefaultAddress', { action: 'setDefault', entry: 'AD1007-2' }],
    ['crm.removeAddress', { action: 'remove', entry: 'AD1007-3' }],
  ])('leaves the book as it was when %s fails', (operation, slots) =>
    failing('address_book', { id: 'C1007', slots }, operation, /没有改成，还是原来的样子/))
})

describe('membership', () => {
  it('tells points, level and history without changing anything', async () => {
    await refused('membership', { id: 'C1002', slots: { wish: 'points' } }, /您现在有 [\d,]+ 积分.*到期/, 'solved')
    await refused('membership', { id: 'C1002', slots: { wish: 'level' } }, /金卡会员[\s\S]*已经是最高等级/, 'solved')
    const done = await refused(
      'membership',
      { id: 'C1010', lang: 'en', slots: { wish: 'ledger' } },
      /Your latest points/,
      'solved',
    )
    expectEnglish(done)
  })

  it('turns points into a coupon', async () => {
    const done = await walk('membership', { id: 'C1002', slots: { wish: 'redeem', reward: 'RW-30' } })
    expect(done.outcome).toBe('solved')
    expect(newest('crm', 'coupons')).toMatchObject({ customerId: 'C1002', value: 30, source: 'points' })
    expect(last(done)).toMatch(/1300 积分/)
  })

  it('stops at what may be had in a month', async () => {
    shop().control.patch({ service: 'crm', id: 'C1011', set: { points: 9000 } })
    await refused('membership', { id: 'C1011', slots: { wish: 'redeem', reward: 'RW-100' } }, /每月最多换 1 次/)
  })

  it('gives the birthday gift', async () => {
    const done = await walk('membership', { id: 'C1002', slots: { wish: 'birthday' } })
    expect([done.outcome, last(done)]).toEqual(['solved', expect.stringMatching(/生日快乐.*¥80\.00/)])
  })

  it.each([
    ['C1001', { wish: 'redeem', reward: 'RW-30' }, /还差 [\d]+ 分/],
    ['C1002', { wish: 'redeem', reward: 'RW-50' }, /已经兑完了/],
    ['C1001', { wish: 'birthday' }, /银卡和金卡/],
    ['C1004', { wish: 'birthday' }, /只在生日当月发/],
    ['C1005', { wish: 'birthday' }, /没有生日/],
    ['C1009', { wish: 'birthday' }, /已经领过了/],
  ])('tells %s in words of its own why not: %o', async (id, slots, words) => {
    await refused('membership', { id, slots }, words)
  })

  it.each([
    ['crm.redeemPoints', { wish: 'redeem', reward: 'RW-30' }],
    ['crm.giveBirthdayGift', { wish: 'birthday' }],
  ])('takes no points when %s fails', (operation, slots) =>
    failing('membership', { id: 'C1002', slots }, operation, /积分没有扣，也没有发券/))
})

describe('a company purchase', () => {
  const needs = { product: { id: 'P006', name: '饮水机' }, quantity: 20, company: '海波商贸有限公司', sku: 'FD-L8-WH' }
  const buyer = { id: 'C1009', slots: { ...needs, offer: 'fine' } }
  const pays = () => {
    const link = newest('payments', 'paymentLinks')
    if (link.status === 'open') shop().control.advance({ service: 'payments', id: link.id })
  }

  it('becomes an order that is paid by link', async () => {
    const done = await walk('group_purchase', { ...buyer, meanwhile: pays })
    expect([done.outcome, done.waits]).toEqual(['solved', ['event']])
    expect(newest('orders', 'quotes')).toMatchObject({ status: 'converted', extraPercent: 0 })
    expect(newest('inventory', 'reservations')).toMatchObject({ sku: 'FD-L8-WH', quantity: 20, status: 'reserved' })
    expectReadable(done)
  })

  it('asks the sales manager for more than is free to give', async () => {
    const slots = { ...needs, offer: 'more', percent: 8 }
    const done = await walk('group_purchase', { ...buyer, slots, meanwhile: pays })
    expect(done.approvals[0]).toMatch(/团购折扣 8%/)
    expect(newest('orders', 'quotes')).toMatchObject({ extraPercent: 8, approvedBy: '顾明珠', status: 'converted' })
    expect(done.outcome).toBe('solved')
  })

  it('falls back to the company price when the manager says no', async () => {
    const slots = { ...needs, offer: 'more', percent: 8, sayRejected: 'fine' }
    const done = await walk('group_purchase', { ...buyer, slots, approves: false, meanwhile: pays })
    expect(done.outcome).toBe('solved')
    expect(
      kept('orders', 'quotes').filter(({ status, clientRef }) => clientRef && status === 'cancelled'),
    ).toHaveLength(1)
    expect(newest('orders', 'quotes')).toMatchObject({ extraPercent: 0, status: 'converted' })
  })

  it('reminds the customer, and takes everything back when nobody has paid by the last day', async () => {
    const before = standing()
    const done = await walk('group_purchase', buyer)
    expect([done.outcome, done.waits]).toEqual(['cancelled', ['timer', 'timer']])
    expect(done.notices[0]).toMatch(/还没收到付款/)
    expect(whatChanged(before, standing())).toEqual([])
  })

  it.each([
    [{ ...needs, quantity: 3 }, /5 件起，您这次是 3 件/, 'declined'],
    [{ ...needs, quantity: 9000 }, /还差 \d+ 件，补齐大约要 \d+ 天/, 'declined'],
    [{ ...needs, offer: 'leave' }, /没有下单/, 'cancelled'],
    [{ ...needs, offer: 'more', percent: 40, tooMuch: 'leave' }, /没有下单/, 'cancelled'],
  ])('says what can be had instead of %o', async (slots, words, outcome) => {
    await refused('group_purchase', { ...buyer, slots }, words, outcome)
  })

  it.each([
    'orders.createQuote',
    'inventory.reserve',
    'orders.convertQuote',
    'payments.createPaymentLink',
  ])('takes quote, order and stock back when %s fails', (operation) =>
    failing('group_purchase', buyer, operation, /都撤回了，没有收款/))
})

describe('a recall', () => {
  const signed = { stopped: true, signature: [{ fileId: 's1', name: 'signature.png', mime: 'image/png', size: 900 }] }
  const blanket = { id: 'C1020', slots: { ...signed, remedy: 'refund', pickupDay: { date: day(2), from: '09:00' } } }
  const blender = {
    id: 'C1136',
    slots: { ...signed, remedy: 'replacement', pickupDay: { date: day(4), from: '13:00' } },
  }

  it('warns first, has it signed, then refunds and collects', async () => {
    const done = await walk('recall_notice', blanket)
    expect(done.outcome).toBe('solved')
    expect(done.texts[0]).toMatch(/起火风险[\s\S]*立即拔下电源/)
    expect(done.forms[0]).toEqual(['stopped', 'signature'])
    expect(newest('crm', 'recallRegistrations')).toMatchObject({
      recallId: 'RCL-E18',
      remedy: 'refund',
      status: 'registered',
    })
    expect(newest('payments', 'refunds')).toMatchObject({ orderId: 'O20260042', reason: 'recall' })
    expect(newest('logistics', 'pickups')).toMatchObject({ orderId: 'O20260042', date: day(2) })
    expectReadable(done)
  })

  it('sends the licensed carrier for a battery and a new one from stock', async () => {
    const done = await walk('recall_notice', blender)
    expect(done.outcome).toBe('solved')
    expect(newest('logistics', 'hazardousPickups')).toMatchObject({
      date: day(4),
      slot: '13:00-18:00',
      status: 'booked',
    })
    expect(newest('orders', 'orders')).toMatchObject({ resendOf: 'O20260664', amount: 0 })
    expect(last(done)).toMatch(/不要拆电池/)
  })

  it('puts a technician on the case where that is the remedy', async () => {
    const done = await walk('recall_notice', { id: 'C1061', slots: { ...signed, remedy: 'repair_visit' } })
    expect([done.outcome, done.tickets]).toEqual(['solved', 1])
  })

  it('knows batches bought elsewhere', async () => {
    const done = await walk('recall_notice', { id: 'C1016', slots: { notAffected: 'byBatch', batch: 'e18-b07' } })
    expect([done.outcome, done.tickets]).toEqual(['handed_over', 1])
    await refused('recall_notice', { id: 'C1016', slots: { notAffected: 'byBatch', batch: 'G5-H2' } }, /以前召回过/)
    await refused(
      'recall_notice',
      { id: 'C1016', slots: { notAffected: 'byBatch', batch: 'X9-Z1' } },
      /不在任何召回里/,
      'answered',
    )
  })

  it.each([
    ['C1226', {}, /已经登记过（RG1226/, 'declined'],
    ['C1148', { notAffected: 'fine' }, /都不在召回里/, 'answered'],
    ['C1020', { stopped: false }, /没有停用确认/, 'handed_over'],
  ])('tells %s how it stands', async (id, slots, words, outcome) => {
    await refused('recall_notice', { id, slots }, words, outcome)
  })

  it.each([
    'crm.registerRecall',
    'logistics.createPickup',
    'payments.createRefund',
  ])('refunds nothing when %s fails', (operation) =>
    failing('recall_notice', blanket, operation, /没有登记成.*继续停用/))

  it.each([
    'logistics.createHazardousPickup',
    'inventory.reserve',
    'orders.createResend',
  ])('sends nothing when %s fails', (operation) => failing('recall_notice', blender, operation, /没有登记成.*继续停用/))
})

describe('following up a complaint', () => {
  const angry = { story: '师傅约了三次都没来，也没人打电话', severity: 'high' }
  const answer = (id?: string) => () => {
    const open = id ? one('crm', 'complaints', id) : newest('crm', 'complaints')
    if (open.status === 'open') shop().control.advance({ service: 'crm', id: open.id, status: 'answered' })
  }

  it('opens a case with a promised time, pays goodwill within the budget and closes it when the answer is accepted', async () => {
    const slots = { ...angry, offer: 'accept', kind: 'balance' }
    const done = await walk('complaint_escalation', { id: 'C1007', slots, meanwhile: answer() })
    expect(done.outcome).toBe('solved')
    expect(newest('crm', 'goodwills')).toMatchObject({ amount: 100, kind: 'balance', status: 'granted' })
    expect(newest('payments', 'credits')).toMatchObject({ amount: 100, status: 'credited' })
    expect(newest('crm', 'complaints')).toMatchObject({ status: 'closed', satisfied: true })
    expectReadable(done)
  })

  it('asks the supervisor for more than the budget, whose level has a larger one', async () => {
    const slots = { ...angry, offer: 'more', wanted: 180, kind: 'coupon' }
    const done = await walk('complaint_escalation', { id: 'C1007', slots, meanwhile: answer() })
    expect(done.approvals[0]).toMatch(/投诉补偿 ¥180\.00/)
    expect(newest('crm', 'goodwills')).toMatchObject({ amount: 180, kind: 'coupon' })
    expect(newest('crm', 'complaints')).toMatchObject({ level: 2 })
  })

  it('goes up level by level when nobody answers, tells both sides, and ends with a person', async () => {
    const done = await walk('complaint_escalation', { id: 'C1007', slots: { ...angry, offer: 'none' } })
    expect(done.outcome).toBe('handed_over')
    expect(newest('crm', 'complaints')).toMatchObject({ level: 3, status: 'open' })
    expect(done.notices.filter((each) => each.includes('超时'))).toHaveLength(2)
    expect(last(done)).toMatch(/还没有人给您答复/)
  })

  it('takes a case that is open already up a level', async () => {
    const slots = { whatNow: 'escalate', offer: 'none' }
    const done = await walk('complaint_escalation', { id: 'C1019', slots, meanwhile: answer('CS1019') })
    expect(one('crm', 'complaints', 'CS1019')).toMatchObject({ level: 2 })
    expect(done.outcome).toBe('solved')
  })

  it.each([
    ['C1019', { whatNow: 'wait' }, /继续办.*没有升级/, 'answered'],
    ['C1019', { whatNow: 'other', ...angry }, /没人|答复/, 'handed_over'],
    ['C1006', { whatNow: 'escalate' }, /最高一级/, 'handed_over'],
  ])('tells %s how it stands: %o', async (id, slots, words, outcome) => {
    const done = await walk('complaint_escalation', { id, slots: { offer: 'none', ...slots } })
    expect([done.outcome, last(done)]).toEqual([outcome, expect.stringMatching(words)])
  })

  it.each([
    ['crm.openComplaint', { offer: 'none' }, /投诉单没有立成/],
    ['crm.grantGoodwill', { offer: 'accept', kind: 'coupon' }, /补偿没有发成，没有钱或券发出/],
    ['payments.creditBalance', { offer: 'accept', kind: 'balance' }, /补偿没有发成，没有钱或券发出/],
    ['crm.escalateComplaint', { offer: 'none' }, /还没有人给您答复/],
  ])('tells the truth and brings in a person when %s fails', async (operation, slots, words) => {
    const [service, name] = operation.split('.')
    shop().control.setFault({ service: service as 'crm', operation: name!, mode: 'error', times: 9 })
    const done = await walk('complaint_escalation', { id: 'C1007', slots: { ...angry, ...slots } })
    expect([done.outcome, last(done)]).toEqual(['handed_over', expect.stringMatching(words)])
    expect(kept('crm', 'goodwills').filter(({ status, clientRef }) => clientRef && status === 'granted')).toEqual([])
    expect(kept('payments', 'credits')).toEqual([])
  })
})
