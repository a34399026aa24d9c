import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildCatalogue } from './catalogue.ts'
import type { ExtractOptions } from './entity.ts'
import { extractEntities } from './extract-entities.ts'

/** A Saturday. */
const OPTIONS: ExtractOptions = {
  reference: '2026-11-21T03:00:00Z',
  timeZone: 'Asia/Shanghai',
  patterns: [{ type: 'order_no', regex: 'O\\d{8}', normalise: 'upper' }],
}

function found(text: string, type: string): unknown[] {
  return extractEntities(text, OPTIONS)
    .filter((entity) => entity.type === type)
    .map((entity) => entity.value)
}

function detail(text: string, type: string): unknown {
  return extractEntities(text, OPTIONS).find((entity) => entity.type === type)?.detail
}

describe('days', () => {
  it.each([
    ['后天下午来装', '2026-11-23'],
    ['名天能到吗', '2026-11-22'],
    ['大后天早上', '2026-11-24'],
    ['昨儿下的单', '2026-11-20'],
    ['下周三下午三点', '2026-11-25'],
    ['下下周一', '2026-11-30'],
    ['我上周三下的单', '2026-11-11'],
    ['礼拜天', '2026-11-22'],
    ['周五9点', '2026-11-27'],
    ['25号买的净水器坏了', '2026-10-25'],
    ['25号能到吗', '2026-11-25'],
    ['上个月15号扣的', '2026-10-15'],
    ['时间：12月3号', '2026-12-03'],
    ['十二月二十五号', '2026-12-25'],
    ['12/3 送', '2026-12-03'],
    ['2026年12月3日14:30', '2026-12-03'],
    ['去年12月3号', '2025-12-03'],
    ['3天前下单', '2026-11-18'],
    ['两个星期前', '2026-11-07'],
    ['月底前', '2026-11-30'],
    ['上月底', '2026-10-31'],
    ['帮我查12月的账单', '2025-12'],
    ['上个月', '2026-10'],
    ['双十一买的', '2026-11-11'],
    ['去年双十一买的', '2025-11-11'],
    ['今年春节', '2026-02-17'],
    ['今年中秋买的月饼', '2026-09-25'],
    ['中秋前一天', '2027-09-14'],
    ['day after tomorrow', '2026-11-23'],
    ['tmrw pls', '2026-11-22'],
    ['in 2 days', '2026-11-23'],
    ['next Mon 3pm', '2026-11-23'],
    ['this Friday afternoon', '2026-11-27'],
    ['placed last Tuesday', '2026-11-17'],
    ['I ordered it on the 15th', '2026-11-15'],
    ['I paid £30 for 2 tickets on 3rd November', '2026-11-03'],
    ['charged on Nov 12th', '2026-11-12'],
    ['by the end of the month', '2026-11-30'],
    ['on 12/25', '2026-12-25'],
  ])('%j is %s', (said, day) => {
    expect(found(said, 'date')).toEqual([day])
  })

  it.each([
    '每月8号扣费',
    '前几天',
    '文三路138号',
    '3号楼',
    '2号线',
    '2月30号',
    '有一点问题',
    'may I ask',
  ])('%j names no day', (said) => {
    expect(found(said, 'date')).toEqual([])
  })

  it('takes "today" from the zone of the customer', () => {
    const at = (timeZone: string) => extractEntities('今天', { reference: '2026-11-21T20:00:00Z', timeZone })[0]?.value
    expect(at('Asia/Shanghai')).toBe('2026-11-22')
    expect(at('America/New_York')).toBe('2026-11-21')
  })

  it('lets the caller say which side of today is meant', () => {
    const [entity] = extractEntities('25号', { ...OPTIONS, tense: 'past' })
    expect(entity?.value).toBe('2026-10-25')
  })

  it.each([
    ['后天下午', { date: '2026-11-23', from: '13:00', to: '18:00' }],
    ['下周三下午三点', { date: '2026-11-25', time: '15:00' }],
    ['后天下5?', { date: '2026-11-23', time: '17:00' }],
    ['明天上午10:30到11:30', { date: '2026-11-22', from: '10:30', to: '11:30' }],
    ['this Friday afternoon', { date: '2026-11-27', from: '13:00', to: '18:00' }],
    ['meet at noon tomorrow', { date: '2026-11-22', time: '12:00' }],
    ['这周五之前', { date: '2026-11-20', bound: 'before' }],
  ])('%j tells a scheduler %j', (said, expected) => {
    expect(detail(said, 'date')).toEqual(expected)
  })
})

describe('spans of time', () => {
  it.each([
    ['12号到15号', '2026-12-12/2026-12-15'],
    ['从12月1日到12月7日', '2026-12-01/2026-12-07'],
    ['12月3-5号', '2026-12-03/2026-12-05'],
    ['9月到11月的账单', '2026-09/2026-11'],
    ['周一到周五', '2026-11-23/2026-11-27'],
    ['周末有人', '2026-11-21/2026-11-22'],
    ['明后天', '2026-11-22/2026-11-23'],
    ['下周', '2026-11-23/2026-11-29'],
    ['上午9点到11点', '09:00-11:00'],
    ['9到11点', '09:00-11:00'],
    ['3点到5点', '15:00-17:00'],
    ['早9点到晚6点', '09:00-18:00'],
    ['9点到5点', '09:00-17:00'],
    ['早上9点到晚上9点', '09:00-21:00'],
    ['晚上7点以后', '19:00-'],
    ['中午12点前', '-12:00'],
    ['下午三点半至五点', '15:30-17:00'],
    ['between 2 and 4pm', '14:00-16:00'],
    ['9am to 5pm', '09:00-17:00'],
    ['after 6pm', '18:00-'],
    ['Jan 5-8', '2027-01-05/2027-01-08'],
  ])('%j is %s', (said, span) => {
    expect(found(said, 'time_range')).toEqual([span])
  })
})

describe('money and numbers', () => {
  it.each([
    ['扣了一百五', 150],
    ['退我两千三', 2300],
    ['一千零五十元', 1050],
    ['花了1299块', 1299],
    ['¥1,299.00', 1299],
    ['1.2万元', 12000],
    ['3万5块', 35000],
    ['三块五', 3.5],
    ['十块零五毛', 10.5],
    ['12元5角', 12.5],
    ['一共五百八十', 580],
    ['套餐，59元一个月', 59],
    ['$49.99', 49.99],
    ['20 bucks', 20],
  ])('%j is money of %d', (said, amount) => {
    expect(found(said, 'money')).toEqual([amount])
  })

  it('names the currency', () => {
    expect(detail('$20', 'money')).toEqual({ currency: 'USD' })
    expect(detail('20块', 'money')).toEqual({ currency: 'CNY' })
  })

  it.each([
    ['流量还剩3.5G', 'data_amount', ['3.5GB']],
    ['5G信号不好', 'data_amount', []],
    ['宽带100M升到500M', 'data_amount', []],
    ['打八八折', 'percent', [88]],
    ['百分之二十', 'percent', [20]],
    ['等了半个小时', 'duration', [1800]],
    ['I waited 3 weeks', 'duration', [1814400]],
    ['买3件', 'quantity', [{ amount: 3, unit: '件' }]],
    ['第二个', 'ordinal', [{ index: 2 }]],
    ['最后那个', 'ordinal', [{ index: 'last' }]],
    ['倒数第二个', 'ordinal', [{ index: -2 }]],
    ['the second one', 'ordinal', [{ index: 2 }]],
    ['第2天就坏了', 'duration', []],
    ['the first and third ones', 'ordinal', [{ index: 1 }, { index: 3 }]],
    ['2nd item', 'ordinal', [{ index: 2 }]],
  ])('%j has %s %j', (said, type, values) => {
    expect(found(said, type)).toEqual(values)
  })
})

describe('identifiers', () => {
  it.each([
    ['o2026 0007 到哪了', 'order_no', ['O20260007']],
    ['订单号20260007', 'order_no', ['O20260007']],
    ['Ｏ２０２６０００７', 'order_no', ['O20260007']],
    ['订单号是 ABC-20261103-889', 'order_no', ['ABC-20261103-889']],
    ['My order number is 4039-2201-55', 'order_no', ['4039-2201-55']],
    ['快递单号 YT7512345678901', 'order_no', ['YT7512345678901']],
    ['order #10023', 'order_no', ['10023']],
    ['0007 那单', 'order_no', ['0007']],
    ['尾号7476的卡', 'card_tail', ['7476']],
    ['卡尾号 一二三四', 'card_tail', ['1234']],
    ['my card ending in 4242', 'card_tail', ['4242']],
    ['手机138 0013 8000', 'phone', ['13800138000']],
    ['+86 138-0013-8000', 'phone', ['13800138000']],
    ['138\u200b0013\u200b8000', 'phone', ['13800138000']],
    ['一三八零零一三八零零零', 'phone', ['13800138000']],
    ['一八六1234五六七八', 'phone', ['18612345678']],
    ['0571-88886666', 'phone', ['057188886666']],
    ['(415) 555-2671', 'phone', ['4155552671']],
    ['拨打10086', 'phone', []],
    ['订单号13800138000', 'phone', []],
    ['身份证11010519491231002X', 'id_card', ['11010519491231002X']],
    ['身份证110105194912310021', 'id_card', []],
    ['卡号6222 0212 3456 7890 128', 'bank_card', ['6222021234567890128']],
    ['card 4111 1111 1111 1112', 'bank_card', []],
    ['邮箱Zhang.San@x.com', 'email', ['zhang.san@x.com']],
    ['看 https://a.cn/b?c=1 吧', 'url', ['https://a.cn/b?c=1']],
  ])('%j has %s %j', (said, type, values) => {
    expect(found(said, type)).toEqual(values)
  })
})

describe('people and places', () => {
  it('takes an address apart, with the person and phone beside it', () => {
    const said = '改到浙江省杭州市西湖区文三路 138 号 2 幢 301，收件人王芳 13800138000'
    expect(found(said, 'address')).toEqual(['浙江省杭州市西湖区文三路 138 号 2 幢 301'])
    expect(detail(said, 'address')).toEqual({
      province: '浙江省',
      city: '杭州市',
      district: '西湖区',
      street: '文三路',
      detail: '文三路138号2幢301',
      name: '王芳',
      phone: '13800138000',
    })
  })

  it('understands levels in the wrong order and missing ones', () => {
    expect(detail('西湖区文三路138号 杭州 浙江', 'address')).toMatchObject({
      province: '浙江省',
      city: '杭州市',
      district: '西湖区',
    })
    expect(detail('上海浦东新区世纪大道100号', 'address')).toMatchObject({ city: '上海市', district: '浦东新区' })
    expect(detail('文一西路969号3号楼', 'address')).toEqual({ street: '文一西路', detail: '文一西路969号3号楼' })
  })

  it('reads an address in English order', () => {
    expect(detail('ship it to 138 Wensan Road, Xihu District, Hangzhou, Zhejiang please', 'address')).toMatchObject({
      street: '138 Wensan Road',
      district: 'Xihu District',
      city: 'Hangzhou',
      province: 'Zhejiang',
    })
    expect(found('Apt 5, 742 Evergreen Terrace, Springfield, IL 62704', 'address')).toEqual([
      'Apt 5, 742 Evergreen Terrace, Springfield, IL 62704',
    ])
  })

  it.each([
    ['我在魔都，想去成都', 'city', ['上海', '成都']],
    ['从上海到广州的快递', 'city', ['上海', '广州']],
    ['南京路步行街', 'city', []],
    ['我叫李雷，找一下郭师傅', 'person', ['李雷', '郭师傅']],
    ['我叫王小明，电话13800138000', 'person', ['王小明']],
    ['我是新用户', 'person', []],
    ['我是安徽的', 'person', []],
    ['我是路过的', 'person', []],
    ['客服小姐姐态度好', 'person', []],
    ['快递在半路上丢了', 'address', []],
    ['小区门口放着就行', 'address', []],
    ['My name is Anna Lee', 'person', ['Anna Lee']],
    ['spoke with Mr. Chen', 'person', ['Mr. Chen']],
    ["I'm Sorry", 'person', []],
  ])('%j has %s %j', (said, type, values) => {
    expect(found(said, type)).toEqual(values)
  })
})

describe('whatever is thrown at it', () => {
  const catalogue = buildCatalogue([{ id: 'p1', type: 'product', names: ['沁泉 RO-600 厨下净水器'] }])
  const pieces = fc.constantFrom(
    ...[
      '明天',
      '下午3点',
      '13800138000',
      '订单号',
      'O2026',
      '一百五',
      '块',
      '杭州市',
      '西湖区',
      '文三路',
      '号',
      '王芳',
      '净水器',
    ],
    ...[
      '到',
      '-',
      '１２',
      ' ',
      '，',
      '😀',
      '\u200b',
      'tomorrow',
      '3pm',
      'Road',
      ',',
      '$',
      '訂單',
      '\ud800',
      'ﬁ',
      '㎡',
      'A',
    ],
  )

  it('gives exact, ordered parts of the original that do not overlap', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { maxLength: 14 }).map((all) => all.join('')),
          fc.string({ unit: 'binary', maxLength: 50 }),
        ),
        (text) => {
          let last = 0
          for (const entity of extractEntities(text, { ...OPTIONS, catalogue })) {
            expect(entity.text).toBe(text.slice(entity.start, entity.end))
            expect(entity.start).toBeGreaterThanOrEqual(last)
            expect(entity.end).toBeGreaterThan(entity.start)
            expect(entity.confidence).toBeGreaterThan(0)
            expect(entity.confidence).toBeLessThanOrEqual(1)
            last = entity.end
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it.each([
    '1-',
    '一',
    '1号',
    'a@a.',
    '西湖区',
    '王',
    'between 1',
    '1 road ',
    '订单号',
    '😀',
  ])('reads a hundred thousand characters of %j in time', (piece) => {
    const text = piece.repeat(100_000 / piece.length)
    const begin = performance.now()
    extractEntities(text, { ...OPTIONS, catalogue })
    expect(performance.now() - begin).toBeLessThan(5000)
  })

  it('drops a pattern that is no regular expression instead of failing the message', () => {
    expect(() => extractEntities('订单', { ...OPTIONS, patterns: [{ type: 'x', regex: '(' }] })).not.toThrow()
  })
})
