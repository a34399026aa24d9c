import { expect, it } from 'vitest'
import { columnsWith, fieldOf } from './map-columns.ts'

const found = [
  { name: '标准问', field: 'question' as const },
  { name: '回复', field: 'answer' as const },
  { name: '扩展问1', field: 'similar' as const },
  { name: '扩展问2', field: null },
  { name: '备注', field: null },
]

it('while nothing was chosen, columns are what they were found to be', () => {
  expect(fieldOf(found, undefined, '回复')).toBe('answer')
  expect(fieldOf(found, undefined, '备注')).toBeUndefined()
})

it('similar questions may come from several columns, an answer only from one', () => {
  const first = columnsWith(found, undefined, '扩展问2', 'similar')
  expect(first).toEqual({ question: '标准问', answer: '回复', similar: ['扩展问1', '扩展问2'] })
  expect(columnsWith(found, first!, '备注', 'answer')).toEqual({
    question: '标准问',
    answer: '备注',
    similar: ['扩展问1', '扩展问2'],
  })
})

it('turning the question into the answer asks for another question at once, and what is left out is left out', () => {
  expect(columnsWith(found, undefined, '标准问', 'answer')).toMatchObject({ answer: '标准问', question: '回复' })
  expect(columnsWith(found, undefined, '扩展问1', undefined)).toEqual({
    question: '标准问',
    answer: '回复',
    similar: [],
  })
})
