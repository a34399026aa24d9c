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

/** Customers written by hand, C1001 onwards, with what each is good for. */
const KNOWN: [name: string, locale: 'zh' | 'en', note: string, noteZh: string][] = [
  ['林晓彤', 'zh', 'parcel out for delivery today', '包裹今天派送'],
  ['赵国强', 'zh', 'paid yesterday, not dispatched: the address can still change', '昨天付款未发货，还能改地址'],
  ['Emma Thompson', 'en', 'kettle delivered, inside the return window', '热水壶已签收，可退'],
  ['孙丽华', 'zh', 'delivered a month ago: the return window is closed', '签收一个月，超过退货期'],
  ['周子豪', 'zh', 'three orders under way at once', '同时有三笔订单在途'],
  ['Michael Carter', 'en', 'parcel on its way: the address can no longer change', '已发货，不能再改地址'],
  ['王建明', 'zh', 'water purifier delivered, card ending 7476', '净水器已签收，银行卡尾号 7476'],
  ['陈思琪', 'zh', 'delivered television without an invoice', '电视已签收，还没开发票'],
  ['吴海波', 'zh', 'company invoice already issued', '企业发票已开具'],
  [
    'Sophia Nguyen',
    'en',
    'wants the same coffee machine again, has 3,000 yuan of balance',
    '想再买一台同款咖啡机，余额 3000 元',
  ],
  ['刘美玲', 'zh', 'toothbrush and brush heads: hygiene, not returnable', '牙刷和刷头属卫生用品，不能退'],
  ['何志远', 'zh', 'bought two air purifiers, which one is meant?', '买过两台空气净化器，要问清是哪台'],
  ['郑文静', 'zh', 'one order with four different things, one not returnable', '一单四样，其中滤芯不能退'],
  ['David Wilson', 'en', 'goods are back, refund accepted, bank still working', '货已退回，退款已受理未到账'],
  ['马晓军', 'zh', 'order not paid yet', '订单还没付款'],
  ['徐婉婷', 'zh', 'registered, has never bought anything', '注册了还没买过'],
  ['高俊杰', 'zh', 'fridge delivered nine days ago; large appliances have seven', '冰箱签收九天，大家电只有七天'],
  ['Olivia Martinez', 'en', 'return requested, pickup booked', '退货已申请，取件已预约'],
  ['罗永昌', 'zh', 'parcel stuck with an exception', '包裹派送异常'],
  [
    '谢雨欣',
    'zh',
    'foot bath paid by WeChat, delivered yesterday; used electric blanket too',
    '足浴盆昨天签收，微信支付；另有电热毯',
  ],
  ['James Anderson', 'en', 'exactly one order, delivered', '只有一笔订单，已签收'],
  ['唐佳怡', 'zh', 'cancelled one juicer, then bought another colour', '取消一台原汁机后换色重买'],
  ['冯浩', 'zh', 'floor washer already refunded', '洗地机已退款'],
  ['Isabella Garcia', 'en', 'registered, has never bought anything', '注册了还没买过'],
]

export const knownCustomers = KNOWN.map(([name, , note, noteZh], i) => ({ id: `C${1001 + i}`, name, note, noteZh }))

/** All customers, C1001 upwards: the hand-written ones first, then 214 more, 26 of whom write English. */
export function customersSeed(now: Date): Customer[] {
  const random = makeRandom(1001)
  const generated: [string, 'zh' | 'en'][] = Array.from({ length: 214 }, (_, i) =>
    i % 8 === 3 && ENGLISH.length > 0
      ? [ENGLISH[Math.floor(i / 8)] ?? `${random.pick(ENGLISH).split(' ')[0]} Reed`, 'en']
      : [random.pick(SURNAMES) + random.pick(GIVEN), 'zh'],
  )
  return [...KNOWN, ...generated].map(([name, locale], i) => {
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
      createdAt: daysAgo(now, 200 + random.int(0, 700), '09:30'),
    }
  })
}
