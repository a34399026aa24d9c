import { slotId } from '../src/aftersales/technician-slots.ts'
import { addDays, daysAgo, shopDay } from '../src/clock.ts'
import type { Customer } from './people.ts'

const ALL_DAY = ['09:00-12:00', '13:00-18:00', '18:00-21:00']
const OFFICE = ['09:00-12:00', '13:00-18:00']
const HEAVY = ['large', 'water', 'air']
const WALL = ['large', 'smart']

/** id, name, name in English, phone, city, skills, times, day off (0 Sunday … 6 Saturday, -1 none). */
const TECHNICIANS: [string, string, string, string, string, string[], string[], number][] = [
  ['TECH-SH-1', '周启明', 'Zhou Qiming', '13701650211', '上海市', HEAVY, ALL_DAY, -1],
  ['TECH-SH-2', '陆卫东', 'Lu Weidong', '13701650218', '上海市', WALL, OFFICE, 0],
  ['TECH-BJ-1', '石磊', 'Shi Lei', '13801020345', '北京市', [...HEAVY, 'smart'], ALL_DAY, -1],
  ['TECH-BJ-2', '康建军', 'Kang Jianjun', '13801020352', '北京市', HEAVY, OFFICE, 6],
  ['TECH-GZ-1', '梁志辉', 'Liang Zhihui', '13802410117', '广州市', [...HEAVY, 'smart'], ALL_DAY, -1],
  ['TECH-SZ-1', '邱文彬', 'Qiu Wenbin', '13802580233', '深圳市', [...HEAVY, 'smart'], OFFICE, -1],
  ['TECH-HZ-1', '沈国华', 'Shen Guohua', '13805710466', '杭州市', HEAVY, ALL_DAY, -1],
  ['TECH-HZ-2', '俞晓峰', 'Yu Xiaofeng', '13805710473', '杭州市', WALL, OFFICE, 0],
  ['TECH-NJ-1', '顾长青', 'Gu Changqing', '13805160155', '南京市', [...HEAVY, 'smart'], OFFICE, -1],
  ['TECH-SU-1', '钱永健', 'Qian Yongjian', '13806130277', '苏州市', [...HEAVY, 'smart'], OFFICE, 1],
  ['TECH-CD-1', '蒲建平', 'Pu Jianping', '13808030388', '成都市', [...HEAVY, 'smart'], ALL_DAY, -1],
  ['TECH-WH-1', '涂汉生', 'Tu Hansheng', '13807110499', '武汉市', [...HEAVY, 'smart'], OFFICE, -1],
]

/** Technicians, appliances registered by serial number, and a repair that is under way at C1017's. */
export function technicianSeed(customers: Customer[], now: Date) {
  const owner = customers.find((customer) => customer.id === 'C1017')!
  const visit = { date: shopDay(now, 2), slot: '13:00-18:00' }
  const reserved = {
    id: 'SL1017',
    slotId: slotId('TECH-NJ-1', visit.date, visit.slot),
    technicianId: 'TECH-NJ-1',
    customerId: owner.id,
    city: '南京市',
    ...visit,
    status: 'used',
    heldUntil: addDays(daysAgo(now, 1, '10:00'), 0.1),
    createdAt: daysAgo(now, 1, '10:00'),
    clientRef: null,
  }
  return {
    technicians: TECHNICIANS.map(([id, name, nameEn, phone, city, skills, times, offWeekday]) => ({
      id,
      name,
      nameEn,
      phone,
      city,
      skills,
      times,
      offWeekday,
    })),
    registeredUnits: [
      {
        id: 'SN-FDL8-230417',
        customerId: 'C1009',
        productId: 'P006',
        sku: 'FD-L8-SV',
        boughtAt: daysAgo(now, 420, '15:00'),
        shop: '成都春熙路体验店',
        shopEn: 'Chengdu showroom',
      },
      {
        id: 'SN-WMXQG10-5520',
        customerId: 'C1022',
        productId: 'P044',
        sku: 'WM-XQG10-WH',
        boughtAt: daysAgo(now, 500, '11:30'),
        shop: '北京朝阳大悦城店',
        shopEn: 'Beijing Joy City shop',
      },
    ],
    slotReservations: [reserved],
    serviceOrders: [
      {
        id: 'SO1017',
        serialNo: 'QW202600170101',
        orderId: 'O20260017',
        customerId: owner.id,
        productId: 'P042',
        sku: 'RF-BX230-SV',
        visit: 'home_visit',
        fault: '冷藏室不制冷，压缩机一直响',
        photos: [],
        inWarranty: true,
        fee: 0,
        reservationId: reserved.id,
        technicianId: 'TECH-NJ-1',
        ...visit,
        address: owner.address,
        status: 'booked',
        technician: null,
        result: null,
        resultEn: null,
        createdAt: daysAgo(now, 1, '10:02'),
        finishedAt: null,
        clientRef: null,
      },
    ],
  }
}
