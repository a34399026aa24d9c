import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { ShopError } from '../errors.ts'
import { faultSchema } from '../faults.ts'
import { SERVICE_NAMES } from '../service-names.ts'
import { advanceSchema } from './advance.ts'
import type { Control } from './make-control.ts'
import { patchSchema } from './patch.ts'

const service = z.enum(SERVICE_NAMES)
const stateParams = z.object({ service })
const entityParams = z.object({ entity: z.string().min(1) })
const idParams = z.object({ id: z.string().min(1) })
const journalQuery = z.object({
  service: service.optional(),
  operation: z.string().optional(),
  clientRef: z.string().optional(),
})
const smsQuery = z.object({ customerId: z.string().optional(), phone: z.string().optional() })
const subscribeBody = z.object({
  url: z.url(),
  secret: z.string().min(8).optional(),
  types: z.array(z.string()).max(50).optional(),
})

/** Reads everything, changes anything: for tests and demos. Behind X-Control-Key when one is configured. */
export async function controlRoutes(
  app: FastifyInstance,
  control: Control,
  options: { key: string | null; eventsSecret: string },
) {
  app.addHook('onRequest', async (request) => {
    if (options.key && !sameKey(request.headers['x-control-key'], options.key))
      throw new ShopError(401, 'unauthorized', 'X-Control-Key is missing or wrong.', '控制密钥缺失或错误。')
  })
  app.get('/control/services', () => ({ services: SERVICE_NAMES }))
  app.get('/control/state/:service', (request) => control.state(parse(stateParams, request.params).service))
  app.get('/control/list/:entity', (request) => control.list(parse(entityParams, request.params).entity))
  app.post('/control/patch', (request) => control.patch(parse(patchSchema, request.body)))
  app.post('/control/advance', (request) => control.advance(parse(advanceSchema, request.body)))
  app.get('/control/faults', () => ({ faults: control.faults() }))
  app.post('/control/faults', (request) => {
    control.setFault(parse(faultSchema, request.body))
    return { faults: control.faults() }
  })
  app.delete('/control/faults', () => {
    control.clearFaults()
    return { faults: [] }
  })
  app.get('/control/journal', (request) => ({ calls: control.journal(parse(journalQuery, request.query)) }))
  app.get('/control/effects', () => control.effects())
  app.get('/control/sms', (request) => control.sms(parse(smsQuery, request.query)))
  app.post('/control/reset', () => {
    control.reset()
    return { reset: true }
  })
  app.get('/control/events', () => ({ events: control.events.all() }))
  app.get('/control/subscriptions', () => ({ subscriptions: control.events.subscriptions().map(withoutSecret) }))
  app.post('/control/subscribe', (request) => {
    const { secret, ...rest } = parse(subscribeBody, request.body)
    return withoutSecret(control.events.subscribe({ ...rest, secret: secret ?? options.eventsSecret }))
  })
  app.delete('/control/subscriptions/:id', (request) => {
    control.events.unsubscribe(parse(idParams, request.params).id)
    return { removed: true }
  })
}

function withoutSecret<T extends { secret: string }>({ secret: _secret, ...rest }: T) {
  return rest
}

function sameKey(given: unknown, expected: string): boolean {
  const [a, b] = [Buffer.from(String(given ?? '')), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function parse<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const result = schema.safeParse(value ?? {})
  if (result.success) return result.data
  throw new ShopError(422, 'invalid_request', z.prettifyError(result.error), '请求格式不正确。')
}
