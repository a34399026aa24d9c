import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { completeSecrets, type Secrets } from './config.ts'
import { startAutoProgress } from './control/auto-progress.ts'
import { controlRoutes } from './control/control-routes.ts'
import { makeEvents } from './control/events.ts'
import { makeControl } from './control/make-control.ts'
import { makeFaults } from './faults.ts'
import { pageRoutes } from './page/page-routes.ts'
import { answerError, makeServiceServer, mountService } from './service.ts'
import { defineServices } from './services.ts'
import { openStores } from './stores.ts'

export type ShopOptions = {
  /** 0 takes free ports; otherwise page on `port` and the services on the six after it */
  port: number
  /** null keeps everything in memory */
  dataDir: string | null
  host?: string
  platformUrl?: string
  autoProgress?: boolean
  progressSeconds?: number
  eventsUrl?: string | null
  controlKey?: string | null
  secrets?: Partial<Secrets>
  /** opening day of a shop that has no data yet */
  now?: Date
}

const HTTP_SERVICES = ['orders', 'inventory', 'payments', 'logistics', 'crm', 'aftersales'] as const

/** Starts the page server and the services in this process. */
export async function startShop(options: ShopOptions) {
  const host = options.host ?? '127.0.0.1'
  const secrets = completeSecrets(options.secrets)
  const clock = () => new Date()
  const stores = openStores(options.dataDir, options.now ?? clock())
  const faults = makeFaults()
  const events = makeEvents(stores, options.dataDir ? join(options.dataDir, 'control.db') : ':memory:')
  const control = makeControl({ stores, faults, clock, events })
  let pageUrl = ''
  const definitions = defineServices(stores, secrets, () => pageUrl, 3600)
  const servers: FastifyInstance[] = []
  const listen = async (server: FastifyInstance, offset: number) => {
    servers.push(server)
    await server.listen({ host, port: options.port === 0 ? 0 : options.port + offset })
    const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
    return `http://${shown}:${(server.server.address() as AddressInfo).port}`
  }

  const page = Fastify({ bodyLimit: 2_000_000, forceCloseConnections: true, return503OnClosing: false })
  page.setErrorHandler(answerError)
  const site = {
    platformUrl: options.platformUrl ?? 'http://127.0.0.1:8800',
    siteKey: secrets.siteKey,
    identitySecret: secrets.identitySecret,
  }
  await pageRoutes(page, { stores, control, site, clock })
  await page.register((part) =>
    controlRoutes(part, control, { key: options.controlKey ?? null, eventsSecret: secrets.eventsSecret }),
  )
  await page.register((part) => mountService(part, definitions.sms, { store: stores.sms, faults, clock }))
  pageUrl = await listen(page, 0)
  const urls = {
    page: pageUrl,
    orders: '',
    inventory: '',
    payments: '',
    logistics: '',
    crm: '',
    aftersales: '',
    sms: `${pageUrl}/sms`,
    control: `${pageUrl}/control`,
  }
  for (const [i, name] of HTTP_SERVICES.entries())
    urls[name] = await listen(await makeServiceServer(definitions[name], { store: stores[name], faults, clock }), i + 1)

  if (options.eventsUrl) events.subscribe({ url: options.eventsUrl, secret: secrets.eventsSecret })
  events.push()
  const stopProgress = options.autoProgress
    ? startAutoProgress(stores, control.life, options.progressSeconds ?? 60, clock)
    : () => {}

  return {
    urls,
    credentials: publicCredentials(secrets),
    control,
    stores,
    async close() {
      stopProgress()
      await Promise.all(servers.map((server) => server.close()))
      await events.close()
      for (const store of Object.values(stores)) store.close()
    },
  }
}

export type Shop = Awaited<ReturnType<typeof startShop>>

/** What a platform needs to know to be connected, in the shape it is printed and handed to test runners. */
function publicCredentials(secrets: Secrets) {
  return {
    orders: { type: 'apiKey', header: 'X-Api-Key', key: secrets.ordersKey },
    inventory: { type: 'basic', username: secrets.inventoryUser, password: secrets.inventoryPassword },
    payments: { type: 'bearer', token: secrets.paymentsToken },
    logistics: {
      type: 'oauth2',
      tokenPath: '/oauth/token',
      clientId: secrets.logisticsClientId,
      clientSecret: secrets.logisticsClientSecret,
    },
    sms: { type: 'apiKey', header: 'X-Api-Key', key: secrets.smsKey },
    crm: { type: 'apiKey', header: 'X-Crm-Key', key: secrets.crmKey },
    aftersales: { type: 'bearer', token: secrets.aftersalesToken },
    siteKey: secrets.siteKey,
    identitySecret: secrets.identitySecret,
    eventsSecret: secrets.eventsSecret,
  }
}
