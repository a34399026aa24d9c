import { expect, it } from 'vitest'
import { annotate } from './entities.ts'
import { scoreEntities } from './score/entities.ts'

it('writes down what a message means by the conventions: strings, no foreign money, no vague amounts, no tails of orders', () => {
  expect(annotate('昨天扣了一百多块，尾号0007那个订单退我30美元和二十块五', '2026-11-21')).toEqual([
    { type: 'date', text: '昨天', value: '2026-11-20' },
    { type: 'money', text: '二十块五', value: '20.5' },
  ])
})

it('counts an answer as right when type and value agree and the spans overlap, each wanted entity once', () => {
  const gold = [
    { type: 'date', text: '昨天', value: '2026-11-20' },
    { type: 'money', text: '五块', value: '5' },
  ]
  const given = [
    { type: 'date', text: '昨天下午', value: '2026-11-20' },
    { type: 'date', text: '昨天', value: '2026-11-20' },
    { type: 'money', text: '五块', value: '50' },
    { type: 'city', text: '杭州', value: '杭州' },
  ]
  const tallies = scoreEntities([{ text: '昨天下午在杭州扣了五块', gold, given }])
  expect([...tallies]).toEqual([
    ['city', { right: 0, given: 1, wanted: 0 }],
    ['date', { right: 1, given: 2, wanted: 1 }],
    ['money', { right: 0, given: 1, wanted: 1 }],
    ['all', { right: 1, given: 4, wanted: 2 }],
  ])
})
