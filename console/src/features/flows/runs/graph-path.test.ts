import type { RunStep } from '@loopdesk/contracts/api/flows.ts'
import { expect, test } from 'vitest'
import { ownNodes, tracesOf, waysTaken } from './graph-path.ts'

const step = (id: number, node: string, status: RunStep['status'] = 'ok'): RunStep => ({
  id,
  step: `${node}#1`,
  node,
  kind: 'call',
  status,
  input: null,
  output: null,
  error: status === 'failed' ? { kind: 'timeout', code: 't', message: '' } : null,
  attempts: 1,
  ms: id * 10,
  at: new Date(Date.UTC(2026, 0, 5, 12, id)).toISOString(),
})
const plain = () => undefined
const walked = { path: [] as string[], steps: [] as RunStep[], nodes: [] as string[], failure: null, waiting: [] }

test('nodes are passed, failed or where the run stands now', () => {
  const traces = tracesOf(
    {
      ...walked,
      status: 'waiting',
      path: ['ask', 'look', 'ask', 'approve'],
      steps: [step(1, 'ask'), step(2, 'look', 'failed'), step(3, 'approve', 'waiting')],
      nodes: ['approve'],
    },
    plain,
  )
  expect(Object.fromEntries([...traces].map(([node, { state, visits }]) => [node, [state, visits]]))).toEqual({
    ask: ['passed', 2],
    look: ['failed', 1],
    approve: ['current', 1],
  })
})

test('a failure made good by a later try is no failure any more', () => {
  const again = { ...step(9, 'look'), step: 'look#2' }
  const traces = tracesOf(
    { ...walked, status: 'ended', path: ['look'], steps: [step(2, 'look', 'failed'), again] },
    plain,
  )
  expect(traces.get('look')).toMatchObject({ state: 'passed', ms: 90 })
})

test('a stuck run shows where', () => {
  const traces = tracesOf(
    {
      ...walked,
      status: 'halted',
      path: ['pay'],
      steps: [step(1, 'pay', 'failed')],
      nodes: ['pay'],
    },
    plain,
  )
  expect(traces.get('pay')?.state).toBe('halted')
})

const ways = [
  { from: 'start', to: 'a' },
  { from: 'start', to: 'b' },
  { from: 'a', to: 'a2' },
  { from: 'b', to: 'b2' },
  { from: 'a2', to: 'end' },
  { from: 'b2', to: 'end' },
  { from: 'a', to: 'end' },
]

test('only the ways a run took are lit', () => {
  expect([...waysTaken(['start', 'b', 'b2', 'end'], ways)]).toEqual(['start→b', 'b→b2', 'b2→end'])
})

test('branches beside each other are told apart though their nodes are mixed in the path', () => {
  expect([...waysTaken(['start', 'a', 'b', 'a2', 'b2', 'end'], ways)]).toEqual([
    'start→a',
    'start→b',
    'a→a2',
    'b→b2',
    'b2→end',
  ])
})

test('a loop lights its way back', () => {
  const loop = [
    { from: 'ask', to: 'check' },
    { from: 'check', to: 'ask' },
    { from: 'check', to: 'end' },
  ]
  expect([...waysTaken(['ask', 'check', 'ask', 'check', 'end'], loop)]).toEqual(['ask→check', 'check→ask', 'check→end'])
})

test('what happened in loops and branches is of this graph, what happened in a sub-flow is not', () => {
  const typeOf = (node: string) => ({ undo: 'subflow', arrange: 'parallel' })[node]
  expect(
    ownNodes(['ask', 'arrange#1/goods/announce', 'undo#1/flow/ask', 'arrange#1/goods/undo#2/flow/x'], typeOf),
  ).toEqual(['ask', 'announce'])
  const inside = { ...step(1, 'ask', 'failed'), step: 'undo#1/flow/ask#1' }
  expect(tracesOf({ ...walked, status: 'ended', path: ['ask'], steps: [inside] }, typeOf).get('ask')?.state).toBe(
    'passed',
  )
})
