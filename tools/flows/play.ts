import { writeFileSync } from 'node:fs'
import { type FlowDefinition, readyFlow } from '@loopdesk/engines/flow/definition.ts'
import type { Effect, FlowEvent } from '@loopdesk/engines/flow/effects.ts'
import { type Environment, evaluate, type RecordNames, render } from '@loopdesk/engines/flow/expression.ts'
import { type Frame, newFrame, waitings } from '@loopdesk/engines/flow/frame.ts'
import { type FlowSource, step } from '@loopdesk/engines/flow/step.ts'
import { InputError } from '../../eval/jsonl.ts'
import { makeRandom } from '../../eval/tasks/random.ts'
import { type Answer, makeAnswers, nodeOf, readAnswers } from './answers.ts'
import type { Lang, Terminal } from './command.ts'
import { flowsBeside, readFlowText } from './read-flow-files.ts'
import { type PlayedEvent, readEvents, readObject } from './read-play-files.ts'
import { readWorld, type WorldFiles } from './read-world.ts'

export interface PlayOptions {
  events: string
  tools: string | undefined
  inputs: string | undefined
  context: string | undefined
  world: string[] | undefined
  out: string | undefined
  now: string | undefined
  lang: Lang
  seed: string | undefined
  /** Calls no answer is written for come back as what they were asked. */
  echo: boolean
  keepFailed: boolean
}

/** When a played run begins unless told otherwise. */
const beginning = '2026-01-01T00:00:00.000Z'
/** Answers that may come by themselves after one line of events; more means the flow never comes to rest. */
const mostAnswers = 10_000

/**
 * Plays a flow by itself: no server, no clock, no chance. Prints one JSON line for each event, and a last one with where the run
 * stands. Exit code 1 where the file is no flow.
 */
export async function playFlow(file: string, options: PlayOptions, terminal: Terminal): Promise<number> {
  const text = readFlowText(file)
  if (!text.definition) {
    for (const { line, node, field, message } of text.problems)
      terminal.err(`${file}:${line} ${[node, field].filter(Boolean).join('.')}: ${message}\n`)
    return 1
  }
  const answers = options.tools === undefined ? [] : readAnswers(options.tools)
  const play = makePlay(file, text.definition, options, answers)
  const lines: object[] = []
  for (const event of withGo(readEvents(options.events))) lines.push(...(await play.take(event)))
  lines.push(play.end())
  const printed = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  if (options.out === undefined) terminal.out(printed)
  else write(options.out, printed)
  return 0
}

/** A run begins with `go`; it need not be written. */
function withGo(events: PlayedEvent[]): PlayedEvent[] {
  return events[0]?.event.type === 'go' ? events : [{ event: { type: 'go' }, where: 'the beginning' }, ...events]
}

type Step = Extract<Effect, { step: string }>

function makePlay(file: string, definition: FlowDefinition, options: PlayOptions, answers: Answer[]) {
  const ready = readyFlow(definition)
  const flows = flowSourceOf(file, ready)
  const random = options.seed === undefined ? undefined : makeRandom(options.seed)
  const answerOf = makeAnswers(answers, options.echo, random)
  const { surroundings, names } = around(file, options)
  let now = new Date(options.now ?? beginning).toISOString()
  let frame: Frame = newFrame('run', ready, 1)
  if (options.inputs !== undefined) frame.scope = readObject(options.inputs)
  /** Answers on their way, in the order they were asked for. */
  const coming: FlowEvent[] = []
  let count = 0

  async function walk(event: FlowEvent): Promise<object> {
    const context = surroundings(now)
    const { lang, keepFailed } = options
    const next = await step(ready, frame, event, { lang, now, context, names, flows, keepFailed })
    frame = next.state
    for (const effect of next.effects) {
      const answer = 'step' in effect ? await answerOf(effect) : undefined
      if (answer) coming.push(answer)
    }
    return { n: ++count, now, event, effects: next.effects, path: next.path }
  }

  return {
    /** One event of the file, and every answer that comes by itself after it. */
    async take({ event, at, where, node }: PlayedEvent): Promise<object[]> {
      if (at !== undefined) now = at
      const lines = [await walk(node === undefined ? event : atNode(event, node, waitings(frame), where))]
      for (let left = mostAnswers; coming.length > 0; left--) {
        if (left === 0) throw new InputError(`${where}: the flow does not come to rest after ${mostAnswers} answers`)
        const index = random ? Math.floor(random.next() * coming.length) : 0
        lines.push(await walk(coming.splice(index, 1)[0]!))
      }
      return lines
    },
    end: () => ({
      final: {
        ended: frame.ended,
        waiting: waitings(frame),
        scope: frame.scope,
        writes: frame.writes,
        spent: frame.spent,
      },
      state: frame,
    }),
  }
}

/** An answer that names a node is one to what waits there, the first of several. */
function atNode(event: FlowEvent, node: string, waiting: Step[], where: string): FlowEvent {
  const found = waiting.find((each) => nodeOf(each.step) === node)
  if (found) return { ...event, step: found.step } as FlowEvent
  const open = waiting.map((each) => nodeOf(each.step)).join(', ') || 'nothing'
  throw new InputError(`${where}: nothing waits at node "${node}" (waiting: ${open})`)
}

function flowSourceOf(file: string, own: FlowDefinition): FlowSource {
  const beside = new Map([...flowsBeside(file)].map(([id, { definition }]) => [id, readyFlow(definition)]))
  beside.set(own.id, own)
  return (id) => {
    const definition = beside.get(id)
    return definition && { definition, version: 1 }
  }
}

/** What expressions see besides the run's own variables, and how business objects are called. */
function around(file: string, options: PlayOptions) {
  const given = options.context === undefined ? {} : readObject(options.context)
  const surroundings = (now: string): Environment['context'] => ({
    customer: { externalId: null, name: null, locale: options.lang },
    profile: null,
    page: null,
    today: now.slice(0, 10),
    run: { id: 'run' },
    lang: options.lang,
    ...given,
  })
  const world = readWorld(options.world, file)
  return { surroundings, names: namesOf(world) }
}

function namesOf(world: WorldFiles | undefined): RecordNames {
  const bare: RecordNames = { title: async () => '', status: (_type, status) => status }
  const typeOf = (type: string) => world?.records.find((each) => each.type === type)
  return {
    async title(type, value, lang) {
      const known = typeOf(type)
      if (!known || typeof value !== 'object' || value === null) return ''
      const scope = value as Record<string, unknown>
      const environment = { scope, context: {}, lang, now: beginning, names: bare }
      return (await render(known.title[lang], environment)) || String(await evaluate(known.id, environment))
    },
    status: (type, status, lang) => typeOf(type)?.statuses[status]?.[lang] ?? status,
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new InputError(`${file} cannot be written: ${(error as Error).message}`)
  }
}
