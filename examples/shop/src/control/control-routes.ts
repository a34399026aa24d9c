import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../clock.ts'
import { notFound, ShopError } from '../errors.ts'
import { type Faults, faultSchema } from '../faults.ts'
import { SERVICE_NAMES, type ServiceName, type Stores, seedStores } from '../services.ts'
import type { Doc } from '../store.ts'
import { applyPatch, patchSchema } from './patch.ts'

export type ControlDeps = { stores: Stores; faults: Faults; clock: Clock; controlKey: string | null }

/** The switchboard for tests and demos: reads everything, changes anything. Behind X-Control-Key when one is configured. */
export async function controlRoutes(app: FastifyInstance, deps: ControlDeps) {
  const { stores, faults, clock } = deps
  app.addHook('onRequest', async (request) => {
    if (deps.controlKey && request.headers['x-control-key'] !== deps.controlKey)
      throw new ShopError(401, 'unauthorized', 'X-Control-Key is missing or wrong.', '缺少或错误的控制密钥。')
  })
  app.get('/control/state/:service', (request) =>
    shopState(stores, parse(z.object({ service: z.enum(SERVICE_NAMES) }), request.params).service),
  )
  app.get('/control/list/:entity', (request) => listEntity(stores, String((request.params as Doc).entity)))
  app.post('/control/patch', (request) => applyPatch(stores, parse(patchSchema, request.body), clock()))
  app.post('/control/faults', (request) => {
    faults.set(parse(faultSchema, request.body))
    return { faults: faults.list() }
  })
  app.get('/control/faults', () => ({ faults: faults.list() }))
  app.delete('/control/faults', () => {
    faults.clear()
    return { faults: [] }
  })
  app.get('/control/journal', (request) => ({ calls: readJournal(stores, parse(journalQuery, request.query)) }))
  app.get('/control/effects', () => countEffects(stores))
  app.get('/control/sms', (request) => sentMessages(stores, parse(smsQuery, request.query)))
  app.post('/control/reset', () => {
    faults.clear()
    seedStores(stores, clock())
    return { reset: true }
  })
}

const journalQuery = z.object({
  service: z.enum(SERVICE_NAMES).optional(),
  operation: z.string().optional(),
  clientRef: z.string().optional(),
})
const smsQuery = z.object({ customerId: z.string().optional(), phone: z.string().optional() })

/** The whole state of a service: its collections, each in the order the records were made. */
export function shopState(stores: Stores, service: ServiceName) {
  const store = stores[service]
  return { service, collections: Object.fromEntries(store.collections.map((name) => [name, store.where(name)])) }
}

/** One kind of record, wherever it is kept. */
export function listEntity(stores: Stores, entity: string): Doc[] {
  for (const name of SERVICE_NAMES) if (stores[name].collections.includes(entity)) return stores[name].where(entity)
  throw notFound('list', '列表', entity)
}

export function readJournal(stores: Stores, filter: z.infer<typeof journalQuery> = {}): Doc[] {
  const lines = SERVICE_NAMES.flatMap((name) => stores[name].where('journal'))
  return lines
    .filter((line) => !filter.service || line.service === filter.service)
    .filter((line) => !filter.operation || line.operation === filter.operation)
    .filter((line) => !filter.clientRef || line.clientRef === filter.clientRef)
    .sort((a, b) => a.at.localeCompare(b.at))
}

/** How often each operation really changed something, by `service.operation`. */
export function countEffects(stores: Stores): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const line of readJournal(stores)) {
    if (!line.effect) continue
    const key = `${line.service}.${line.operation}`
    counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

function sentMessages(stores: Stores, query: z.infer<typeof smsQuery>) {
  const messages = stores.sms
    .where('messages')
    .filter(
      (m) => (!query.customerId || m.customerId === query.customerId) && (!query.phone || m.phone === query.phone),
    )
  return { messages, code: messages.findLast((m) => m.code)?.code ?? null }
}

export function parse<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const result = schema.safeParse(value ?? {})
  if (result.success) return result.data
  throw new ShopError(422, 'invalid_request', z.prettifyError(result.error), '请求格式不正确。')
}
