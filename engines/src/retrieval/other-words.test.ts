import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadWordVectors, wordsIn } from '../words/word-vectors.ts'
import { explain } from './explain.ts'
import { search } from './search.ts'
import { buildIndex } from './search-index.ts'

const file = new URL('../../../packs/words/words.bin', import.meta.url)
const words = wordsIn(loadWordVectors(readFileSync(file)))
const ids = (hits: { id: string }[]) => hits.map(({ id }) => id)

const ENGLISH = [
  { id: 'refund', text: 'A refund is paid to your bank account within five days.' },
  { id: 'invoice', text: 'You find the receipt of an order under My orders.' },
  { id: 'temperature', text: 'Keep the device between 5 and 35 degrees of temperature.' },
  { id: 'deliver', text: 'Parcels leave the warehouse on the same day.' },
]
const CHINESE = [
  { id: 'warranty', text: '主机保修两年，电池保修半年。' },
  { id: 'noise', text: '运行时的噪音不超过五十分贝。' },
  { id: 'password', text: '忘记密码时，用手机号找回。' },
]

describe('a question in words that no passage holds', () => {
  it('finds documents in the other language', () => {
    const english = buildIndex(ENGLISH, { words })
    expect(search(english, '什么时候退款')[0]?.id).toBe('refund')
    expect(search(english, '仓库几点发出包裹')[0]?.id).toBe('deliver')
    const chinese = buildIndex(CHINESE, { words })
    expect(search(chinese, 'I forgot my password')[0]?.id).toBe('password')
    expect(search(chinese, 'how loud is the noise')[0]?.id).toBe('noise')
    expect(search(buildIndex(ENGLISH), '什么时候退款')).toEqual([])
  })

  it('finds what is said in another word of the same language', () => {
    const hits = search(buildIndex(CHINESE, { words }), '声响大不大')
    expect(hits[0]?.id).toBe('noise')
  })

  it('never takes one name, number or code for another', () => {
    const index = buildIndex(
      [
        { id: 'shanghai', text: 'Our shop in Shanghai is open on Sundays.' },
        { id: 'samsung', text: 'Adapters for Samsung telephones.' },
        { id: 'e06', text: 'E06: the pump is blocked.' },
      ],
      { words },
    )
    expect(ids(search(index, 'beijing'))).not.toContain('shanghai')
    expect(ids(search(index, 'nokia'))).not.toContain('samsung')
    for (const hit of search(index, 'E0599')) expect(hit.parts.near).toBe(0)
  })
})

it('puts what is said in the very words above what means the same', () => {
  const index = buildIndex(
    [
      { id: 'near', text: '噪音问题请联系客服。' },
      { id: 'said', text: '声响问题请联系客服。' },
    ],
    { words },
  )
  const hits = search(index, '声响')
  expect(hits[0]?.id).toBe('said')
  expect(hits[0]?.parts.near).toBe(0)
})

it('takes a question in other words for the same question, and one about another place or the opposite for another', () => {
  const questions = ['怎么投诉快递员', '北京门店在哪里', '上海门店在哪里', '怎么开通自动续费', '怎么关闭自动续费']
  const index = buildIndex(
    questions.map((text, i) => ({ id: `q${i}`, text })),
    { words },
  )
  expect(search(index, '上海商店地址在哪里')[0]?.id).toBe('q2')
  expect(search(index, '自动续费如何关闭')[0]?.id).toBe('q4')
  const told = (id: string) => search(index, '怎么抱怨快递员').find((hit) => hit.id === id)!.parts.question
  const without = buildIndex(questions.map((text, i) => ({ id: `q${i}`, text })))
  const untold = search(without, '怎么抱怨快递员').find((hit) => hit.id === 'q0')!.parts.question
  expect(told('q0')).toBeGreaterThan(untold)
})

it('moves up what is about the same thing, where words alone cannot tell', () => {
  const passages = [
    { id: 'a', title: 'Opening hours', text: 'Monday to Friday, closed on holidays, see the list.' },
    { id: 'b', title: 'Reimbursement of payments', text: 'Money goes back to the card, see the list.' },
  ]
  const hits = search(buildIndex(passages, { words }), 'the list for a refund on my card')
  expect(hits[0]?.id).toBe('b')
  expect(hits[0]!.parts.about).toBeGreaterThan(hits[1]!.parts.about)
})

it('tells which word was looked for in place of which', () => {
  const told = explain(buildIndex(ENGLISH, { words }), '什么时候退款', 'refund')
  expect(told?.parts.near).toBeGreaterThan(0)
  expect(told?.terms.find(({ kind, points }) => kind === 'near' && points > 0)?.text).toBe('退款 → refund')
})
