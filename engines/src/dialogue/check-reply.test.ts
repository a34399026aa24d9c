import { expect, test } from 'vitest'
import { unsupportedClaims } from './check-reply.ts'

const refund = { id: 'RF3000001', amount: 1299, accountTail: '7476' }

test('what the systems returned may be said, however it is written', () => {
  const reply = '退款 ¥1,299.00（RF3000001）1-3 个工作日原路退回尾号 7476。'
  expect(unsupportedClaims(reply, [refund])).toEqual([])
  expect(unsupportedClaims('Your refund of 1,299.00 is on its way.', [refund])).toEqual([])
})

test('an amount, an order or an account that nobody returned is found', () => {
  expect(unsupportedClaims('退款 ¥1,399.00 退回尾号 7477，订单 O20269999', [refund])).toEqual([
    '¥1,399.00',
    '7477',
    'O20269999',
  ])
})

test('the fixed words of a template support themselves', () => {
  expect(unsupportedClaims('满 1999 元包邮，热线 95533', ['满 1999 元包邮，热线 95533'])).toEqual([])
})
