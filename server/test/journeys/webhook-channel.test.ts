import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openWorld, type World } from '../open-world.ts'

const script = fileURLToPath(new URL('../../../examples/webhook-client/client.mjs', import.meta.url))

let world: World
let client: ChildProcess
let printed = ''

beforeAll(async () => {
  world = await openWorld()
  const port = await freePort()
  const url = world.server.url
  const logIn = await post(`${url}/v1/session`, { email: 'owner@shop.example', password: 'loopdesk-demo' })
  const cookie = logIn.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  const settings = { url: `http://127.0.0.1:${port}/` }
  const opened = await post(`${url}/v1/channel-accounts`, { kind: 'webhook', name: 'IoT', settings }, { cookie })
  const { account, secret } = (await opened.json()) as { account: { path: string }; secret: string }
  const env = { ...process.env, LOOPDESK_HOOK: `${url}${account.path}`, LOOPDESK_SECRET: secret, PORT: String(port) }
  client = spawn(process.execPath, [script], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  client.stdout!.on('data', (chunk: Buffer) => {
    printed += chunk.toString('utf8')
  })
  await vi.waitFor(() => expect(printed).toContain('Say something'), wait)
})
afterAll(async () => {
  client?.kill()
  await world.close()
})

const wait = { timeout: 20_000, interval: 50 }

test('a stranger’s client asks over the webhook channel and the bot answers there, with the receipt on record', async () => {
  client.stdin!.write('你们的客服电话是多少\n')
  await vi.waitFor(() => expect(printed).toContain('bot: 我们没有电话热线'), wait)
  await vi.waitFor(async () => {
    const { rows } = await world.db.pool.query<{ state: string }>('select state from deliveries')
    expect(rows.map(({ state }) => state)).toEqual(['read'])
  }, wait)
})

function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
