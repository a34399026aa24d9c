import { describe, expect, it } from 'vitest'
import { buildConcepts, conceptsIn } from '../concepts/concepts.ts'
import { likenessOf, readAsked } from './question-match.ts'
import { search } from './search.ts'
import { buildIndex } from './search-index.ts'

const concepts = buildConcepts([
  { id: 'how', topic: 'asking', expressions: ['怎么', '如何', '咋个'] },
  { id: 'cancel', topic: 'orders', expressions: ['取消', '退掉', 'cancel', 'call off'] },
])
const like = (a: string, b: string) => {
  const read = (text: string) => readAsked(text, (said) => conceptsIn(concepts, said))
  return likenessOf(read(a), read(b), () => 1)
}

describe('two questions', () => {
  it('are the more alike the more of each the other says', () => {
    expect(like('上海怎么查违章', '上海怎么查违章')).toBe(1)
    expect(like('上海怎么查违章', '上海怎么查违章')).toBeGreaterThan(like('上海怎么查违章', '上海查违章'))
    expect(like('上海怎么查违章', '怎么查违章')).toBeGreaterThan(like('上海怎么查违章', '北京怎么查违章'))
    expect(like('退款多久到账', '退款多久到账')).toBeGreaterThan(
      like('退款多久到账', '跨境订单用信用卡付的退款多久到账'),
    )
    expect(like('苹果', 'refund')).toBe(0)
    expect(like('', '上海')).toBe(0)
  })

  it('say the same in other words, with slips by sound, and in either direction', () => {
    expect(like('如何取消订单', '怎么退掉订单')).toBeGreaterThan(like('如何取消订单', '为啥催促订单'))
    expect(like('退款多久到帐', '退款多久到账')).toBeGreaterThan(0.95)
    expect(like('退款多久到帐', '退款多久到站')).toBeLessThan(like('退款多久到帐', '退款多久到账'))
    expect(like('how do i cancel it', 'how do i call it off')).toBe(like('how do i call it off', 'how do i cancel it'))
  })

  it('are held apart by denial and by numbers, but not by ways of asking whether', () => {
    expect(like('可以退货', '不可以退货')).toBeLessThan(like('可以退货', '还可以退货'))
    expect(like('能不能退货', '能退货不能')).toBeGreaterThan(0.8)
    expect(like('E05是什么', 'E05是什么')).toBeGreaterThan(like('E05是什么', 'E06是什么'))
  })
})

describe('a base of questions', () => {
  it('answers with the question that asks the same, not with one that holds it and asks for more', () => {
    const index = buildIndex(
      [
        '花呗怎么关闭',
        '花呗怎么关闭自动还款',
        '借呗怎么关闭',
        '花呗额度怎么提升',
        '花呗怎么开通',
        '为什么花呗关闭了还要还款',
      ].map((text, i) => ({ id: `q${i}`, text })),
      { concepts },
    )
    expect(search(index, '如何关闭花呗')[0]?.id).toBe('q0')
    expect(search(index, '自动还款花呗怎么关')[0]?.id).toBe('q1')
    expect(search(index, '界呗怎么关闭')[0]?.id).toBe('q2')
  })

  it('takes the parts of a document for text, not for questions', () => {
    const index = buildIndex([
      { id: 'a:1', source: 'a', text: '怎么退货' },
      { id: 'a:2', source: 'a', text: '七天内寄回' },
      { id: 'b', text: '怎么换货' },
    ])
    const hits = search(index, '怎么退货七天')
    const points = (id: string) => hits.find((hit) => hit.id === id)!.parts.question
    // What cannot be compared is moved neither up nor down: it gets what the others get on average.
    expect(points('a:1')).toBe(points('b'))
    expect(points('a:2')).toBe(points('b'))
  })
})
