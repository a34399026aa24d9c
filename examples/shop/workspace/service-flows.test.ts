import { describe, expect, it } from 'vitest'
import { day, expectEnglish, expectReadable, last, useShop } from './try-flows.ts'

const { walk, kept, one, refused, failing, standing, whatChanged } = useShop()
const photo = [{ fileId: 'f1', name: 'fault.jpg', mime: 'image/jpeg', size: 1000 }]

describe('price protection', () => {
  it('pays the difference back to the card it came from', async () => {
    const done = await walk('price_protection', { id: 'C1012', order: 'O20260012' })
    expect(done.outcome).toBe('solved')
    expect(done.confirmations[0]).toMatch(/成交价 ¥1,599\.00，后来的价格 ¥1,399\.00[\s\S]*差价共 ¥200\.00/)
    expect(kept('payments', 'refunds').at(-1)).toMatchObject({
      amount: 200,
      kind: 'price_protection',
      status: 'accepted',
    })
    expect(done.watches).toHaveLength(1)
    expectReadable(done)
  })

  it('pays what was claimed before and never paid, though the price is back up', async () => {
    const done = await walk('price_protection', { id: 'C1008', order: 'O20260008' })
    expect(done.outcome).toBe('solved')
    expect(kept('payments', 'refunds').at(-1)).toMatchObject({ amount: 100, claimId: 'PP20260008' })
  })

  it.each([
    ['C1003', 'O20260003', 'en', /nothing in order O20260003 is cheaper now/],
    ['C1012', 'O20260039', 'zh', /耗材|价保期到/],
    ['C1004', 'O20260004', 'zh', /价保期到.*结束/],
    ['C1014', 'O20260014', 'zh', /没法价保：.*退/],
    ['C1015', 'O20260015', 'zh', /还没付款.*取消订单/],
  ] as const)('says in words of its own why %s gets nothing for %s', async (id, order, lang, words) => {
    const done = await refused('price_protection', { id, order, lang }, words)
    if (lang === 'en') expectEnglish(done)
  })

  it.each([
    'orders.createPriceProtectionClaim',
    'payments.createRefund',
  ])('leaves nothing behind when %s fails', (operation) =>
    failing('price_protection', { id: 'C1012', order: 'O20260012' }, operation, /差价这次没有退成.*都撤回了.*¥200\.00/))
})

describe('booking a repair', () => {
  const details = { fault: '通电没反应，一直漏水', photos: photo, visitDay: { date: day(2), from: '13:00' } }
  const leaking = { id: 'C1007', order: 'O20260007', slots: details }

  it('sends a technician at a time that is kept for the customer', async () => {
    const done = await walk('warranty_repair', leaking)
    expect(done.outcome).toBe('solved')
    expect(done.forms[0]).toEqual(['fault', 'photos', 'nameplate'])
    expect(kept('aftersales', 'serviceOrders').at(-1)).toMatchObject({
      serialNo: 'QW202600070101',
      date: day(2),
      slot: '13:00-18:00',
      fee: 0,
      photos: ['f1'],
      address: { city: '杭州市' },
    })
    expect(last(done)).toMatch(/维修单 SO\d+.*师傅上门/)
    expectReadable(done)
  })

  it('has a kettle collected by courier, in English', async () => {
    const done = await walk('warranty_repair', {
      id: 'C1003',
      lang: 'en',
      order: 'O20260003',
      slots: { fault: 'no power', photos: photo, pickupDay: { date: day(1), from: '09:00' } },
    })
    expect(done.outcome).toBe('solved')
    expect(kept('logistics', 'pickups').at(-1)).toMatchObject({
      orderId: 'O20260003',
      date: day(1),
      slot: '09:00-12:00',
    })
    expectEnglish(done)
  })

  it('tells the fee outside the warranty before it counts, and cancels it all when that is too much', async () => {
    const registered = { ...details, where: 'showroom', unit: 'SN-FDL8-230417', paidRepair: 'goOn' }
    const before = standing()
    const done = await walk('warranty_repair', { id: 'C1009', slots: registered, agrees: [true, false] })
    expect(done.confirmations[1]).toMatch(/检测费是 ¥120\.00/)
    expect(done.outcome).toBe('cancelled')
    expect(whatChanged(before, standing())).toEqual([])
  })

  it.each([
    ['C1017', 'O20260017', /已经有一张维修单 SO1017/, 'solved'],
    ['C1006', 'O20260006', /还没到您手上/, 'declined'],
    ['C1018', 'O20260018', /已经退货或正在退/, 'declined'],
  ])('tells %s why no repair of %s is booked', async (id, order, words, outcome) => {
    await refused('warranty_repair', { id, order, slots: details }, words, outcome)
  })

  it("does not look into an appliance of somebody else's", async () => {
    const done = await refused(
      'warranty_repair',
      { id: 'C1003', said: { serial: 'QW202600070101' } },
      /不在您的账户名下/,
    )
    expect(done.texts.join()).not.toMatch(/净水器/)
  })

  it('hands over where no technician works, with the fault on record', async () => {
    const done = await walk('warranty_repair', {
      id: 'C1013',
      order: 'O20260013',
      slots: { ...details, item: 'HB-H8-BK' },
    })
    expect(['handed_over', 'solved', 'declined']).toContain(done.outcome)
  })

  it.each([
    'aftersales.reserveSlot',
    'aftersales.createServiceOrder',
  ])('leaves nothing behind when %s fails', (operation) =>
    failing('warranty_repair', leaking, operation, /没有约成.*都撤回了/))

  it('takes the repair back when the courier cannot be booked', () =>
    failing(
      'warranty_repair',
      { id: 'C1003', order: 'O20260003', slots: { fault: '不通电', photos: photo, pickupDay: { date: day(1) } } },
      'logistics.createPickup',
      /没有约成.*都撤回了/,
    ))
})

describe('a coupon that does not work', () => {
  it('is issued again when it ran out a few days ago', async () => {
    const done = await walk('coupon_problem', { id: 'C1001' })
    expect(done.outcome).toBe('solved')
    expect(kept('crm', 'coupons').at(-1)).toMatchObject({ reissuedFrom: 'CPN1001-1', status: 'available' })
    expectReadable(done)
  })

  it('is set free from an order that was cancelled', async () => {
    const done = await walk('coupon_problem', { id: 'C1022', slots: { coupon: 'CPN1022-1' } })
    expect(done.outcome).toBe('solved')
    expect(one('crm', 'coupons', 'CPN1022-1')).toMatchObject({ status: 'available', lockedByOrder: null })
  })

  it.each([
    ['C1002', 'CPN1002-1', {}, /已经用在订单 O20260002/, 'declined'],
    ['C1004', 'CPN1004-1', {}, /过期太久补不了/, 'declined'],
    ['C1005', 'CPN1005-1', {}, /正被订单 O20260035 占用.*取消订单/, 'declined'],
    ['C1010', 'CPN1010-1', {}, /已经补发过一张/, 'declined'],
    ['C1008', 'CPN1008-1', { whichBasket: 'placed' }, /没凑够.*¥3,000\.00.*¥2,799\.00.*¥201\.00/, 'solved'],
    ['C1003', 'CPN1003-1', { whichBasket: 'checkout' }, /厨房电器/, 'solved'],
  ])('tells %s in words of its own what is the matter with %s', async (id, coupon, slots, words, outcome) => {
    const order = id === 'C1008' ? 'O20260008' : undefined
    await refused('coupon_problem', { id, ...(order && { order }), slots: { coupon, ...slots } }, words, outcome)
  })

  it.each([
    ['C1001', 'crm.reissueCoupon', /没有处理成，券还是原来的样子/],
    ['C1022', 'crm.reopenCoupon', /没有处理成/],
  ])('tells %s the truth when %s fails', (id, operation, words) =>
    failing('coupon_problem', { id, slots: { coupon: `CPN${id.slice(1)}-1` } }, operation, words))
})

describe('a damaged parcel', () => {
  const scratched = { severity: 'cosmetic', kind: 'damaged', photos: photo, remedy: 'partial_refund' }

  it('is worth some money at once when the amount is small', async () => {
    const done = await walk('damaged_parcel', { id: 'C1007', order: 'O20260007', slots: scratched })
    expect(done.outcome).toBe('solved')
    expect(done.approvals).toEqual([])
    expect(kept('payments', 'refunds').at(-1)).toMatchObject({ amount: 194.85, kind: 'damage' })
    expect(kept('logistics', 'carrierClaims').at(-1)).toMatchObject({ orderId: 'O20260007', photos: ['f1'] })
    expectReadable(done)
  })

  it('waits for a colleague above that, and pays once they agree', async () => {
    const done = await walk('damaged_parcel', { id: 'C1008', order: 'O20260008', slots: scratched })
    expect(done.approvals[0]).toMatch(/破损赔付 ¥419\.85/)
    expect(done.outcome).toBe('solved')
    expect(kept('payments', 'refunds').at(-1)).toMatchObject({ amount: 419.85 })
  })

  it.each([
    [false, 'declined', /没有批准 ¥419\.85/],
    [null, 'handed_over', /24 小时内批，还没有人处理/],
  ])('pays nothing when the colleague says %s', async (approves, outcome, words) => {
    await refused('damaged_parcel', { id: 'C1008', order: 'O20260008', slots: scratched, approves }, words, outcome)
  })

  it('is sent again from stock that is set aside', async () => {
    const broken = { ...scratched, severity: 'destroyed', remedy: 'resend' }
    const done = await walk('damaged_parcel', { id: 'C1020', order: 'O20260020', slots: broken })
    expect(done.outcome).toBe('solved')
    expect(kept('orders', 'orders').at(-1)).toMatchObject({ resendOf: 'O20260020', amount: 0, status: 'paid' })
    expect(kept('inventory', 'reservations').at(-1)).toMatchObject({ status: 'reserved' })
  })

  it('becomes a return without asking everything twice', async () => {
    const slots = { ...scratched, severity: 'functional', remedy: 'return', pickupDay: { date: day(1), from: '13:00' } }
    const done = await walk('damaged_parcel', { id: 'C1007', order: 'O20260007', slots })
    expect(done.outcome).toBe('solved')
    expect(done.asked).not.toContain('reason')
    expect(one('orders', 'orders', 'O20260007').return).toMatchObject({ reason: 'damaged_in_transit', photos: ['f1'] })
  })

  it.each([
    ['C1017', 'O20260017', /期限是.*已经过了/],
    ['C1005', 'O20260005', /还没签收.*拒收/],
    ['C1018', 'O20260018', /已经退货或正在退/],
  ])('tells %s why nothing is paid for %s', async (id, order, words) => {
    await refused('damaged_parcel', { id, order, slots: scratched }, words)
  })

  it.each([
    'logistics.createCarrierClaim',
    'payments.createRefund',
  ])('leaves nothing behind when %s fails', (operation) =>
    failing(
      'damaged_parcel',
      { id: 'C1007', order: 'O20260007', slots: scratched },
      operation,
      /都撤回了，没有补发也没有退款/,
    ))

  it.each([
    'inventory.reserve',
    'orders.createResend',
    'logistics.createCarrierClaim',
  ])('sends nothing when %s fails', (operation) =>
    failing(
      'damaged_parcel',
      { id: 'C1020', order: 'O20260020', slots: { ...scratched, severity: 'destroyed', remedy: 'resend' } },
      operation,
      /都撤回了，没有补发也没有退款/,
    ))
})
