import { createHmac, randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { SERVICE_NAMES, type ServiceName } from '../service-names.ts'
import { type Doc, openStore } from '../store.ts'
import type { Stores } from '../stores.ts'

/** News of a service, stored in the same transaction as the change it tells of. */
export type ShopEvent = {
  id: string
  service: ServiceName
  type: string
  occurredAt: string
  orderId: string | null
  customerId: string | null
  data: Doc
}
export type Subscription = { id: string; url: string; secret: string; types: string[]; cursors: Record<string, number> }
export type Events = ReturnType<typeof makeEvents>

const FIRST_PAUSE = 250
const LONGEST_PAUSE = 60_000
const ANSWER_WITHIN = 5_000

/**
 * Pushes events to subscribers in order, each until it is answered with 2xx. Where every subscriber has
 * got to is stored, so a restart of either side neither loses nor reorders anything (a repeat keeps its id).
 */
export function makeEvents(stores: Stores, file: string) {
  const store = openStore(file, { subscriptions: [] })
  const stopping = new AbortController()
  const running = new Map<string, Promise<void>>()
  const wakeUps = new Map<string, () => void>()

  /** Every event that exists, oldest first. */
  function all(): ShopEvent[] {
    const events = SERVICE_NAMES.flatMap((name) => stores[name].where('events') as ShopEvent[])
    return events.sort((a, b) => a.occurredAt.localeCompare(b.occurredAt))
  }

  /** Stores an event; call inside the transaction of the change, then `push()` after it. */
  function record(event: Omit<ShopEvent, 'id' | 'customerId'>) {
    const order = event.orderId ? stores.orders.get('orders', event.orderId) : undefined
    const id = randomUUID()
    stores[event.service].put('events', id, {
      ...event,
      id,
      customerId: order?.customerId ?? event.data.customerId ?? null,
    })
  }

  /** Adds a subscriber that hears of everything from now on; the same address again changes its secret and types. */
  function subscribe(input: { url: string; secret: string; types?: string[] }): Subscription {
    const known = store.where('subscriptions').find((s) => s.url === input.url) as Subscription | undefined
    const id = known?.id ?? randomUUID()
    const cursors =
      known?.cursors ?? Object.fromEntries(SERVICE_NAMES.map((name) => [name, stores[name].lastSeq('events')]))
    const subscription = { id, url: input.url, secret: input.secret, types: input.types ?? [], cursors }
    store.put('subscriptions', id, subscription)
    push()
    return subscription
  }

  function unsubscribe(id: string) {
    store.remove('subscriptions', id)
    wakeUps.get(id)?.()
  }

  /** Wakes the delivery to every subscriber; returns at once. */
  function push() {
    for (const { id } of store.where('subscriptions')) {
      const wakeUp = wakeUps.get(id)
      if (wakeUp) wakeUp()
      if (!running.has(id))
        running.set(
          id,
          deliverTo(id).finally(() => {
            running.delete(id)
            // What was recorded in the very moment of stopping found it still running.
            if (!stopping.signal.aborted && hasMore(id)) push()
          }),
        )
    }
  }

  function hasMore(id: string): boolean {
    const subscription = store.get('subscriptions', id) as Subscription | undefined
    return subscription !== undefined && nextFor(subscription) !== undefined
  }

  async function deliverTo(id: string) {
    let pause = FIRST_PAUSE
    while (!stopping.signal.aborted) {
      const subscription = store.get('subscriptions', id) as Subscription | undefined
      const next = subscription && nextFor(subscription)
      if (!subscription || !next) return
      const wanted = subscription.types.length === 0 || subscription.types.includes(next.event.type)
      if (!wanted || (await post(subscription, next.event))) {
        moveOn(id, next)
        pause = FIRST_PAUSE
      } else {
        await pauseOf(id, pause)
        pause = Math.min(pause * 2, LONGEST_PAUSE)
      }
    }
  }

  function nextFor(subscription: Subscription) {
    const heads = SERVICE_NAMES.flatMap((service) => {
      const head = stores[service].after('events', subscription.cursors[service] ?? 0, 1)[0]
      return head ? [{ service, seq: head.seq, event: head.doc as ShopEvent }] : []
    })
    return heads.sort((a, b) => a.event.occurredAt.localeCompare(b.event.occurredAt))[0]
  }

  function moveOn(id: string, done: { service: ServiceName; seq: number }) {
    const current = store.get('subscriptions', id)
    if (current)
      store.put('subscriptions', id, { ...current, cursors: { ...current.cursors, [done.service]: done.seq } })
  }

  async function post(subscription: Subscription, event: ShopEvent): Promise<boolean> {
    const body = JSON.stringify(event)
    const signature = createHmac('sha256', subscription.secret).update(body).digest('hex')
    try {
      const response = await fetch(subscription.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-signature': `sha256=${signature}`, 'x-event-id': event.id },
        body,
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(ANSWER_WITHIN)]),
      })
      await response.body?.cancel()
      return response.ok
    } catch {
      return false
    }
  }

  async function pauseOf(id: string, milliseconds: number) {
    const early = new AbortController()
    wakeUps.set(id, () => early.abort())
    await wait(milliseconds, undefined, { ref: false, signal: AbortSignal.any([early.signal, stopping.signal]) }).catch(
      () => undefined,
    )
    wakeUps.delete(id)
  }

  return {
    all,
    record,
    subscribe,
    unsubscribe,
    push,
    subscriptions: () => store.where('subscriptions') as Subscription[],
    async close() {
      stopping.abort()
      await Promise.all(running.values())
      store.close()
    },
  }
}
