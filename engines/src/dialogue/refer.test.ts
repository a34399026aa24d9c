import { describe, expect, test } from 'vitest'
import { pointingOf } from './pointing.ts'
import { type RecordItem, refer } from './refer.ts'
import { entitiesOf } from './test-reading.ts'

const item = (id: string, given: Partial<RecordItem>): RecordItem => ({
  id,
  value: { id },
  title: id,
  status: 'delivered',
  statusWords: ['已签收', 'Delivered'],
  date: null,
  amount: null,
  mentions: [],
  preferred: true,
  ...given,
})
/** Newest first. */
const orders = [
  item('O20260104', {
    date: '2026-03-01',
    amount: 899,
    mentions: ['fan'],
    status: 'paid',
    statusWords: ['待发货', 'Paid'],
  }),
  item('O20260103', { date: '2026-02-20', amount: 149, mentions: ['kettle'] }),
  item('O20260102', { date: '2026-02-10', amount: 1299, mentions: ['purifier'] }),
  item('O20260051', { date: '2026-01-15', amount: 59.9, mentions: ['kettle'] }),
]

const pointing = (text: string) => pointingOf(text, entitiesOf(text), 'record:order', 'product')
function meant(text: string, options?: Parameters<typeof refer>[2]): string {
  const found = refer(pointing(text), orders, options)
  if (found.found === 'one') return found.item.id
  if (found.found === 'several') return `all: ${found.items.map(({ id }) => id.slice(-3)).join(' ')}`
  return found.found === 'many' ? found.items.map(({ id }) => id.slice(-3)).join(' ') : `none: ${found.named}`
}

describe('by number', () => {
  test.each(['O20260102 到哪了', 'o20260102', '订单 O 20260102'])('an order number in any spelling: %s', (text) => {
    expect(meant(text)).toBe('O20260102')
  })

  test('the number decides, whatever else is said', () => {
    expect(meant('上次买的最贵的水壶 O20260104')).toBe('O20260104')
  })

  test('a number that is not theirs is nobody’s, never the nearest of their own', () => {
    expect(meant('O20269999 帮我退了')).toBe('none: O20269999')
    expect(meant('O20269999', { focus: 'O20260102' })).toBe('none: O20269999')
  })

  test('the last digits do when only one order ends with them', () => {
    const by = (id: string) => refer({ ...pointing(''), ids: [id] }, orders)
    expect(by('0104')).toMatchObject({ found: 'one', item: { id: 'O20260104' } })
    expect(by('9104')).toMatchObject({ found: 'none' })
    const twins = [...orders, item('O20270104', {})]
    const found = refer({ ...pointing(''), ids: ['0104'] }, twins)
    expect(found).toMatchObject({ found: 'none' })
  })
})

describe('by what it is about', () => {
  test('the product, when it was bought once', () => {
    expect(meant('那台净水器漏水')).toBe('O20260102')
    expect(meant('my water purifier leaks')).toBe('O20260102')
  })

  test('a product bought twice is asked about, or settled by another word', () => {
    expect(meant('我的热水壶')).toBe('103 051')
    expect(meant('上次买的热水壶')).toBe('O20260103')
    expect(meant('the first kettle I ever bought, the oldest one')).toBe('O20260051')
    expect(meant('便宜的那个热水壶，最便宜的')).toBe('O20260051')
  })

  test('the state it is in', () => {
    expect(meant('那个待发货的')).toBe('O20260104')
  })

  test('the day it was bought', () => {
    expect(meant('2月10号买的那个')).toBe('O20260102')
    expect(meant('the one from Feb 20')).toBe('O20260103')
  })

  test('what it cost, with or without the cents', () => {
    expect(meant('1299块的那单')).toBe('O20260102')
    expect(meant('59.9元那个')).toBe('O20260051')
    expect(meant('60块钱那个')).toBe('O20260051')
  })
})

describe('by its place', () => {
  test.each([
    ['上一单', 'O20260104'],
    ['最近那个订单', 'O20260104'],
    ['my last order', 'O20260104'],
    ['刚买的那个', 'O20260104'],
    ['上上单', 'O20260103'],
    ['上上次买的', 'O20260103'],
    ['the order before that', 'O20260103'],
    ['最早的那单', 'O20260051'],
    ['最贵的那个', 'O20260102'],
    ['the most expensive one', 'O20260102'],
    ['最便宜的', 'O20260051'],
    ['the cheapest', 'O20260051'],
  ])('%s', (text, id) => {
    expect(meant(text)).toBe(id)
  })

  test('“the one before” counts from the one talked about', () => {
    expect(meant('再前一单', { focus: 'O20260103' })).toBe('O20260102')
  })

  test('“the second one” is the second of what was shown, not of all there is', () => {
    const shown = ['O20260102', 'O20260051']
    expect(meant('第二个', { shown })).toBe('O20260051')
    expect(meant('最后一个', { shown })).toBe('O20260051')
    expect(meant('第五个', { shown })).not.toMatch(/^O/)
    expect(meant('倒数第二个', { shown: orders.map(({ id }) => id) })).toBe('O20260102')
    expect(meant('另一个', { shown, current: 'O20260102' })).toBe('O20260051')
  })
})

describe('several at once', () => {
  const shown = ['O20260104', 'O20260103', 'O20260102']
  test.each([
    ['都退', 'all: 104 103 102'],
    ['第一个和第三个', 'all: 104 102'],
    ['除了第一个都退', 'all: 103 102'],
    ['除了净水器都退', 'all: 104 103'],
    ['all but the last one', 'all: 104 103'],
    ['the first two', 'all: 104 103'],
  ])('%s', (text, ids) => expect(meant(text, { shown })).toBe(ids))
})

describe('another than the one talked about', () => {
  test.each([
    ['不是这个，是上一单', 'O20260103'],
    ['不是这个，是净水器', 'O20260102'],
    ['不是这单，是最便宜的那个', 'O20260051'],
    ['no, not this one, the water purifier', 'O20260102'],
  ])('%s', (text, id) => expect(meant(text, { current: 'O20260104', focus: 'O20260104' })).toBe(id))
  test('without a word which one, the others are offered', () => {
    expect(meant('不是这个', { current: 'O20260104', focus: 'O20260104' })).toBe('103 102 051')
    expect(meant('what about the other order?', { current: 'O20260104' })).toBe('103 102 051')
  })
  test('the other one of two is the other one', () => {
    const two = orders.slice(0, 2)
    expect(refer(pointing('另一单呢'), two, { current: 'O20260104' })).toMatchObject({ item: { id: 'O20260103' } })
  })
})

describe('by how it looks', () => {
  const coloured = [
    item('O20260104', { title: '蓝色循环扇', mentions: ['fan'], value: { items: [{ nameEn: 'Blue fan' }] } }),
    item('O20260103', { title: '红色水壶', mentions: ['kettle'], value: { items: [{ nameEn: 'Red kettle' }] } }),
    item('O20260102', { title: '红色循环扇', mentions: ['fan'], value: { items: [{ nameEn: 'Red fan' }] } }),
  ]
  test.each([
    ['蓝色的那个', 'O20260104'],
    ['要蓝的', 'O20260104'],
    ['the blue one', 'O20260104'],
    ['红色的风扇', 'O20260102'],
    ['the red fan', 'O20260102'],
  ])('%s', (text, id) => expect(refer(pointing(text), coloured)).toMatchObject({ found: 'one', item: { id } }))
})

describe('by what was talked about', () => {
  test('the one in focus when nothing else is said', () => {
    expect(meant('那就退了吧', { focus: 'O20260102' })).toBe('O20260102')
  })

  test('words win over focus', () => {
    expect(meant('不，那个风扇', { focus: 'O20260102' })).toBe('O20260104')
  })

  test('nothing said and nothing in focus leaves the choice to the customer', () => {
    expect(meant('我要退货')).toBe('104 103 102 051')
  })

  test('the only order needs no pointing; the only one that can be used is a guess to be confirmed', () => {
    const only = orders.slice(0, 1)
    expect(refer(pointing('退货'), only)).toMatchObject({ found: 'one', certain: true })
    const usable = orders.map((each) => ({ ...each, preferred: each.id === 'O20260102' }))
    expect(refer(pointing('退货'), usable)).toMatchObject({ found: 'one', item: { id: 'O20260102' }, certain: false })
  })
})
