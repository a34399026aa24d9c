import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { readConfig as readShopConfig } from '../examples/shop/src/config.ts'
import { platformVariables, type ServiceUrls } from '../examples/shop/src/platform-variables.ts'
import { type Config, readConfigOrExit } from '../server/src/config.ts'
import { processSettings } from '../server/src/process-settings.ts'
import { type Announcement, type Service, StartError, startService } from './service.ts'

const titles: Record<string, string> = {
  customer: 'Customer page',
  console: 'Console',
  api: 'API reference',
}

const began = Date.now()
const config = readConfigOrExit()
const services: Service[] = []
let stopping = false

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stopAll(0))

try {
  printAddresses(await startAll(config))
} catch (error) {
  if (!stopping) {
    console.error(`\n${error instanceof Error ? error.message : error}`)
    await stopAll(error instanceof StartError && error.exitCode === 2 ? 2 : 1)
  }
}

/** The shop first, because the server asks it; each is announced when it answers. */
async function startAll(config: Config): Promise<Announcement> {
  const logs = join(config.DATA_DIR, 'logs')
  await mkdir(logs, { recursive: true })
  const port = String(await freePort('PORT', config.PORT))
  const publicUrl = config.PUBLIC_URL ?? `http://localhost:${port}`
  const handed: Record<string, string> = { ...processSettings, PORT: port }
  let customerPage: string | undefined
  if (config.DEMO) {
    const shopPort = String(await freePort('SHOP_PORT', config.SHOP_PORT))
    console.log('Starting the demo shop …')
    const shop = startService({
      name: 'shop',
      args: ['examples/shop/main.ts'],
      env: {
        SHOP_PORT: shopPort,
        SHOP_DATA_DIR: join(config.DATA_DIR, 'shop'),
        SHOP_PLATFORM_URL: publicUrl,
        SHOP_EVENTS_URL: `http://127.0.0.1:${port}/hooks/v1/${readShopConfig(process.env).secrets.siteKey}/events`,
      },
      logFile: join(logs, 'shop.log'),
    })
    services.push(shop)
    const { urls } = await shop.ready
    customerPage = urls.page
    Object.assign(handed, platformVariables(urls as unknown as ServiceUrls, readShopConfig(process.env).secrets))
  }
  console.log('Starting the server and its database …')
  const server = startService({
    name: 'server',
    args: ['server/src/main.ts'],
    env: handed,
    logFile: join(logs, 'server.log'),
  })
  services.unshift(server)
  const { urls, logins } = await server.ready
  await untilReady(`http://127.0.0.1:${port}/readyz`)
  return { urls: { ...(customerPage === undefined ? {} : { customer: customerPage }), ...urls }, logins }
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`The server did not become ready: ${url} says why.`)
}

function printAddresses({ urls, logins }: Announcement): void {
  const known = Object.entries(titles).filter(([key]) => urls[key] !== undefined)
  console.log(`\nLoopdesk 环答 is ready (${((Date.now() - began) / 1000).toFixed(1)} s).\n`)
  for (const [key, title] of known) console.log(`  ${title.padEnd(15)} ${urls[key]}`)
  if (logins.length > 0) console.log('\n  Log-ins')
  for (const { role, email, password } of logins) console.log(`  ${role.padEnd(15)} ${email}   ${password}`)
  console.log(`\n  Logs are in ${join(config.DATA_DIR, 'logs')}. Ctrl-C stops everything.\n`)
}

/** The port itself, or a free one for 0; a taken one is told in a sentence. */
async function freePort(name: string, port: number): Promise<number> {
  const probe = createServer()
  return new Promise((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'is used by another program' : `cannot be used (${error.code})`
      reject(new Error(`Port ${port} ${reason}: stop that, or choose another with ${name}=….`))
    })
    probe.listen(port, () => {
      const address = probe.address()
      const chosen = typeof address === 'object' && address !== null ? address.port : port
      probe.close(() => resolve(chosen))
    })
  })
}

/** The server first, so that nothing it is doing loses its shop; a second Ctrl-C changes nothing. */
async function stopAll(exitCode: number): Promise<void> {
  if (stopping) return
  stopping = true
  if (services.length > 0) console.log('\nStopping …')
  for (const service of services) await service.stop()
  process.exit(exitCode)
}
