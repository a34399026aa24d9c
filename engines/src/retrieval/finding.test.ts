import { describe, expect, it } from 'vitest'
import { explain } from './explain.ts'
import { search } from './search.ts'
import { buildIndex, type Passage } from './search-index.ts'

const ids = (hits: { id: string }[]) => hits.map(({ id }) => id)
const MANUAL: Passage[] = [
  { id: 'm:1', source: 'm', text: '双翅仙人掌，又称蝶翼柱，原产于高原。' },
  { id: 'm:2', source: 'm', text: '每月浇水一次，冬天不浇水。' },
  { id: 'm:3', source: 'm', text: '茎有毒，误食会引起呕吐。' },
  { id: 'n:1', source: 'n', text: '小叶铜钱草喜欢潮湿，每天浇水。' },
  { id: 'n:2', source: 'n', text: '没有毒，可以放在餐桌上。' },
]

describe('passages of one source', () => {
  it('are found by what the source is about, though only its first passage names it', () => {
    const index = buildIndex(MANUAL)
    expect(search(index, '误食双翅仙人掌会怎么样')[0]?.id).toBe('m:3')
    expect(search(index, '双翅仙人掌多久浇水一次')[0]?.id).toBe('m:2')
    expect(search(index, '小叶铜钱草有没有毒')[0]?.id).toBe('n:2')
  })

  it('lend nothing from what the asker may not see', () => {
    const secret = MANUAL.map((one) => (one.id === 'm:1' ? { ...one, audiences: ['staff'] } : one))
    const hits = search(buildIndex(secret), '双翅仙人掌', { audiences: [] })
    expect(ids(hits)).toEqual([])
  })
})

it('finds codes and measures exactly, written with or without their marks', () => {
  const index = buildIndex([
    { id: 'e05', text: '显示 E05 时请检查排水管。' },
    { id: 'e06', text: '显示 E06 时请检查进水阀。' },
    { id: 'volt', text: '额定电压 12.5V，不要接 125V。' },
    { id: 'obd', text: 'P0420 表示三元催化器效率低。' },
  ])
  expect(search(index, 'e-05怎么办')[0]?.id).toBe('e05')
  expect(search(index, 'E06')[0]?.id).toBe('e06')
  expect(search(index, '12.5v')[0]?.id).toBe('volt')
  expect(search(index, '故障码p0420')[0]?.id).toBe('obd')
})

it('finds what is called otherwise here, by the synonyms of the workspace', () => {
  const index = buildIndex([
    { id: 'a', text: '旗舰款支持无线充电' },
    { id: 'b', text: '青春版没有耳机孔' },
  ])
  expect(ids(search(index, '大黑砖能充电吗'))).not.toContain('b')
  const hits = search(index, '大黑砖', { synonyms: [['大黑砖', '旗舰款']] })
  expect(ids(hits)).toEqual(['a'])
})

it('answers a long question by its sentences and the names in it', () => {
  const filler = Array.from({ length: 40 }, (_, i) => ({
    id: `f${i}`,
    title: `Travel notes ${i}`,
    text: 'I went to the office, talked to my manager about the weekend, and had coffee with friends near the station.',
  }))
  const index = buildIndex([
    ...filler,
    { id: 'gold', title: 'Gold Saver Account', text: 'Interest is paid monthly. The minimum balance is 500.' },
    { id: 'dispute', title: 'Disputing a card payment', text: 'A dispute of a payment must be filed within 60 days.' },
  ])
  const story = `You are Sam, a manager who likes coffee and long weekends with friends. ${'You went to the office near the station and talked to friends about the weekend. '.repeat(6)}You have a Gold Saver Account since last year. You also saw a payment that you want to dispute. What can be done about it?`
  expect(ids(search(index, story, { limit: 2 })).sort()).toEqual(['dispute', 'gold'])
})

describe('what people decided', () => {
  const index = buildIndex([
    { id: 'a', text: '退货运费由买家承担' },
    { id: 'b', text: '退货运费由卖家承担' },
    { id: 'c', text: '会员积分规则' },
  ])
  it('pins above and buries below all others, unless a filter keeps it out', () => {
    expect(ids(search(index, '退货运费', { pins: ['c'], buries: ['a'] }))).toEqual(['c', 'b', 'a'])
    expect(ids(search(index, '退货运费', { pins: ['c'], filter: (id) => id !== 'c' }))).toEqual(['a', 'b'])
  })

  it('counts feedback, freshness and vectors among equals', () => {
    const twins = (one: Partial<Passage>) =>
      buildIndex([
        { id: 'a', text: '退货运费由买家承担' },
        { id: 'b', text: '退货运费由买家承担', ...one },
      ])
    expect(search(twins({ quality: 1 }), '退货运费')[0]?.id).toBe('b')
    expect(search(twins({ freshness: 1 }), '退货运费', { now: 2 })[0]?.id).toBe('b')
    expect(
      search(twins({}), '退货运费', {
        vectors: new Map([
          ['b', 0.9],
          ['a', 0.2],
        ]),
      })[0]?.id,
    ).toBe('b')
    expect(ids(search(index, '退货运费', { vectors: new Map([['c', 0.9]]) }))).toContain('c')
  })
})

it('is none the worse for a filter that throws', () => {
  const index = buildIndex(MANUAL)
  const before = search(index, '浇水')
  const filter = () => {
    throw new Error('no')
  }
  expect(() => search(index, '浇水', { filter })).toThrow('no')
  expect(search(index, '浇水')).toEqual(before)
})

describe('explain', () => {
  const index = buildIndex([
    { id: 'a', title: '退货', text: '退货运费由买家承担' },
    { id: 'b', text: '会员积分规则', audiences: ['vip'] },
    ...Array.from({ length: 150 }, (_, i) => ({ id: `n${i}`, text: `退货说明第${i}条，请保持商品完好` })),
  ])
  it('tells the points, the rank and the words of any passage, found or not', () => {
    const first = explain(index, '退货运费', 'a')!
    expect(first).toMatchObject({ rank: 1, considered: true, excluded: undefined })
    expect(first.terms.find(({ text }) => text === '运费')!.points).toBeGreaterThan(0)
    const far = explain(index, '退货运费', 'n99')!
    expect(far.rank).toBeGreaterThan(64)
    expect(far.terms.some(({ points }) => points === 0)).toBe(true)
  })

  it('says which filter keeps a passage out, and knows none of what is not there', () => {
    expect(explain(index, '会员积分', 'b', { audiences: [] })).toMatchObject({ excluded: 'audience', rank: undefined })
    expect(explain(index, '会员积分', 'b', { audiences: ['vip'] })).toMatchObject({ rank: 1 })
    expect(explain(index, '会员积分', 'nowhere')).toBeUndefined()
  })
})
