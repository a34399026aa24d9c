import type { RehearsalReply } from '@loopdesk/contracts/api/flows.ts'
import { expect, test } from 'vitest'
import { testFlow } from '../model/test-flow.ts'
import { marksOf, nothingPlayed, scenarioOf, simulationsOf, withTurn } from './rehearsal.ts'

const reply = (nodes: string[], waits: string | null): RehearsalReply => ({
  state: {},
  says: [{ text: '哪个订单？', parts: [] }],
  parts: [],
  path: nodes.map((node) => ({ step: `${node}#1`, node, kind: 'say', error: null, ms: 1 })),
  variables: {},
  waiting: waits ? [{ step: `${waits}#1`, node: waits, kind: 'slot', until: null, about: {} }] : [],
  ended: waits ? null : { outcome: 'solved' },
  writes: waits ? [] : [{ step: 'pay#1', tool: 'payments.createRefund' }],
  findings: [],
})

const customer = { externalId: null, name: null, language: 'zh' as const, verified: false, profile: {} }

test('the path of a test is lit up to where it stands', () => {
  const played = withTurn(nothingPlayed, { type: 'start', inputs: {} }, null, reply(['order', 'pay'], 'each'))
  const { nodes, edges } = marksOf(testFlow(), played, [{ node: 'pay', kind: 'timeout', code: 'injected', times: 1 }])
  expect(nodes).toEqual({
    order: { state: 'passed' },
    pay: { state: 'passed', injected: true },
    each: { state: 'here' },
  })
  expect([...edges]).toEqual(['order next', 'pay next'])
})

test('of two ways to the same node only the one that was taken is lit', () => {
  const flow = testFlow()
  flow.nodes.pay = { ...flow.nodes.pay!, next: 'person', refusals: { too_late: 'person' }, failed: 'person' }
  const lit = (error: RehearsalReply['path'][number]['error']) => {
    const played = reply(['pay', 'person'], null)
    played.path[0]!.error = error
    return [...marksOf(flow, withTurn(nothingPlayed, { type: 'start', inputs: {} }, null, played), []).edges]
  }
  expect(lit(null)).toEqual(['pay next'])
  expect(lit({ kind: 'refused', code: 'too_late', message: '' })).toEqual(['pay refusals/too_late'])
  expect(lit({ kind: 'timeout', code: 'timeout', message: '' })).toEqual(['pay failed'])
})

test('a test is kept as a scenario with where it waited, how it ended and what it wrote', () => {
  let played = withTurn(nothingPlayed, { type: 'start', inputs: {} }, null, reply(['order'], 'order'))
  played = withTurn(played, { type: 'text', text: '第一个' }, null, reply(['pay', 'done'], null))
  const body = scenarioOf('退款成功', true, played, { customer, simulations: [], injections: [] })
  expect(body.inputs.map(({ expect: wanted }) => wanted.waitsAt)).toEqual(['order', undefined])
  expect(body.end).toMatchObject({ outcome: 'solved', passes: ['done'], writes: ['payments.createRefund'] })
})

test('every tool of the flow has a simulated answer, an own one before the sample', () => {
  const simulations = simulationsOf(testFlow(), undefined, {
    'payments.createRefund': { status: 'refused', code: 'too_late', message: '' },
  })
  expect(simulations).toEqual([
    { tool: 'payments.createRefund', result: { status: 'refused', code: 'too_late', message: '' } },
  ])
})
