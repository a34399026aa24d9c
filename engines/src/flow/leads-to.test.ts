import { expect, test } from 'vitest'
import { flowDefinition } from './definition.ts'
import { leadsTo } from './leads-to.ts'

const both = { zh: 'x', en: 'x' }
const { nodes } = flowDefinition.parse({
  id: 'test',
  name: both,
  description: both,
  examples: {},
  start: 'ask',
  nodes: {
    ask: { type: 'ask', slot: 'a', prompt: both, next: 'pick' },
    pick: { type: 'switch', cases: [{ when: 'a', next: 'call' }], else: 'confirm' },
    call: { type: 'call', tool: 'x.y', args: '{}', next: 'pick', refusals: { no: 'end' }, failed: 'undo' },
    undo: { type: 'rollback', next: 'end', failed: 'human' },
    confirm: { type: 'confirm', text: both, yes: 'verify', no: 'end' },
    verify: { type: 'verify', next: 'end', failed: 'human' },
    human: { type: 'handoff', reason: 'bot_failed' },
    end: { type: 'end', outcome: 'solved' },
  },
})

test('what comes later in a flow is told from what came before, circles and missing nodes included', () => {
  expect(leadsTo({ nodes }, 'ask', 'human')).toBe(true)
  expect(leadsTo({ nodes }, 'call', 'call')).toBe(true)
  expect(leadsTo({ nodes }, 'confirm', 'ask')).toBe(false)
  expect(leadsTo({ nodes }, 'gone', 'ask')).toBe(false)
})
