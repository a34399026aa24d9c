import { expect, test } from 'vitest'
import { type Environment, evaluate, render } from './expression.ts'

const environment = (scope: Record<string, unknown>, lang: 'zh' | 'en' = 'zh'): Environment => ({
  scope,
  now: '2026-03-02T12:00:00.000Z',
  context: { today: '2026-03-02', customer: { name: '王建明' } },
  lang,
  names: {
    title: async (type, value, spoken) => `${spoken} ${type} ${(value as { id: string }).id}`,
    status: (type, status, spoken) => `${spoken} ${type} ${status}`,
  },
})

test('money is shown with its sign, thousands and cents, and nothing as nothing', async () => {
  const scope = { price: 1299, small: 0.1, text: '45.5' }
  expect(await render('{{ $money(price) }} {{ $money(small) }} {{ $money(text) }}', environment(scope))).toBe(
    '¥1,299.00 ¥0.10 ¥45.50',
  )
  expect(await render('[{{ $money(missing) }}]', environment(scope))).toBe('[]')
})

test('days and times are said in the customer’s language, instants in local time', async () => {
  const scope = { day: '2026-11-23', late: '2026-11-23T18:30:00Z' }
  const template = '{{ $day(day) }}|{{ $day(late) }}|{{ $time(late) }}|{{ $day(missing) }}|{{ $time("soon") }}'
  expect(await render(template, environment(scope))).toBe('11月23日|11月24日|11月24日 02:30||')
  expect(await render(template, environment(scope, 'en'))).toBe('Nov 23|Nov 24|Nov 24, 02:30||')
})

test('days are counted over the ends of months and years', async () => {
  expect(await evaluate('$plusDays("2026-02-27", 2)', environment({}))).toBe('2026-03-01')
  expect(await evaluate('$plusDays("2025-12-31", 1)', environment({}))).toBe('2026-01-01')
  expect(await evaluate('$plusDays(today, -2)', environment({}))).toBe('2026-02-28')
  expect(await evaluate('$plusDays(nothing, 1)', environment({}))).toBeUndefined()
})

test('records and their states are called by the workspace’s words', async () => {
  const scope = { order: { id: 'O1', status: 'paid' } }
  const template = '{{ $title("order", order) }}, {{ $label("order", order.status) }}'
  expect(await render(template, environment(scope, 'en'))).toBe('en order O1, en order paid')
})

test('slots stand beside customer, page and today', async () => {
  expect(await render('{{ customer.name }} {{ reason }} {{ today }}', environment({ reason: '坏了' }))).toBe(
    '王建明 坏了 2026-03-02',
  )
})

test('what an expression does not find leaves no trace in the text', async () => {
  expect(await render('A{{ order.courier.name }}B', environment({}))).toBe('AB')
  expect(await evaluate('order.courier', environment({}))).toBeUndefined()
  expect(await render('line {{ missing }}  \nnext', environment({}))).toBe('line\nnext')
})

test('lists are read out, and results are plain JSON that can be stored', async () => {
  expect(await render('{{ items.name }}', environment({ items: [{ name: 'A' }, { name: 'B' }] }))).toBe('A、B')
  const found = await evaluate('items[price > 1].name', environment({ items: [{ name: 'A', price: 2 }, { price: 3 }] }))
  expect(structuredClone(found)).toEqual('A')
})

test('a wrong expression fails aloud instead of saying something wrong', async () => {
  await expect(evaluate('1 +', environment({}))).rejects.toMatchObject({ code: 'S0207' })
})
