import type { FlowDefinition } from '../../definition.ts'
import { ask, back, both, call, choice, end, flow, fork, human, say, set, ticket } from './shop-world.ts'

/** Flows that must be accepted, though it takes a second look to see that every value is there. */
export const soundValues: [what: string, flow: FlowDefinition][] = [
  ['one step', flow({ e: end('answered', 'hello') })],
  [
    'a question and its answer',
    flow({ o: ask('order', 's'), s: say('{{ order.id }} {{ $money(order.amount) }}', 'e'), e: end() }),
  ],
  [
    'a slot that is read only where it was asked',
    flow({
      o: ask('order', 'f'),
      f: fork({ 'order.amount > 100': 'p' }, 'e'),
      p: ask('photos', 't'),
      t: say('{{ photos.name }}', 'e'),
      e: end(),
    }),
  ],
  [
    'a slot asked on one way, read under the same condition later',
    flow({
      w: ask('wish', 'f'),
      f: fork({ "wish = 'repair'": 'p' }, 's'),
      p: ask('story', 's'),
      s: say("{{ wish = 'repair' ? story : 'no story needed' }}", 'e'),
      e: end(),
    }),
  ],
  [
    'the same where the second question is a switch',
    flow({
      w: ask('wish', 'f'),
      f: fork({ "wish = 'repair'": 'p' }, 's'),
      p: ask('story', 's'),
      s: say('hi', 'g'),
      g: fork({ "wish != 'repair'": 'e' }, 't'),
      t: say('{{ story }}', 'e'),
      e: end(),
    }),
  ],
  [
    'a name tested for being there',
    flow({
      a: say('{{ $exists(story) ? story : "nothing said" }}', 'b'),
      b: say('{{ number ? number : "-" }}', 'e'),
      e: end(),
    }),
  ],
  [
    'a name tested by `and`',
    flow({ a: fork({ "number and $contains(number, '7')": 'b' }, 'e'), b: say('{{ number }}', 'e'), e: end() }),
  ],
  [
    'an alias tested in a block',
    flow({
      o: ask('order', 'a'),
      a: set({ city: '($d := day; $d and $d.date > "2026" ? $d.date : order.address.city)' }, 'b'),
      b: say('{{ city }}', 'e'),
      e: end(),
    }),
  ],
  [
    'a list that may be empty',
    flow({
      o: ask('order', 'f'),
      f: fork({ 'order.amount > 100': 'p' }, 'g'),
      p: ask('photos', 'g'),
      g: call('orders.search', '{ "photos": [photos.fileId], "count": $count(photos) }', 'e', 'h'),
      h: human('orders'),
      e: end(),
    }),
  ],
  [
    'names inside a predicate are fields, not variables',
    flow({
      o: ask('order', 'a'),
      a: set({ dear: 'order.items[price > 10 and quantity >= 1].name' }, 'b'),
      b: say('{{ dear }}', 'e'),
      e: end(),
    }),
  ],
  [
    'variables of the run inside a path by $$',
    flow({
      o: ask('order', 'n'),
      n: ask('number', 'a'),
      a: set({ got: '($n := number; order.items[sku = $n or sku = $$.number].(name & $$.order.id))' }, 'b'),
      b: say('{{ got }}', 'e'),
      e: end(),
    }),
  ],
  [
    'a lambda and an object made for each item',
    flow({
      o: ask('order', 'a'),
      a: set(
        {
          lines: '$map(order.items, function($i) { $i.name & " ×" & $i.quantity })',
          sums: 'order.items.{ "sku": sku, "sum": price * quantity }',
        },
        'b',
      ),
      b: say('{{ $join(lines, ", ") }} {{ $sum(sums.sum) }}', 'e'),
      e: end(),
    }),
  ],
  [
    'a question passed over when another answer is there',
    flow({ n: ask('number', 's', { skip: '$exists(story)' }), s: say('{{ story ? story : number }}', 'e'), e: end() }),
  ],
  [
    'a fallback fills a slot',
    flow({ a: ask('story', 'b', { fallback: "'nothing'" }), b: say('{{ story }}', 'e'), e: end() }),
  ],
  [
    'a form with a field shown by a condition',
    flow({
      f: {
        type: 'form',
        title: both('t'),
        prompt: both('p'),
        submit: both('s'),
        fields: [
          { slot: 'wish', label: both('w') },
          { slot: 'story', label: both('s'), when: "wish = 'repair'" },
        ],
        next: 's',
      },
      s: say("{{ wish = 'repair' ? story : 'refund' }}", 'e'),
      e: end(),
    }),
  ],
  [
    'an answer refused with words about it',
    flow({
      d: ask('day', 's', { refuse: [{ when: 'day.date < today', text: both('{{ day.date }} is over') }] }),
      s: say('{{ day.date }}', 'e'),
      e: end(),
    }),
  ],
  [
    'the result of a call on its good way',
    flow({
      o: ask('order', 'c'),
      c: call('pay.quote', '{ "orderId": order.id }', 's', 'h', { save: 'quote' }),
      s: say("{{ quote.method = 'card' ? 'to your card' : 'at once' }} {{ $money(quote.amount) }}", 'e'),
      h: human('orders'),
      e: end(),
    }),
  ],
  [
    'error on the way of an error',
    flow({
      c: call('orders.search', '{}', 'e', 't'),
      t: ticket('e', { description: both('{{ error.code }}: {{ error.message }}') }),
      e: end(),
    }),
  ],
  [
    'errors told apart by kind',
    flow({
      c: call('orders.search', '{}', 'e', 'f', { errors: { timeout: 'w' } }),
      w: { type: 'wait', minutes: '5', next: 'c' },
      f: fork({ "error.kind in ['unavailable', 'refused']": 'h' }, 'e'),
      h: human('orders'),
      e: end(),
    }),
  ],
  [
    'a handler of the flow for what nobody sees to',
    flow(
      {
        k: { type: 'knowledge', query: 'page.path', save: 'hit', next: 's', none: 'e' },
        s: say('{{ hit.answer }}', 'e'),
        e: end(),
        x: ticket('h', { description: both('{{ error.message }}') }),
        h: human('orders'),
      },
      { onError: 'x' },
    ),
  ],
  [
    'a loop whose rounds return what they found',
    flow({
      o: ask('order', 'l'),
      l: { type: 'forEach', items: 'order.items', as: 'line', concurrency: 4, body: 'c', save: 'stocks', next: 's' },
      c: call('orders.search', '{ "sku": line.sku, "at": index }', 'r', 'n', { save: 'stock' }),
      r: back('stock'),
      n: back(),
      s: say('{{ $count(stocks) }}', 'e'),
      e: end(),
    }),
  ],
  [
    'a loop of one at a time that asks the customer',
    flow({
      o: ask('order', 'l'),
      l: { type: 'forEach', items: 'order.items', body: 'q', save: 'kept', next: 's' },
      q: choice({ keep: 'y', drop: 'n' }),
      y: back('item.sku'),
      n: back(),
      s: say('{{ $count(kept) }}', 'e'),
      e: end(),
    }),
  ],
  [
    'a bounded loop that sets what it tests',
    flow({
      i: set({ n: '0', found: '[]' }, 'l'),
      l: { type: 'while', when: 'n < 3', most: 5, body: 'c', next: 's', exceeded: 's' },
      c: call('orders.search', '{ "page": n }', 'm', 'm2', { save: 'hits' }),
      m: set({ found: '$append(found, hits)', n: 'n + 1' }, 'r'),
      m2: set({ n: 'n + 1' }, 'r'),
      r: back(),
      s: say('{{ $count(found) }}', 'e'),
      e: end(),
    }),
  ],
  [
    'branches with names of their own, read after the join',
    flow({
      o: ask('order', 'p'),
      p: { type: 'parallel', branches: { price: 'a', stock: 'b' }, save: 'both', next: 's', failed: 'h' },
      a: call('pay.quote', '{ "orderId": order.id }', 'ra', 'na', { save: 'price' }),
      ra: back('price'),
      na: set({ price: '{ "amount": 0 }' }, 'ra'),
      b: call('orders.search', '{}', 'rb', 'nb', { save: 'stock' }),
      nb: set({ stock: '[]' }, 'rb'),
      rb: back('stock'),
      s: say('{{ price.amount }} {{ $count(stock) }} {{ both.price }}', 'e'),
      h: human('orders'),
      e: end(),
    }),
  ],
  [
    'branches that each read what was there before',
    flow({
      o: ask('order', 'p'),
      p: { type: 'parallel', branches: { a: 'a', b: 'b' }, next: 'e' },
      a: set({ x: 'order.id' }, 'ra'),
      ra: back('x'),
      b: set({ y: 'order.id' }, 'rb'),
      rb: back('y'),
      e: end(),
    }),
  ],
]
