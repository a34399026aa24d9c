import { expect, it } from 'vitest'
import { valuesOf, wordsOf } from './entity-values.ts'

it('a list is read as it is written: a value a line, other names after the colon', () => {
  expect(valuesOf('龙湖店：龙湖天街、天街店\n\nsouth: South store, southern\n龙湖店: 天街店, 老店')).toEqual([
    { value: '龙湖店', synonyms: ['龙湖天街', '天街店', '老店'] },
    { value: 'south', synonyms: ['South store', 'southern'] },
  ])
})

it('what is read is shown the same way again', () => {
  const values = [
    { value: '龙湖店', synonyms: ['天街店'] },
    { value: 'south', synonyms: [] },
  ]
  expect(valuesOf(wordsOf(values))).toEqual(values)
})
