import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { tool as toolSchema } from '@loopdesk/contracts/workspace.ts'
import { type FlowDefinition, flowDefinition } from '@loopdesk/engines/flow/definition.ts'
import type { FlowEvent, Result, Waiting } from '@loopdesk/engines/flow/effects.ts'
import { newFrame } from '@loopdesk/engines/flow/frame.ts'
import { rewind, step } from '@loopdesk/engines/flow/step.ts'
import jsonata from 'jsonata'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Shop } from '../src/start-shop.ts'

/** What a customer does when asked: a value for each slot (a list gives them in turn), yes or no to a confirmation. */
export type Customer = {
  id: string
  lang?: 'zh' | 'en'
  order?: string
  slots?: Record<string, unknown>
  /** Given before anything is asked, as if said along with the wish. */
  said?: Record<string, unknown>
  /** At the first confirmation: other values instead of a yes. */
  corrects?: Record<string, unknown>
  agrees?: boolean
  passesCheck?: boolean
}

export type Walk = {
  texts: string[]
  asked: string[]
  outcome: string
  calls: string[]
  watches: string[]
  tickets: number
  confirmations: string[]
}

const here = import.meta.dirname
const read = (file: string) => parse(readFileSync(join(here, file), 'utf8').replaceAll(/\$\{\w+\}/g, 'x'))
const tools = new Map(
  z
    .array(toolSchema)
    .parse(read('connections.yaml').tools)
    .map((each) => [each.id, each]),
)
const title = (read('records.yaml').records as { title: { zh: string; en: string } }[])[0]!.title
const statuses = (read('records.yaml').records as { statuses: Record<string, { zh: string; en: string }> }[])[0]!
  .statuses

export const readFlow = (name: string): FlowDefinition => flowDefinition.parse(read(`flows/${name}.yaml`))

/** Lets a customer walk through a flow of this workspace against a running shop, as the platform would drive it. */
export async function walkFlow(shop: Shop, name: string, customer: Customer): Promise<Walk> {
  const flow = readFlow(name.replaceAll('_', '-'))
  const call = await makeCaller(shop)
  const lang = customer.lang ?? 'zh'
  const profile = contentOf(await call('orders.getCustomer', { customerId: customer.id }))
  const orders = contentOf(await call('orders.listOrders', { customerId: customer.id, limit: 50 })) as {
    items: { id: string }[]
  }
  const around = {
    lang,
    now: new Date().toISOString(),
    context: {
      customer: { externalId: customer.id },
      profile,
      today: new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10),
      run: { id: 'r' },
    },
    names: {
      title: async (_type: string, value: unknown) => fill(title[lang], value),
      status: (_type: string, status: string) => statuses[status]?.[lang] ?? status,
    },
  }
  const walk: Walk = { texts: [], asked: [], outcome: '', calls: [], watches: [], tickets: 0, confirmations: [] }
  const undo: { compensation: string; args: Record<string, unknown> }[] = []
  let frame = { ...newFrame('r', flow, 1), scope: { ...customer.said } }
  let event: FlowEvent = { type: 'go' }
  for (let turn = 0; turn < 80; turn++) {
    const stepped = await step(flow, frame, event, around)
    frame = stepped.state
    walk.texts.push(...stepped.effects.flatMap((effect) => (effect.kind === 'say' ? [effect.text] : [])))
    const wait = stepped.effects.findLast(({ kind }) => kind !== 'say')
    if (!wait) throw new Error(`${name} waits for nothing`)
    if (wait.kind === 'confirm' && customer.corrects) {
      walk.confirmations.push(wait.prompt)
      for (const [slot, value] of Object.entries(customer.corrects)) frame = rewind(flow, frame, slot, value)
      customer = { ...customer, corrects: undefined }
      event = { type: 'go' }
    } else if (wait.kind === 'ended' || wait.kind === 'handoff') {
      return { ...walk, outcome: wait.kind === 'ended' ? wait.outcome : 'handed_over' }
    } else event = await answer(wait as Waiting)
  }
  throw new Error(`${name} does not come to an end`)

  async function answer(wait: Waiting): Promise<FlowEvent> {
    switch (wait.kind) {
      case 'slot': {
        walk.asked.push(wait.slot)
        walk.texts.push(wait.prompt)
        if (wait.slot === 'order')
          return { type: 'slot', slot: 'order', value: orders.items.find(({ id }) => id === customer.order) }
        const given = customer.slots?.[wait.slot]
        const value = Array.isArray(given) && wait.slot !== 'photos' ? given.shift() : given
        return value === undefined ? { type: 'unsure' } : { type: 'slot', slot: wait.slot, value }
      }
      case 'confirm':
        walk.confirmations.push(wait.prompt)
        return { type: 'confirmed', yes: customer.agrees ?? true }
      case 'verify':
        return { type: 'verified', passed: customer.passesCheck ?? true }
      case 'ticket':
        walk.tickets++
        walk.texts.push(wait.description)
        return done(wait.step, { status: 'ok', value: { number: 1 } })
      case 'watch':
        walk.watches.push(`${wait.connection}:${wait.key}`)
        return done(wait.step, { status: 'ok', value: null })
      case 'call':
        return done(wait.step, await perform(wait.tool, wait.args as Record<string, unknown>))
      case 'rollback':
        for (const { compensation, args } of undo.toReversed()) await call(compensation, args)
        return done(wait.step, { status: 'ok', value: null })
      default:
        throw new Error(`unexpected ${wait.kind}`)
    }
  }

  async function perform(id: string, args: Record<string, unknown>): Promise<Result> {
    const result = await call(id, args, `key-${walk.calls.length}`)
    walk.calls.push(id)
    const { compensation } = tools.get(id)!
    if (result.status === 'ok' && compensation)
      undo.push({
        compensation: compensation.tool,
        args: (await jsonata(compensation.args).evaluate({ args, result: result.value })) as Record<string, unknown>,
      })
    return result
  }
}

const done = (step: string, result: Result): FlowEvent => ({ type: 'done', step, result })

function contentOf(result: Result): unknown {
  if (result.status !== 'ok') throw new Error(result.message)
  return result.value
}

async function fill(template: string, value: unknown): Promise<string> {
  const pieces = template.split(/\{\{(.+?)\}\}/s)
  const filled = await Promise.all(pieces.map((piece, i) => (i % 2 ? jsonata(piece).evaluate(value) : piece)))
  return filled
    .map((each) => each ?? '')
    .join('')
    .trim()
}

type Described = {
  paths: Record<
    string,
    Record<string, { operationId: string; parameters?: { name: string; in: string }[]; requestBody?: unknown }>
  >
}

/** Calls the shop's operations by `service.operationId`, as its OpenAPI documents describe them. */
async function makeCaller(shop: Shop) {
  const { credentials, urls } = shop
  const basic = Buffer.from(`${credentials.inventory.username}:${credentials.inventory.password}`).toString('base64')
  const token = await fetch(`${urls.logistics}${credentials.logistics.tokenPath}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: credentials.logistics.clientId,
      client_secret: credentials.logistics.clientSecret,
    }),
  }).then((response) => response.json() as Promise<{ access_token: string }>)
  const headers: Record<string, Record<string, string>> = {
    orders: { 'x-api-key': credentials.orders.key },
    inventory: { authorization: `Basic ${basic}` },
    payments: { authorization: `Bearer ${credentials.payments.token}` },
    logistics: { authorization: `Bearer ${token.access_token}` },
  }
  const documents = new Map<string, Described>()

  return async (id: string, given: Record<string, unknown>, key = 'read'): Promise<Result> => {
    const [service, operationId] = id.split('.') as [keyof typeof urls, string]
    if (!documents.has(service))
      documents.set(service, (await (await fetch(`${urls[service]}/openapi.json`)).json()) as Described)
    for (const [path, methods] of Object.entries(documents.get(service)!.paths))
      for (const [method, operation] of Object.entries(methods)) {
        if (operation.operationId !== operationId) continue
        const rest = { ...given }
        const take = (name: string) => {
          const value = rest[name]
          delete rest[name]
          return value
        }
        const url = new URL(
          urls[service] + path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(take(name)))),
        )
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
        return {
          status: response.status < 500 ? 'refused' : 'failed',
          code: body.error!.code,
          message: body.error!.message,
        }
      }
    throw new Error(`no operation ${id}`)
  }
}
