import type {
  FlowWorld,
  Injection,
  RehearsalInput,
  RehearsalReply,
  RehearsedStep,
  ScenarioBody,
  Simulation,
} from '@loopdesk/contracts/api/flows.ts'
import type { Part } from '@loopdesk/contracts/messages.ts'
import type { Marks, NodeMark } from '../canvas/marks.ts'
import { exitsOf } from '../model/exits.ts'
import type { FlowDoc } from '../model/flow-doc.ts'
import { fieldsOf, type Schema } from '../model/node-fields.ts'
import { sampleOf } from '../model/sample.ts'

export type Result = Simulation['result']

/** One line of the test chat. */
export interface Line {
  who: 'customer' | 'bot' | 'system'
  text: string
  parts: Part[]
}

/** A rehearsal as the page keeps it. */
export interface Played {
  /** Every input with what came of it. */
  turns: { input: RehearsalInput; reply: RehearsalReply }[]
  lines: Line[]
  steps: RehearsedStep[]
}

export const nothingPlayed: Played = { turns: [], lines: [], steps: [] }

/** What a turn adds. `said` is how the input reads in the chat; nothing for the start. */
export function withTurn(played: Played, input: RehearsalInput, said: Line | null, reply: RehearsalReply): Played {
  return {
    turns: [...played.turns, { input, reply }],
    lines: [
      ...played.lines,
      ...(said ? [said] : []),
      ...reply.says.map(({ text, parts }) => ({ who: 'bot' as const, text, parts })),
    ],
    steps: [...played.steps, ...reply.path],
  }
}

/** Tools the flow calls, in the order of its nodes. */
export function toolsOf(doc: FlowDoc): string[] {
  const found = Object.values(doc.nodes)
    .flatMap(fieldsOf)
    .flatMap(({ schema, value }) => (schema.role === 'tool' && typeof value === 'string' && value ? [value] : []))
  return [...new Set(found)]
}

/** What a tool answers unless told otherwise: a sample of the shape its description promises. */
export function defaultResult(tool: string, world: FlowWorld | undefined): Result {
  const output = world?.tools.find(({ id }) => id === tool)?.output as Schema | null | undefined
  return { status: 'ok', value: sampleOf(output) ?? {} }
}

export function simulationsOf(doc: FlowDoc, world: FlowWorld | undefined, own: Record<string, Result>): Simulation[] {
  const tools = new Set([...toolsOf(doc), ...Object.keys(own)])
  return [...tools].map((tool) => ({ tool, result: own[tool] ?? defaultResult(tool, world) }))
}

/** The live path on the canvas: what was walked, where it stands, where it went wrong, where failures are put in. */
export function marksOf(doc: FlowDoc, played: Played, injections: Injection[]): Marks {
  const nodes: Record<string, NodeMark> = {}
  const edges = new Set<string>()
  const steps = played.steps
  for (const [index, step] of steps.entries()) {
    nodes[step.node] = { state: step.error ? 'failed' : 'passed' }
    for (const after of steps.slice(index + 1, index + 1 + nearby)) light(doc, step, after.node, edges)
  }
  const waiting = played.turns.at(-1)?.reply.waiting ?? []
  const last = steps.at(-1)
  for (const { node } of waiting) {
    nodes[node] = { state: 'here' }
    if (last) light(doc, last, node, edges)
  }
  for (const { node } of injections) nodes[node] = { ...nodes[node], injected: true }
  return { nodes, edges }
}

/** Branches take turns: what follows a step may come a few steps later. */
const nearby = 3

/** Lights the one way a step took to the next, though several may lead there: after an error the one for that error. */
function light(doc: FlowDoc, { node: from, error }: RehearsedStep, to: string, edges: Set<string>): void {
  const node = doc.nodes[from]
  const ways = node ? exitsOf(node).filter(({ target }) => target === to) : []
  const named = error && ways.find(({ entry }) => entry === error.code || entry === error.kind)
  const plain = ways.find((way) => way.error === (error !== null) && way.entry === undefined)
  const taken = named ?? plain ?? ways.find((way) => way.error === (error !== null)) ?? ways[0]
  if (taken) edges.add(`${from} ${taken.id}`)
}

/** The rehearsal as a scenario: from now on every input must come to rest where it did, and end as it did. */
export function scenarioOf(
  name: string,
  required: boolean,
  played: Played,
  around: Pick<ScenarioBody, 'customer' | 'simulations' | 'injections'>,
): ScenarioBody {
  const last = played.turns.at(-1)?.reply
  const walked = [...new Set(played.steps.map(({ node }) => node))]
  return {
    name,
    required,
    ...around,
    inputs: played.turns.map(({ input, reply }) => {
      const waitsAt = reply.waiting[0]?.node
      return { input, expect: { says: [], notSays: [], ...(waitsAt !== undefined && { waitsAt }) } }
    }),
    end: {
      ...(last?.ended && { outcome: last.ended.outcome }),
      passes: last?.ended ? walked.slice(-1) : [],
      avoids: [],
      writes: (last?.writes ?? []).map(({ tool }) => tool),
      holds: [],
    },
  }
}
