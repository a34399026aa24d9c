import { type FlowDefinition, flowDefinition, readyFlow } from './definition.ts'
import type { Effect, FlowEvent, Result, Waiting } from './effects.ts'
import type { ErrorKind } from './fields.ts'
import { type Frame, newFrame, waitings } from './frame.ts'
import { step } from './step.ts'
import type { Around } from './walk.ts'

/** The same words in both languages. */
export const both = (text: string) => ({ zh: text, en: text })

/** A flow of these nodes, beginning at the first. There is always an `end`. */
export function define(nodes: Record<string, unknown>, more: Record<string, unknown> = {}): FlowDefinition {
  const end = { type: 'end', outcome: 'solved' }
  const start = Object.keys(nodes)[0]
  const words = { name: both('test'), description: both('test') }
  return readyFlow(flowDefinition.parse({ id: 'test', ...words, start, nodes: { end, ...nodes }, ...more }))
}

/** Instants at which tests happen. */
export const noon = '2026-03-02T12:00:00.000Z'

export const testAround: Around = {
  lang: 'zh',
  now: noon,
  context: { today: '2026-03-02', lang: 'zh' },
  names: { title: async () => 'title', status: (_type, status) => status },
}

interface Options extends Partial<Around> {
  scope?: Record<string, unknown>
  /** Other flows that it can call. */
  others?: FlowDefinition[]
}

/** A run of a flow with somebody who answers it. Between two events its state is stored as a database would: as JSON, its fields in another order. */
export function testRun(definition: FlowDefinition, { scope = {}, others = [], ...changed }: Options = {}) {
  const flows = (id: string) => {
    const found = others.find((each) => each.id === id)
    return found && { definition: found, version: 1 }
  }
  const around: Around = { ...testAround, flows, ...changed }
  let state: Frame = { ...newFrame('run', definition, 1), scope }
  let last: Effect[] = []
  const told: Effect[] = []
  const path: string[] = []

  async function send(event: FlowEvent): Promise<Effect[]> {
    const next = await step(definition, state, event, around)
    state = stored(next.state)
    last = next.effects
    told.push(...last)
    path.push(...next.path)
    return last
  }

  /** The step a node waits at, by its name, the end of its way or its key. */
  function stepAt(at: string): string {
    const found = waitings(state).find(
      (each) =>
        each.step === at || each.step.replace(/#\d+$/, '') === at || each.step.replace(/#\d+$/, '').endsWith(`/${at}`),
    )
    if (!found) throw new Error(`nothing waits at ${at}; there are ${waitings(state).map((each) => each.step)}`)
    return found.step
  }
  const done = (at: string, result: Result, more: object = {}) =>
    send({ type: 'done', step: stepAt(at), result, ...more })

  return {
    send,
    go: () => send({ type: 'go' }),
    /** The customer gives a value for a slot. */
    give: (slot: string, value: unknown) => send({ type: 'slot', slot, value }),
    agree: (yes: boolean) => send({ type: 'confirmed', yes }),
    /** What a node waits for is there. */
    done: (at: string, value: unknown = null) => done(at, { status: 'ok', value }),
    /** A call has changed something. */
    wrote: (at: string, value: unknown = null) => done(at, { status: 'ok', value }, { wrote: true }),
    refused: (at: string, code: string, message = '') => done(at, { status: 'refused', code, message }),
    breaks: (at: string, kind?: ErrorKind) => done(at, { status: 'failed', kind, code: 'broken', message: 'it broke' }),
    /** What an event is answered with from now on. */
    at(now: string) {
      around.now = now
    },
    get state() {
      return state
    },
    /** What the last event brought about. */
    get last() {
      return last
    },
    /** Everything that was ever asked for and told. */
    get told() {
      return told
    },
    get path() {
      return path
    },
    get said() {
      return told.flatMap((each) => (each.kind === 'say' ? [each.text] : []))
    },
    get waits(): Waiting[] {
      return waitings(state)
    },
    /** Keys of what it waits for. */
    get steps() {
      return waitings(state).map((each) => each.step)
    },
    get scope() {
      return state.scope
    },
    get ended() {
      return state.ended
    },
  }
}

/** What a store gives back: the same JSON, with the fields of every object the other way round. */
export function stored<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_name, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).reverse())
      : each,
  )
}
