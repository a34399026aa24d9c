import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { search } from './search.ts'
import { addPassage, buildIndex, type Passage, removePassage } from './search-index.ts'
import { sentencesOf } from './sentences.ts'

const PASSAGES: Passage[] = [
  { id: 'return', title: '退货政策', text: '签收后七天内可以无理由退货。商品需保持完好。运费由买家承担。' },
  { id: 'invoice', title: '发票', text: '订单完成后可以在订单详情页申请电子发票，24小时内发到您的邮箱。' },
  { id: 'ship', title: '发货时间', text: '现货商品在付款后48小时内发货。预售商品以页面时间为准。' },
  { id: 'warranty', title: '保修', text: '洗衣机整机保修三年，电机保修十年。人为损坏不在保修范围内。' },
  { id: 'install', text: '空调和洗衣机免费上门安装，请拨打售后电话预约。', questions: ['怎么预约安装师傅'] },
  {
    id: 'refund-en',
    title: 'Refunds',
    text: 'Refunds are paid back to the card you used within five working days. We never charge a fee.',
  },
  {
    id: 'ship-en',
    title: 'Shipping',
    text: 'Orders are dispatched within two days. Tracking numbers are sent by text message.',
  },
]
const best = (query: string, index = buildIndex(PASSAGES)) => search(index, query)[0]?.id

describe('search', () => {
  it.each([
    ['可以退货吗', 'return'],
    ['開發票', 'invoice'],
    ['洗衣机保休多久', 'warranty'],
    ['什么时侯发祸', 'ship'],
    ['预约师傅', 'install'],
    ['when is my refund paid', 'refund-en'],
    ['traking numbr', 'ship-en'],
  ])('finds the passage for %s, in any script and with slips of the pen', (query, id) => {
    expect(best(query)).toBe(id)
  })

  it('gives the same hits, in the same order, whatever the order in which passages were added', () => {
    const forward = search(buildIndex(PASSAGES), '洗衣机安装保修')
    const backward = search(buildIndex([...PASSAGES].reverse()), '洗衣机安装保修')
    expect(backward).toEqual(forward)
  })

  it('finds nothing for an empty query, an empty index or marks alone', () => {
    expect(search(buildIndex(PASSAGES), '')).toEqual([])
    expect(search(buildIndex(PASSAGES), '？！…')).toEqual([])
    expect(search(buildIndex([]), '退货')).toEqual([])
  })

  it('shows only what the filter lets through and no more than asked for', () => {
    const hits = search(buildIndex(PASSAGES), '商品发货', { filter: (id) => id !== 'ship', limit: 2 })
    expect(hits.length).toBeLessThanOrEqual(2)
    expect(hits.map((hit) => hit.id)).not.toContain('ship')
  })
})

it('prefers what means the same in other words', () => {
  const passages = [
    { id: 'a', text: '一', questions: ['手机打不出去电话'] },
    { id: 'b', text: '二', questions: ['手机壳颜色'] },
  ]
  // Stands for a sentence encoder: everything about calls points one way.
  const meaning = (text: string) => Float32Array.from(/电话|停机/.test(text) ? [1, 0] : [0, 1])
  expect(best('手机停机', buildIndex(passages, { meaning }))).toBe('a')
  expect(best('手机壳', buildIndex(passages, { meaning }))).toBe('b')
})

describe('an index that changes', () => {
  it('answers exactly like one built afresh, after any additions, replacements and removals', () => {
    const passage = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      text: fc.constantFrom('退货要运费吗', '发票怎么开', 'refund to card', '洗衣机安装', '', '退款到卡 refund'),
    })
    const change = fc.oneof(
      passage.map((add) => ({ add })),
      fc.constantFrom('a', 'b', 'c', 'd').map((remove) => ({ remove })),
    )
    fc.assert(
      fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
        const index = buildIndex([])
        for (const step of changes) {
          if ('add' in step) addPassage(index, step.add)
          else removePassage(index, step.remove)
          search(index, '退货')
        }
        const fresh = buildIndex([...index.passages.values()])
        for (const query of ['退款 refund 运费', '洗衣机发票'])
          expect(search(index, query)).toEqual(search(fresh, query))
      }),
      { numRuns: 60 },
    )
  })

  it('says whether there was anything to remove', () => {
    const index = buildIndex(PASSAGES)
    expect(removePassage(index, 'return')).toBe(true)
    expect(removePassage(index, 'return')).toBe(false)
    expect(search(index, '无理由退货').map((hit) => hit.id)).not.toContain('return')
  })
})

describe('sentences', () => {
  it('are split at marks of both languages, but not inside numbers', () => {
    const text = '运费12.5元。可以吗？Yes. It costs 3.20 euros!\n- 第二条'
    expect(sentencesOf(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      '运费12.5元。',
      '可以吗？',
      'Yes.',
      'It costs 3.20 euros!',
      '- 第二条',
    ])
  })
})

it('never throws, whatever is indexed and asked', () => {
  const index = buildIndex(PASSAGES)
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      (text, query) => {
        addPassage(index, { id: 'wild', text, title: query, questions: [text], tags: [query] })
        for (const hit of search(index, query)) expect(Number.isFinite(hit.score)).toBe(true)
      },
    ),
    { numRuns: 80 },
  )
})
