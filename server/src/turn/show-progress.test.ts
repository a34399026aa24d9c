import { flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import { newFrame } from '@loopdesk/engines/flow/frame.ts'
import { describe, expect, test } from 'vitest'
import { progressOf } from './show-progress.ts'

const both = (zh: string) => ({ zh, en: zh })
const flow = flowDefinition.parse({
  id: 'give_back',
  name: both('退货'),
  description: both('退货'),
  steps: ['check', 'photos', 'book', 'pay'].map((node) => ({ node, label: both(node) })),
  start: 'end',
  nodes: { end: { type: 'end', outcome: 'solved' } },
})
const run = (visits: string[], ended: string | null = null) => ({
  ...newFrame('r', flow, 1),
  visits: Object.fromEntries(visits.map((way) => [way, 1])),
  ended,
})
const shown = (visits: string[], ended: string | null = null) =>
  progressOf(flow, run(visits, ended), 'zh')?.steps.map(({ label, state }) => `${label} ${state}`)

describe('what a customer sees of a matter under way', () => {
  test('is nothing before it has come to a second step', () => {
    expect(shown([])).toBeUndefined()
    expect(shown(['check'])).toBeUndefined()
  })

  test('is what was done, what is being done and what comes, without ways not taken', () => {
    expect(shown(['check', 'book'])).toEqual(['check done', 'book now', 'pay next'])
  })

  test('counts a loop or a sub-flow as its node', () => {
    expect(shown(['check', 'book[0]/reserve', 'pay/quote'])).toEqual(['check done', 'book done', 'pay now'])
  })

  test('is done when it is done, and taken back when it was', () => {
    expect(shown(['check', 'book', 'pay'], 'solved')).toEqual(['check done', 'book done', 'pay done'])
    expect(shown(['check', 'book', 'pay'], 'compensated')).toEqual(['check undone', 'book undone', 'pay failed'])
    expect(shown(['check', 'book'], 'failed')).toEqual(['check done', 'book failed'])
  })
})
