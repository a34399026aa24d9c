import type { TestShop } from '../../examples/shop/src/shop-client.ts'
import type { Doc } from '../../examples/shop/src/store.ts'
import type { Scenario, SystemEntry } from './scenario.ts'
import type { Recorded, Reply, Script } from './scripted-product.ts'

/**
 * A bot that knows what a scenario expects and does just that, through the shop's own interfaces: what it cannot do, the shop's
 * rules forbid and the scenario is wrong.
 */
export function makePerfectBot(scenario: Scenario, shop: TestShop): { script: Script; recorded: Recorded } {
  const { expect } = scenario
  const outcome = expect.outcome === undefined ? 'solved' : [expect.outcome].flat()[0]!
  const closing = '正在为您转接同事 colleague。还有其他可以帮您的吗？ Is there anything else I can help you with?'
  const script: Script = async (_content, turn): Promise<Reply[]> => {
    if (turn > 1) return [{ text: closing }]
    shop.control.clearFaults()
    await bringAbout(scenario, shop)
    return [{ text: [...expect.replies.must.map(sampleOf), closing].join('\n') }]
  }
  return {
    script,
    recorded: { handedOver: expect.handoff === 'must', tickets: expect.ticket === 'must' ? 1 : 0, outcome },
  }
}

async function bringAbout(scenario: Scenario, shop: TestShop): Promise<void> {
  const { systems, calls } = scenario.expect
  const did = async (request: Promise<{ status: number; body: Doc }>) => {
    const { status, body } = await request
    if (status >= 400) throw new Error(`${scenario.id}: the shop refuses: ${JSON.stringify(body)}`)
    return body
  }
  if (calls.must.includes('sms.send')) await did(shop.post('sms', '/send', { phone: '13800000000', text: '123456' }))
  if (calls.must.includes('logistics.getShipment')) await did(shop.get('logistics', '/shipments?orderId=O20260001'))
  let made: Doc = {}
  for (const entry of systems.filter((each) => each.service === 'orders'))
    made = (await changeOrder(entry, shop, did)) ?? made
  for (const entry of systems) {
    const has = entry.has ?? {}
    const orderId = entry.find.orderId ?? made.id
    if (entry.service === 'inventory' && has.status === 'expected')
      for (const { sku, quantity } of made.items as Doc[])
        await did(shop.post('inventory', '/expected-returns', { orderId, sku, quantity }))
    if (entry.service === 'inventory' && has.status === 'reserved')
      await did(shop.post('inventory', '/reservations', { sku: entry.find.sku, quantity: has.quantity }))
    if (entry.service === 'logistics' && has.status === 'booked')
      await did(shop.post('logistics', '/pickups', pickupOf(entry, shop)))
    if (entry.service === 'payments') await did(pay(entry, String(orderId), shop))
  }
}

type Did = (request: Promise<{ status: number; body: Doc }>) => Promise<Doc>

/** The one change of orders an entry describes; answers the record that came of it. */
async function changeOrder({ find, has = {} }: SystemEntry, shop: TestShop, did: Did): Promise<Doc | undefined> {
  const id = String(find.id ?? find.orderId)
  if (has.status === 'requested')
    return did(
      shop.post('orders', '/returns', {
        orderId: id,
        items: has.items,
        reason: has.reason ?? 'quality',
        photos: ['1'],
      }),
    )
  if (has.status === 'cancelled') return did(shop.post('orders', `/orders/${id}/cancel`))
  if (has.type === 'personal' || has.type === 'company') {
    const { type, taxNo } = has
    const title = has.title ? literal(has.title) : '个人'
    return did(
      shop.post('orders', '/invoices', { orderId: id, type, taxNo, title, email: has.email ?? 'someone@example.com' }),
    )
  }
  if (find.customerId) {
    const items = (has.items as Doc[]).map(({ sku, quantity }) => ({
      sku,
      quantity,
      productId: shop.stores.inventory.get('skus', sku)!.productId,
    }))
    const paymentMethod = has.status === 'paid' ? 'balance' : 'link'
    const { address } = shop.stores.orders.get('customers', String(find.customerId))!
    return did(
      shop.post('orders', '/orders', {
        customerId: find.customerId,
        items,
        paymentMethod,
        address: { ...address, ...addressIn(has) },
      }),
    )
  }
  const address = addressIn(has)
  if (Object.keys(address).length === 0) return undefined
  const order = await did(shop.get('orders', `/orders/${id}`))
  return did(shop.post('orders', `/orders/${id}/address`, { address: { ...order.address, ...address } }))
}

function addressIn(has: Record<string, unknown>): Record<string, string> {
  const parts = Object.entries(has).filter(([field]) => field.startsWith('address.'))
  return Object.fromEntries(parts.map(([field, value]) => [field.slice('address.'.length), literal(value)]))
}

function pickupOf({ find, has = {} }: SystemEntry, shop: TestShop): object {
  const ahead = Number(/^today\+(\d+)$/.exec(String(has.date))?.[1] ?? 1)
  const date = new Date(Date.now() + 8 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10)
  const { address } = shop.stores.orders.get('orders', String(find.orderId))!
  return { orderId: find.orderId, address, date, slot: has.slot ?? '13:00-18:00' }
}

function pay({ find, has = {} }: SystemEntry, orderId: string, shop: TestShop) {
  const amount = has.amount ?? find.amount
  if (has.status === 'open') return shop.post('payments', '/payment-links', { orderId, amount })
  if (has.method === 'balance') return shop.post('payments', '/charges', { orderId, amount, payerId: find.payerId })
  return shop.post('payments', '/refunds', { orderId, amount })
}

const literal = (value: unknown) => {
  const pattern = /^\/(.+)\/$/.exec(String(value))?.[1]
  return pattern ? sampleOf(pattern) : String(value)
}

/** A text that fits a simple regular expression: first alternatives, optional things present, repetitions absent. */
export function sampleOf(pattern: string): string {
  let text = pattern
  while (/\([^()]*\)/.test(text)) text = text.replace(/\((?:\?:)?([^()|]*)[^()]*\)/, '$1')
  const plain = text
    .split('|')[0]!
    .replace(/(?:\\[sdw]|\.)[*?]|(?:\\[sdw]|\.)\{0,\d+\}/g, '')
    .replace(/\\d/g, '1')
    .replace(/\[([^\]])[^\]]*\]/g, '$1')
    .replace(/(.)\?/g, '$1')
    .replace(/\\(.)/g, '$1')
    .replace(/[\^$]/g, '')
  if (!new RegExp(pattern, 'i').test(plain)) throw new Error(`no sample of /${pattern}/ (tried "${plain}")`)
  return plain
}
