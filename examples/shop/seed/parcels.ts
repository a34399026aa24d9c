import { addDays, shopDay } from '../src/clock.ts'
import type { Address } from './people.ts'

/** Courier companies with the shape of their tracking numbers. */
const CARRIERS = [
  { code: 'SF', name: '顺丰速运', nameEn: 'SF Express', number: (n: string) => `SF${n.slice(0, 13)}` },
  { code: 'JD', name: '京东物流', nameEn: 'JD Logistics', number: (n: string) => `JDVA${n.slice(0, 11)}` },
  { code: 'YT', name: '圆通速递', nameEn: 'YTO Express', number: (n: string) => `YT${n.slice(0, 13)}` },
  { code: 'ZTO', name: '中通快递', nameEn: 'ZTO Express', number: (n: string) => `7${n.slice(0, 13)}` },
]
const COURIERS = [
  ['张师傅', '13711002001', 'Mr Zhang'],
  ['李建军', '13711002002', 'Li Jianjun'],
  ['黄小龙', '13711002003', 'Huang Xiaolong'],
  ['周师傅', '13711002004', 'Mr Zhou'],
  ['陈阿强', '13711002005', 'Chen Aqiang'],
  ['刘师傅', '13711002006', 'Mr Liu'],
] as const

export type ShipmentStatus = 'created' | 'picked_up' | 'in_transit' | 'out_for_delivery' | 'delivered' | 'exception'

/** A parcel of an order, with the history it must have had to be in `status`. */
export function makeShipment(input: {
  orderId: string
  address: Address
  shippedAt: string
  deliveredAt: string | null
  status: ShipmentStatus
  now: Date
}) {
  const number = Number(input.orderId.replace(/\D/g, ''))
  const carrier = CARRIERS[number % CARRIERS.length]!
  const courier = COURIERS[number % COURIERS.length]!
  const trackingNo = carrier.number(
    `${1000 + (number % 8999)}${String((number * 7_919) % 1_000_000_007).padStart(10, '7')}`,
  )
  const due =
    input.deliveredAt ??
    (input.status === 'out_for_delivery' ? input.now.toISOString() : latest(addDays(input.shippedAt, 3), input.now))
  return {
    id: trackingNo,
    trackingNo,
    orderId: input.orderId,
    carrier: carrier.code,
    carrierName: carrier.name,
    carrierNameEn: carrier.nameEn,
    status: input.status,
    courier: { name: courier[0], nameEn: courier[2], phone: courier[1] },
    shippedAt: input.shippedAt,
    expectedDelivery: shopDay(new Date(due)),
    expectedSlot: number % 2 ? '14:00-18:00' : '09:00-12:00',
    deliveredAt: input.deliveredAt,
    address: input.address,
    events: history(input, { name: courier[0], nameEn: courier[2], phone: courier[1] }),
  }
}

export type ShipmentEvent = {
  time: string
  status: ShipmentStatus
  place: string
  placeEn: string
  text: string
  textEn: string
}

/** The line a courier system writes when a parcel reaches a status. */
export function shipmentEvent(
  status: ShipmentStatus,
  time: string,
  city: string,
  courier: { name: string; nameEn?: string; phone: string },
): ShipmentEvent {
  const cityEn = CITY_EN[city] ?? city
  const nameEn = courier.nameEn ?? courier.name
  const words: Record<ShipmentStatus, [place: string, placeEn: string, text: string, textEn: string]> = {
    created: ['上海仓', 'Shanghai warehouse', '包裹已出库，等待揽收', 'Left the warehouse, waiting for collection'],
    picked_up: ['上海市', 'Shanghai', '快递员已揽收', 'Collected by the courier company'],
    in_transit: [
      `${city}转运中心`,
      `${cityEn} sorting centre`,
      `已到达${city}转运中心`,
      `Arrived at the ${cityEn} sorting centre`,
    ],
    out_for_delivery: [
      city,
      cityEn,
      `${courier.name}（${courier.phone}）正在派送`,
      `Out for delivery with ${nameEn} (${courier.phone})`,
    ],
    delivered: [city, cityEn, '已签收，感谢使用', 'Delivered and signed for'],
    exception: [
      `${city}转运中心`,
      `${cityEn} sorting centre`,
      '派送异常：地址信息不详，请联系收件人',
      'Exception: address incomplete, recipient to be contacted',
    ],
  }
  const [place, placeEn, text, textEn] = words[status]
  return { time, status, place, placeEn, text, textEn }
}

const CITY_EN: Record<string, string> = {
  上海市: 'Shanghai',
  北京市: 'Beijing',
  广州市: 'Guangzhou',
  深圳市: 'Shenzhen',
  杭州市: 'Hangzhou',
  南京市: 'Nanjing',
  苏州市: 'Suzhou',
  成都市: 'Chengdu',
  武汉市: 'Wuhan',
  西安市: "Xi'an",
  青岛市: 'Qingdao',
  厦门市: 'Xiamen',
}

const STEPS: ShipmentStatus[] = ['created', 'picked_up', 'in_transit', 'out_for_delivery', 'delivered']
const HOUR = 3_600_000

/** What happened so far, at hours at which couriers work. */
function history(
  input: Parameters<typeof makeShipment>[0],
  courier: { name: string; nameEn: string; phone: string },
): ShipmentEvent[] {
  const passed: ShipmentStatus[] =
    input.status === 'exception'
      ? ['created', 'picked_up', 'in_transit', 'exception']
      : STEPS.slice(0, STEPS.indexOf(input.status) + 1)
  const start = new Date(input.shippedAt).getTime()
  const end = input.deliveredAt ? new Date(input.deliveredAt).getTime() : input.now.getTime() - HOUR / 2
  const morning = new Date(`${shopDay(new Date(end))}T08:20:00+08:00`).getTime()
  const due: Record<ShipmentStatus, number> = {
    created: start,
    picked_up: start + 2 * HOUR,
    in_transit: start + 13 * HOUR,
    out_for_delivery: morning,
    exception: start + 40 * HOUR,
    delivered: end,
  }
  let last = start
  return passed.map((status, i) => {
    // Never before the step before it, nor after what is still to come or has not happened yet.
    const room = end - (passed.length - 1 - i) * 60_000
    last = Math.max(last, Math.min(due[status], room))
    return shipmentEvent(status, new Date(last).toISOString(), input.address.city, courier)
  })
}

const latest = (iso: string, now: Date) => (new Date(iso) > now ? iso : now.toISOString())
