import type { IncidentItem } from '@loopdesk/contracts/api/flows.ts'
import i18next, { type TFunction } from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import type { Reader } from '../runs/waiting-words.ts'
import { halfDone, inOrder, plainFacts, todoOf, wantedOf } from './incident-words.ts'
import * as incidents from './strings.ts'

let reader: Reader
beforeAll(async () => {
  const i18n = i18next.createInstance()
  await i18n.init({
    lng: 'zh',
    interpolation: { escapeValue: false },
    resources: { zh: { translation: { incidents: incidents.zh } } },
  })
  const t: TFunction = i18n.getFixedT('zh')
  reader = {
    t,
    now: 0,
    language: 'zh',
    definition: { nodes: { pay: { type: 'call', label: { zh: '退款', en: 'Refund' } } } },
    world: undefined,
  }
})

const item = (
  id: string,
  over: Partial<IncidentItem> = {},
  status: 'stuck' | 'intended' = 'stuck',
  minute = 0,
): IncidentItem => ({
  id,
  step: `${id}#1`,
  tool: `oms.${id}`,
  toolName: { zh: '建退货单', en: 'Create return' },
  compensation: 'oms.cancelReturn',
  state: 'open',
  write: {
    key: id,
    step: `${id}#1`,
    tool: `oms.${id}`,
    status,
    args: {},
    result: null,
    attempts: 3,
    at: new Date(Date.UTC(2026, 0, 5, 12, minute)).toISOString(),
    finishedAt: null,
  },
  error: null,
  attempts: 3,
  ...over,
})

test('what is half done is told by the kind of incident', () => {
  expect(halfDone({ kind: 'compensation', openItems: 2, node: null }, reader)).toBe('2 项没撤掉')
  expect(halfDone({ kind: 'halted', openItems: 0, node: 'pay' }, reader)).toBe('停在「退款」')
})

test('each item says what a person has to do', () => {
  expect(todoOf(item('a'), 'compensation', reader)).toBe('撤销「建退货单」')
  expect(todoOf(item('a', { compensation: null }), 'compensation', reader)).toBe('「建退货单」不可撤销，请决定怎么补救')
  expect(todoOf(item('a', {}, 'intended'), 'compensation', reader)).toBe('核实「建退货单」有没有生效')
})

test('what is open stands first, newest first', () => {
  const items = [
    item('old', {}, 'stuck', 1),
    item('done', { state: 'undone' }, 'stuck', 9),
    item('new', {}, 'stuck', 5),
  ]
  expect(inOrder(items).map(({ id }) => id)).toEqual(['new', 'old', 'done'])
})

test('what the customer wanted is told in lines, records by what names them', () => {
  expect(
    wantedOf({
      order: { id: 'O2026', status: 'shipped', items: [{ sku: 1 }] },
      reason: '不喜欢',
      count: 2,
      photos: [{ name: 'a.jpg' }, { name: 'b.jpg' }],
      empty: null,
      odd: { x: {} },
    }),
  ).toEqual([
    { name: 'order', value: 'O2026 · shipped' },
    { name: 'reason', value: '不喜欢' },
    { name: 'count', value: '2' },
    { name: 'photos', value: 'a.jpg；b.jpg' },
  ])
})

test('plain arguments are read in lines, deeper ones as they are', () => {
  expect(plainFacts({ orderId: 'O1', amount: 2, note: null })).toEqual([
    { name: 'orderId', value: 'O1' },
    { name: 'amount', value: '2' },
  ])
  expect([plainFacts({ items: [1] }), plainFacts('x'), plainFacts(null)]).toEqual([null, null, null])
})
