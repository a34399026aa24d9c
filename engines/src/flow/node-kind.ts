import type { Localised } from '@loopdesk/contracts/flow.ts'
import type { Part } from '@loopdesk/contracts/messages.ts'
import type { z } from 'zod'
import type { Effect, FlowEvent, Waiting } from './effects.ts'
import type { Failure, Inner } from './frame.ts'

/** Where the designer's palette shows a kind. */
export type NodeGroup = 'talk' | 'decide' | 'do' | 'wait' | 'people' | 'end'

/** What a kind of node is: its shape, how it is called and drawn. Everything else is read from the schema's field roles. */
export interface NodeDefinition<S extends z.ZodObject = z.ZodObject> {
  schema: S
  title: Localised
  description: Localised
  group: NodeGroup
  /** Name of an icon of the designer's set. */
  icon: string
  /** What it waits for before it goes on; nothing when it goes on by itself. */
  waits?: 'customer' | 'time' | 'event' | 'person' | 'system'
}

export const defineNode = <S extends z.ZodObject>(definition: NodeDefinition<S>): NodeDefinition<S> => definition

/** What a node does at a visit of the walk. */
export type Move =
  /** On to this node. */
  | { go: string }
  /** Stays until the effect's answer comes. */
  | { wait: Waiting }
  /** Something went wrong: the node's error edges decide, then the surrounding loop, then the flow. */
  | { fail: Failure }
  /** Walks inside first; the node is visited again when that is over. */
  | { inside: Inner }
  /** The end of a branch, a body or `finally`. */
  | { back: unknown }
  /** The end of the run. */
  | { end: Extract<Effect, { kind: 'handoff' | 'ended' }> }

/** What a node sees of the run it is visited in. */
export interface Visit {
  /** Name of the node. */
  readonly name: string
  /** Key of this visit in its run, `node#visit`, with the way to it in loops, branches and sub-flows before it. Counted up by `newStep`. */
  newStep(): string
  readonly lang: 'zh' | 'en'
  /** ISO instant of the event that is being worked on. */
  readonly now: string
  evaluate(expression: string): Promise<unknown>
  render(template: Localised): Promise<string>
  say(text: Localised | undefined, parts?: Part[]): Promise<void>
  get(name: string): unknown
  /** Null and undefined remove it. */
  set(name: string, value: unknown): void
  /** How often this node asked in a row, and setting it. */
  asked(count?: number): number
  /** Writes of the run so far, newest first. */
  writes(): { step: string; tool: string }[]
  /** A sub-flow ready to be walked. Throws when there is none of that name, an input is missing, or it calls itself. */
  openFlow(id: string, scope: Record<string, unknown>): Inner
  /** What the walk inside came to, when the node is visited because it is over. */
  readonly inner: InnerResult | null
}

export type InnerResult = { ok: true; values: unknown[]; outcome?: string } | { ok: false; failure: Failure }

/** What a kind of node does. `event` is null when the walk arrives; else what came for this node. Pure. */
export type NodeRun<N> = (node: N, visit: Visit, event: FlowEvent | null) => Promise<Move>
