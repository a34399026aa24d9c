import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runFlowsCommand } from '../../../tools/flows/command.ts'
import { openWorld, type World } from '../open-world.ts'

let world: World
let key: string
let folder: string

beforeAll(async () => {
  world = await openWorld({ env: { ROLES: 'edge' } })
  folder = mkdtempSync(join(tmpdir(), 'loopdesk-flows-'))
  const { http } = world.server
  const login = { email: 'owner@shop.example', password: 'loopdesk-demo' }
  const session = await http.inject({ method: 'POST', url: '/v1/session', payload: login })
  const cookies = Object.fromEntries(session.cookies.map(({ name, value }) => [name, value]))
  const scopes = ['flows.read', 'flows.write', 'flows.publish']
  const made = await http.inject({
    method: 'POST',
    url: '/v1/keys',
    cookies,
    payload: { name: 'pipeline', scopes },
  })
  key = made.json().key
})
afterAll(() => world.close())

async function flows(...args: string[]) {
  let out = ''
  let err = ''
  const env = { LOOPDESK_URL: world.server.url, LOOPDESK_KEY: key }
  const terminal = { out: (text: string) => (out += text), err: (text: string) => (err += text), env }
  return { code: await runFlowsCommand(args, terminal), out, err }
}

const head = (id: string) => `id: ${id}
name: { zh: 试, en: Try }
description: { zh: 试, en: Try }
trigger: { type: call }
`
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const inner = (output: string) =>
  `${head('cli_inner')}start: over\nnodes:\n  over: { type: end, outcome: solved, output: '${output}' } # a comment\n`
const outer = `${head('cli_outer')}start: inside
nodes:
  inside: { type: subflow, flow: cli_inner, input: '{}', save: found, next: over, failed: sorry }
  over: { type: end, outcome: solved, output: found }
  sorry: { type: end, outcome: failed }
`

it('publishes a folder, what is used before what uses it, and changes nothing the second time', async () => {
  file('a-outer.yaml', outer)
  file('b-inner.yaml', inner('1'))
  const first = await flows('push', folder, '--publish', '--note', 'from the pipeline')
  expect(first.err + first.out).toContain('cli_outer is live as version 1')
  expect(first.out.indexOf('cli_inner is live')).toBeLessThan(first.out.indexOf('cli_outer is live'))
  expect(first.code).toBe(0)
  const again = await flows('push', folder, '--publish')
  expect(again.out).toContain('cli_inner is live already')
  expect(again.code).toBe(0)
})

it('says how a file differs from what is live, and nothing where it does not', async () => {
  expect(await flows('diff', folder)).toMatchObject({ code: 0, out: expect.stringContaining('same as version 1') })
  const path = file('b-inner.yaml', inner('2'))
  const { code, out } = await flows('diff', path)
  expect(code).toBe(1)
  expect(out).toContain('~ nodes.over.output: "1" → "2"')
})

it('does not overwrite what somebody is working on unless told to', async () => {
  const path = join(folder, 'b-inner.yaml')
  expect((await flows('push', path)).code).toBe(0)
  file('b-inner.yaml', inner('3'))
  const kept = await flows('push', path)
  expect(kept.code).toBe(2)
  expect(kept.err).toContain('is working on “cli_inner”')
  const replaced = await flows('push', path, '--replace', '--publish')
  expect(replaced.out).toContain('cli_inner is live as version 2')
})

it('publishes nothing that the proof refuses, and says where and what to do', async () => {
  const path = file('b-inner.yaml', inner('4').replace('start: over', 'start: gone'))
  const { code, out } = await flows('push', path, '--publish', '--lang', 'en')
  expect(code).toBe(1)
  expect(out).toContain('cli_inner is not published')
  expect(out).toMatch(/b-inner\.yaml:5 error no-such-node \[start\]/)
})

it('pulls what is live, and leaves files that say the same as they are written', async () => {
  file('b-inner.yaml', inner('3'))
  const { code, out } = await flows('pull', folder)
  expect(code).toBe(0)
  expect(out).toContain('cli_inner is the same as the version 2')
  expect(readFileSync(join(folder, 'b-inner.yaml'), 'utf8')).toContain('# a comment')
  expect(out).toContain('return-refund.yaml: return_refund, version')
  expect((await flows('check', join(folder, 'refund-words.yaml'))).code).toBe(0)
  expect((await flows('diff', join(folder, 'return-refund.yaml'))).code).toBe(0)
})

it('is told by the server what a key may not do', async () => {
  const path = file('c.yaml', outer.replace('cli_outer', 'cli_other'))
  const { code, err } = await flows('push', path, '--key', 'ld_wrong')
  expect(code).toBe(2)
  expect(err).toMatch(/401 unauthenticated/)
})
