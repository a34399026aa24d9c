import type { FlowDefinition, FlowNode, Localised } from '@loopdesk/contracts/flow.ts'
import type { Outcome, OwnerReason, Part } from '@loopdesk/contracts/messages.ts'
import { type Environment, evaluate, render } from './expression.ts'
import type { Frame } from './frame.ts'

/** What a run is told. */
export type FlowEvent =
  | { type: 'go' }
  | { type: 'slot'; slot: string; value: unknown }
  /** The customer does not know or does not mind. */
  | { type: 'unsure' }
  /** The answer did not fit the question. */
  | { type: 'missed' }
  | { type: 'confirmed'; yes: boolean }
  | { type: 'called'; result: CallResult }
  | { type: 'verified'; passed: boolean }
  | { type: 'ticketed'; ticket: unknown }
  | { type: 'watched' }
  | { type: 'rolledBack'; complete: boolean }

export type CallResult =
  | { status: 'ok'; value: unknown }
  /** The system said no, for a reason of its own. */
  | { status: 'refused'; code: string; message: string }
  /** It could not be done: system down, or nothing found out about it. */
  | { status: 'failed'; code: string; message: string }

/** Something to tell the customer, in order. `lines` with nothing in them are not said. */
export interface Saying {
  text: string
  parts: Part[]
}

/** What a run waits for: the customer (`slot`, `confirm`), the world (`call`, `verify`, …), or nothing more. */
export type Wait =
  | { kind: 'slot'; slot: string; node: string; prompt: string; attempt: number; attempts: number; skippable: boolean }
  | { kind: 'confirm'; node: string; prompt: string }
  | { kind: 'call'; step: string; tool: string; args: unknown }
  | { kind: 'verify' }
  | { kind: 'ticket'; step: string; subject: string; description: string; category: string; priority: number }
  | {
      kind: 'watch'
      step: string
      connection: string
      key: string
      events: { type: string; text: Localised; last: boolean }[]
    }
  | { kind: 'rollback'; writes: Frame['writes'] }
  | { kind: 'handoff'; reason: OwnerReason; skill: string | null }
  | { kind: 'ended'; outcome: Outcome }

export interface Step {
  frame: Frame
  says: Saying[]
  wait: Wait
}

/** A flow that walks this many nodes without waiting for anybody is going round in circles. */
const maxNodesAStep = 200

/**
 * Walks a run on from where it stands until it has to wait. Pure: same definition, frame, event and environment, same step.
 * The environment's scope is ignored; the frame's is used. Throws when the definition is broken (unknown node, bad
 * expression, endless loop): the caller ends the run as failed.
 */
export async function step(
  definition: FlowDefinition,
  before: Frame,
  event: FlowEvent,
  around: Omit<Environment, 'scope'>,
): Promise<Step> {
  const frame: Frame = structuredClone(before)
  const walker: Walker = { definition, frame, says: [], environment: { ...around, scope: frame.scope }, event }
  for (let count = 0; count < maxNodesAStep; count++) {
    const wait = await visit(walker)
    if (wait) return { frame, says: walker.says, wait }
    walker.event = { type: 'go' }
  }
  throw new Error(`flow ${definition.id} goes round in circles at node ${frame.node}`)
}

/**
 * Goes back to where a slot is asked, so that everything after it is worked out again with the new value; to the beginning,
 * where it is never asked by itself.
 */
export function rewind(definition: FlowDefinition, frame: Frame, slot: string, value: unknown): Frame {
  const node = Object.entries(definition.nodes).find(([, each]) => each.type === 'ask' && each.slot === slot)?.[0]
  if (!node && !(slot in definition.slots)) return frame
  if (!node) return { ...frame, node: definition.start, scope: { ...frame.scope, [slot]: value } }
  return { ...frame, node, scope: { ...frame.scope, [slot]: value }, asked: { ...frame.asked, [node]: 0 } }
}

interface Walker {
  definition: FlowDefinition
  frame: Frame
  says: Saying[]
  environment: Environment
  event: FlowEvent
}

function current({ definition, frame }: Walker): FlowNode {
  const node = definition.nodes[frame.node]
  if (!node) throw new Error(`flow ${definition.id} has no node ${frame.node}`)
  return node
}

function goTo(walker: Walker, next: string): undefined {
  walker.frame.node = next
  return undefined
}

async function say(walker: Walker, text: Localised | undefined, parts: Part[] = []): Promise<void> {
  if (!text) return
  const line = await render(text[walker.environment.lang], walker.environment)
  if (line !== '' || parts.length > 0) walker.says.push({ text: line, parts })
}

/** Works on the current node: moves on (undefined) or says what it waits for. */
async function visit(walker: Walker): Promise<Wait | undefined> {
  const node = current(walker)
  switch (node.type) {
    case 'say':
      await say(walker, node.text, node.card ? [await renderCard(node.card, walker.environment)] : [])
      return goTo(walker, node.next)
    case 'ask':
      return visitAsk(walker, node)
    case 'confirm':
      if (walker.event.type === 'confirmed') return goTo(walker, walker.event.yes ? node.yes : node.no)
      return {
        kind: 'confirm',
        node: walker.frame.node,
        prompt: await render(node.text[walker.environment.lang], walker.environment),
      }
    case 'call':
      return visitCall(walker, node)
    case 'switch': {
      for (const each of node.cases)
        if (truthy(await evaluate(each.when, walker.environment))) return goTo(walker, each.next)
      return goTo(walker, node.else)
    }
    case 'set':
      await setValues(walker, node.values)
      return goTo(walker, node.next)
    case 'verify':
      if (walker.event.type === 'verified') return goTo(walker, walker.event.passed ? node.next : node.failed)
      return { kind: 'verify' }
    case 'rollback':
      if (walker.event.type === 'rolledBack') {
        walker.frame.writes = []
        return goTo(walker, walker.event.complete ? node.next : node.failed)
      }
      return { kind: 'rollback', writes: walker.frame.writes.toReversed() }
    case 'handoff':
      await say(walker, node.text)
      walker.frame.ended = 'handed_over'
      return { kind: 'handoff', reason: node.reason, skill: node.skill ?? null }
    case 'ticket':
      return visitTicket(walker, node)
    case 'watch':
      return visitWatch(walker, node)
    case 'end':
      await say(walker, node.text)
      walker.frame.ended = node.outcome
      return { kind: 'ended', outcome: node.outcome }
  }
}

type NodeOf<T extends FlowNode['type']> = Extract<FlowNode, { type: T }>

async function visitAsk(walker: Walker, node: NodeOf<'ask'>): Promise<Wait | undefined> {
  const { frame, environment, event } = walker
  const here = frame.node
  if (event.type === 'slot' && event.slot === node.slot) keep(frame, node.slot, event.value)
  if (event.type === 'unsure' && node.fallback && isEmpty(frame.scope[node.slot]))
    keep(frame, node.slot, await evaluate(node.fallback, environment))
  if (isEmpty(frame.scope[node.slot]) && node.skip && truthy(await evaluate(node.skip, environment)))
    return goTo(walker, node.next)
  if (!isEmpty(frame.scope[node.slot])) {
    const refusal = await firstRefusal(node, environment)
    if (!refusal) {
      frame.asked[here] = 0
      return goTo(walker, node.next)
    }
    await say(walker, refusal)
    delete frame.scope[node.slot]
  }
  // Coming by again (after an interruption, with another slot filled) is not a failed attempt; a bad answer is.
  const before = frame.asked[here] ?? 0
  const attempt = event.type === 'go' ? Math.max(1, before) : before + 1
  frame.asked[here] = attempt
  const prompt = event.type === 'missed' && node.again ? node.again : node.prompt
  return {
    kind: 'slot',
    slot: node.slot,
    node: here,
    prompt: await render(prompt[environment.lang], environment),
    attempt,
    attempts: node.attempts,
    skippable: node.fallback !== undefined,
  }
}

async function firstRefusal(node: NodeOf<'ask'>, environment: Environment): Promise<Localised | undefined> {
  for (const each of node.refuse) if (truthy(await evaluate(each.when, environment))) return each.text
  return undefined
}

async function visitCall(walker: Walker, node: NodeOf<'call'>): Promise<Wait | undefined> {
  const { frame, event, environment } = walker
  if (event.type === 'called') {
    if (event.result.status === 'ok') {
      if (node.save) keep(frame, node.save, event.result.value)
      return goTo(walker, node.next)
    }
    frame.scope.error = { code: event.result.code, message: event.result.message }
    const listed = event.result.status === 'refused' ? node.refusals[event.result.code] : undefined
    return goTo(walker, listed ?? node.failed)
  }
  const args = await evaluate(node.args, environment)
  return { kind: 'call', step: enter(walker), tool: node.tool, args: args ?? {} }
}

async function visitTicket(walker: Walker, node: NodeOf<'ticket'>): Promise<Wait | undefined> {
  const { frame, event, environment } = walker
  if (event.type === 'ticketed') {
    if (node.save) keep(frame, node.save, event.ticket)
    return goTo(walker, node.next)
  }
  const { lang } = environment
  const subject = await render(node.subject[lang], environment)
  const description = await render(node.description[lang], environment)
  return { kind: 'ticket', step: enter(walker), subject, description, category: node.category, priority: node.priority }
}

async function visitWatch(walker: Walker, node: NodeOf<'watch'>): Promise<Wait | undefined> {
  if (walker.event.type === 'watched') return goTo(walker, node.next)
  const key = await evaluate(node.key, walker.environment)
  if (isEmpty(key)) return goTo(walker, node.next)
  return { kind: 'watch', step: enter(walker), connection: node.connection, key: String(key), events: node.events }
}

/** All at once: each expression sees the scope as it was before, so that their order does not matter. */
async function setValues({ frame, environment }: Walker, values: Record<string, string>): Promise<void> {
  const found: [string, unknown][] = []
  for (const [name, value] of Object.entries(values)) found.push([name, await evaluate(value, environment)])
  for (const [name, value] of found) keep(frame, name, value)
}

/** Puts a value into the run's scope. A system's null means "not there", as it does to expressions, which cannot compare null. */
function keep(frame: Frame, name: string, value: unknown): void {
  const kept = withoutNulls(value)
  if (kept === undefined) delete frame.scope[name]
  else frame.scope[name] = kept
}

function withoutNulls(value: unknown): unknown {
  if (value === null || value === undefined) return undefined
  if (Array.isArray(value)) return value.map(withoutNulls).filter((each) => each !== undefined)
  if (typeof value !== 'object') return value
  const entries = Object.entries(value).map(([name, each]) => [name, withoutNulls(each)] as const)
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined))
}

/** Counts the entering of the current node and names the step. */
function enter({ frame }: Walker): string {
  const visit = (frame.visits[frame.node] ?? 0) + 1
  frame.visits[frame.node] = visit
  return `${frame.node}#${visit}`
}

async function renderCard(card: NonNullable<NodeOf<'say'>['card']>, environment: Environment): Promise<Part> {
  const { lang } = environment
  const fields: { label: string; value: string }[] = []
  for (const field of card.fields) {
    const value = await evaluate(field.value, environment)
    if (!isEmpty(value)) fields.push({ label: field.label[lang], value: String(value) })
  }
  const imageUrl = card.imageUrl ? await evaluate(card.imageUrl, environment) : undefined
  return {
    type: 'card',
    title: await render(card.title[lang], environment),
    subtitle: card.subtitle ? await render(card.subtitle[lang], environment) : undefined,
    imageUrl: typeof imageUrl === 'string' ? imageUrl : undefined,
    fields,
    choices: [],
  }
}

export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

function truthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}
