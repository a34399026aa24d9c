import { z } from 'zod'
import { emotionName, signalName } from './mood.ts'
import { id, instant } from './route.ts'

/**
 * What happened in one turn, in the order it happened, in words a non-programmer can read. Values are masked before they
 * are stored.
 */
export const traceStep = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('understood'),
    text: z.string(),
    language: z.enum(['zh', 'en']),
    by: z.string(),
    /** The training version that read it. */
    training: z.number().int().nullable().optional(),
    intents: z.array(z.object({ label: z.string(), score: z.number() })),
    entities: z.array(z.object({ type: z.string(), text: z.string(), value: z.string() })),
    /** How the message reads: the feeling, its strength from 0 to 3, and what else the tone says. */
    emotion: z
      .object({ name: emotionName, intensity: z.number(), score: z.number(), signals: z.array(signalName) })
      .optional(),
    commands: z.array(z.string()),
    ms: z.number(),
  }),
  z.object({
    kind: z.literal('knowledge'),
    query: z.string(),
    decision: z.enum(['answer', 'clarify', 'decline']),
    /** Reason code, and how sure it was. */
    why: z.string().optional(),
    confidence: z.number().optional(),
    candidates: z.array(z.object({ id: z.string(), title: z.string(), score: z.number() })),
    ms: z.number(),
  }),
  z.object({
    kind: z.literal('call'),
    tool: z.string(),
    write: z.boolean(),
    input: z.unknown(),
    result: z.enum(['ok', 'refused', 'failed', 'unknown', 'reconciled', 'replayed']),
    output: z.unknown(),
    attempts: z.number().int(),
    ms: z.number(),
  }),
  z.object({ kind: z.literal('flow'), flow: z.string(), run: id, event: z.string(), detail: z.string() }),
  z.object({ kind: z.literal('check'), name: z.string(), passed: z.boolean(), detail: z.string() }),
  z.object({
    kind: z.literal('model'),
    model: z.string(),
    purpose: z.string(),
    tokensIn: z.number(),
    tokensOut: z.number(),
    cost: z.number(),
    ms: z.number(),
  }),
  z.object({
    kind: z.literal('said'),
    text: z.string(),
    from: z.enum(['template', 'knowledge', 'model']),
    source: z.string().nullable(),
  }),
])
export type TraceStep = z.infer<typeof traceStep>

export const trace = z.object({
  turnId: id,
  conversationId: id,
  /** Customer messages dealt with: first and last seq. */
  fromSeq: z.number().int(),
  toSeq: z.number().int(),
  startedAt: instant,
  ms: z.number(),
  steps: z.array(traceStep),
})
export type Trace = z.infer<typeof trace>
