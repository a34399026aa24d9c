/** Who may call which service, and what the page signs with. Demo values on purpose: override them by environment. */
export type Secrets = {
  ordersKey: string
  inventoryUser: string
  inventoryPassword: string
  paymentsToken: string
  logisticsClientId: string
  logisticsClientSecret: string
  smsKey: string
  crmKey: string
  aftersalesToken: string
  siteKey: string
  identitySecret: string
  eventsSecret: string
}

const DEFAULTS: Secrets = {
  ordersKey: 'demo-orders-key',
  inventoryUser: 'demo-inventory',
  inventoryPassword: 'demo-inventory-password',
  paymentsToken: 'demo-payments-token',
  logisticsClientId: 'demo-logistics',
  logisticsClientSecret: 'demo-logistics-secret',
  smsKey: 'demo-sms-key',
  crmKey: 'demo-crm-key',
  aftersalesToken: 'demo-aftersales-token',
  siteKey: 'demo-shop',
  identitySecret: 'demo-identity-secret-change-me-please',
  eventsSecret: 'demo-events-secret-change-me-please',
}

const VARIABLES: Record<keyof Secrets, string> = {
  ordersKey: 'SHOP_ORDERS_KEY',
  inventoryUser: 'SHOP_INVENTORY_USER',
  inventoryPassword: 'SHOP_INVENTORY_PASSWORD',
  paymentsToken: 'SHOP_PAYMENTS_TOKEN',
  logisticsClientId: 'SHOP_LOGISTICS_CLIENT_ID',
  logisticsClientSecret: 'SHOP_LOGISTICS_CLIENT_SECRET',
  smsKey: 'SHOP_SMS_KEY',
  crmKey: 'SHOP_CRM_KEY',
  aftersalesToken: 'SHOP_AFTERSALES_TOKEN',
  siteKey: 'SHOP_SITE_KEY',
  identitySecret: 'SHOP_IDENTITY_SECRET',
  eventsSecret: 'SHOP_EVENTS_SECRET',
}

/** The demo secrets with whatever the caller sets differently. */
export function completeSecrets(given: Partial<Secrets> = {}): Secrets {
  return { ...DEFAULTS, ...given }
}

export type ShopConfig = {
  host: string
  port: number
  dataDir: string
  platformUrl: string
  autoProgress: boolean
  progressSeconds: number
  eventsUrl: string | null
  controlKey: string | null
  secrets: Secrets
}

/** Reads the environment; a wrong value ends in one sentence that names it. */
export function readConfig(env: Record<string, string | undefined>): ShopConfig {
  const secrets = { ...DEFAULTS }
  for (const [key, variable] of Object.entries(VARIABLES))
    if (env[variable]) secrets[key as keyof Secrets] = env[variable]!
  return {
    host: env.SHOP_HOST || '127.0.0.1',
    port: wholeNumber(env, 'SHOP_PORT', 8700, 0, 65_529),
    dataDir: env.SHOP_DATA_DIR || 'data/shop',
    platformUrl: url(env, 'SHOP_PLATFORM_URL', 'http://127.0.0.1:8800')!,
    autoProgress: env.SHOP_AUTO_PROGRESS !== '0',
    progressSeconds: wholeNumber(env, 'SHOP_PROGRESS_SECONDS', 60, 1, 86_400),
    eventsUrl: url(env, 'SHOP_EVENTS_URL', null),
    controlKey: env.SHOP_CONTROL_KEY || null,
    secrets,
  }
}

function wholeNumber(
  env: Record<string, string | undefined>,
  name: string,
  fallback: number,
  min: number,
  max: number,
) {
  const value = env[name] === undefined || env[name] === '' ? fallback : Number(env[name])
  if (!Number.isInteger(value) || value < min || value > max)
    throw new Error(`${name} must be a whole number from ${min} to ${max}, not "${env[name]}".`)
  return value
}

function url(env: Record<string, string | undefined>, name: string, fallback: string | null) {
  const value = env[name] || fallback
  if (value && !URL.canParse(value))
    throw new Error(`${name} must be an address like http://127.0.0.1:8800, not "${value}".`)
  return value?.replace(/\/$/, '') ?? null
}
