import { expect, it } from 'vitest'
import { clausesOf, cutsOf } from './joints.ts'

it.each([
  ['我要退货，再开张发票', ['我要退货', '再开张发票']],
  ['帮我查快递顺便把地址改了', ['帮我查快递', '把地址改了']],
  ['退了吧再给我发张发票', ['退了吧', '给我发张发票']],
  ['Cancel my order and I want an invoice', ['Cancel my order', 'I want an invoice']],
  ['where is it? also change the address', ['where is it', 'change the address']],
])('%s is taken apart', (text, clauses) => {
  expect(clausesOf(text)).toEqual(clauses)
})

it.each([
  '还有多少天到期',
  '红色、蓝色都行',
  'the red and blue one',
  'rings and items on my list',
  '好，',
  '',
])('%s stays whole', (text) => {
  expect(clausesOf(text)).toEqual([])
})

it('cuts after marks and before joining words, also between mere words, never at the ends', () => {
  const parts = (text: string) => {
    const cuts = [0, ...cutsOf(text, 0, text.length), text.length]
    return cuts.slice(1).map((cut, i) => text.slice(cuts[i], cut))
  }
  expect(parts('退货，换颜色以及尺码')).toEqual(['退货，', '换颜色', '以及尺码'])
  expect(parts('refund this and that.')).toEqual(['refund this ', 'and that.'])
  expect(parts('，退货。')).toEqual(['，退货。'])
})
