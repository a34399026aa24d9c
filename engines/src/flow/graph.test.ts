import { expect, test } from 'vitest'
import { type FlowDefinition, type FlowNode, flowDefinition, flowNode } from './definition.ts'
import { exitsOf, expressionsOf, regionsOf, variablesOf } from './graph.ts'

const both = (text: string) => ({ zh: text, en: text })
const node = (value: unknown): FlowNode => flowNode.parse(value)
const ways = (value: unknown) =>
  exitsOf(node(value)).map(
    ({ name, to, error, role }) => `${name}>${to}${error ? '!' : ''}${role === 'body' ? '{}' : ''}`,
  )

function define(nodes: Record<string, unknown>, more: object = {}): FlowDefinition {
  const start = Object.keys(nodes)[0]
  return flowDefinition.parse({ id: 'test', name: both('t'), description: both('t'), start, nodes, ...more })
}

test('every way out of a node is named like the field it stands in, errors told apart', () => {
  const call = {
    type: 'call',
    tool: 'x.y',
    args: '{}',
    next: 'a',
    refusals: { no: 'b' },
    errors: { timeout: 'c' },
    failed: 'd',
  }
  expect(ways(call)).toEqual(['next>a', 'refusals.no>b!', 'errors.timeout>c!', 'failed>d!'])
  expect(
    ways({
      type: 'switch',
      cases: [
        { when: 'x', next: 'a' },
        { when: 'y', next: 'b' },
      ],
      else: 'c',
    }),
  ).toEqual(['cases[0].next>a', 'cases[1].next>b', 'else>c'])
  expect(ways({ type: 'confirm', text: both('?'), yes: 'a', no: 'b' })).toEqual(['yes>a', 'no>b'])
  expect(ways({ type: 'handoff', reason: 'bot_failed' })).toEqual([])
  expect(exitsOf(node({ type: 'confirm', text: both('?'), yes: 'a', no: 'b' }))[0]!.label).toEqual({
    zh: '同意',
    en: 'Yes',
  })
})

test('where walks inside begin is told from where the node goes on', () => {
  expect(ways({ type: 'parallel', branches: { left: 'a', right: 'b' }, next: 'c', failed: 'd' })).toEqual([
    'branches.left>a{}',
    'branches.right>b{}',
    'next>c',
    'failed>d!',
  ])
  expect(ways({ type: 'while', when: 'x', body: 'a', next: 'b', exceeded: 'c' })).toEqual([
    'body>a{}',
    'next>b',
    'exceeded>c!',
  ])
})

test('every expression is found, those inside words in both languages', () => {
  const say = {
    type: 'say',
    text: { zh: '共{{ n }}件，{{$money(sum)}}', en: '{{ n }} items' },
    card: { title: both('x'), fields: [{ label: both('l'), value: 'v' }] },
    next: 'a',
  }
  expect(expressionsOf(node(say))).toEqual([
    { path: 'text.zh', expression: 'n', template: true },
    { path: 'text.zh', expression: '$money(sum)', template: true },
    { path: 'text.en', expression: 'n', template: true },
    { path: 'card.fields[0].value', expression: 'v', template: false },
  ])
})

test('what a node sets is known: results, assignments, slots asked for', () => {
  expect(variablesOf(node({ type: 'set', values: { a: '1', b: '2' }, next: 'x' }))).toEqual(['a', 'b'])
  expect(variablesOf(node({ type: 'knowledge', query: 'q', save: 'found', next: 'x', none: 'y' }))).toEqual(['found'])
  const field = (slot: string) => ({ slot, label: both(slot) })
  const form = {
    type: 'form',
    title: both('t'),
    prompt: both('p'),
    submit: both('s'),
    fields: [field('a'), field('b')],
    next: 'x',
  }
  expect(variablesOf(node(form))).toEqual(['a', 'b'])
})

test('each node belongs to the walk it is in, loops and branches inside one another included', () => {
  const { of, problems } = regionsOf(
    define(
      {
        fork: { type: 'parallel', branches: { left: 'loop', right: 'back' }, next: 'end' },
        loop: { type: 'forEach', items: '[1]', body: 'inside', next: 'after' },
        inside: { type: 'return', value: 'item' },
        after: { type: 'return' },
        back: { type: 'return' },
        end: { type: 'end', outcome: 'solved' },
        sorry: { type: 'end', outcome: 'failed' },
        tidy: { type: 'return' },
      },
      { onError: 'sorry', finally: 'tidy' },
    ),
  )
  expect(problems).toEqual([])
  expect(Object.fromEntries(of)).toEqual({
    fork: '',
    loop: 'fork.branches.left',
    inside: 'fork.branches.left/loop.body',
    after: 'fork.branches.left',
    back: 'fork.branches.right',
    end: '',
    sorry: '',
    tidy: 'finally',
  })
})

test('a node walked in two regions, a return with nothing around it and a way to nowhere are found', () => {
  const { problems } = regionsOf(
    define({
      fork: { type: 'parallel', branches: { left: 'back', right: 'back' }, next: 'out' },
      back: { type: 'return' },
      out: { type: 'say', text: both('x'), next: 'stray' },
      stray: { type: 'return' },
    }),
  )
  expect(problems.map(({ node: at, code }) => [at, code])).toEqual([
    ['back', 'two_regions'],
    ['stray', 'return_outside'],
  ])
  expect(regionsOf(define({ a: { type: 'say', text: both('x'), next: 'gone' } })).problems).toMatchObject([
    { node: 'a', code: 'no_such_node' },
  ])
})

test('a flow of 300 nodes is looked through in a few milliseconds', () => {
  const nodes: Record<string, unknown> = {}
  for (let at = 0; at < 299; at++)
    nodes[`n${at}`] = { type: 'switch', cases: [{ when: `a = ${at}`, next: `n${at + 1}` }], else: 'n299' }
  nodes.n299 = { type: 'end', outcome: 'solved' }
  const definition = define(nodes)
  regionsOf(definition)
  const begun = performance.now()
  regionsOf(definition)
  for (const each of Object.values(definition.nodes)) {
    expressionsOf(each)
    variablesOf(each)
  }
  expect(performance.now() - begun).toBeLessThan(50)
})
