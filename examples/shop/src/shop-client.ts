import { type Shop, type ShopOptions, startShop } from './start-shop.ts'
import type { Doc } from './store.ts'

export type Answer = { status: number; body: Doc }

/** A throw-away shop in memory with a caller that has all credentials; for tests. */
export async function startTestShop(options: Partial<ShopOptions> = {}) {
  const shop = await startShop({ port: 0, dataDir: null, ...options })
  const token = await logisticsToken(shop)
  const { orders, inventory, payments, sms, crm, aftersales } = shop.credentials
  const headers: Record<string, Record<string, string>> = {
    orders: { 'x-api-key': orders.key },
    inventory: {
      authorization: `Basic ${Buffer.from(`${inventory.username}:${inventory.password}`).toString('base64')}`,
    },
    payments: { authorization: `Bearer ${payments.token}` },
    logistics: { authorization: `Bearer ${token}` },
    sms: { 'x-api-key': sms.key },
    crm: { 'x-crm-key': crm.key },
    aftersales: { authorization: `Bearer ${aftersales.token}` },
  }

  async function call(
    service: string,
    method: string,
    path: string,
    body?: unknown,
    reference?: string,
  ): Promise<Answer> {
    const response = await fetch(shop.urls[service as keyof typeof shop.urls] + path, {
      method,
      headers: {
        ...headers[service],
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(reference ? { 'idempotency-key': reference } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as Doc }
  }

  return {
    ...shop,
    get: (service: string, path: string) => call(service, 'GET', path),
    post: (service: string, path: string, body: unknown = {}, reference?: string) =>
      call(service, 'POST', path, body, reference),
  }
}
export type TestShop = Awaited<ReturnType<typeof startTestShop>>

async function logisticsToken(shop: Shop): Promise<string> {
  const { clientId, clientSecret, tokenPath } = shop.credentials.logistics
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  })
  const response = await fetch(shop.urls.logistics + tokenPath, { method: 'POST', body: form })
  return ((await response.json()) as { access_token: string }).access_token
}
