import type { FlowEvent } from '@loopdesk/engines/flow/effects.ts'
import { errorKinds } from '@loopdesk/engines/flow/fields.ts'
import { parse } from 'yaml'
import { z } from 'zod'
import { InputError, readJsonl } from '../../eval/jsonl.ts'
import { contentOf } from './read-flow-files.ts'

/** One event to play. */
export interface PlayedEvent {
  event: FlowEvent
  /** The instant it comes at; the clock stands still otherwise. */
  at?: string
  /** The node whose question it answers, where the line names no step. */
  node?: string
  /** `events.jsonl:3` */
  where: string
}

/** What became of a call, as files of events and answers write it. */
export const result = z.discriminatedUnion('status', [
  z.object({ status: z.literal('ok'), value: z.unknown().default(null) }),
  z.object({ status: z.literal('refused'), code: z.string(), message: z.string().default('') }),
  z.object({
    status: z.literal('failed'),
    kind: z.enum(errorKinds).optional(),
    code: z.string().default('failed'),
    message: z.string().default(''),
  }),
])

const target = { step: z.string().optional(), node: z.string().optional() }
const line = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('go') }),
  z.strictObject({ type: z.literal('slot'), slot: z.string(), value: z.unknown() }),
  z.strictObject({
    type: z.literal('form'),
    values: z.record(z.string(), z.unknown()),
    problems: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({ type: z.literal('unsure') }),
  z.strictObject({ type: z.literal('missed') }),
  z.strictObject({ type: z.literal('confirmed'), yes: z.boolean() }),
  z.strictObject({ type: z.literal('verified'), passed: z.boolean() }),
  z.strictObject({
    type: z.literal('done'),
    ...target,
    result,
    wrote: z.boolean().optional(),
    cost: z.number().optional(),
  }),
  z.strictObject({ type: z.literal('retry'), ...target, input: z.unknown().optional() }),
])

/** Reads events, one JSON object a line: `{"type": "slot", …}`, each with the instant it comes `at` if the clock is to move. */
export function readEvents(file: string): PlayedEvent[] {
  let last = ''
  return readJsonl(file, ({ at, ...row }, where) => {
    const read = line.safeParse(row)
    if (!read.success) throw new InputError(`${where}: ${problemOf(read.error)}`)
    const instant = at === undefined ? undefined : instantOf(at, where)
    if (instant !== undefined && instant < last) throw new InputError(`${where}: "at" lies before that of a line above`)
    last = instant ?? last
    const { node, ...event } = read.data as { node?: string } & typeof read.data
    if ((event.type === 'done' || event.type === 'retry') && (node === undefined) === (event.step === undefined))
      throw new InputError(`${where}: name either the "step" or the "node" it is for`)
    return { event: event as FlowEvent, where, ...(instant && { at: instant }), ...(node !== undefined && { node }) }
  })
}

/** A file with one object, JSON or YAML. */
export function readObject(file: string): Record<string, unknown> {
  const value = readValue(file)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InputError(`${file}: not one object`)
  return value as Record<string, unknown>
}

/** Whatever a JSON or YAML file holds. */
export function readValue(file: string): unknown {
  try {
    return parse(contentOf(file))
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`${file}: ${(error as Error).message.split('\n')[0]}`)
  }
}

/** The first thing wrong, with its field. */
export function problemOf(error: z.ZodError): string {
  const [issue] = error.issues
  const field = issue?.path.join('.') ?? ''
  return `${field ? `"${field}": ` : ''}${issue?.message ?? 'not valid'}`
}

function instantOf(value: unknown, where: string): string {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(at)) throw new InputError(`${where}: "at" must be an ISO instant`)
  return new Date(at).toISOString()
}
