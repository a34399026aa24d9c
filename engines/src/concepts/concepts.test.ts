import { describe, expect, it } from 'vitest'
import { buildConcepts, conceptsIn } from './concepts.ts'

const lexicon = buildConcepts([
  { id: 'line-cut-off', topic: 'line', expressions: ['停机', '打不…出去', 'line suspended'] },
  { id: 'keep-number', topic: 'line', expressions: ['停机保号', 'keep my number'] },
  { id: 'money-taken', topic: 'charges', expressions: ['扣…钱', '乱扣费', 'charged'] },
  { id: 'bill', topic: 'charges', expressions: ['账单', 'bill'] },
])
const found = (text: string) => conceptsIn(lexicon, text).map(({ concept }) => concept)

describe('conceptsIn', () => {
  it('finds what is said in everyday words, with a few words in between', () => {
    expect(found('怎么又扣了我20块钱')).toEqual(['money-taken'])
    expect(found('我这电话打不了出去')).toEqual(['line-cut-off'])
    expect(found('扣了我这个月上个月和大上个月的钱')).toEqual([])
  })

  it('hears what a slip of the keyboard was meant to be, as long as half of it stands', () => {
    expect(found('帐单发我')).toEqual(['bill'])
    expect(found('帐蛋')).toEqual([])
  })

  it('lets a longer expression stand for itself', () => {
    expect(found('我要办停机保号')).toEqual(['keep-number'])
    expect(found('停机了，想停机保号')).toEqual(['line-cut-off', 'keep-number'])
  })

  it('knows English words in any form, and traditional script', () => {
    expect(found('why are you charging me, my bills are paid')).toEqual(['money-taken', 'bill'])
    expect(found('帳單')).toEqual(['bill'])
    expect(found('billiards')).toEqual([])
  })

  it('says where in the text it was said', () => {
    const text = '请问……「账单」在哪'
    const [match] = conceptsIn(lexicon, text)
    expect(text.slice(match!.start, match!.end)).toBe('账单')
  })
})
