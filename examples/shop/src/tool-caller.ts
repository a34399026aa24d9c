import type { Answer, TestShop } from './shop-client.ts'
import type { Shop } from './start-shop.ts'
import type { Doc } from './store.ts'

type Place = { method: string; path: string; query: string[] }

/** Calls operations of a running shop by name, as a platform does that has read the OpenAPI documents; for tests. */
export async function makeToolCaller(shop: TestShop) {
  const places = new Map<string, Place>()
  const hints = new Map<string, Doc>()
  for (const service of Object.keys(shop.credentials).filter((name) => name in shop.urls)) {
    const { body } = await shop.get(service, '/openapi.json')
    for (const [path, methods] of Object.entries(body.paths as Record<string, Record<string, Doc>>))
      for (const [method, entry] of Object.entries(methods)) {
        const query = (entry.parameters ?? []).filter((each: Doc) => each.in === 'query').map((each: Doc) => each.name)
        places.set(`${service}.${entry.operationId}`, { method: method.toUpperCase(), path, query })
        hints.set(`${service}.${entry.operationId}`, entry)
      }
  }

  /** One call: arguments go into path, query or body as the document says, the reference into the header. */
  async function call(tool: string, args: Doc, reference?: string): Promise<Answer> {
    const place = places.get(tool)
    if (!place) throw new Error(`there is no operation ${tool}`)
    const [service = ''] = tool.split('.')
    const rest = { ...args }
    const path = place.path.replace(service === 'sms' ? '/sms' : '', '').replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = String(rest[name])
      delete rest[name]
      return encodeURIComponent(value)
    })
    const query = new URLSearchParams(
      place.query
        .filter((name) => rest[name] !== undefined)
        .map((name): [string, string] => [name, String(rest[name])]),
    )
    const url = `${path}${query.size > 0 ? `?${query}` : ''}`
    return place.method === 'GET' ? shop.get(service, url) : shop.post(service, url, rest, reference)
  }

  return { call, hints }
}
export type ToolCaller = Awaited<ReturnType<typeof makeToolCaller>>

/** Every record of the shop by `service/collection/id`. */
export function allRecords(shop: Pick<Shop, 'control'>, services: readonly Parameters<Shop['control']['state']>[0][]) {
  const entries = services.flatMap((service) =>
    Object.entries(shop.control.state(service).collections).flatMap(([collection, records]) =>
      records.map((record) => [`${service}/${collection}/${record.id}`, record] as const),
    ),
  )
  return new Map(entries)
}
