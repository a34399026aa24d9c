import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestShop, type TestShop } from './shop-client.ts'
import type { Doc } from './store.ts'
import { makeToolCaller, type ToolCaller } from './tool-caller.ts'

let shop: TestShop
let caller: ToolCaller
beforeAll(async () => {
  shop = await startTestShop()
  caller = await makeToolCaller(shop)
})
beforeEach(() => shop.control.reset())
afterAll(() => shop.close())

const home = {
  name: '王建明',
  phone: '13700000000',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  detail: '文三路 1 号',
}
const ask = async (tool: string, args: Doc) => (await caller.call(tool, args)).body
const codeOf = async (tool: string, args: Doc) => (await caller.call(tool, args)).body.error?.code as string | undefined

describe('the known customers of the README are refused with', () => {
  test.each<[string, Doc, string]>([
    ['orders.createPriceProtectionClaim', { orderId: 'O20260039' }, 'protection_window_closed'],
    ['orders.createPriceProtectionClaim', { orderId: 'O20260004' }, 'protection_window_closed'],
    ['orders.createPriceProtectionClaim', { orderId: 'O20260003' }, 'no_price_drop'],
    ['orders.createPriceProtectionClaim', { orderId: 'O20260008' }, 'claim_exists'],
    ['orders.createPriceProtectionClaim', { orderId: 'O20260013', sku: 'FC-R600-RO' }, 'not_protected'],
    ['orders.createPriceProtectionClaim', { orderId: 'O20260014' }, 'not_protectable'],
    ['aftersales.createServiceOrder', { serialNo: 'SN-FDL8-230417', fault: '不出热水' }, 'not_in_warranty'],
    [
      'aftersales.createServiceOrder',
      { orderId: 'O20260013', sku: 'FC-R600-RO', fault: '不过滤了' },
      'not_in_warranty',
    ],
    ['aftersales.createServiceOrder', { orderId: 'O20260017', fault: '又不制冷了' }, 'service_order_exists'],
    ['aftersales.createServiceOrder', { orderId: 'O20260007', fault: '漏水' }, 'slot_needed'],
    ['aftersales.reserveSlot', { slotId: 'TECH-HZ-1_2020-01-01_09', customerId: 'C1007' }, 'slot_unavailable'],
    ['crm.reissueCoupon', { couponId: 'CPN1004-1' }, 'reissue_window_closed'],
    ['crm.reissueCoupon', { couponId: 'CPN1010-1' }, 'already_reissued'],
    ['crm.reissueCoupon', { couponId: 'CPN1002-2' }, 'coupon_not_expired'],
    ['crm.reopenCoupon', { couponId: 'CPN1005-1' }, 'order_still_active'],
    ['logistics.createCarrierClaim', { orderId: 'O20260017', photos: ['p'] }, 'claim_window_closed'],
    ['logistics.createCarrierClaim', { orderId: 'O20260011', photos: ['p'] }, 'claim_exists'],
    ['logistics.createCarrierClaim', { orderId: 'O20260005', photos: ['p'] }, 'not_delivered'],
    ['logistics.createCarrierClaim', { orderId: 'O20260020', photos: [] }, 'invalid_request'],
    [
      'orders.createResend',
      { orderId: 'O20260018', items: [{ sku: 'HD-D6-PK', quantity: 1 }], reason: 'defect' },
      'already_returned',
    ],
    ['orders.requestRedInvoice', { invoiceId: 'INV20260758', reason: 'wrong_title' }, 'already_deducted'],
    ['orders.requestRedInvoice', { invoiceId: 'INV20260305', reason: 'wrong_title' }, 'red_letter_exists'],
    ['crm.addAddress', { customerId: 'C1005', label: '新家', ...home }, 'address_limit'],
    [
      'crm.addAddress',
      { customerId: 'C1007', label: '', ...home, province: '香港特别行政区' },
      'outside_delivery_area',
    ],
    ['crm.removeAddress', { addressId: 'AD1007-1' }, 'default_address'],
    ['crm.redeemPoints', { customerId: 'C1001', rewardId: 'RW-10' }, 'insufficient_points'],
    ['crm.redeemPoints', { customerId: 'C1001', rewardId: 'RW-100' }, 'level_too_low'],
    ['crm.redeemPoints', { customerId: 'C1011', rewardId: 'RW-100' }, 'redemption_limit'],
    ['crm.redeemPoints', { customerId: 'C1002', rewardId: 'RW-50' }, 'reward_sold_out'],
    ['crm.giveBirthdayGift', { customerId: 'C1001' }, 'level_too_low'],
    ['crm.giveBirthdayGift', { customerId: 'C1004' }, 'not_birthday_month'],
    ['crm.giveBirthdayGift', { customerId: 'C1005' }, 'birthday_unknown'],
    ['crm.giveBirthdayGift', { customerId: 'C1009' }, 'gift_already_given'],
    ['orders.convertQuote', { quoteId: 'QT20260002' }, 'quote_expired'],
    ['orders.convertQuote', { quoteId: 'QT20260003' }, 'approval_required'],
    ['orders.convertQuote', { quoteId: 'QT20260004' }, 'out_of_stock'],
    [
      'orders.createQuote',
      { customerId: 'C1009', company: '海波', items: [{ sku: 'FD-L8-WH', quantity: 4 }] },
      'below_group_minimum',
    ],
    [
      'crm.registerRecall',
      { recallId: 'RCL-E18', customerId: 'C1020', orderId: 'O20260042', sku: 'EB-E18-D', remedy: 'refund' },
      'stop_use_required',
    ],
    [
      'crm.registerRecall',
      { recallId: 'RCL-C4', customerId: 'C1015', orderId: 'O20260041', sku: 'CM-C4-WH', remedy: 'refund' },
      'remedy_not_offered',
    ],
    [
      'crm.registerRecall',
      { recallId: 'RCL-J1', customerId: 'C1148', orderId: 'O20260165', sku: 'PB-J1-GN', remedy: 'refund' },
      'not_affected',
    ],
    [
      'crm.registerRecall',
      { recallId: 'RCL-J1', customerId: 'C1226', orderId: 'O20260519', sku: 'PB-J1-PK', remedy: 'refund' },
      'registration_exists',
    ],
    [
      'crm.registerRecall',
      { recallId: 'RCL-G5', customerId: 'C1007', orderId: 'O20260037', sku: 'GS-G5-WH', remedy: 'replacement' },
      'recall_closed',
    ],
    ['crm.openComplaint', { customerId: 'C1019', orderId: 'O20260019', subject: '还没到' }, 'complaint_exists'],
    ['crm.escalateComplaint', { complaintId: 'CS1006', reason: 'again' }, 'highest_level'],
    ['crm.grantGoodwill', { complaintId: 'CS1006', kind: 'coupon', amount: 30 }, 'budget_exceeded'],
    ['crm.addEvidence', { complaintId: 'CS1014', fileId: 'f' }, 'complaint_closed'],
    ['payments.creditBalance', { payerId: 'PY-50006', goodwillId: 'GW1006' }, 'goodwill_not_granted'],
  ])('%s %j → %s', async (tool, args, code) => {
    expect(await codeOf(tool, args)).toBe(code)
  })
})

describe('a coupon that did not work is explained:', () => {
  test.each([
    ['CPN1008-1', 'O20260008', 'below_minimum'],
    ['CPN1003-1', 'O20260003', 'wrong_category'],
    ['CPN1002-2', 'O20260002', 'not_stackable'],
    ['CPN1002-1', 'O20260002', 'coupon_used'],
    ['CPN1022-1', 'O20260022', 'coupon_locked'],
    ['CPN1001-1', 'O20260001', 'coupon_expired'],
    ['CPN1008-2', 'O20260008', null],
  ])('%s on %s: %s', async (couponId, orderId, code) => {
    const check = await ask('crm.checkCoupon', { couponId, orderId })
    expect(check).toMatchObject({ code, applicable: code === null })
    expect(check.remedy).toBe({ 'CPN1022-1': 'reopen', 'CPN1001-1': 'reissue' }[couponId] ?? null)
  })
})

describe('a case that goes through', () => {
  test('price protection pays the difference once, and the claim is settled with the refund', async () => {
    const quote = await ask('orders.quotePriceProtection', { orderId: 'O20260012' })
    expect(quote).toMatchObject({ eligible: true, difference: 200, windowDays: 15 })
    const longer = await ask('orders.quotePriceProtection', { orderId: 'O20260262' })
    expect(longer).toMatchObject({ eligible: true, difference: 70, windowDays: 30, campaign: '秋季焕新节' })
    const claim = await ask('orders.createPriceProtectionClaim', { orderId: 'O20260012' })
    const pay = { orderId: 'O20260012', amount: 200, reason: 'price', kind: 'price_protection' }
    expect(await codeOf('payments.createRefund', pay)).toBe('claim_needed')
    expect(await codeOf('payments.createRefund', { ...pay, amount: 201, claimId: claim.id })).toBe(
      'amount_exceeds_claim',
    )
    const refund = await ask('payments.createRefund', { ...pay, claimId: claim.id })
    expect(await codeOf('payments.createRefund', { ...pay, claimId: claim.id })).toBe('claim_paid')
    shop.control.advance({ service: 'payments', id: refund.id })
    expect(await ask('orders.getPriceProtectionClaim', { claimId: claim.id })).toMatchObject({
      status: 'paid',
      refundId: refund.id,
    })
    expect(await ask('orders.getOrder', { orderId: 'O20260012' })).toMatchObject({ status: 'delivered' })
    expect(shop.control.events.all().map((event) => event.type)).toEqual(
      expect.arrayContaining(['price_protection.paid', 'refund.succeeded']),
    )
    expect(await codeOf('orders.cancelPriceProtectionClaim', { claimId: claim.id })).toBe('claim_paid')
    expect(await ask('orders.checkReturn', { orderId: 'O20260012' })).toMatchObject({
      eligible: true,
      refundAmount: 1399,
    })
    expect(await ask('payments.quoteRefund', { orderId: 'O20260012' })).toMatchObject({ refundableAmount: 1399 })
  })

  test('a price that fell is the price in the shop window, the look-up and a new order alike', async () => {
    expect(await ask('inventory.getPrice', { sku: 'AP-A7-WH' })).toMatchObject({
      listPrice: 1599,
      price: 1399,
      campaign: { id: 'CP-WARM' },
    })
    expect(await ask('inventory.getProduct', { productId: 'P011' })).toMatchObject({ price: 1399 })
    const order = await ask('orders.create', {
      customerId: 'C1012',
      items: [{ productId: 'P011', sku: 'AP-A7-WH', quantity: 1 }],
    })
    expect(order.amount).toBe(1399)
  })

  test('a repair takes a technician’s time nobody else gets, and its steps are told', async () => {
    const warranty = await ask('aftersales.checkWarranty', { serialNo: 'QW202600070101' })
    expect(warranty).toMatchObject({
      inWarranty: true,
      months: 12,
      visit: 'home_visit',
      customerId: 'C1007',
      orderId: 'O20260007',
    })
    const [taken] = shop.control.list('slotReservations')
    expect(await codeOf('aftersales.reserveSlot', { slotId: taken!.slotId, customerId: 'C1007' })).toBe('slot_taken')
    const free = await ask('aftersales.listTechnicianSlots', { city: '杭州市', category: warranty.category })
    const slotId = free.items[0].id
    const held = await ask('aftersales.reserveSlot', { slotId, customerId: 'C1007' })
    expect(await codeOf('aftersales.reserveSlot', { slotId, customerId: 'C1003' })).toBe('slot_taken')
    const repair = await ask('aftersales.createServiceOrder', {
      orderId: 'O20260007',
      fault: '漏水',
      reservationId: held.id,
      address: home,
    })
    expect(repair).toMatchObject({ status: 'booked', fee: 0, technicianId: 'TECH-HZ-1' })
    expect(await codeOf('aftersales.releaseSlot', { reservationId: held.id })).toBe('slot_in_use')
    for (const status of ['assigned', 'on_the_way', 'finished']) {
      shop.control.advance({ service: 'aftersales', id: repair.id })
      expect(await ask('aftersales.getServiceOrder', { serviceOrderId: repair.id })).toMatchObject({
        status,
        technician: { name: '沈国华' },
      })
      expect(shop.control.events.all().at(-1)).toMatchObject({
        type: `service_order.${status}`,
        customerId: 'C1007',
        orderId: 'O20260007',
      })
    }
    expect(await ask('aftersales.listTechnicianSlots', { city: '厦门市' })).toMatchObject({ served: false, total: 0 })
    const paid = await ask('aftersales.createServiceOrder', {
      serialNo: 'SN-FDL8-230417',
      fault: '不出热水',
      paidRepair: true,
      reservationId: 'none',
    })
    expect(paid.error.code).toBe('not_found')
  })

  test('a small appliance is sent in: no technician, no appointment', async () => {
    expect(await ask('aftersales.checkWarranty', { orderId: 'O20260003' })).toMatchObject({ visit: 'send_in' })
    const repair = await ask('aftersales.createServiceOrder', { orderId: 'O20260003', fault: 'It leaks' })
    expect(repair).toMatchObject({ visit: 'send_in', reservationId: null, fee: 0, status: 'booked' })
    expect(shop.control.advance({ service: 'aftersales', id: repair.id })).toMatchObject({ status: 'received' })
  })

  test('damage is answered by what it costs: money for scratches, the goods again when broken, else a return', async () => {
    const assess = (args: Doc) => ask('aftersales.assessDamage', { photos: 1, ...args })
    expect(await assess({ orderId: 'O20260007', severity: 'cosmetic' })).toMatchObject({
      recommended: 'partial_refund',
      solutions: [{ amount: 194.85, instant: true }, {}, {}],
    })
    expect(await assess({ orderId: 'O20260020', severity: 'functional' })).toMatchObject({ recommended: 'resend' })
    shop.control.patch({ service: 'inventory', id: 'TV-55Q-BK', set: { stock: 0 } })
    expect(await assess({ orderId: 'O20260008', severity: 'destroyed' })).toMatchObject({ recommended: 'return' })
    expect(await assess({ orderId: 'O20260017', severity: 'cosmetic' })).toMatchObject({
      eligible: false,
      code: 'report_window_closed',
    })
    expect(await assess({ orderId: 'O20260007', severity: 'cosmetic', photos: 0 })).toMatchObject({
      code: 'photos_required',
    })
    const again = await ask('orders.createResend', {
      orderId: 'O20260020',
      items: [{ sku: 'FB-Z4-WD', quantity: 1 }],
      reason: 'damaged_in_transit',
    })
    expect(again).toMatchObject({ status: 'paid', amount: 0, resendOf: 'O20260020', customerId: 'C1020' })
    expect(
      await codeOf('orders.createResend', {
        orderId: 'O20260020',
        items: [{ sku: 'FB-Z4-WD', quantity: 1 }],
        reason: 'defect',
      }),
    ).toBe('resend_exists')
    expect(await ask('orders.checkReturn', { orderId: again.id })).toMatchObject({
      eligible: false,
      code: 'resend_order',
    })
  })

  test('a red-letter invoice is final once accepted, and only then can the order be invoiced anew', async () => {
    const red = await ask('orders.requestRedInvoice', { invoiceId: 'INV20260009', reason: 'wrong_title' })
    const anew = {
      orderId: 'O20260009',
      type: 'company',
      title: '海波商贸（成都）有限公司',
      taxNo: '91510104MA6BXXXX2C',
      email: 'a@example.com',
    }
    expect(await codeOf('orders.createInvoice', anew)).toBe('invoice_exists')
    shop.control.advance({ service: 'orders', id: red.id, status: 'accepted' })
    expect(shop.control.events.all().at(-1)).toMatchObject({ type: 'red_letter.accepted', orderId: 'O20260009' })
    expect(await codeOf('orders.withdrawRedInvoice', { redLetterId: red.id })).toBe('red_letter_decided')
    expect(await ask('orders.getInvoice', { invoiceId: 'INV20260009' })).toMatchObject({ status: 'red_flushed' })
    expect(await ask('orders.createInvoice', anew)).toMatchObject({ status: 'issued', title: anew.title })
    const refused = shop.control.advance({ service: 'orders', id: 'RL20260305', status: 'rejected' })
    expect(refused).toMatchObject({ status: 'rejected', rejectReason: expect.stringContaining('重新申请') })
  })

  test('a new default address is the one new orders go to, also after the old default was deleted and restored', async () => {
    const { items } = await ask('crm.listAddresses', { customerId: 'C1007' })
    expect(items.map((address: Doc) => [address.id, address.isDefault])).toEqual([
      ['AD1007-1', true],
      ['AD1007-2', false],
      ['AD1007-3', false],
    ])
    await ask('crm.removeAddress', { addressId: 'AD1007-1', nextDefaultId: 'AD1007-2' })
    expect(await ask('orders.getCustomer', { customerId: 'C1007' })).toMatchObject({
      address: { detail: '江南大道 3888 号 2 栋 1203 室' },
    })
    await ask('crm.restoreAddress', { addressId: 'AD1007-1', revision: 1 })
    const restored = await ask('crm.listAddresses', { customerId: 'C1007' })
    expect(restored.items.map((address: Doc) => [address.id, address.isDefault])).toEqual([
      ['AD1007-1', true],
      ['AD1007-2', false],
      ['AD1007-3', false],
    ])
    const last = await ask('crm.removeAddress', { addressId: 'AD1021-1' })
    expect(last).toMatchObject({ status: 'removed' })
  })

  test('points, ledger and coupon of a redemption fit together', async () => {
    const before = await ask('crm.getMember', { customerId: 'C1002' })
    expect(before).toMatchObject({
      level: 'gold',
      nextLevel: null,
      benefits: expect.arrayContaining([expect.objectContaining({ code: 'birthday' })]),
    })
    const redemption = await ask('crm.redeemPoints', { customerId: 'C1002', rewardId: 'RW-30' })
    const ledger = await ask('crm.listPoints', { customerId: 'C1002' })
    expect(ledger.items[0]).toMatchObject({ change: -1300, balance: before.points - 1300 })
    expect(
      ledger.items.at(-1).balance + ledger.items.slice(0, -1).reduce((sum: number, line: Doc) => sum + line.change, 0),
    ).toBe(before.points - 1300)
    expect(await ask('crm.getCoupon', { couponId: redemption.couponId })).toMatchObject({
      state: 'available',
      value: 30,
      source: 'points',
    })
  })

  test('a company quote becomes an order at its prices, which being paid can no longer be taken back', async () => {
    const tiers = await ask('orders.getTierPrices', { sku: 'FD-L8-WH', quantity: 20 })
    expect(tiers).toMatchObject({ listPrice: 699, percent: 8, unitPrice: 643.08, total: 12861.6, minimum: 5 })
    expect(await ask('inventory.checkAvailability', { sku: 'FD-L8-WH', quantity: 20 })).toMatchObject({ enough: true })
    expect(await ask('inventory.checkAvailability', { sku: 'PJ-H3-WH', quantity: 5 })).toMatchObject({
      enough: false,
      missing: 5,
      restockDays: 10,
    })
    const quote = await ask('orders.convertQuote', { quoteId: 'QT20260001' })
    expect(await ask('orders.getOrder', { orderId: quote.orderId })).toMatchObject({
      status: 'pending_payment',
      amount: 12861.6,
      quoteId: quote.id,
    })
    shop.control.advance({ service: 'orders', id: quote.orderId, status: 'paid' })
    expect(shop.control.events.all().at(-1)).toMatchObject({ type: 'order.paid', customerId: 'C1009' })
    expect(await codeOf('orders.revertQuote', { quoteId: quote.id })).toBe('order_paid')
    expect(await ask('orders.convertQuote', { quoteId: 'QT20260003', approvedBy: 'manager' })).toMatchObject({
      status: 'converted',
    })
  })

  test('a recalled battery is acknowledged, registered and collected by the licensed carrier', async () => {
    const affected = await ask('crm.listAffectedItems', { customerId: 'C1136' })
    expect(affected.items).toMatchObject([
      { recallId: 'RCL-J1', orderId: 'O20260664', sku: 'PB-J1-PK', batch: 'J1-K3', acknowledged: false },
    ])
    const said = await ask('crm.acknowledgeStopUse', { recallId: 'RCL-J1', customerId: 'C1136' })
    expect(await ask('crm.acknowledgeStopUse', { recallId: 'RCL-J1', customerId: 'C1136' })).toEqual(said)
    const item = { recallId: 'RCL-J1', customerId: 'C1136', orderId: 'O20260664', sku: 'PB-J1-PK' }
    const registration = await ask('crm.registerRecall', { ...item, remedy: 'refund' })
    const { items } = await ask('logistics.listHazardousSlots', { province: '浙江省' })
    const booking = { registrationId: registration.id, orderId: 'O20260664', address: home, ...items[0] }
    expect(
      await codeOf('logistics.createHazardousPickup', { ...booking, address: { ...home, province: '海南省' } }),
    ).toBe('area_not_served')
    const pickup = await ask('logistics.createHazardousPickup', booking)
    expect(await codeOf('logistics.createHazardousPickup', booking)).toBe('pickup_exists')
    for (const status of ['collected', 'disposed'])
      shop.control.advance({ service: 'logistics', id: pickup.id, status })
    expect(shop.control.events.all().map((event) => event.type)).toEqual([
      'hazardous_pickup.collected',
      'hazardous_pickup.disposed',
    ])
    expect(await ask('crm.getRecallRegistration', { registrationId: registration.id })).toMatchObject({
      status: 'settled',
    })
    expect(await ask('crm.listRecalls', { batch: 'j1-k4' })).toMatchObject({ total: 1 })
    expect(await ask('crm.listRecalls', {})).toMatchObject({ total: 4 })
  })

  test('a complaint climbs, its budget grows with it, is answered and closed', async () => {
    const before = await ask('crm.getComplaint', { complaintId: 'CS1019' })
    expect(before).toMatchObject({ severity: 'high', level: 1, budget: 100, budgetLeft: 100 })
    const up = await ask('crm.escalateComplaint', { complaintId: 'CS1019', reason: '没人理' })
    expect(up).toMatchObject({ level: 2, budget: 200 })
    const goodwill = await ask('crm.grantGoodwill', { complaintId: 'CS1019', kind: 'balance', amount: 150 })
    const credit = await ask('payments.creditBalance', { payerId: 'PY-50019', goodwillId: goodwill.id })
    expect(credit).toMatchObject({ amount: 150, status: 'credited' })
    expect(await codeOf('crm.deescalateComplaint', { complaintId: 'CS1019', level: 2 })).toBe('budget_spent')
    shop.control.advance({ service: 'crm', id: 'CS1019' })
    expect(shop.control.events.all().at(-1)).toMatchObject({
      type: 'complaint.answered',
      customerId: 'C1019',
      orderId: 'O20260019',
    })
    expect(
      await ask('crm.closeComplaint', { complaintId: 'CS1019', resolution: '已补偿', satisfied: true }),
    ).toMatchObject({ status: 'closed', budgetLeft: 50 })
  })
})
