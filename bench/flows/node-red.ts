import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const version = '5.0.7'
const installWithin = 300_000
const readyWithin = 60_000

/** Runs a second of the same ten idle nodes in Node-RED; or why that could not be measured. */
export type NodeRed = { version: string; inMemory: number; overHttp: number } | { missing: string }

/** Installs Node-RED into a folder of its own (no part of this project), lets it run ten function nodes, and removes it again. */
export async function measureNodeRed(seconds: number): Promise<NodeRed> {
  const folder = await mkdtemp(join(tmpdir(), 'loopdesk-node-red-'))
  let server: ChildProcess | undefined
  try {
    const problem = await install(folder)
    if (problem) return { missing: problem }
    const port = await freePort()
    server = await start(folder, port)
    const url = `http://127.0.0.1:${port}`
    await deploy(url)
    return { version, inMemory: await loop(url, seconds), overHttp: await load(url, seconds) }
  } catch (error) {
    return { missing: (error as Error).message.split('\n')[0]! }
  } finally {
    server?.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function install(folder: string): Promise<string | undefined> {
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error', `node-red@${version}`]
  const child = spawn('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (text) => (said = `${said}${text}`.slice(-2_000)))
  const timer = setTimeout(() => child.kill('SIGKILL'), installWithin)
  const code = await Promise.race([once(child, 'exit').then(([exit]) => exit as number | null), failed(child)])
  clearTimeout(timer)
  return code === 0 ? undefined : `it could not be installed: ${said.trim().split('\n')[0] ?? code}`
}

const failed = (child: ChildProcess) => once(child, 'error').then(() => -1)

async function start(folder: string, port: number): Promise<ChildProcess> {
  const settings = {
    uiPort: port,
    uiHost: '127.0.0.1',
    logging: { console: { level: 'error' } },
    telemetry: { enabled: false },
  }
  await writeFile(join(folder, 'settings.js'), `module.exports = ${JSON.stringify(settings)}\n`)
  const red = join(folder, 'node_modules', 'node-red', 'red.js')
  const args = [red, '-s', join(folder, 'settings.js'), '-u', join(folder, 'user')]
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' })
  for (const end = Date.now() + readyWithin; Date.now() < end; await wait(200)) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`)
    if (await fetch(`http://127.0.0.1:${port}/flows`).then(({ ok }) => ok, () => false)) return child // biome-ignore format: one question
  }
  child.kill('SIGKILL')
  throw new Error('it did not start')
}

/** Two flows of ten function nodes: one that begins itself anew as soon as it has ended, one behind an HTTP address. */
async function deploy(url: string): Promise<void> {
  const tab = { id: 'tab', type: 'tab', label: 'bench' }
  const idle = (name: string, first: string, last: string) =>
    Array.from({ length: 10 }, (_, at) => ({
      id: `${name}${at}`,
      type: 'function',
      z: 'tab',
      func: 'return msg',
      outputs: 1,
      wires: [[at < 9 ? `${name}${at + 1}` : last]],
      name: first,
    }))
  const count = `const runs = (flow.get('runs') || 0) + 1; flow.set('runs', runs); return flow.get('on') ? msg : null`
  const nodes = [
    tab,
    { id: 'in', type: 'http in', z: 'tab', url: '/run', method: 'post', wires: [['h0']] },
    ...idle('h', 'http', 'out'),
    { id: 'out', type: 'http response', z: 'tab', wires: [] },
    { id: 'go', type: 'http in', z: 'tab', url: '/loop', method: 'post', wires: [['begin']] },
    { id: 'begin', type: 'function', z: 'tab', outputs: 2, func: `flow.set('on', true); flow.set('runs', 0); return [{ payload: 0 }, msg]`, wires: [['l0'], ['begun']] },
    { id: 'begun', type: 'http response', z: 'tab', wires: [] },
    ...idle('l', 'loop', 'count'),
    { id: 'count', type: 'function', z: 'tab', outputs: 1, func: count, wires: [['l0']] },
    { id: 'stop', type: 'http in', z: 'tab', url: '/stop', method: 'post', wires: [['read']] },
    { id: 'read', type: 'function', z: 'tab', outputs: 1, func: `flow.set('on', false); msg.payload = { runs: flow.get('runs') }; return msg`, wires: [['told']] },
    { id: 'told', type: 'http response', z: 'tab', wires: [] },
  ] // biome-ignore format: a node a line
  const headers = { 'content-type': 'application/json', 'node-red-deployment-type': 'full' }
  const reply = await fetch(`${url}/flows`, { method: 'POST', headers, body: JSON.stringify(nodes) })
  if (!reply.ok) throw new Error(`it refused the flow: ${reply.status}`)
  await wait(1_000)
}

/** In its memory alone: nothing is kept if it ends. */
async function loop(url: string, seconds: number): Promise<number> {
  const began = performance.now()
  await fetch(`${url}/loop`, { method: 'POST' })
  await wait(seconds * 1000)
  const { runs } = (await (await fetch(`${url}/stop`, { method: 'POST' })).json()) as { runs: number }
  return runs / ((performance.now() - began) / 1000)
}

async function load(url: string, seconds: number): Promise<number> {
  const began = performance.now()
  let runs = 0
  const caller = async () => {
    while (performance.now() - began < seconds * 1000) {
      const reply = await fetch(`${url}/run`, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      })
      await reply.text()
      runs++
    }
  }
  await Promise.all(Array.from({ length: 16 }, caller))
  return runs / ((performance.now() - began) / 1000)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
