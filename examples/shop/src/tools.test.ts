import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import jsonata from 'jsonata'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { SERVICE_NAMES } from './service-names.ts'
import { startTestShop, type TestShop } from './shop-client.ts'
import type { Doc } from './store.ts'
import { allRecords, makeToolCaller, type ToolCaller } from './tool-caller.ts'

const workspace = parse(readFileSync(join(import.meta.dirname, '../workspace/connections.yaml'), 'utf8')) as {
  tools: Doc[]
}
const tools = new Map(workspace.tools.map((tool) => [tool.id as string, tool]))

let shop: TestShop
let caller: ToolCaller
beforeAll(async () => {
  shop = await startTestShop()
  caller = await makeToolCaller(shop)
})
beforeEach(() => shop.control.reset())
afterAll(() => shop.close())

const address = {
  name: '王建明',
  phone: '13700000000',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  detail: '文三路 1 号',
}
const freeSlot = async (city: string) => (await caller.call('aftersales.listTechnicianSlots', { city })).body.items[0]

/** Does one write and answers its result. */
async function made(tool: string, args: Doc): Promise<Doc> {
  const answer = await caller.call(tool, args)
  expect([tool, answer.status, answer.body.error?.code]).toEqual([tool, expect.toSatisfy((s) => s < 300), undefined])
  return answer.body
}

/** For every write that can be undone: what must be there before, and its arguments. */
const STORIES: Record<string, () => Promise<Doc> | Doc> = {
  'orders.createPriceProtectionClaim': () => ({ orderId: 'O20260012' }),
  'orders.requestRedInvoice': () => ({ invoiceId: 'INV20260009', reason: 'wrong_title' }),
  'orders.createResend': () => ({
    orderId: 'O20260007',
    items: [{ sku: 'WP-R600-WH', quantity: 1 }],
    reason: 'damaged_in_transit',
  }),
  'orders.createQuote': () => ({
    customerId: 'C1009',
    company: '海波商贸有限公司',
    items: [{ sku: 'FD-L8-WH', quantity: 20 }],
  }),
  'orders.convertQuote': () => ({ quoteId: 'QT20260001' }),
  'payments.creditBalance': async () => {
    const goodwill = await made('crm.grantGoodwill', { complaintId: 'CS1019', kind: 'balance', amount: 50 })
    return { payerId: 'PY-50019', goodwillId: goodwill.id }
  },
  'logistics.createCarrierClaim': () => ({ orderId: 'O20260020', photos: ['photo-1', 'photo-2'] }),
  'logistics.createHazardousPickup': async () => {
    const { items } = (await caller.call('logistics.listHazardousSlots', { province: '陕西省' })).body
    return { registrationId: 'RG1226', orderId: 'O20260519', address, ...items[0] }
  },
  'crm.redeemPoints': () => ({ customerId: 'C1002', rewardId: 'RW-100' }),
  'crm.giveBirthdayGift': () => ({ customerId: 'C1002' }),
  'crm.reissueCoupon': () => ({ couponId: 'CPN1001-1', reason: 'the app was down' }),
  'crm.reopenCoupon': () => ({ couponId: 'CPN1022-1' }),
  'crm.addAddress': () => ({ customerId: 'C1007', label: '新家', isDefault: true, ...address }),
  'crm.changeAddress': () => ({ addressId: 'AD1007-1', detail: '学院路 2 号', phone: '13711112222' }),
  'crm.removeAddress': () => ({ addressId: 'AD1007-2' }),
  'crm.setDefaultAddress': () => ({ addressId: 'AD1007-2' }),
  'crm.registerRecall': async () => {
    await made('crm.acknowledgeStopUse', { recallId: 'RCL-E18', customerId: 'C1020' })
    return { recallId: 'RCL-E18', customerId: 'C1020', orderId: 'O20260042', sku: 'EB-E18-D', remedy: 'refund' }
  },
  'crm.openComplaint': () => ({ customerId: 'C1007', orderId: 'O20260007', subject: '漏水泡了柜子', severity: 'high' }),
  'crm.withdrawComplaint': () => ({ complaintId: 'CS1019' }),
  'crm.addEvidence': () => ({ complaintId: 'CS1019', fileId: 'file-1', note: '通话截图' }),
  'crm.removeEvidence': async () => {
    await made('crm.addEvidence', { complaintId: 'CS1019', fileId: 'file-1' })
    return { complaintId: 'CS1019', fileId: 'file-1' }
  },
  'crm.escalateComplaint': () => ({ complaintId: 'CS1019', reason: '还是没人联系' }),
  'crm.closeComplaint': () => ({ complaintId: 'CS1019', resolution: '已补发' }),
  'crm.grantGoodwill': () => ({ complaintId: 'CS1019', kind: 'coupon', amount: 30 }),
  'aftersales.reserveSlot': async () => ({ slotId: (await freeSlot('杭州市')).id, customerId: 'C1007' }),
  'aftersales.createServiceOrder': async () => {
    const held = await made('aftersales.reserveSlot', { slotId: (await freeSlot('杭州市')).id, customerId: 'C1007' })
    return { orderId: 'O20260007', fault: '滤芯灯常亮', reservationId: held.id, address }
  },
}
const EARLIER = new Set([
  'orders.create',
  'orders.createReturn',
  'orders.createInvoice',
  'payments.createRefund',
  'payments.createPaymentLink',
  'payments.charge',
  'logistics.createPickup',
  'inventory.expectReturn',
  'inventory.reserve',
])
const undoable = [...tools.values()].filter((tool) => tool.compensation && !EARLIER.has(tool.id))

/** What a change and its undoing may leave behind on a record: how often it was touched. */
const TRACES = ['revision', 'history', 'updatedAt', 'previousDefaultId', 'lastLockedBy', 'evidence', 'closedAt']
const UNDONE = ['cancelled', 'withdrawn', 'released', 'removed']
const withoutTraces = (record: Doc | undefined) =>
  record && Object.fromEntries(Object.entries(record).filter(([name]) => !TRACES.includes(name)))

describe.each(undoable.map((tool) => [tool.id as string, tool] as const))('%s', (id, tool) => {
  test('takes effect once for one reference, is found again after a lost reply, and is undone without a trace', async () => {
    const args = await STORIES[id]!()
    const before = allRecords(shop, SERVICE_NAMES)
    const key = `run-1/${id}`
    const first = await caller.call(id, args, key)
    expect([first.status, first.body.error?.code]).toEqual([expect.toSatisfy((status) => status < 300), undefined])
    const count = shop.control.effects()[id]
    expect(await caller.call(id, args, key)).toEqual(first)
    expect(shop.control.effects()[id]).toBe(count)

    const lookedUp = await caller.call(tool.lookup.tool, await jsonata(tool.lookup.args).evaluate({ key, args }))
    const found = await jsonata(tool.lookup.found).evaluate({ result: lookedUp.body, key, args })
    expect(found).toMatchObject({ id: first.body.id, status: first.body.status })

    const undoArgs = await jsonata(tool.compensation.args).evaluate({ args, result: found })
    for (const turn of [1, 2]) {
      const undone = await caller.call(tool.compensation.tool, undoArgs, `${key}/undo`)
      expect([turn, undone.status, undone.body.error?.code]).toEqual([
        turn,
        expect.toSatisfy((s) => s < 300),
        undefined,
      ])
    }
    for (const [name, record] of allRecords(shop, SERVICE_NAMES)) {
      const earlier = before.get(name)
      if (earlier) expect(withoutTraces(record), name).toEqual(withoutTraces(earlier))
      else if (record.status) expect(UNDONE, name).toContain(record.status)
    }
  })
})

test.each([
  'crm.redeemPoints',
  'aftersales.reserveSlot',
  'logistics.createCarrierClaim',
])('%s whose answer got lost has happened, and the repeat gets that answer', async (id) => {
  const args = await STORIES[id]!()
  const [service, operation] = id.split('.') as ['crm', string]
  shop.control.setFault({ service, operation, mode: 'lost-reply' })
  await expect(caller.call(id, args, 'lost-1')).rejects.toThrow()
  const tool = tools.get(id)!
  const { items } = (await caller.call(tool.lookup.tool, { clientRef: 'lost-1' })).body
  expect(items).toHaveLength(1)
  expect((await caller.call(id, args, 'lost-1')).body).toEqual(items[0])
  expect(shop.control.effects()[id]).toBe(1)
})

describe('the connector file', () => {
  test('names only operations that exist, and undoes and finds with the ones the OpenAPI documents name', () => {
    for (const tool of tools.values()) {
      const entry = caller.hints.get(tool.id)
      expect(entry, tool.id).toBeDefined()
      expect(Boolean(entry!['x-write']), tool.id).toBe(tool.kind === 'write')
      const service = tool.id.split('.')[0]
      if (tool.compensation && entry!['x-compensated-by'])
        expect(tool.compensation.tool).toBe(`${service}.${entry!['x-compensated-by']}`)
      if (tool.lookup && entry!['x-found-by']) expect(tool.lookup.tool).toBe(`${service}.${entry!['x-found-by']}`)
    }
  })

  test('says of every write how much there is to regret', () => {
    for (const tool of tools.values())
      if (tool.kind === 'write') expect(['low', 'medium', 'high'], tool.id).toContain(tool.risk)
  })
})
