import { type FlowDefinition, flowDefinition } from '@loopdesk/engines/flow/definition.ts'

const both = (text: string) => ({ zh: text, en: text })

function define(id: string, start: string, nodes: Record<string, unknown>, more: object = {}): FlowDefinition {
  const head = { id, name: both(id), description: both(id), trigger: { type: 'call' }, start, nodes }
  return flowDefinition.parse({ ...head, ...more })
}

/** Ten nodes one after another that do nothing, and an end. */
export function idleFlow(): FlowDefinition {
  const nodes: Record<string, unknown> = {}
  for (let at = 0; at < 10; at++) nodes[`n${at}`] = { type: 'switch', cases: [{ when: 'false', next: 'over' }], else: at < 9 ? `n${at + 1}` : 'over' } // biome-ignore format: one node
  return define('bench_idle', 'n0', { ...nodes, over: { type: 'end', outcome: 'solved' } })
}

/** Waits for an event of the company's systems, goes on, and says so. */
export function waitingFlow(): FlowDefinition {
  return define(
    'bench_waiting',
    'hold',
    {
      hold: { type: 'event', connection: 'bench', types: ['bench.happened'], key: 'ref', save: 'heard', next: 'tell' },
      tell: { type: 'notify', to: 'staff', text: both('{{ ref }}'), next: 'over' },
      over: { type: 'end', outcome: 'solved' },
    },
    { inputs: { ref: { type: 'string' } }, limits: { hours: 24 } },
  )
}

/** So many nodes as a large process has them: questions, look-ups, decisions, writes with a confirmation, ways out of errors. */
export function largeFlow(size: number): FlowDefinition {
  const slots: Record<string, unknown> = {}
  const nodes: Record<string, unknown> = {
    sorry: { type: 'handoff', reason: 'bot_failed', skill: 'orders', text: both('A colleague goes on.') },
    stop: { type: 'end', outcome: 'cancelled', text: both('All right.') },
    undo: { type: 'rollback', next: 'undone', failed: 'sorry' },
    undone: { type: 'end', outcome: 'compensated', text: both('Undone.') },
    over: { type: 'end', outcome: 'solved', text: both('Done.') },
  }
  const rounds = Math.floor((size - 5) / 6)
  for (let at = 0; at < rounds; at++) {
    const next = at + 1 < rounds ? `ask${at + 1}` : 'over'
    slots[`size${at}`] = { kind: 'quantity' }
    Object.assign(nodes, {
      [`ask${at}`]: { type: 'ask', slot: `size${at}`, prompt: both('How many?'), exhausted: 'sorry', next: `look${at}` },
      [`look${at}`]: { type: 'call', tool: 'bench.read', args: `{ "n": size${at} }`, save: `found${at}`, next: `is${at}`, failed: 'sorry' },
      [`is${at}`]: { type: 'switch', cases: [{ when: `found${at}.n > 1 and size${at} < 5`, next: `sure${at}` }], else: next },
      [`sure${at}`]: { type: 'confirm', text: both(`{{ $money(found${at}.n) }}, right?`), yes: `write${at}`, no: 'stop' },
      [`write${at}`]: { type: 'call', tool: 'bench.write', args: `{ "n": found${at}.n }`, save: `done${at}`, next: `note${at}`, failed: 'undo' },
      [`note${at}`]: { type: 'set', values: { [`sum${at}`]: `done${at}.n + size${at}` }, next },
    }) // biome-ignore format: a node a line
  }
  return define('bench_large', 'ask0', nodes, { trigger: { type: 'customer' }, slots })
}
