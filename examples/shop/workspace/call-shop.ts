import type { Result } from '@loopdesk/engines/flow/effects.ts'
import type { Shop } from '../src/start-shop.ts'

export type CallShop = (id: string, args: Record<string, unknown>, key?: string) => Promise<Result>

type Operation = { operationId: string; parameters?: { name: string; in: string }[]; requestBody?: unknown }
type Described = { paths: Record<string, Record<string, Operation>> }

const callers = new WeakMap<Shop, Promise<CallShop>>()

/** Calls a running shop's operations by `service.operationId`, as its OpenAPI documents describe them. */
export function makeCallShop(shop: Shop): Promise<CallShop> {
  const known = callers.get(shop) ?? connect(shop)
  callers.set(shop, known)
  return known
}

async function connect(shop: Shop): Promise<CallShop> {
  const { urls } = shop
  const headers = await headersOf(shop)
  const documents = new Map<string, Described>()

  return async (id, given, key = 'read') => {
    const [service, operationId] = id.split('.') as [keyof typeof urls, string]
    if (!documents.has(service))
      documents.set(service, (await (await fetch(`${urls[service]}/openapi.json`)).json()) as Described)
    const found = findOperation(documents.get(service)!, operationId)
    if (!found) throw new Error(`no operation ${id}`)
    const { path, method, operation } = found
    const rest = { ...given }
    const take = (name: string) => {
      const value = rest[name]
      delete rest[name]
      return value
    }
    const url = new URL(urls[service] + path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(take(name)))))
    for (const { name, in: place } of operation.parameters ?? []) {
      const value = place === 'query' ? take(name) : undefined
      if (value !== undefined) url.searchParams.set(name, String(value))
    }
    const response = await fetch(url, {
      method: method.toUpperCase(),
      headers: {
        ...headers[service],
        'idempotency-key': key,
        ...(operation.requestBody ? { 'content-type': 'application/json' } : {}),
      },
      body: operation.requestBody ? JSON.stringify(rest) : undefined,
    })
    const body = (await response.json()) as { error?: { code: string; message: string } }
    if (response.ok) return { status: 'ok', value: body }
    const { code, message } = body.error!
    return { status: response.status < 500 ? 'refused' : 'failed', code, message }
  }
}

function findOperation({ paths }: Described, operationId: string) {
  for (const [path, methods] of Object.entries(paths))
    for (const [method, operation] of Object.entries(methods))
      if (operation.operationId === operationId) return { path, method, operation }
  return undefined
}

async function headersOf({ credentials, urls }: Shop): Promise<Record<string, Record<string, string>>> {
  const basic = Buffer.from(`${credentials.inventory.username}:${credentials.inventory.password}`).toString('base64')
  const answer = await fetch(`${urls.logistics}${credentials.logistics.tokenPath}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: credentials.logistics.clientId,
      client_secret: credentials.logistics.clientSecret,
    }),
  })
  const token = (await answer.json()) as { access_token: string }
  return {
    orders: { 'x-api-key': credentials.orders.key },
    inventory: { authorization: `Basic ${basic}` },
    payments: { authorization: `Bearer ${credentials.payments.token}` },
    logistics: { authorization: `Bearer ${token.access_token}` },
    crm: { [credentials.crm.header.toLowerCase()]: credentials.crm.key },
    aftersales: { authorization: `Bearer ${credentials.aftersales.token}` },
  }
}
