import type { Random } from '../../eval/tasks/random.ts'
import type { Shop } from '../../examples/shop/src/start-shop.ts'

export const kinds = ['question', 'status', 'refund', 'cancel', 'address', 'reorder'] as const
export type Kind = (typeof kinds)[number]

/** What one customer wants of one order, and how they answer what they are asked. */
export interface Story {
  kind: Kind
  customerId: string
  orderId: string
  opening: string[]
  /** The first whose pattern fits what was said last is the answer; `$code` is the newest code by SMS. */
  answers: [when: RegExp, say: string][]
  /** What the bot says when the matter is done. */
  done: RegExp | null
  /** The new street of an address change. */
  detail?: string
}

const patience = 20
const common: Story['answers'] = [
  [/验证码/, '$code'],
  [/对吗|确认/, '对'],
]

/** An endless supply of stories, each about an order that no other one touches, so that what belongs to whom is never in doubt. */
export function makeStories(shop: Shop, random: Random) {
  const returnable = new Set(
    shop.control.list('products').flatMap((each) => (each.returnable ? [String(each.id)] : [])),
  )
  const fresh = Map.groupBy(shop.control.list('orders').filter(isPlain), ({ status }) => kindOfStatus(String(status)))
  for (const orders of fresh.values()) orders.sort(() => random.next() - 0.5)
  const busy = new Set<string>()
  let count = 0

  /** One single-line order of returnable goods, so that "all or nothing" can be counted. */
  function isPlain({
    items,
    status,
    customerId,
  }: {
    items?: { productId: string; quantity: number }[]
    status?: string
    customerId?: string
  }) {
    return Boolean(items?.length === 1 && returnable.has(items[0]!.productId) && status && customerId)
  }

  function take(status: 'past' | 'open'): { id: string; customerId: string } | undefined {
    const orders = fresh.get(status) ?? []
    const at = orders.findIndex(({ customerId }) => !busy.has(String(customerId)))
    const [order] = at < 0 ? [] : orders.splice(at, 1)
    return order && { id: String(order.id), customerId: String(order.customerId) }
  }

  return {
    next(): Story | undefined {
      for (let tries = 0; tries < patience; tries++) {
        const kind = random.pick(wanted)
        const order = take(sourceOf[kind])
        if (!order) continue
        busy.add(order.customerId)
        return tell(kind, order, count++, shop)
      }
      return undefined
    },
    /** The customer can have another story. */
    free: (customerId: string) => busy.delete(customerId),
  }
}

/** Half of all customers are in the middle of a refund. */
const wanted: Kind[] = [
  'refund',
  'refund',
  'refund',
  'refund',
  'question',
  'status',
  'address',
  'reorder',
  'cancel',
  'address',
]
const sourceOf: Record<Kind, 'past' | 'open'> = {
  refund: 'past',
  reorder: 'past',
  status: 'past',
  question: 'past',
  address: 'open',
  cancel: 'open',
}
const kindOfStatus = (status: string) =>
  ['completed', 'delivered'].includes(status) ? 'past' : ['paid', 'packing'].includes(status) ? 'open' : 'other'

function tell(kind: Kind, { id, customerId }: { id: string; customerId: string }, count: number, shop: Shop): Story {
  const base = { kind, customerId, orderId: id }
  switch (kind) {
    case 'question':
      return { ...base, opening: ['支持哪些支付方式', '用什么快递', '谢谢'], answers: [], done: null }
    case 'status':
      return { ...base, opening: [`${id} 到哪了`], answers: [], done: null }
    case 'refund':
      shop.control.patch({ service: 'orders', id, set: { status: 'delivered', deliveredAt: 'now-2d' } })
      return {
        ...base,
        opening: [`我要退货 订单${id}`],
        answers: [[/什么原因|原因是/, '不想要了'], [/哪天|什么时间/, '明天下午'], ...common],
        done: /退货单 ?RT/,
      }
    case 'cancel':
      return { ...base, opening: [`订单${id}我要退款，还没发货`], answers: common, done: /已经?取消|取消了|取消好/ }
    case 'address': {
      const detail = `文三路${100 + count}号`
      return {
        ...base,
        detail,
        opening: [`订单${id}改一下收货地址`],
        answers: [[/新的地址|地址不太完整|新地址/, `浙江省杭州市西湖区${detail}`], ...common],
        done: /改好了|已改|改成了|会寄到|将寄往/,
      }
    }
    case 'reorder':
      return {
        ...base,
        opening: [`把订单${id}再下一单`],
        answers: [[/怎么付款/, '付款链接'], ...common],
        done: /下单成功/,
      }
  }
}
