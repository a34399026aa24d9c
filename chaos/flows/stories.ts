import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FormValue } from '@loopdesk/contracts/form.ts'
import { parse } from 'yaml'
import type { Shop } from '../../examples/shop/src/start-shop.ts'

/** A customer who has something done that changes the company's systems. */
export interface Story {
  name: string
  /** The flow that does it. */
  flow: string
  customerId: string
  lang: 'zh' | 'en'
  /** What the customer is after, by the ids that calls about it carry. */
  about: string[]
  opening: string
  /** What else is answered than to the common questions; the first whose pattern fits what was said. */
  answers?: [when: RegExp, say: string][]
  /** What is filled into forms, by field; anything that fits stands in the others. */
  form?: Record<string, FormValue>
  /** What the world does once the bot has said so: somebody pays, an office decides. The customer waits for what comes of it. */
  life?: { when: RegExp; act(shop: Shop): void }
  /** What the bot says when it is done. */
  done: RegExp
}

const workspace = fileURLToPath(new URL('../../examples/shop/workspace', import.meta.url))

/** One or two for every flow that writes, each of a customer of the demo for whom it goes through. */
export const stories: Story[] = [
  {
    name: 'return',
    flow: 'return_refund',
    customerId: 'C1007',
    lang: 'zh',
    about: ['O20260007'],
    opening: '我要退货 订单O20260007',
    answers: [[/原因/, '坏了']],
    done: /退货单 ?RT/,
  },
  {
    name: 'return before dispatch',
    flow: 'return_refund',
    customerId: 'C1002',
    lang: 'zh',
    about: ['O20260002'],
    opening: 'O20260002 我要退款 还没发货',
    done: /已取消，退款/,
  },
  {
    name: 'cancel',
    flow: 'cancel_order',
    customerId: 'C1022',
    lang: 'zh',
    about: ['O20260043', 'O20260022'],
    opening: '取消订单O20260022',
    done: /已取消/,
  },
  {
    name: 'address',
    flow: 'change_address',
    customerId: 'C1005',
    lang: 'zh',
    about: ['O20260034'],
    opening: '订单O20260034改一下收货地址',
    answers: [[/新的?地址|地址不太完整|送到哪|寄到哪/, '福建省厦门市思明区湖滨南路88号3栋501室']],
    done: /改好了|已改|改成了|会寄到|将寄往/,
  },
  {
    name: 'invoice',
    flow: 'invoice',
    customerId: 'C1008',
    lang: 'zh',
    about: ['O20260008'],
    opening: 'O20260008 开一下发票，个人的',
    answers: [[/邮箱/, 'siqi.chen@example.com'], [/个人/, '个人']],
    done: /发票.{0,20}INV|INV\d+/,
  },
  {
    name: 'reorder',
    flow: 'reorder',
    customerId: 'C1003',
    lang: 'zh',
    about: ['O20260003', 'KT-17'],
    opening: '把订单O20260003再下一单',
    answers: [[/怎么付款/, '付款链接']],
    done: /下单成功/,
  },
  {
    name: 'price protection',
    flow: 'price_protection',
    customerId: 'C1020',
    lang: 'zh',
    about: ['O20260020'],
    opening: '订单O20260020降价了，给我补差价',
    done: /办好了，价保单/,
  },
  {
    name: 'coupon again',
    flow: 'coupon_problem',
    customerId: 'C1001',
    lang: 'zh',
    about: ['CPN1001-1'],
    opening: '我的优惠券过期了能补发吗',
    done: /补发好了/,
  },
  {
    name: 'damaged and paid',
    flow: 'damaged_parcel',
    customerId: 'C1007',
    lang: 'zh',
    about: ['O20260007'],
    opening: '订单O20260007收到就破损了，包裹压坏了',
    form: { severity: 'cosmetic', kind: 'damaged' },
    answers: [[/选一个/, '赔钱']],
    done: /办好了，.*赔付/,
  },
  {
    name: 'damaged and sent again',
    flow: 'damaged_parcel',
    customerId: 'C1020',
    lang: 'zh',
    about: ['O20260020'],
    opening: '订单O20260020收到就破损了，包裹压坏了',
    form: { severity: 'functional', kind: 'damaged' },
    answers: [[/选一个/, '补发']],
    done: /办好了，补发订单/,
  },
  {
    name: 'repair at home',
    flow: 'warranty_repair',
    customerId: 'C1007',
    lang: 'zh',
    about: ['O20260007', 'QW202600070101'],
    opening: '预约维修，订单O20260007',
    answers: [[/维修，还是退掉/, '维修'], [/什么毛病/, '通电没有反应']],
    done: /约好了，维修单/,
  },
  {
    name: 'repair sent in',
    flow: 'warranty_repair',
    customerId: 'C1003',
    lang: 'zh',
    about: ['O20260003'],
    opening: '预约维修，订单O20260003',
    answers: [[/维修，还是退掉/, '维修'], [/什么毛病/, '通电没有反应']],
    done: /约好了，维修单/,
  },
  {
    name: 'new address',
    flow: 'address_book',
    customerId: 'C1007',
    lang: 'zh',
    about: ['AD1007'],
    opening: '新增收货地址',
    answers: [[/想查看、新增/, '新增'], [/哪个省/, '浙江省']],
    done: /存好了/,
  },
  {
    name: 'birthday gift',
    flow: 'membership',
    customerId: 'C1002',
    lang: 'zh',
    about: [],
    opening: '领生日礼',
    done: /生日快乐/,
  },
  {
    name: 'points',
    flow: 'membership',
    customerId: 'C1002',
    lang: 'zh',
    about: [],
    opening: '用积分换张券',
    answers: [[/想查积分/, '积分换券']],
    done: /换好了/,
  },
  {
    name: 'invoice taken back',
    flow: 'invoice_red_flush',
    customerId: 'C1009',
    lang: 'zh',
    about: ['O20260009', 'INV20260009'],
    opening: 'O20260009的发票抬头开错了，要红冲重开',
    answers: [[/为什么要红冲/, '抬头错了']],
    form: { title: '海波咖啡有限公司', company: '海波咖啡有限公司', taxNo: '91310115MA1K3XXH2B' },
    life: { when: /已经到税务局/, act: (shop) => void shop.control.advance({ service: 'orders', id: newest(shop, 'redLetters', 'O20260009'), status: 'accepted' }) },
    done: /红冲办好了/,
  },
  {
    name: 'group purchase',
    flow: 'group_purchase',
    customerId: 'C1009',
    lang: 'zh',
    about: [],
    opening: '企业团购，公司要采购一批饮水机',
    form: { product: '饮水机', quantity: 20, company: '海波商贸有限公司', taxNo: '91310115MA1K3XXH2B' },
    answers: [[/按这个价走/, '就按这个价']],
    life: { when: /点这里付款/, act: (shop) => void shop.control.advance({ service: 'payments', id: newest(shop, 'paymentLinks'), status: 'paid' }) },
    done: /收到.*的付款/,
  },
  {
    name: 'complaint',
    flow: 'complaint_escalation',
    customerId: 'C1013',
    lang: 'zh',
    about: ['CS'],
    opening: '我要正式投诉立案',
    done: /投诉单 ?CS/,
  },
  {
    name: 'recall',
    flow: 'recall_notice',
    customerId: 'C1020',
    lang: 'zh',
    about: ['O20260042'],
    opening: '我的电热毯是不是召回了',
    form: { phone: '13812345678' },
    answers: [[/哪种/, '退款']],
    done: /登记好了|办好了/,
  },
] // biome-ignore format: answers beside each other

function newest(shop: Shop, collection: string, orderId?: string): string {
  const found = shop.control.list(collection).findLast((each) => orderId === undefined || each.orderId === orderId)
  return String(found?.id)
}

interface ToolFile {
  tools: { id: string; kind: string; compensation?: { tool: string }; irreversible?: boolean }[]
}

/** What undoes which write, of the demo's systems. */
export function readCompensations(): Map<string, string> {
  const { tools } = parse(readFileSync(join(workspace, 'connections.yaml'), 'utf8')) as ToolFile
  return new Map(tools.flatMap(({ id, compensation }) => (compensation ? [[id, compensation.tool] as const] : [])))
}

/** Flows of the demo that write to a system of the company, sub-flows included. */
export function readWritingFlows(): string[] {
  const { tools } = parse(readFileSync(join(workspace, 'connections.yaml'), 'utf8')) as ToolFile
  const writes = new Set(tools.filter(({ kind }) => kind === 'write').map(({ id }) => id))
  const folder = join(workspace, 'flows')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => {
      const flow = parse(readFileSync(join(folder, name), 'utf8')) as {
        id: string
        trigger?: { type: string }
        nodes: Record<string, { type: string; tool?: string }>
      }
      const calls = Object.values(flow.nodes).some(({ type, tool }) => type === 'call' && writes.has(String(tool)))
      return calls && (flow.trigger?.type ?? 'customer') === 'customer' ? [flow.id] : []
    })
}
