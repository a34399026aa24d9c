import { flowLimits } from '@loopdesk/contracts/flow.ts'
import { emptyLayout, type FlowDoc, type NodeValue } from './flow-doc.ts'
import { arranged } from './layout.ts'

/** A flow for tests: a question, a call with two ways of going wrong, a loop, and what is done at last. */
export function testFlow(nodes: Record<string, NodeValue> = refundNodes): FlowDoc {
  return arranged({
    id: 'refund',
    name: { zh: '退款', en: 'Refund' },
    description: { zh: '退一笔款', en: 'Pays money back' },
    trigger: { type: 'customer' },
    examples: { zh: ['我要退款'], en: ['I want a refund'] },
    inputs: {},
    steps: [{ node: 'pay', label: { zh: '退款', en: 'Pay back' } }],
    slots: { order: { kind: 'record', record: 'order' } },
    limits: flowLimits.parse({}),
    start: Object.keys(nodes)[0]!,
    nodes,
    layout: emptyLayout(),
  })
}

const words = (text: string) => ({ zh: text, en: text })

const refundNodes: Record<string, NodeValue> = {
  order: { type: 'ask', slot: 'order', prompt: words('哪个订单？'), next: 'pay' },
  pay: {
    type: 'call',
    tool: 'payments.createRefund',
    args: '{"orderId": order.id, "note": "order"}',
    save: 'refund',
    next: 'each',
    refusals: { too_late: 'sorry' },
    errors: { timeout: 'pay' },
    failed: 'person',
  },
  each: { type: 'forEach', items: 'order.lines', body: 'tell', next: 'done' },
  tell: { type: 'say', text: words('{{ order.id }}：{{ refund.amount }}'), next: 'back' },
  back: { type: 'return' },
  sorry: { type: 'say', text: words('过期了'), next: 'done' },
  person: { type: 'handoff', reason: 'bot_failed' },
  done: { type: 'end', outcome: 'solved' },
}

/** A long chain of nodes with a branch now and then. */
export function longFlow(count: number): FlowDoc {
  const nodes: Record<string, NodeValue> = {}
  for (let index = 0; index < count - 1; index++) {
    const next = index === count - 2 ? 'done' : `n${index + 1}`
    nodes[`n${index}`] =
      index % 6 === 3
        ? { type: 'switch', cases: [{ when: 'true', next }], else: `n${Math.min(index + 3, count - 2)}` }
        : { type: 'say', text: words(`第 ${index} 句`), next }
  }
  nodes.done = { type: 'end', outcome: 'solved' }
  return testFlow(nodes)
}
