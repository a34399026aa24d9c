import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { knowledgeEntry } from '@loopdesk/contracts/knowledge.ts'
import { tool as toolSchema } from '@loopdesk/contracts/workspace.ts'
import { type FlowDefinition, flowDefinition, readyFlow } from '@loopdesk/engines/flow/definition.ts'
import {
  type Effect,
  type FlowEvent,
  isPatient,
  type Result,
  type Waiting,
  waitsForCustomer,
} from '@loopdesk/engines/flow/effects.ts'
import { newFrame } from '@loopdesk/engines/flow/frame.ts'
import { rewind, step } from '@loopdesk/engines/flow/step.ts'
import jsonata from 'jsonata'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Shop } from '../src/start-shop.ts'
import { type CallShop, makeCallShop } from './call-shop.ts'

type Waits<K extends Waiting['kind']> = Extract<Waiting, { kind: K }>

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
  /** To confirmations, in turn where it is a list. */
  agrees?: boolean | boolean[]
  passesCheck?: boolean
  /** What the colleague decides; null: nobody does in time. */
  approves?: boolean | null
  /** Life goes on while the run waits for news or for time to pass. */
  meanwhile?: (wait: Waits<'event'> | Waits<'timer'>) => void
  /** How the latest run of a flow stands, by flow. */
  progress?: Record<string, object>
}

export type Walk = {
  texts: string[]
  asked: string[]
  outcome: string
  calls: string[]
  watches: string[]
  tickets: number
  confirmations: string[]
  forms: string[][]
  notices: string[]
  approvals: string[]
  /** Everything it waited for that may take long, in order. */
  waits: ('event' | 'timer' | 'approval')[]
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
const knowledge = readdirSync(join(here, 'knowledge')).flatMap((file) =>
  z.array(knowledgeEntry).parse(read(`knowledge/${file}`)),
)

const flows = new Map<string, FlowDefinition>()

/** A flow of this workspace by its id. */
export function readFlow(name: string): FlowDefinition {
  const known = flows.get(name) ?? readyFlow(flowDefinition.parse(read(`flows/${name.replaceAll('_', '-')}.yaml`)))
  flows.set(name, known)
  return known
}

/** Lets a customer walk through a flow of this workspace against a running shop, as the platform would drive it. */
export async function walkFlow(shop: Shop, name: string, customer: Customer): Promise<Walk> {
  const flow = readFlow(name)
  const call = await makeCallShop(shop)
  const around = await surroundings(call, customer)
  const walk: Walk = {
    texts: [],
    asked: [],
    outcome: '',
    calls: [],
    watches: [],
    tickets: 0,
    confirmations: [],
    forms: [],
    notices: [],
    approvals: [],
    waits: [],
  }
  const host = makeHost({ shop, call, customer, walk, around })
  let { corrects } = customer
  let frame = { ...newFrame('r', flow, 1), scope: { ...customer.said } }
  let event: FlowEvent = { type: 'go' }
  let open: Waiting[] = []
  const isHeard = (each: Waiting) => each.kind === 'event' && host.hears(each)
  // News that may never come is waited for only while nothing else is under way.
  const isReady = (each: Waiting) => each.kind !== 'event' || each.until !== null || open.length === 1
  for (let turn = 0; turn < 120; turn++) {
    const stepped = await step(flow, frame, event, around)
    frame = stepped.state
    walk.texts.push(...stepped.effects.flatMap((effect) => (effect.kind === 'say' ? [effect.text] : [])))
    const end = stepped.effects.findLast(isEnd)
    if (end) return { ...walk, outcome: endingOf(end) }
    open.push(...stepped.effects.filter((effect): effect is Waiting => 'step' in effect))
    // Systems answer before the customer does, what may take days after them.
    const wait =
      open.find((each) => !waitsForCustomer(each) && !isPatient(each)) ??
      open.find(isHeard) ??
      open.find(isReady) ??
      open[0]
    if (!wait) throw new Error(`${name} waits for nothing`)
    open = open.filter((each) => each !== wait)
    if (wait.kind === 'confirm' && corrects) {
      walk.confirmations.push(wait.prompt)
      for (const [slot, value] of Object.entries(corrects)) frame = rewind(flow, frame, slot, value)
      corrects = undefined
      event = { type: 'go' }
    } else event = await host.answer(wait)
  }
  throw new Error(`${name} does not come to an end`)
}

type End = Extract<Effect, { kind: 'ended' | 'handoff' | 'failed' | 'halted' }>
const isEnd = (effect: Effect): effect is End => ['ended', 'handoff', 'failed', 'halted'].includes(effect.kind)

function endingOf(end: End): string {
  if (end.kind === 'ended') return end.outcome
  if (end.kind === 'handoff') return 'handed_over'
  throw new Error(`${end.kind}: ${JSON.stringify(end.failure)}`)
}

async function surroundings(call: CallShop, customer: Customer) {
  const lang = customer.lang ?? 'zh'
  const profile = contentOf(await call('orders.getCustomer', { customerId: customer.id }))
  return {
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
    flows: (id: string) => ({ definition: readFlow(id), version: 1 }),
  }
}

type Deps = {
  shop: Shop
  call: CallShop
  customer: Customer
  walk: Walk
  around: Awaited<ReturnType<typeof surroundings>>
}

/** Does what a run asks for: calls the shop, answers for the customer and for colleagues, lets time pass. */
function makeHost({ shop, call, customer, walk, around }: Deps) {
  const runId = randomUUID()
  const undo = new Map<string, { tool: string; args: Record<string, unknown> }>()
  const agreements = Array.isArray(customer.agrees) ? [...customer.agrees] : undefined

  async function answer(wait: Waiting): Promise<FlowEvent> {
    switch (wait.kind) {
      case 'slot': {
        walk.asked.push(wait.slot)
        walk.texts.push(wait.prompt)
        const value = await giveFor(wait.slot)
        return value === undefined ? { type: 'unsure' } : { type: 'slot', slot: wait.slot, value }
      }
      case 'form': {
        walk.texts.push(wait.prompt, ...wait.fields.flatMap(({ error }) => error ?? []))
        walk.forms.push(wait.fields.map(({ slot }) => slot))
        const values: Record<string, unknown> = {}
        for (const { slot } of wait.fields) values[slot] = await giveFor(slot)
        return { type: 'form', values }
      }
      case 'confirm':
        walk.confirmations.push(wait.prompt)
        return { type: 'confirmed', yes: agreements ? (agreements.shift() ?? true) : customer.agrees !== false }
      case 'verify':
        return { type: 'verified', passed: customer.passesCheck ?? true }
      case 'ticket':
        walk.tickets++
        walk.texts.push(wait.description)
        return done(wait.step, { status: 'ok', value: { number: 1 } })
      case 'watch':
        walk.watches.push(`${wait.connection}:${wait.key}`)
        return done(wait.step, { status: 'ok', value: null })
      case 'notify':
        walk.notices.push(wait.text)
        if (wait.to === 'customer') walk.texts.push(wait.text)
        return done(wait.step, { status: 'ok', value: null })
      case 'call':
        return perform(wait)
      case 'rollback':
        return done(wait.step, await rollBack(wait))
      case 'progress':
        return done(wait.step, { status: 'ok', value: customer.progress?.[wait.flow] ?? null })
      case 'code':
        return done(wait.step, { status: 'ok', value: compute(wait) })
      case 'knowledge':
        return done(wait.step, { status: 'ok', value: lookUp(wait.query, around.lang) })
      case 'timer':
        walk.waits.push('timer')
        customer.meanwhile?.(wait)
        around.now = wait.at
        return done(wait.step, { status: 'ok', value: null })
      case 'event':
        walk.waits.push('event')
        hears(wait)
        return done(wait.step, hear(wait))
      case 'approval':
        walk.waits.push('approval')
        walk.approvals.push([wait.title, ...wait.details.map(({ label, value }) => `${label} ${value}`)].join('\n'))
        return done(wait.step, decide())
      default:
        throw new Error(`unexpected ${wait.kind}`)
    }
  }

  async function giveFor(slot: string): Promise<unknown> {
    if (slot === 'order' && customer.order) return contentOf(await call('orders.getOrder', { orderId: customer.order }))
    const given = customer.slots?.[slot]
    const files = Array.isArray(given) && typeof given[0] === 'object'
    return Array.isArray(given) && !files ? given.shift() : given
  }

  async function perform(wait: Waits<'call'>): Promise<FlowEvent> {
    const args = wait.args as Record<string, unknown>
    const tool = tools.get(wait.tool)
    if (!tool) throw new Error(`no tool ${wait.tool}`)
    const result = await call(wait.tool, args, `${runId}:${wait.step}`)
    walk.calls.push(wait.tool)
    const wrote = tool.kind === 'write' && result.status === 'ok'
    if (result.status === 'ok' && tool.compensation)
      undo.set(wait.step, {
        tool: tool.compensation.tool,
        args: (await jsonata(tool.compensation.args).evaluate({ args, result: result.value })) as Record<
          string,
          unknown
        >,
      })
    return { type: 'done', step: wait.step, result, wrote }
  }

  async function rollBack({ writes }: Waits<'rollback'>): Promise<Result> {
    for (const write of writes) {
      const back = undo.get(write.step)
      const result = back ? await call(back.tool, back.args, `${runId}:${write.step}:undo`) : undefined
      if (result && result.status !== 'ok') return { status: 'failed', code: 'not_undone', message: result.message }
    }
    return { status: 'ok', value: null }
  }

  /** The newest event of that kind that holds the key. */
  function heard(wait: Waits<'event'>) {
    const events = shop.stores[wait.connection as 'orders'].where('events')
    return events.findLast(
      (event) =>
        (wait.types.length === 0 || wait.types.includes(event.type)) && JSON.stringify(event).includes(`"${wait.key}"`),
    )
  }

  /** As the platform hands it to a run. */
  function hear(wait: Waits<'event'>): Result {
    const found = heard(wait)
    if (found) return { status: 'ok', value: { ...found, ...found.data } }
    if (wait.until) around.now = wait.until
    return { status: 'failed', kind: 'expired', code: 'expired', message: 'nothing came' }
  }

  function hears(wait: Waits<'event'>): boolean {
    if (!heard(wait)) customer.meanwhile?.(wait)
    return heard(wait) !== undefined
  }

  function decide(): Result {
    const approved = customer.approves === undefined ? true : customer.approves
    if (approved === null) return { status: 'failed', kind: 'expired', code: 'expired', message: 'nobody decided' }
    return { status: 'ok', value: { approved, by: '顾明珠', comment: '' } }
  }

  return { answer, hears }
}

const done = (step: string, result: Result): FlowEvent => ({ type: 'done', step, result })

/** The body of a function of `input`, without anything of this process at hand. */
function compute({ code, input }: Waits<'code'>): unknown {
  const answer = runInNewContext(`JSON.stringify((function (input) { ${code} })(JSON.parse(given)))`, {
    given: JSON.stringify(input),
  })
  return answer === undefined ? null : JSON.parse(answer)
}

/** The entry whose question this is, word for word. */
function lookUp(query: string, lang: 'zh' | 'en'): object | null {
  const entry = knowledge.find(({ id, questions }) => id === query || questions[lang].includes(query))
  return entry ? { id: entry.id, title: entry.title[lang], answer: entry.answer[lang], score: 1 } : null
}

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
