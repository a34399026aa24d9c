import pg from 'pg'
import type { Shop } from '../../examples/shop/src/start-shop.ts'
import type { Told } from './customers.ts'

interface Effect {
  key: string
  tool: string
  status: string
  conversation_id: string | null
}

type Doc = Record<string, unknown>

const undone = ['cancelled', 'released', 'voided']

/** What the shop's systems hold from before, so that only what was added is counted. */
export function rememberShop(shop: Shop): Set<string> {
  return new Set(collections.flatMap((name) => shop.control.list(name).map(({ id }) => `${name}/${id}`)))
}

const collections = [
  'returns',
  'expectedReturns',
  'pickups',
  'refunds',
  'orders',
  'reservations',
  'paymentLinks',
] as const

/** Compares what really happened in the shop's systems with what customers asked for and what the platform has on record. */
export async function checkShop(shop: Shop, before: Set<string>, told: Told[], databaseUrl: string): Promise<string[]> {
  const effects = await readEffects(databaseUrl)
  return [...doubles(shop), ...unexplained(shop, effects), ...told.flatMap((each) => checkStory(shop, before, each))]
}

async function readEffects(databaseUrl: string): Promise<Effect[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query<Effect>('select key, tool, status, conversation_id from effects')).rows
  } finally {
    await client.end()
  }
}

/** The same reference took effect twice in the same operation. */
function doubles(shop: Shop): string[] {
  const lines = shop.control.journal().filter(({ effect, clientRef }) => effect && clientRef)
  const groups = Map.groupBy(lines, ({ service, operation, clientRef }) => `${service}.${operation} ${clientRef}`)
  return [...groups]
    .filter(([, same]) => same.length > 1)
    .map(([what, same]) => `a side effect happens once: ${what} happened ${same.length} times`)
}

/** An effect that the platform has no record of, and a record of one that never was. */
function unexplained(shop: Shop, effects: Effect[]): string[] {
  const happened = new Set(
    shop.control.journal().flatMap(({ effect, clientRef }) => (effect && clientRef ? [String(clientRef)] : [])),
  )
  const recorded = new Map(effects.map((each) => [each.key, each]))
  const unknown = [...happened].filter((key) => !['done', 'undone'].includes(recorded.get(key)?.status ?? ''))
  const imagined = effects.filter(({ key, status }) => ['done', 'undone'].includes(status) && !happened.has(key))
  return [
    ...unknown.map(
      (key) =>
        `what happened is on record: ${key} (${recorded.get(key)?.tool ?? 'unknown'}) took effect and is ${recorded.get(key)?.status ?? 'not'} on record`,
    ),
    ...imagined
      .filter(({ tool }) => !/cancel|release|void/.test(tool))
      .map(
        ({ key, tool, status }) => `what is on record happened: ${key} (${tool}) is ${status} and never took effect`,
      ),
  ]
}

/** All steps of what was asked for, or none; each once. */
function checkStory(shop: Shop, before: Set<string>, { story, done, conversationId, last }: Told): string[] {
  const { kind, orderId, customerId } = story
  const who = `${kind} of ${orderId} by ${customerId} in ${conversationId}`
  const added = (name: (typeof collections)[number], of: (doc: Doc) => boolean) =>
    shop.control.list(name).filter((doc) => !before.has(`${name}/${doc.id}`) && of(doc))
  const ofOrder = (doc: Doc) => doc.orderId === orderId
  const order = shop.stores.orders.get('orders', orderId)
  let steps: Record<string, Doc[]> = {}
  if (kind === 'refund')
    steps = {
      returns: added('returns', ofOrder),
      'expected returns': added('expectedReturns', ofOrder),
      pickups: added('pickups', ofOrder),
      refunds: added('refunds', ofOrder),
    }
  if (kind === 'cancel')
    steps = {
      refunds: added('refunds', ofOrder),
      cancellations: order?.status === 'cancelled' ? [{ id: orderId }] : [],
    }
  if (kind === 'address')
    steps = {
      changes: shop.control
        .journal({ service: 'orders', operation: 'changeAddress' })
        .filter((line) => line.effect && JSON.stringify(line).includes(orderId)),
    }
  if (kind === 'reorder') return [] // Counted by reference alone: a new order does not name the one it repeats.
  const live = Object.entries(steps).map(
    ([name, docs]) => [name, docs.filter(({ status }) => !undone.includes(String(status))).length] as const,
  )
  const counts = live.map(([name, count]) => `${count} ${name}`).join(', ')
  const found: string[] = []
  for (const [name, docs] of Object.entries(steps))
    if (docs.length > 1)
      found.push(
        `no side effect twice: ${who} made ${docs.length} ${name} (${docs.map(({ id, status }) => `${id} ${status ?? ''}`).join(', ')})`,
      )
  const sums = new Set(live.map(([, count]) => count))
  if (sums.size > 1) found.push(`all steps or none: ${who} left ${counts}; the bot's last words: ${last.slice(0, 160)}`)
  else if (done && !sums.has(1)) found.push(`done means done: ${who} was told so and left ${counts}`)
  if (
    kind === 'address' &&
    done &&
    !JSON.stringify(order?.address ?? {})
      .replace(/\s/g, '')
      .includes(story.detail!)
  )
    found.push(`done means done: ${who} was told so, but the address is ${JSON.stringify(order?.address)}`)
  return found
}
