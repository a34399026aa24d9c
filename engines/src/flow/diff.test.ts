import { expect, test } from 'vitest'
import { diffFlows } from './diff.ts'

const base = {
  id: 'f',
  name: { zh: '退款', en: 'Refund' },
  start: 'find',
  slots: { order: { kind: 'record', record: 'order' } },
  nodes: {
    find: { type: 'call', tool: 'oms.find', args: '{"id": order.id}', next: 'tell', failed: 'tell' },
    tell: { type: 'say', text: { zh: '好了', en: 'Done' }, next: 'end' },
    end: { type: 'end', outcome: 'solved' },
  },
}
const words = (after: object) => diffFlows(base, after as typeof base).map((each) => each.words)

test('two definitions that say the same do not differ, in whatever order they say it', () => {
  const { nodes, ...rest } = base
  expect(diffFlows(base, { nodes: Object.fromEntries(Object.entries(nodes).reverse()), ...rest })).toEqual([])
})

test('a changed field is told with its label, before and after', () => {
  const find = { ...base.nodes.find, args: '{"id": order.no}' }
  const [change, ...more] = diffFlows(base, { ...base, nodes: { ...base.nodes, find } })
  expect(more).toEqual([])
  expect(change).toMatchObject({
    kind: 'changed',
    about: 'node',
    name: 'find',
    field: 'args',
    after: '{"id": order.no}',
  })
  expect(change!.words).toEqual({
    zh: '节点「find」（调用工具）的「参数」由 “{"id": order.id}” 改为 “{"id": order.no}”',
    en: 'Node "find" (Tool call): "Arguments" changed from “{"id": order.id}” to “{"id": order.no}”',
  })
})

test('nodes that come and go are told as such', () => {
  const { tell, ...nodes } = base.nodes
  expect(words({ ...base, nodes: { ...nodes, wait: { type: 'wait', minutes: '5', next: 'end' } } })).toEqual([
    { zh: '新增节点「wait」（等待）', en: 'Added node "wait" (Wait)' },
    { zh: '删除节点「tell」（消息）', en: 'Removed node "tell" (Message)' },
  ])
})

test('a renamed node is one change, not a change of everything that leads to it', () => {
  const { tell, ...nodes } = base.nodes
  const find = { ...nodes.find, next: 'speak', failed: 'speak' }
  expect(words({ ...base, nodes: { ...nodes, find, speak: tell } })).toEqual([
    { zh: '节点「tell」改名为「speak」', en: 'Node "tell" is now called "speak"' },
  ])
})

test('slots, the flow itself and the canvas are told apart', () => {
  const after = {
    ...base,
    name: { zh: '退钱', en: 'Refund' },
    slots: { ...base.slots, reason: { kind: 'text' } },
    layout: { nodes: { find: { x: 1, y: 2 } } },
  }
  expect(diffFlows(base, after).map(({ about, name, kind, field }) => [about, name, kind, field])).toEqual([
    ['slot', 'reason', 'added', null],
    ['flow', 'name', 'changed', 'zh'],
    ['layout', 'layout', 'changed', null],
  ])
})
