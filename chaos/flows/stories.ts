import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

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
    name: 'damaged, paid',
    flow: 'damaged_parcel',
    customerId: 'C1007',
    lang: 'zh',
    about: ['O20260007'],
    opening: '订单O20260007收到就破损了，包裹压坏了',
    answers: [[/选一个|处理/, '赔钱']],
    done: /办好了，.*赔付/,
  },
  {
    name: 'damaged, sent again',
    flow: 'damaged_parcel',
    customerId: 'C1020',
    lang: 'zh',
    about: ['O20260020'],
    opening: '订单O20260020收到就破损了，包裹压坏了',
    answers: [[/选一个|处理/, '补发']],
    done: /补发.*(好了|订单|安排)/,
  },
  {
    name: 'repair at home',
    flow: 'warranty_repair',
    customerId: 'C1007',
    lang: 'zh',
    about: ['O20260007', 'QW202600070101'],
    opening: '订单O20260007的净水器坏了，约师傅上门维修',
    done: /维修单 ?SO/,
  },
] // biome-ignore format: answers beside each other

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
