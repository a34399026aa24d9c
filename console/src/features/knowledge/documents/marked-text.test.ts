import { expect, it } from 'vitest'
import { rowStandsIn, standsIn } from './marked-text.ts'

it('a paragraph, an item and a row are found again in the passage made of them', () => {
  const passage = '故障代码: E3; 原因: 冷凝器脏堵; 处理: 清洗滤网\n签收后 7 天内 可以退货。'
  expect(standsIn('签收后 7 天内可以退货。', passage)).toBe(true)
  expect(rowStandsIn(['E3', '冷凝器脏堵', '清洗滤网'], passage)).toBe(true)
  expect(rowStandsIn(['E4', '冷凝器脏堵', '清洗滤网'], passage)).toBe(false)
})

it('a word of two letters on another part of the page is not marked', () => {
  expect(standsIn('退货', '签收后 7 天内可以退货。')).toBe(false)
  expect(standsIn('', 'anything')).toBe(false)
})
