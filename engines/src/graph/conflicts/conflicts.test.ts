import { describe, expect, test } from 'vitest'
import { findConflicts } from './find-conflicts.ts'
import type { CheckedPassage } from './passage.ts'
import { findForbidden, findStale } from './stale.ts'

const written = Date.parse('2026-03-01')
let count = 0
const passage = (title: string, text: string, more: Partial<CheckedPassage> = {}): CheckedPassage => {
  count++
  return {
    id: `p${count}`,
    source: { kind: 'entry', id: `entry-${count}`, title },
    headings: [],
    text,
    updatedAt: written + count,
    ...more,
  }
}
const between = (a: [string, string], b: [string, string]) => findConflicts([passage(...a), passage(...b)])

describe('what cannot both be so is told', () => {
  test.each<[string, [string, string], [string, string]]>([
    ['days', ['退货政策', '自签收之日起 7 天内可以无理由退货。'], ['如何退货', '签收后 15 天内支持无理由退货。']],
    ['months and years', ['洗衣机保修', '洗衣机整机保修 12 个月。'], ['洗衣机售后', '洗衣机整机保修两年。']],
    ['money', ['运费', '订单满 99 元包邮。'], ['配送说明', '订单满 199 元免运费。']],
    [
      'opening hours',
      ['客服热线', '人工客服服务时间为 9:00-18:00。'],
      ['联系我们', '人工客服的服务时间是 9:00-21:00。'],
    ],
    ['percent', ['会员折扣', '金卡会员购物享受 5% 返现。'], ['会员', '金卡会员购物可享 8% 返现。']],
    ['yes and no', ['发票', '个人订单可以开具增值税专用发票。'], ['开票规则', '个人订单不支持开具增值税专用发票。']],
    ['must and need not', ['退货', '退货需要提供纸质发票。'], ['退货须知', '退货无需提供纸质发票。']],
    [
      'in English',
      ['Returns', 'Unused items can be returned within 30 days of delivery.'],
      ['Return policy', 'Unused items can be returned within 14 days of delivery.'],
    ],
    [
      'in English, yes and no',
      ['Payment', 'Cash on delivery is not available for overseas orders.'],
      ['FAQ', 'Cash on delivery is available for overseas orders.'],
    ],
    ['a day', ['国补', '家电国家补贴申请截止 12 月 31 日。'], ['补贴', '家电国家补贴申请截止 11 月 30 日。']],
  ])('%s', (_, a, b) => expect(between(a, b)).toHaveLength(1))

  test('cells of tables', () => {
    const spec = (source: string, power: string) =>
      passage(source, '', {
        table: {
          header: ['参数', '数值'],
          rows: [
            ['额定功率', power],
            ['颜色', '白色'],
          ],
        },
        headings: ['净享 A100'],
      })
    const [conflict] = findConflicts([spec('规格书', '1500W'), spec('产品手册', '1.8kW')])
    expect(conflict!.a.quote.slice(conflict!.a.start, conflict!.a.end)).toBe('1500W')
    expect(findConflicts([spec('规格书', '1500W'), spec('产品手册', '1.5kW')])).toEqual([])
  })

  test('both places are shown with what differs, the older first', () => {
    const [{ a, b, kind }] = between(
      ['退货政策', '自签收之日起 7 天内可以无理由退货。'],
      ['如何退货', '签收后 15 天内支持无理由退货。'],
    ) as [ReturnType<typeof findConflicts>[0]]
    expect(kind).toBe('duration')
    expect([a, b].map(({ quote, start, end }) => quote.slice(start, end))).toEqual(['7 天', '15 天'])
  })
})

describe('what both may be so is not told', () => {
  test.each<[string, [string, string], [string, string]]>([
    ['the same, said otherwise', ['保修', '洗衣机整机保修 12 个月。'], ['售后', '洗衣机整机保修一年。']],
    ['different products', ['保修', '洗衣机整机保修一年。'], ['保修', '冰箱整机保修三年。']],
    [
      'different products, named in the title only',
      ['洗衣机保修', '整机保修一年，自购买之日起。'],
      ['冰箱保修', '整机保修三年，自购买之日起。'],
    ],
    ['different models', ['A100 规格', '额定功率为 1500W，适合家用。'], ['A200 规格', '额定功率为 2100W，适合家用。']],
    ['different models, pointed at', ['用户手册', '本产品保修 1 年。'], ['产品手册', '本产品保修 2 年。']],
    ['different cities', ['北京门店', '门店营业时间为 9:00-21:00。'], ['上海门店', '门店营业时间为 10:00-22:00。']],
    ['different cities in the sentence', ['配送', '北京市区订单 1 天送达。'], ['配送', '拉萨市区订单 5 天送达。']],
    [
      'different years',
      ['活动', '2024 年双十一订单满 300 元减 50 元。'],
      ['活动', '2025 年双十一订单满 300 元减 40 元。'],
    ],
    [
      'different customers',
      ['退货', '普通会员签收后 7 天内无理由退货。'],
      ['退货', '金卡会员签收后 15 天内无理由退货。'],
    ],
    [
      'different channels',
      ['退货', '线上订单签收后 7 天内无理由退货。'],
      ['退货', '门店订单签收后 15 天内无理由退货。'],
    ],
    ['returning and exchanging', ['售后', '签收后 7 天内无理由退货。'], ['售后', '签收后 15 天内无理由换货。']],
    ['a condition on one side', ['退货', '未拆封的商品可以无理由退货。'], ['退货', '已拆封的商品不支持无理由退货。']],
    ['an exception on one side', ['退货', '商品支持无理由退货。'], ['退货', '定制商品不支持无理由退货。']],
    ['working days and days', ['退款', '退款会在 3 个工作日到账。'], ['退款', '退款会在 5 天到账。']],
    ['different ways of paying', ['退款', '信用卡退款 7 个工作日到账。'], ['退款', '支付宝退款 1 个工作日到账。']],
    ['lower and upper ends', ['充电', '电池充电至少 2 小时后使用。'], ['充电', '电池充电不超过 12 小时后使用。']],
    ['the way there and back', ['物流', '从北京到上海运输约 3 天。'], ['物流', '从上海到北京运输约 5 天。']],
    ['a question', ['退货', '签收后 7 天内无理由退货。'], ['退货', '签收后 15 天内能无理由退货吗？']],
    ['an example', ['退货', '签收后 7 天内无理由退货。'], ['退货', '例如签收后 15 天内无理由退货。']],
    ['different tiers of one price', ['运费', '首重 1kg 运费 10 元。'], ['运费', '续重 1kg 运费 5 元。']],
    ['conditions with numbers', ['运费', '订单满 99 元运费 0 元。'], ['运费', '订单满 49 元运费 6 元。']],
    ['different things that can be done', ['发票', '订单可以开具电子发票。'], ['发票', '订单不可以开具纸质发票。']],
    ['too little to tell', ['时间', '约 3 天。'], ['时间', '约 5 天。']],
    [
      'different countries',
      ['Warranty', 'In Germany the warranty lasts 24 months.'],
      ['Warranty', 'In Japan the warranty lasts 12 months.'],
    ],
    [
      'different devices',
      ['Battery', 'The phone battery lasts 24 hours.'],
      ['Battery', 'The watch battery lasts 48 hours.'],
    ],
    ['a fee a month and a year', ['会员', '会员费每月 15 元。'], ['会员', '会员费每年 148 元。']],
    ['before and after', ['取消', '发货前取消订单可以全额退款。'], ['取消', '发货后取消订单不可以全额退款。']],
    ['only', ['支付', '海外订单仅支持信用卡。'], ['支付', '海外订单不支持信用卡分期。']],
  ])('%s', (_, a, b) => expect(between(a, b)).toEqual([]))

  test('steps of one text under one heading', () => {
    const source = { kind: 'document' as const, id: 'manual', title: '维修手册' }
    const step = (text: string) => passage('', text, { source, headings: ['清洗'] })
    expect(findConflicts([step('等待水箱排空 5 分钟。'), step('等待水箱排空 10 分钟。')])).toEqual([])
  })
  test('texts for different people, and of different times', () => {
    const a = passage('退货', '签收后 7 天内可以无理由退货。')
    expect(findConflicts([a, passage('退货', '签收后 15 天内可以无理由退货。', { audiences: ['vip'] })])).toEqual([])
    expect(
      findConflicts([
        { ...a, until: '2025-12-31' },
        passage('退货', '签收后 15 天内可以无理由退货。', { from: '2026-01-01' }),
      ]),
    ).toEqual([])
  })
  test('a template filled in for many things', () => {
    const many = [10, 20, 30, 40, 50, 60].map((days) => passage('配送', `标准商品订单送达需要 ${days} 天。`))
    expect(findConflicts(many)).toEqual([])
  })
})

test('a dismissal outlives a new import: the pair is known by its words', () => {
  const a = passage('退货', '签收后 7 天内可以无理由退货。', { source: { kind: 'entry', id: 'a', title: '退货' } })
  const b = passage('退货', '签收后 15 天内可以无理由退货。', { source: { kind: 'entry', id: 'b', title: '退货' } })
  const again = findConflicts([
    { ...b, id: 'other', updatedAt: 5 },
    { ...a, id: 'new' },
  ])
  expect(again[0]!.id).toBe(findConflicts([a, b])[0]!.id)
})

describe('what time has overtaken', () => {
  const now = Date.parse('2026-09-01')
  const kinds = (text: string, more: Partial<CheckedPassage> = {}) =>
    findStale(passage('t', text, more), { now, gone: [{ name: '净享 A50' }] }).map(
      ({ kind, about }) => `${kind} ${about}`,
    )
  test.each([
    ['满减活动至 6 月 30 日。', 'date_past --06-30'],
    ['优惠券有效期至 2026-05-31。', 'date_past 2026-05-31'],
    ['报名截止：2025年12月31日。', 'date_past 2025-12-31'],
    ['The offer is valid until June 30, 2026.', 'date_past 2026-06-30'],
    ['目前最新款是 2023 年款。', 'old_present 2023'],
    ['净享 A50 的滤芯请联系客服购买。', 'gone 净享 A50'],
  ])('%s', (text, finding) => expect(kinds(text)).toEqual([finding]))
  test('this year, in a text of last year', () => {
    expect(kinds('今年的会员日是 8 月 8 日。', { updatedAt: Date.parse('2025-02-01') })).toEqual(['old_present 2025'])
  })
  test('a text beyond its validity', () =>
    expect(kinds('满减。', { until: '2026-08-31' })).toEqual(['validity_over 2026-08-31']))
  test.each([
    '活动至 12 月 31 日。',
    '公司成立于 2010 年，目前有 300 名员工。',
    '优惠券有效期至 2027-05-31。',
    '2024 年 6 月 30 日上线。',
    '自 2020 年起，目前已服务百万家庭。',
    '净享 A500 很安静。',
    '每年 6 月 30 日前年检。',
  ])('not: %s', (text) => expect(kinds(text)).toEqual([]))
})

test('forbidden words are found as words', () => {
  const words = [{ word: '最佳', note: '广告法' }, { word: 'best' }]
  const found = findForbidden(passage('t', '本品是最佳选择。The BEST choice. Bestow it.'), words)
  expect(found.map(({ about, note }) => [about, note])).toEqual([
    ['最佳', '广告法'],
    ['best', undefined],
  ])
})

test('twenty thousand passages are looked through in seconds', () => {
  const things = Array.from({ length: 20_000 }, (_, at) =>
    passage('配送', `货号${at}的商品在下单后 ${(at % 7) + 1} 天内由仓库发出。`),
  )
  const started = performance.now()
  expect(findConflicts([...things, passage('配送', '货号77的商品在下单后 30 天内由仓库发出。')])).toHaveLength(1)
  expect(performance.now() - started).toBeLessThan(10_000)
})
