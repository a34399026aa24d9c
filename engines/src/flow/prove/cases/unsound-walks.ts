import type { FlowDefinition } from '../../definition.ts'
import { ask, back, both, call, confirm, end, flow, fork, human, say, set, ticket, verify } from './shop-world.ts'

/** Flows that must be refused for what they name and where they lead: what is wrong, the code, the node it must name. */
export const unsoundWalks: [what: string, flow: FlowDefinition, code: string, node?: string][] = [
  ['a step leads nowhere', flow({ a: say('hi', 'missing'), e: end() }), 'no-such-node', 'a'],
  ['the start is not there', flow({ a: end() }, { start: 'begin' }), 'no-such-node'],
  [
    'the progress bar names a node that was renamed',
    flow({ a: end() }, { steps: [{ node: 'b', label: both('b') }] }),
    'no-such-node',
  ],
  ['a question fills a slot nobody defined', flow({ a: ask('colour', 'e'), e: end() }), 'no-such-slot', 'a'],
  [
    'a slot is of a business object the company does not have',
    flow({ a: end() }, { slots: { car: { kind: 'record', record: 'car' } } }),
    'no-such-record-type',
  ],
  [
    'a slot is of an unknown catalogue',
    flow({ a: end() }, { slots: { car: { kind: 'catalogue', catalogue: 'cars' } } }),
    'no-such-catalogue',
  ],
  ['a tool does not exist', flow({ a: call('orders.fetch', '{}', 'e', 'e'), e: end() }), 'no-such-tool', 'a'],
  [
    'a sub-flow does not exist',
    flow({ a: { type: 'subflow', flow: 'gone', next: 'e', failed: 'e' }, e: end() }),
    'no-such-flow',
    'a',
  ],
  [
    'an event comes from a system that is not connected',
    flow({
      o: ask('order', 'a'),
      a: { type: 'event', connection: 'ghost', key: 'order.id', within: '60', next: 'e', expired: 'e' },
      e: end(),
    }),
    'no-such-connection',
    'a',
  ],
  [
    'a condition has a bracket too many',
    flow({ o: ask('order', 'a'), a: fork({ '(order.amount > 3))': 'e' }, 'e'), e: end() }),
    'expression-unreadable',
    'a',
  ],
  [
    'a function is misspelt',
    flow({ o: ask('order', 'a'), a: say('{{ $mony(order.amount) }}', 'e'), e: end() }),
    'unknown-function',
    'a',
  ],
  ['a text throws dice', flow({ a: say('{{ $random() }}', 'e'), e: end() }), 'chance', 'a'],
  [
    'a placeholder is not closed',
    flow({ o: ask('order', 'a'), a: say('order {{ order.id }', 'e'), e: end() }),
    'template-broken',
    'a',
  ],
  [
    'a schedule has six fields',
    flow({ a: end() }, { trigger: { type: 'schedule', cron: '0 0 9 * * 1' } }),
    'cron-invalid',
  ],
  [
    'a schedule asks for the 25th hour',
    flow({ a: end() }, { trigger: { type: 'schedule', cron: '0 25 * * *' } }),
    'cron-invalid',
  ],
  [
    'a pattern can take for ever',
    flow(
      { a: ask('code', 'b'), b: say('{{ code }}', 'e'), e: end() },
      { slots: { code: { kind: 'text', pattern: '([a-z]+)+!' } } },
    ),
    'pattern-unsafe',
  ],
  [
    'a step stands alone',
    flow({ a: say('hi', 'e'), lost: say('nobody comes here', 'e'), e: end() }),
    'unreachable',
    'lost',
  ],
  [
    'a way ends in a waiting circle without an end',
    flow({
      a: fork({ 'page.path': 'w' }, 'e'),
      w: { type: 'wait', minutes: '5', next: 'w2' },
      w2: { type: 'wait', minutes: '5', next: 'w' },
      e: end(),
    }),
    'no-way-out',
    'w',
  ],
  ['the flow itself returns', flow({ a: say('hi', 'r'), r: back() }), 'return-outside', 'r'],
  [
    'a branch leads out past the join',
    flow({
      p: { type: 'parallel', branches: { one: 'a', two: 'b' }, next: 'e' },
      a: say('1', 'e'),
      b: back(),
      e: end(),
    }),
    'region-crossed',
    'a',
  ],
  [
    'two branches share their last step',
    flow({
      p: { type: 'parallel', branches: { one: 'a', two: 'b' }, next: 'e' },
      a: set({ x: '1' }, 'r'),
      b: set({ y: '2' }, 'r'),
      r: back('x'),
      e: end(),
    }),
    'region-crossed',
    'b',
  ],
  [
    'a body is entered from outside',
    flow({
      o: ask('order', 'w'),
      w: fork({ 'order.amount > 5': 'in' }, 'l'),
      l: { type: 'forEach', items: 'order.items', body: 'in', next: 'e' },
      in: ticket('r'),
      r: back(),
      e: end(),
    }),
    'region-crossed',
    'w',
  ],
  [
    'a parallel branch asks the customer',
    flow({
      p: { type: 'parallel', branches: { one: 'a', two: 'b' }, next: 'e' },
      a: ask('story', 'ra'),
      ra: back('story'),
      b: back(),
      e: end(),
    }),
    'customer-in-parallel',
    'a',
  ],
  [
    'a concurrent loop hands over',
    flow({
      o: ask('order', 'l'),
      l: { type: 'forEach', items: 'order.items', concurrency: 3, body: 'b', next: 'e' },
      b: fork({ 'item.price > 100': 'h' }, 'r'),
      h: human('orders'),
      r: back(),
      e: end(),
    }),
    'end-in-parallel',
    'h',
  ],
  [
    '“finally” asks for a confirmation',
    flow({ a: end(), f: confirm('sure?', 'r', 'r'), r: back() }, { finally: 'f' }),
    'customer-in-parallel',
    'f',
  ],
  [
    'a flow by the clock asks a question',
    flow(
      { a: ask('story', 'b'), b: ticket('e', { description: both('{{ story }}') }), e: end() },
      { trigger: { type: 'schedule', cron: '0 9 * * *' } },
    ),
    'no-customer',
    'a',
  ],
  [
    'a flow by an event calls one that checks identity',
    flow(
      { a: { type: 'subflow', flow: 'identify', next: 'e', failed: 'e' }, e: end() },
      { trigger: { type: 'event', connection: 'pay', event: 'refund.failed' } },
    ),
    'no-customer',
    'a',
  ],
  [
    'a flow calls one that calls it',
    flow({ a: { type: 'subflow', flow: 'calls_tried', next: 'e', failed: 'e' }, e: end() }),
    'recursion',
    'a',
  ],
  [
    'in vain asked, the same is asked again',
    flow({
      a: ask('number', 'e', { exhausted: 'sorry' }),
      sorry: say('try again', 'a'),
      e: end('solved', '{{ number }}'),
    }),
    'answer-needed',
    'a',
  ],
  [
    'in vain asked, most are asked again',
    flow({
      a: ask('number', 'e', { exhausted: 'vip' }),
      vip: fork({ 'profile.vip': 'h' }, 'a'),
      h: human('orders'),
      e: end('solved', '{{ number }}'),
    }),
    'asks-forever',
    'a',
  ],
  [
    'a no leads back to the same confirmation',
    flow({ a: confirm('agree?', 'e', 'please'), please: say('please!', 'a'), e: end() }),
    'answer-needed',
    'a',
  ],
  [
    'who fails the identity check is checked for ever',
    flow({ v: verify('e', 'w'), w: fork({ 'profile.vip': 'e' }, 'v'), e: end() }),
    'asks-forever',
    'v',
  ],
  [
    'a number is asked for until it is right',
    flow({
      a: ask('number', 'c'),
      c: call('orders.get', '{ "orderId": number }', 'e', 'clear', { save: 'found' }),
      clear: set({ number: 'null' }, 'a'),
      e: end('solved', '{{ found.id }}'),
    }),
    'asked-again-forever',
    'a',
  ],
  [
    'the way leads back to a question whose answer is kept',
    flow({
      a: ask('number', 'c'),
      c: call('orders.get', '{ "orderId": number }', 'e', 'a', { save: 'found' }),
      e: end('solved', '{{ found.id }}'),
    }),
    'answer-kept',
    'a',
  ],
  [
    'an event is waited for without a deadline',
    flow({ o: ask('order', 'a'), a: { type: 'event', connection: 'pay', key: 'order.id', next: 'e' }, e: end() }),
    'waits-forever',
    'a',
  ],
  [
    'a refused approval is asked for again',
    flow({ a: { type: 'approval', title: both('ok?'), approved: 'e', rejected: 'a', expired: 'e' }, e: end() }),
    'answer-needed',
    'a',
  ],
  ['a wait says no time', flow({ a: { type: 'wait', next: 'e' }, e: end() }), 'wait-for-nothing', 'a'],
  [
    'who has proved who they are goes round an identity check for ever',
    flow({
      v: verify('c', 'h'),
      c: call('orders.search', '{}', 'f', 'h', { save: 'q' }),
      f: fork({ 'q.ready': 'e' }, 'v'),
      h: human('orders'),
      e: end(),
    }),
    'endless-circle',
    'v',
  ],
  [
    'a wait of no minutes is no wait',
    flow({
      c: call('orders.search', '{}', 'f', 'h', { save: 'q' }),
      f: fork({ 'q.ready': 'e' }, 'w'),
      w: { type: 'wait', minutes: '0', next: 'c' },
      h: human('orders'),
      e: end(),
    }),
    'endless-circle',
    'c',
  ],
  [
    'two options of a menu are the same',
    flow({
      m: {
        type: 'choice',
        prompt: both('?'),
        options: [
          { value: 'a', label: both('a'), next: 'e' },
          { value: 'a', label: both('b'), next: 'e' },
        ],
      },
      e: end(),
    }),
    'option-twice',
    'm',
  ],
]
