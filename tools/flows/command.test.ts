import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, it } from 'vitest'
import { runFlowsCommand } from './command.ts'

const shop = fileURLToPath(new URL('../../examples/shop/workspace/flows', import.meta.url))
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loopdesk-flows-'))
})

const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

async function flows(...args: string[]) {
  let out = ''
  let err = ''
  const terminal = { out: (text: string) => (out += text), err: (text: string) => (err += text), env: {} }
  const code = await runFlowsCommand(args, terminal)
  const lines = () => out.split('\n').filter(Boolean).map((line) => JSON.parse(line)) // biome-ignore format: one thing
  return { code, out, err, lines }
}

const head = `id: demo
name: { zh: 演示, en: Demo }
description: { zh: 演示, en: Demo }
slots:
  n: { kind: quantity }
start: askN
nodes:
  askN: { type: ask, slot: n, prompt: { zh: 几个？, en: How many? }, next: buy }
`
const demo = `${head}  buy: { type: call, tool: shop.buy, args: '{ "n": n }', save: bought, next: done, failed: sorry }
  done: { type: end, outcome: solved, text: { zh: '{{ bought.id }}', en: '{{ bought.id }}' } }
  sorry: { type: end, outcome: declined, text: { zh: 抱歉, en: Sorry } }
`

it('says of a sound flow that nothing is wrong', async () => {
  const { code, out } = await flows('check', file('demo.yaml', demo), '--lang', 'en')
  expect(code).toBe(0)
  expect(out).toBe('1 flow, 0 errors, 0 warnings\n')
})

it('names file, line, node and field of what the proof refuses, and what to do', async () => {
  const path = file('demo.yaml', demo.replace('next: done', 'next: gone'))
  const { code, out } = await flows('check', path, '--lang', 'en')
  expect(code).toBe(1)
  expect(out).toContain(`${path}:9 error no-such-node [buy.next]: `)
  expect(out).toMatch(/\n {4}→ Connect it to a step that exists/)
})

it('names line and field of a file that is no flow, and unknown kinds and fields', async () => {
  const path = file('demo.yaml', demo.replace('type: call', 'type: calll').replace('outcome: solved', 'outcome: fine'))
  const { lines } = await flows('check', path, '--json')
  expect(lines()).toMatchObject([
    { line: 9, node: 'buy', field: 'type', message: expect.stringContaining('no kind of node “calll”') },
    { line: 10, node: 'done', field: 'outcome', severity: 'error' },
  ])
  const typo = await flows('check', file('demo.yaml', demo.replace('failed: sorry', 'failed: sorry, retires: 3')))
  expect(typo.code).toBe(0)
  expect(typo.out).toContain('[buy.retires]: there is no field “retires” in a node of kind call')
})

it('tells where YAML itself is broken', async () => {
  const { code, out } = await flows('check', file('demo.yaml', demo.replace("args: '{", 'args: "{')))
  expect(code).toBe(1)
  expect(out).toMatch(/demo\.yaml:\d+ error file/)
})

it('reads the systems of the workspace a flow stands in', async () => {
  const { out, err } = await flows('check', join(shop, 'return-refund.yaml'), '--lang', 'en')
  expect(out).not.toContain('no-such')
  expect(err).toBe('')
  const named = file('c.yaml', 'connections: []\ntools: []\n')
  expect((await flows('check', file('demo.yaml', demo), '--world', named)).out).toContain('no-such-tool')
})

it('plays a flow to its end with written answers, the same way every time', async () => {
  const path = file('demo.yaml', demo)
  const events = file('e.jsonl', '{"type":"slot","slot":"n","value":2}\n')
  const tools = file(
    't.yaml',
    '- { tool: shop.buy, when: args.n = 2, result: { status: ok, value: { id: B7 } }, wrote: true }',
  )
  const first = await flows('run', path, '--events', events, '--tools', tools)
  expect(first.code).toBe(0)
  expect(first.lines().map(({ event }) => event?.type)).toEqual(['go', 'slot', 'done', undefined])
  expect(first.lines().at(-2).effects).toEqual([
    { kind: 'say', text: 'B7', parts: [] },
    { kind: 'ended', outcome: 'solved', output: null },
  ])
  expect(first.lines().at(-1)).toMatchObject({
    final: { ended: 'solved', writes: [{ step: 'buy#1', tool: 'shop.buy' }] },
  })
  expect((await flows('run', path, '--events', events, '--tools', tools)).out).toBe(first.out)
})

it('leaves what nobody answers waiting, and takes an answer for a node from the events', async () => {
  const path = file('demo.yaml', demo)
  const slot = '{"type":"slot","slot":"n","value":2}\n'
  const open = await flows('run', path, '--events', file('e.jsonl', slot))
  expect(open.lines().at(-1).final).toMatchObject({ ended: null, waiting: [{ kind: 'call', step: 'buy#1' }] })
  const refused =
    '{"type":"done","node":"buy","result":{"status":"refused","code":"sold_out"},"at":"2026-02-01T00:00:00Z"}'
  const ended = await flows('run', path, '--events', file('e.jsonl', slot + refused), '--lang', 'en')
  expect(ended.lines().at(-2)).toMatchObject({ now: '2026-02-01T00:00:00.000Z', effects: [{ text: 'Sorry' }, {}] })
})

it('lets answers to calls made at once come in another order for another seed', async () => {
  const branches = ['a', 'b', 'c', 'd'].map((each) => `    ${each}: ${each}1\n`).join('')
  const calls = ['a', 'b', 'c', 'd']
    .map(
      (each) =>
        `  ${each}1: { type: call, tool: x.${each}, args: '{}', next: ${each}2, failed: ${each}2 }\n  ${each}2: { type: return }\n`,
    )
    .join('')
  const fork = `${head}  buy:\n    type: parallel\n    branches:\n${branches.replaceAll('    ', '      ')}    next: done\n    failed: done\n${calls}  done: { type: end, outcome: solved }\n`
  const path = file('fork.yaml', fork)
  const events = file('e.jsonl', '{"type":"slot","slot":"n","value":2}')
  const order = async (seed: string) =>
    (await flows('run', path, '--events', events, '--echo', '--seed', seed))
      .lines()
      .flatMap(({ event }) => event?.step ?? [])
  const orders = await Promise.all(['1', '2', '3', '4', '5'].map(order))
  expect(new Set(orders.map(String)).size).toBeGreaterThan(1)
  expect(await order('1')).toEqual(orders[0])
})

it.each([
  [['run', 'FLOW', '--events', '{"type":"slott"}'], /e\.jsonl:1: "type"/],
  [
    ['run', 'FLOW', '--events', '{"type":"done","node":"buy","result":{"status":"ok"}}'],
    /nothing waits at node "buy" \(waiting: askN\)/,
  ],
  [['run', 'FLOW'], /--events is missing/],
  [['check'], /name a file or a folder/],
  [['check', '/nowhere'], /\/nowhere does not exist/],
  [['push', 'FLOW'], /where is the server/],
  [['jump'], /unknown command "jump"/],
])(// biome-ignore format: a table
'refuses wrong use in one sentence: %j', async (args, words) => {
  const path = file('demo.yaml', demo)
  const given = args.map((each) => (each === 'FLOW' ? path : each.startsWith('{') ? file('e.jsonl', each) : each))
  const { code, err } = await flows(...given)
  expect(code).toBe(2)
  expect(err).toMatch(words)
})

it('prints the schema of a flow file', async () => {
  const { out } = await flows('schema')
  expect(JSON.parse(out)).toMatchObject({ type: 'object', properties: { nodes: {} } })
})
