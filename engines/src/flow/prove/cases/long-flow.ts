import type { FlowDefinition } from '../../definition.ts'
import { ask, call, confirm, end, flow, fork, human, rollback, say, set, verify } from './shop-world.ts'

/**
 * A sound flow of so many steps (at least 30): questions, conditions, look-ups and texts one after another, then a write with all
 * that belongs to it.
 */
export function longFlow(steps: number): FlowDefinition {
  const nodes: Parameters<typeof flow>[0] = { begin: ask('order', 'test0') }
  const tail = 9
  const blocks = Math.floor((steps - 1 - tail) / 6)
  for (let at = 0; at < blocks; at++) {
    const next = at + 1 < blocks ? `test${at + 1}` : 'pad0'
    nodes[`test${at}`] = fork(
      { [`order.amount > ${at}`]: `quote${at}`, "order.status = 'cancelled'": `tell${at}` },
      next,
    )
    nodes[`quote${at}`] = call(
      'pay.quote',
      '{ "orderId": order.id, "amount": order.amount }',
      `say${at}`,
      `tell${at}`,
      {
        save: `quote${at}`,
      },
    )
    nodes[`say${at}`] = say(`{{ $money(quote${at}.amount) }} for {{ order.id }}`, `sum${at}`)
    nodes[`sum${at}`] = set({ [`sum${at}`]: `$sum(order.items[quantity > ${at}].(price * quantity))` }, `show${at}`)
    nodes[`show${at}`] = say(`{{ sum${at} ? $money(sum${at}) : "" }}`, next)
    nodes[`tell${at}`] = say('{{ order.id }} {{ order.address.city }}', next)
  }
  const padding = steps - tail - Object.keys(nodes).length
  for (let at = 0; at < padding; at++) nodes[`pad${at}`] = say('…', at + 1 < padding ? `pad${at + 1}` : 'confirm')
  if (padding === 0) nodes[`test${blocks - 1}`]!.else = 'confirm'
  return flow(
    {
      ...nodes,
      confirm: confirm('{{ order.id }} {{ order.amount }}?', 'check', 'no'),
      check: verify('pay', 'no'),
      pay: call('pay.refund', '{ "orderId": order.id, "amount": order.amount }', 'note', 'undo'),
      note: call('orders.note', '{ "orderId": order.id }', 'done', 'undo'),
      undo: rollback('undone', 'human'),
      undone: end('compensated'),
      human: human('orders'),
      no: end('cancelled'),
      done: end(),
    },
    { slots: { order: { kind: 'record', record: 'order' } } },
  )
}
