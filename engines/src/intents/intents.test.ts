import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOutOfScope, predictIntents, rejectScore, trainIntents } from './model.ts'
import { loadModel, serialiseModel } from './serialise.ts'

const SAID: Record<string, string[]> = {
  logistics: [
    '我的快递到哪了',
    '查一下物流',
    '包裹怎么还没到',
    '什么时候能送到',
    'where is my parcel',
    'track my order',
    '快递卡在路上了',
    '物流几天没更新了',
  ],
  refund: [
    '我要退货',
    '怎么申请退款',
    '东西不想要了能退吗',
    '退款什么时候到账',
    'I want my money back',
    'return this item',
    '把钱退给我',
    '质量太差我要退',
  ],
  invoice: [
    '帮我开发票',
    '发票抬头写错了',
    '电子发票发我邮箱',
    '能开增值税专票吗',
    'I need an invoice',
    'send me the receipt',
    '补开一张发票',
    '发票什么时候能开',
  ],
  address: [
    '改一下收货地址',
    '地址填错了',
    '能寄到公司吗',
    '换个地方收货',
    'change my delivery address',
    'ship it to my office instead',
    '收货人电话要改',
    '门牌号写错了',
  ],
  human: [
    '转人工',
    '找个真人跟我说',
    '人工客服在吗',
    '不要机器人',
    'talk to a person',
    'get me an agent',
    '我要找客服',
    '叫你们经理来',
  ],
  hours: [
    '你们几点上班',
    '周末营业吗',
    '客服到几点下班',
    '春节放假吗',
    'what are your opening hours',
    'are you open on sunday',
    '今天还营业吗',
    '几点关门',
  ],
}
const EXAMPLES = Object.entries(SAID).flatMap(([label, texts]) => texts.map((text) => ({ text, label })))
const model = trainIntents(EXAMPLES)
const best = (text: string) => predictIntents(model, text, { limit: 1 })[0]!.label

describe('predictIntents', () => {
  it.each([
    ['我那个快递现在到哪里了呀', 'logistics'],
    ['快弟到哪了', 'logistics'],
    ['申请退欵', 'refund'],
    ['我要開發票', 'invoice'],
    ['wher is my parcle', 'logistics'],
    ['CHANGE THE DELIVERY ADRESS', 'address'],
    ['想转人工客服', 'human'],
    ['周日营业不', 'hours'],
  ])('understands %s', (text, label) => {
    expect(best(text)).toBe(label)
  })

  it('gives probabilities, best first, that do not sum to more than 1', () => {
    const found = predictIntents(model, '我要退货退款', { limit: 99 })
    expect(found).toHaveLength(6)
    expect(found.reduce((sum, one) => sum + one.score, 0)).toBeLessThanOrEqual(1 + 1e-9)
    expect(found.map((one) => one.score)).toEqual(found.map((one) => one.score).sort((a, b) => b - a))
    expect(predictIntents(model, '退货', { limit: 2 })).toHaveLength(2)
  })

  it('is the same every time for the same examples and seed', () => {
    const again = trainIntents(EXAMPLES)
    expect(serialiseModel(again)).toEqual(serialiseModel(model))
  })

  it('never names the out-of-scope label', () => {
    const trained = trainIntents([
      ...EXAMPLES,
      ...['今天天气不错', '讲个笑话', 'who won the match'].map((text) => ({ text, label: 'oos' })),
    ])
    expect(trained.labels).not.toContain('oos')
    const found = predictIntents(trained, '讲个笑话', { limit: 99 })
    expect(found.map((one) => one.label)).not.toContain('oos')
    expect(found.reduce((sum, one) => sum + one.score, 0)).toBeLessThan(1)
  })
})

describe('out of scope', () => {
  it('is what shares nothing with any label, even if no such example was ever given', () => {
    for (const text of ['量子力学怎么入门', 'recipe for tomato soup', '', '😀😀'])
      expect(isOutOfScope(model, text), text).toBe(true)
    for (const text of ['查物流', '我要退货', '开发票', '转人工']) expect(isOutOfScope(model, text), text).toBe(false)
  })

  it('scores strange messages higher than covered ones', () => {
    expect(rejectScore(model, '比特币行情')).toBeGreaterThan(rejectScore(model, '怎么申请退款'))
  })

  it('learns from background messages', () => {
    const background = [
      '今天天气怎么样',
      '讲个笑话听听',
      '你喜欢看电影吗',
      '帮我写首诗',
      '明天会下雨吗',
      '推荐一部电影',
      '你会唱歌吗',
      '几点的电影好看',
    ]
    const informed = trainIntents(EXAMPLES, { background })
    expect(isOutOfScope(informed, '给我讲个笑话')).toBe(true)
    expect(isOutOfScope(informed, '我要退货')).toBe(false)
  })

  it('works with a single label, with few examples and without any', () => {
    for (const examples of [EXAMPLES.slice(0, 1), EXAMPLES.slice(0, 3), EXAMPLES.slice(6, 10), []]) {
      const small = trainIntents(examples)
      expect(predictIntents(small, '快递')).toHaveLength(new Set(examples.map((one) => one.label)).size)
      expect(rejectScore(small, '量子力学')).toBeGreaterThanOrEqual(0)
      expect(isOutOfScope(small, '量子力学')).toBe(true)
    }
  })
})

describe('a stored model', () => {
  it('answers exactly as before it was stored', () => {
    const loaded = loadModel(serialiseModel(model))
    for (const { text } of EXAMPLES) expect(predictIntents(loaded, text)).toEqual(predictIntents(model, text))
    expect(rejectScore(loaded, '火星移民')).toBe(rejectScore(model, '火星移民'))
  })

  it('is refused with one sentence when the bytes are something else or cut short', () => {
    expect(() => loadModel(new Uint8Array([1, 2, 3]))).toThrow('not an intent model')
    expect(() => loadModel(serialiseModel(model).subarray(0, -64))).toThrow('cut short')
  })
})

it('never throws, whatever is trained and asked', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      for (const { score } of predictIntents(model, text)) expect(score).toBeGreaterThanOrEqual(0)
      expect(rejectScore(model, text)).toBeLessThanOrEqual(1)
    }),
    { numRuns: 80 },
  )
  fc.assert(
    fc.property(
      fc.array(fc.record({ text: fc.string({ unit: 'grapheme' }), label: fc.string({ maxLength: 2 }) }), {
        maxLength: 12,
      }),
      (examples) => {
        predictIntents(trainIntents(examples), '你好')
      },
    ),
    { numRuns: 20 },
  )
})
