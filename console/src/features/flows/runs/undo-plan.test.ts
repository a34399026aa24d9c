import type { FlowWorld, RunWrite } from '@loopdesk/contracts/api/flows.ts'
import { expect, test } from 'vitest'
import { standing, undoPlan } from './undo-plan.ts'

const write = (tool: string, minute: number, status: RunWrite['status'] = 'done'): RunWrite => ({
  key: `run:${tool}`,
  step: `${tool}#1`,
  tool,
  status,
  args: {},
  result: null,
  attempts: 1,
  at: new Date(Date.UTC(2026, 0, 5, 12, minute)).toISOString(),
  finishedAt: null,
})
const tool = (id: string, over: object) =>
  ({ id, compensation: null, irreversible: false, ...over }) as FlowWorld['tools'][number]
const tools = [
  tool('oms.return', { compensation: 'oms.cancelReturn' }),
  tool('pay.refund', { irreversible: true }),
  tool('wms.pickup', { compensation: 'wms.cancelPickup' }),
]

test('writes are undone newest first, whatever order they come in', () => {
  const plan = undoPlan([write('wms.pickup', 9), write('oms.return', 1)], tools)
  expect(plan.map(({ write, how, by }) => [write.tool, how, by])).toEqual([
    ['wms.pickup', 'undo', 'wms.cancelPickup'],
    ['oms.return', 'undo', 'oms.cancelReturn'],
  ])
})

test('what never happened or is undone already is left alone', () => {
  const writes = [
    write('oms.return', 1, 'refused'),
    write('oms.return', 2, 'failed'),
    write('oms.return', 3, 'undone'),
    write('oms.return', 4, 'stuck'),
  ]
  expect(undoPlan(writes, tools).map(({ write }) => write.status)).toEqual(['stuck'])
})

test('an unknown outcome is looked up first; what cannot be undone stays', () => {
  const plan = undoPlan([write('oms.return', 1, 'intended'), write('pay.refund', 2)], tools)
  expect(plan.map(({ how }) => how)).toEqual(['never', 'lookUp'])
})

test('a tool the workspace no longer knows is still undone', () => {
  expect(undoPlan([write('old.tool', 1)], undefined)).toMatchObject([{ how: 'undo', by: null }])
})

test('what stands is listed oldest first', () => {
  expect(standing([write('wms.pickup', 9), write('oms.return', 1)]).map(({ tool }) => tool)).toEqual([
    'oms.return',
    'wms.pickup',
  ])
})
