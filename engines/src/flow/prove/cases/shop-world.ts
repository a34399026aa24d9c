import { type FlowDefinition, flowDefinition } from '../../definition.ts'
import type { JsonSchema, ProofWorld, ToolFacts } from '../world.ts'

type Node = Record<string, unknown>

export const both = (text: string) => ({ zh: text, en: text })
export const say = (text: string, next: string): Node => ({ type: 'say', text: both(text), next })
export const ask = (slot: string, next: string, more: Node = {}): Node => ({
  type: 'ask',
  slot,
  prompt: both('?'),
  next,
  ...more,
})
export const confirm = (text: string, yes: string, no: string): Node => ({ type: 'confirm', text: both(text), yes, no })
export const verify = (next: string, failed: string): Node => ({ type: 'verify', next, failed })
export const call = (tool: string, args: string, next: string, failed: string, more: Node = {}): Node => ({
  type: 'call',
  tool,
  args,
  next,
  failed,
  ...more,
})
export const set = (values: Record<string, string>, next: string): Node => ({ type: 'set', values, next })
/** `when → next`, in order, then the rest. */
export const fork = (cases: Record<string, string>, otherwise: string): Node => ({
  type: 'switch',
  cases: Object.entries(cases).map(([when, next]) => ({ when, next })),
  else: otherwise,
})
export const end = (outcome = 'solved', text?: string): Node => ({
  type: 'end',
  outcome,
  ...(text && { text: both(text) }),
})
export const human = (skill?: string): Node => ({ type: 'handoff', reason: 'policy', ...(skill && { skill }) })
export const rollback = (next: string, failed: string): Node => ({ type: 'rollback', next, failed })
export const ticket = (next: string, more: Node = {}): Node => ({
  type: 'ticket',
  subject: both('s'),
  description: both('d'),
  category: 'c',
  next,
  ...more,
})
export const back = (value?: string): Node => ({ type: 'return', ...(value && { value }) })
export const choice = (ways: Record<string, string>, more: Node = {}): Node => ({
  type: 'choice',
  prompt: both('?'),
  options: Object.entries(ways).map(([value, next]) => ({ value, label: both(value), next })),
  ...more,
})

/** A flow that begins at its first node. */
export function flow(nodes: Record<string, Node>, header: Record<string, unknown> = {}): FlowDefinition {
  return flowDefinition.parse({
    id: 'tried',
    name: both('tried'),
    description: both('tried'),
    slots: {
      order: { kind: 'record', record: 'order' },
      day: { kind: 'date' },
      story: { kind: 'text' },
      number: { kind: 'text' },
      photos: { kind: 'files' },
      wish: { kind: 'choice', options: ['repair', 'refund'].map((value) => ({ value, label: both(value) })) },
    },
    start: Object.keys(nodes)[0],
    nodes,
    ...header,
  })
}

const text = { type: 'string' }
const shape = (properties: Record<string, JsonSchema>, required: string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
export const orderShape = shape({
  id: text,
  status: { enum: ['paid', 'shipped', 'delivered', 'cancelled'] },
  amount: { type: 'number' },
  items: {
    type: 'array',
    items: shape({ sku: text, name: text, nameEn: text, price: { type: 'number' }, quantity: { type: 'integer' } }),
  },
  address: shape({ city: text, detail: text }),
  deliveredAt: { anyOf: [text, { type: 'null' }] },
})
const quote = shape({ amount: { type: 'number' }, method: { enum: ['card', 'balance'] } })

const read = (args?: JsonSchema, result?: JsonSchema): ToolFacts => ({
  kind: 'read',
  risk: 'low',
  compensation: false,
  irreversible: false,
  args,
  result,
})
const write = (
  risk: ToolFacts['risk'],
  undo: 'compensation' | 'irreversible' | 'nothing',
  more: Partial<ToolFacts> = {},
): ToolFacts => ({
  kind: 'write',
  risk,
  compensation: undo === 'compensation',
  irreversible: undo === 'irreversible',
  ...more,
})

/** Systems of a shop, a calling flow that verifies, one that undoes, one that writes. */
export function shopWorld(): ProofWorld {
  const called = (id: string, nodes: Record<string, Node>, header: Record<string, unknown> = {}) =>
    [id, { definition: flow(nodes, { id, slots: {}, trigger: { type: 'call' }, ...header }) }] as const
  return {
    tools: new Map<string, ToolFacts>([
      ['orders.get', read(shape({ orderId: text, limit: { type: 'integer' } }, ['orderId']), orderShape)],
      ['orders.search', read()],
      ['pay.quote', read(shape({ orderId: text, amount: { type: 'number' } }, ['orderId']), quote)],
      [
        'pay.refund',
        write('high', 'compensation', {
          args: shape({ orderId: text, amount: { type: 'number' }, method: { enum: ['card', 'balance'] } }, [
            'orderId',
            'amount',
          ]),
          refusals: ['too_much', 'paid_back'],
        }),
      ],
      ['stock.reserve', write('low', 'compensation')],
      ['returns.open', write('medium', 'compensation', { result: shape({ id: text }) })],
      ['orders.cancel', write('high', 'irreversible')],
      ['orders.note', write('medium', 'irreversible')],
      ['sms.send', write('low', 'irreversible')],
      ['loose.write', write('medium', 'nothing')],
    ]),
    flows: new Map([
      called('identify', { v: verify('ok', 'no'), ok: end('solved'), no: end('declined') }),
      called('undo_all', { r: rollback('t', 'h'), t: ticket('e'), e: end('compensated'), h: human('orders') }),
      called(
        'open_return',
        {
          w: call('returns.open', '{ "orderId": orderId }', 'e', 'f', { save: 'made' }),
          e: { ...end('solved'), output: 'made.id' },
          f: end('failed'),
        },
        { inputs: { orderId: { type: 'string' } } },
      ),
      called(
        'return_goods',
        {
          o: ask('order', 'c'),
          c: confirm('{{ order.id }}?', 's', 'n'),
          s: { type: 'subflow', flow: 'open_return', input: '{ "orderId": order.id }', next: 'e', failed: 'n' },
          n: end('cancelled'),
          e: end(),
        },
        { trigger: { type: 'customer' }, slots: { order: { kind: 'record', record: 'order' } } },
      ),
      called('calls_tried', { s: { type: 'subflow', flow: 'tried', next: 'e', failed: 'e' }, e: end() }),
    ]),
    connections: new Set(['pay', 'orders']),
    recordTypes: new Set(['order']),
    records: new Map([['order', orderShape]]),
    catalogues: new Set(['product']),
    skills: new Set(['orders', 'returns']),
    prompts: true,
  }
}
