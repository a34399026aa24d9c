import { daysAgo } from '../src/clock.ts'
import { makeRandom } from './random.ts'

export type Address = { name: string; phone: string; province: string; city: string; district: string; detail: string }
export type Customer = {
  id: string
  name: string
  phone: string
  email: string
  locale: 'zh' | 'en'
  level: 'regular' | 'silver' | 'gold'
  address: Address
  note: string
  createdAt: string
}

const SURNAMES = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎',
]
const GIVEN = [
  '伟',
  '秀英',
  '娜',
  '敏',
  '静',
  '丽',
  '强',
  '磊',
  '军',
  '洋',
  '勇',
  '艳',
  '杰',
  '娟',
  '涛',
  '明',
  '超',
  '秀兰',
  '霞',
  '平',
  '刚',
  '桂英',
  '子涵',
  '雨桐',
  '浩然',
  '梓萱',
  '宇航',
  '欣怡',
  '思远',
  '佳琪',
  '志强',
  '晓东',
  '海燕',
  '建国',
  '春梅',
  '文博',
  '若曦',
  '一鸣',
  '慧敏',
  '俊熙',
]
const ENGLISH = [
  'Emma Clarke',
  'Liam Foster',
  'Olivia Bennett',
  'Noah Turner',
  'Ava Mitchell',
  'Ethan Brooks',
  'Sophie Hughes',
  'Lucas Meyer',
  'Mia Rossi',
  'Jack Sullivan',
  'Grace Coleman',
  'Henry Walsh',
  'Chloe Martin',
  'Daniel Novak',
  'Isla Murray',
  'Oscar Lindqvist',
  'Ruby Patel',
  'Samuel Okafor',
  'Zoe Laurent',
  'Adam Kowalski',
  'Nora Jensen',
  'Leo Fischer',
  'Hannah Schmidt',
  'Marco Bianchi',
  'Priya Nair',
  'Tom Whitaker',
  'Elena Petrova',
  'Ryan Gallagher',
  'Julia Costa',
  'Ben Harper',
  'Fiona McKay',
  'Omar Haddad',
]
const PLACES: [string, string, string[], string[]][] = [
  ['上海市', '上海市', ['浦东新区', '徐汇区', '闵行区', '杨浦区'], ['张杨路', '肇嘉浜路', '七莘路', '四平路']],
  ['北京市', '北京市', ['朝阳区', '海淀区', '丰台区'], ['建国路', '知春路', '南三环西路']],
  ['广东省', '广州市', ['天河区', '越秀区', '番禺区'], ['体育西路', '北京路', '汉溪大道']],
  ['广东省', '深圳市', ['南山区', '福田区', '龙岗区'], ['科技南路', '深南大道', '龙翔大道']],
  ['浙江省', '杭州市', ['西湖区', '余杭区', '滨江区'], ['文三路', '文一西路', '江南大道']],
  ['江苏省', '南京市', ['鼓楼区', '建邺区'], ['中山北路', '江东中路']],
  ['江苏省', '苏州市', ['工业园区', '姑苏区'], ['星湖街', '人民路']],
  ['四川省', '成都市', ['武侯区', '锦江区', '高新区'], ['科华北路', '春熙路', '天府大道']],
  ['湖北省', '武汉市', ['洪山区', '江汉区'], ['珞喻路', '解放大道']],
  ['陕西省', '西安市', ['雁塔区', '碑林区'], ['长安南路', '东大街']],
  ['山东省', '青岛市', ['市南区', '崂山区'], ['香港中路', '海尔路']],
  ['福建省', '厦门市', ['思明区', '湖里区'], ['湖滨南路', '仙岳路']],
]

/** Customers written by hand: C1001 … in this order; the README says what each is good for. */
const KNOWN: [string, 'zh' | 'en', string][] = [
  ['林晓彤', 'zh', 'parcel out for delivery today'],
  ['赵国强', 'zh', 'paid this morning, not dispatched: address can still change'],
  ['Emma Thompson', 'en', 'kettle delivered, in the return window'],
  ['孙丽华', 'zh', 'return window closed'],
  ['周子豪', 'zh', 'three orders under way at once'],
  ['Michael Carter', 'en', 'order on its way: address can no longer change'],
  ['王建明', 'zh', 'water purifier delivered, card ending 7476'],
  ['陈思琪', 'zh', 'no invoice yet on a delivered order'],
  ['吴海波', 'zh', 'company invoice already issued'],
  ['Sophia Nguyen', 'en', 'wants the same coffee machine again, has a stored balance'],
  ['刘美玲', 'zh', 'toothbrush and brush heads: not returnable for hygiene'],
  ['何志远', 'zh', 'bought the same air purifier twice'],
  ['郑文静', 'zh', 'one order of four different things'],
  ['David Wilson', 'en', 'refund already accepted, waiting for the bank'],
  ['马晓军', 'zh', 'order not paid yet'],
  ['徐婉婷', 'zh', 'registered, has never bought anything'],
  ['高俊杰', 'zh', 'fridge delivered nine days ago: large appliances have seven'],
  ['Olivia Martinez', 'en', 'return requested, pickup booked'],
  ['罗永昌', 'zh', 'parcel stuck with an exception'],
  ['谢雨欣', 'zh', 'paid by WeChat, delivered yesterday'],
  ['James Anderson', 'en', 'exactly one order, delivered, paid by card'],
  ['唐佳怡', 'zh', 'cancelled order, then a new one'],
  ['冯浩', 'zh', 'order already refunded'],
  ['Isabella Garcia', 'en', 'registered, has never bought anything'],
]

/** All customers, C1001 upwards: the hand-written ones first, then 214 more, 26 of whom write English. */
export function customersSeed(now: Date): Customer[] {
  const random = makeRandom(1001)
  const generated: [string, 'zh' | 'en', string][] = Array.from({ length: 214 }, (_, i) =>
    i % 8 === 3 && ENGLISH.length > 0
      ? [ENGLISH[Math.floor(i / 8)] ?? `${random.pick(ENGLISH).split(' ')[0]} Reed`, 'en', '']
      : [random.pick(SURNAMES) + random.pick(GIVEN), 'zh', ''],
  )
  return [...KNOWN, ...generated].map(([name, locale, note], i) => {
    const number = 1001 + i
    const [province, city, districts, roads] = random.pick(PLACES)
    const spot = random.int(0, districts.length - 1)
    const phone = `1${random.pick(['38', '39', '36', '58', '86', '77'])}${String(20_010_007 + i * 30_011).slice(0, 8)}`
    return {
      id: `C${number}`,
      name,
      phone,
      email:
        locale === 'en' ? `${name.toLowerCase().replaceAll(' ', '.')}.${number}@example.com` : `c${number}@example.com`,
      locale,
      level: random.pick(['regular', 'regular', 'regular', 'silver', 'gold'] as const),
      address: {
        name,
        phone,
        province,
        city,
        district: districts[spot]!,
        detail: `${roads[spot]} ${random.int(1, 988)} 号 ${random.int(1, 18)} 栋 ${random.int(1, 30)}0${random.int(1, 4)} 室`,
      },
      note,
      createdAt: daysAgo(now, 200 + random.int(0, 700), '09:30'),
    }
  })
}
