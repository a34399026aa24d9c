import { expect, test } from 'vitest'
import { answerPrompt, parseGenerated } from './answer-prompt.ts'
import { checkGenerated } from './check-generated.ts'

const sources = [
  { id: 'p1', text: '整机保修 3 年，电机保修 6 年。额定功率 1,500 W。不要用热水清洗滤芯。热线每天 8:00 至 20:00。' },
  {
    id: 'p2',
    text: 'The trial lasts 21 days. Videos are not accepted. Model R600 weighs 12.5 kg. Released on March 5, 2026.',
  },
]
const check = (text: string, more: object = {}) => checkGenerated({ sentences: [{ text }], sources, ...more })
const reason = (text: string) => check(text).removed[0]?.reason

test('what a source says in other words is kept with the source it is from', () => {
  expect(check('这台机器整机保修三年。').kept).toEqual([{ text: '这台机器整机保修三年。', sources: ['p1'] }])
  expect(check('You can try it for 21 days.').kept[0]?.sources).toEqual(['p2'])
})

test('numbers are compared by what they are worth', () => {
  expect(reason('额定功率是 1500 瓦。')).toBeUndefined()
  expect(reason('额定功率是 1.5 kW。')).toBeUndefined()
  expect(reason('额定功率是一千五百瓦。')).toBeUndefined()
  expect(reason('额定功率是 1,800 W。')).toBe('number')
  expect(reason('The trial lasts 30 days.')).toBe('number')
})

test('a month is not thirty days', () => {
  const held = [{ id: 'a', text: '退款 30 天内到账。' }]
  expect(checkGenerated({ sentences: [{ text: '退款一个月内到账。' }], sources: held }).removed[0]?.reason).toBe(
    'number',
  )
  expect(checkGenerated({ sentences: [{ text: '退款三十天内到账。' }], sources: held }).kept).toHaveLength(1)
})

test('dates are the same however they are written', () => {
  expect(reason('It was released on 2026-03-05.')).toBeUndefined()
  expect(reason('It was released on March 6, 2026.')).toBe('number')
})

test('a model that no source names is not spoken of', () => {
  expect(reason('Model R800 weighs 12.5 kg.')).toBe('code')
})

test('what is forbidden is not allowed, and the other way round', () => {
  expect(reason('可以用热水清洗滤芯。')).toBe('negation')
  expect(reason('Videos are accepted.')).toBe('negation')
  expect(reason('不能用热水清洗滤芯。')).toBeUndefined()
})

test('what no source speaks of is taken out', () => {
  expect(reason('我们还会赠送一套精美餐具作为礼物。')).toBe('not_in_source')
})

test('a source that was not given supports nothing', () => {
  expect(checkGenerated({ sentences: [{ text: '保修 3 年。', sources: ['p9'] }], sources }).removed[0]?.reason).toBe(
    'unknown_source',
  )
  expect(checkGenerated({ sentences: [{ text: '保修 3 年。', sources: ['p2'] }], sources }).kept).toEqual([])
})

test('a rule of the knowledge graph may forbid a sentence', () => {
  const forbids = (sentence: string) => (sentence.includes('R600') ? 'R600 has no weight on record' : undefined)
  expect(check('Model R600 weighs 12.5 kg.', { forbids }).removed[0]).toMatchObject({ reason: 'forbidden' })
})

test('what a model writes is read sentence by sentence with its sources', () => {
  expect(parseGenerated('保修期为 3 年。[1] 电机 6 年 [1][2]。', ['p1', 'p2'])).toEqual([
    { text: '保修期为 3 年。', sources: ['p1'] },
    { text: '电机 6 年。', sources: ['p1', 'p2'] },
  ])
  expect(parseGenerated('NO_ANSWER', ['p1'])).toBeUndefined()
})

test('the prompt numbers the sources as the answer names them', () => {
  const { user } = answerPrompt({
    question: '保修多久',
    language: 'zh',
    sources: [{ title: '手册', headings: ['保修'], text: '3 年' }],
  })
  expect(user).toContain('[1] 手册 > 保修\n3 年')
})
