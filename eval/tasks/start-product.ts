import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Shop } from '../../examples/shop/src/start-shop.ts'
import { processSettings } from '../../server/src/process-settings.ts'
import type { Login } from './staff-desk.ts'

const MAIN = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url))
const READY_WITHIN = 180_000
const STOP_WITHIN = 15_000
/** What a child may know of our own environment; everything else could make two measurements differ. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'TZ',
  'PG_BIN',
  'MODEL_URL',
  'MODEL_KEY',
  'MODEL_NAME',
  'MODEL_VISION',
  'MODEL_BELOW',
  'EMBEDDINGS_URL',
  'EMBEDDINGS_KEY',
  'EMBEDDINGS_NAME',
  'EMBEDDINGS_DIR',
  'EMBEDDINGS_BELOW',
]

export type Product = {
  url: string
  /** Staff log-ins with passwords; empty when the database was set up before. */
  logins: Login[]
  pid?: number
  /** How it ended and its last words, if it did so by itself. */
  died(): string | null
  close(): Promise<void>
  /** Ends it at once, as a crash would (SIGKILL). */
  kill(): Promise<void>
}

export type ProductPlace = {
  /** The demo company; without it the workspace is empty and its owner's password is for one time. */
  shop?: Pick<Shop, 'urls' | 'credentials'>
  databaseUrl: string
  dataDir: string
  modelsDir: string
  /** Settings beside those of every measurement. */
  env?: Record<string, string>
  /** Options of the runtime, such as a profiler. */
  execArgv?: string[]
}

/** Starts the product server as its users do, on given data, connected to a shop where there is one. */
export async function startProduct(place: ProductPlace): Promise<Product> {
  const child = spawn(process.execPath, [...(place.execArgv ?? []), MAIN], {
    env: environment(place),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lastWords: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastWords.push(line)
    if (lastWords.length > 20) lastWords.shift()
  })
  try {
    const ready = await readyLine(child, lastWords)
    const url = ready.urls.base ?? Object.values(ready.urls)[0]!
    return {
      url: new URL(url).origin.replace('//localhost:', '//127.0.0.1:'),
      logins: ready.logins ?? [],
      pid: child.pid,
      died: () => deathOf(child, lastWords),
      close: () => stop(child),
      kill: () => kill(child),
    }
  } catch (error) {
    await stop(child)
    throw error
  }
}

type Ready = { ready: true; urls: Record<string, string>; logins?: Login[] }

function readyLine(child: ChildProcess, lastWords: string[]): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) =>
      reject(new Error(`the product ${why}: ${lastWords.slice(-5).join('\n') || 'no message'}`))
    const timer = setTimeout(() => fail(`was not ready within ${READY_WITHIN / 1000} s`), READY_WITHIN)
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      fail(`ended with ${signal ?? code}`)
    })
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (!line.startsWith('{')) return
      const said = JSON.parse(line) as Partial<Ready>
      if (said.ready !== true) return
      clearTimeout(timer)
      resolve(said as Ready)
    })
  })
}

function deathOf(child: ChildProcess, lastWords: string[]): string | null {
  if (child.exitCode === null && child.signalCode === null) return null
  return `the product ended with ${child.signalCode ?? child.exitCode}: ${lastWords.slice(-5).join(' ')}`
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN)
  await gone
  clearTimeout(timer)
}

function environment({ shop, databaseUrl, dataDir, modelsDir, env }: ProductPlace): NodeJS.ProcessEnv {
  const passed = Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])))
  return {
    ...processSettings,
    ...passed,
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    MODELS_DIR: modelsDir,
    LOG_LEVEL: 'warn',
    DEMO: shop ? '1' : '0',
    ...(shop && demoOf(shop)),
    ...env,
  }
}

function demoOf({ urls, credentials }: Pick<Shop, 'urls' | 'credentials'>): NodeJS.ProcessEnv {
  const { orders, inventory, payments, logistics, sms, crm, aftersales, siteKey, identitySecret, eventsSecret } =
    credentials
  return {
    SHOP_URL: urls.page,
    SHOP_ORDERS_URL: urls.orders,
    SHOP_INVENTORY_URL: urls.inventory,
    SHOP_PAYMENTS_URL: urls.payments,
    SHOP_LOGISTICS_URL: urls.logistics,
    SHOP_SMS_URL: new URL(urls.sms).origin,
    SHOP_CRM_URL: urls.crm,
    SHOP_AFTERSALES_URL: urls.aftersales,
    SHOP_ORDERS_KEY: orders.key,
    SHOP_INVENTORY_USER: inventory.username,
    SHOP_INVENTORY_PASSWORD: inventory.password,
    SHOP_PAYMENTS_TOKEN: payments.token,
    SHOP_LOGISTICS_CLIENT_ID: logistics.clientId,
    SHOP_LOGISTICS_CLIENT_SECRET: logistics.clientSecret,
    SHOP_SMS_KEY: sms.key,
    SHOP_CRM_KEY: crm.key,
    SHOP_AFTERSALES_TOKEN: aftersales.token,
    SHOP_SITE_KEY: siteKey,
    SHOP_IDENTITY_SECRET: identitySecret,
    SHOP_EVENTS_SECRET: eventsSecret,
  }
}
