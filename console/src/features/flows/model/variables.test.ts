import { expect, test } from 'vitest'
import { argumentSkeleton, sampleOf } from './sample.ts'
import { testFlow } from './test-flow.ts'
import { fieldsUnder, sampleScope, tryExpression, variablesOf } from './variables.ts'

const now = '2026-03-14T10:30:00Z'

test('every slot, input and saved result is known with a sample', async () => {
  const doc = testFlow()
  const names = variablesOf(doc, undefined, now).map(({ name }) => name)
  expect(names.slice(0, 2)).toEqual(['order', 'refund'])
  expect(names).toContain('customer')
  const scope = await sampleScope(doc, variablesOf(doc, undefined, now), now)
  expect(fieldsUnder(scope, ['order'])).toContain('id')
})

test('an expression is previewed on the sample, and a slip is shown with its place', async () => {
  expect(await tryExpression('$money(order.amount)', { order: { amount: 1299 } }, 'zh', now)).toEqual({
    ok: true,
    value: '¥1,299.00',
  })
  expect(await tryExpression('order.(', {}, 'zh', now)).toMatchObject({ ok: false })
})

test('a tool offers its arguments, filled with what is known by that name', () => {
  const schema = {
    type: 'object',
    properties: {
      orderId: { type: 'string' },
      reason: { type: 'string' },
      amount: { type: 'number' },
      note: { type: 'string' },
    },
    required: ['orderId', 'reason', 'amount'],
  }
  expect(argumentSkeleton(schema, new Set(['orderId']))).toBe(
    '{\n  "orderId": orderId,\n  "reason": "",\n  "amount": 129\n}',
  )
  expect(
    sampleOf({ type: 'array', items: { type: 'object', properties: { status: { enum: ['paid', 'done'] } } } }),
  ).toEqual([{ status: 'paid' }])
})
