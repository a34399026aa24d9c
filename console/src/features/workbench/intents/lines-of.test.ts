import { expect, it } from 'vitest'
import { linesOf } from './lines-of.ts'

it('a pasted list becomes one example a line, without list marks, gaps and repeats', () => {
  expect(linesOf('1. 我要退货\r\n2、 怎么退\n\n- 怎么退\n • 退一下 \n')).toEqual(['我要退货', '怎么退', '退一下'])
})

it('a number that belongs to what is said stays', () => {
  expect(linesOf('3.5寸的有吗\n12306打不通')).toEqual(['3.5寸的有吗', '12306打不通'])
})
