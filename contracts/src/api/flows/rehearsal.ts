import { z } from 'zod'
import { outcome, part } from '../../messages.ts'
import { defineRoute, id, instant } from '../../route.ts'
import { draftDefinition, errorKind, finding, flowId, flowParams } from './definitions.ts'

const tag = 'Flows: trying out'

/** What happens next in a rehearsal. */
export const rehearsalInput = z.discriminatedUnion('type', [
  /** Begins it: what the caller (or the event) hands over. */
  z.object({ type: z.literal('start'), inputs: z.record(z.string(), z.unknown()).default({}) }),
  /** The customer writes. */
  z.object({ type: z.literal('text'), text: z.string().min(1).max(4000) }),
  /** The customer presses a button; `value` as in the choices that were shown. */
  z.object({ type: z.literal('choice'), value: z.string().max(500) }),
  z.object({ type: z.literal('form'), formId: z.string(), values: z.record(z.string(), z.unknown()) }),
  /** The customer sends files, a place or a signature: the value of the slot that is asked for. */
  z.object({ type: z.literal('value'), value: z.unknown() }),
  /** The check of who is asking passes, or not. */
  z.object({ type: z.literal('verified'), passed: z.boolean() }),
  /** A system reports something. */
  z.object({
    type: z.literal('event'),
    connection: z.string(),
    event: z.string(),
    data: z.record(z.string(), z.unknown()).default({}),
  }),
  /** A colleague decides. */
  z.object({ type: z.literal('approval'), approved: z.boolean(), comment: z.string().max(1000).default('') }),
  /** Time passes. */
  z.object({ type: z.literal('time'), minutes: z.number().positive().max(5_256_000) }),
])
export type RehearsalInput = z.infer<typeof rehearsalInput>

/** What a tool answers while it is simulated. The first that fits is taken. */
export const simulation = z.object({
  tool: z.string(),
  /** JSONata over `args`; always when left out. */
  when: z.string().max(2000).optional(),
  result: z.discriminatedUnion('status', [
    z.object({ status: z.literal('ok'), value: z.unknown() }),
    z.object({ status: z.literal('refused'), code: z.string(), message: z.string().default('') }),
    z.object({
      status: z.literal('failed'),
      kind: errorKind.default('unavailable'),
      code: z.string().default('simulated'),
      message: z.string().default(''),
    }),
  ]),
})
export type Simulation = z.infer<typeof simulation>

/** A failure put in at a node, the first `times` times it gets there. */
export const injection = z.object({
  node: z.string(),
  kind: errorKind,
  /** The system's own code, for refusals. */
  code: z.string().default('injected'),
  times: z.number().int().min(1).max(100).default(1),
})
export type Injection = z.infer<typeof injection>

export const rehearsalCustomer = z.object({
  externalId: z.string().nullable().default(null),
  name: z.string().nullable().default(null),
  language: z.enum(['zh', 'en']).default('zh'),
  verified: z.boolean().default(false),
  /** `profile` in expressions; read from the company's system when tools are real. */
  profile: z.record(z.string(), z.unknown()).default({}),
})
export type RehearsalCustomer = z.infer<typeof rehearsalCustomer>

export const rehearsedStep = z.object({
  /** Key of the visit, `node#1`. */
  step: z.string(),
  node: z.string(),
  kind: z.string(),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  error: z.object({ kind: errorKind, code: z.string(), message: z.string() }).nullable(),
  ms: z.number(),
})
export type RehearsedStep = z.infer<typeof rehearsedStep>

/** What a run waits for, in words people understand. */
export const waitingFor = z.object({
  step: z.string(),
  node: z.string(),
  kind: z.enum(['slot', 'form', 'confirm', 'verify', 'timer', 'event', 'approval', 'halted', 'system']),
  /** The instant of a timer, or until when the rest is waited for. */
  until: instant.nullable(),
  /** `{slot}`, `{connection, types, key}`, `{title}`, `{code, message}`. */
  about: z.record(z.string(), z.unknown()),
})
export type WaitingFor = z.infer<typeof waitingFor>

const rehearsalBody = z.object({
  definition: draftDefinition,
  /** What the last reply gave; null begins. Opaque. */
  state: z.unknown().nullable().default(null),
  input: rehearsalInput,
  /** `real` calls the company's systems: writes really happen there. Needs `flows.operate`. */
  tools: z.enum(['simulated', 'real']).default('simulated'),
  simulations: z.array(simulation).max(200).default([]),
  injections: z.array(injection).max(100).default([]),
  customer: rehearsalCustomer.default(() => rehearsalCustomer.parse({})),
})
export type RehearsalBody = z.infer<typeof rehearsalBody>

export const rehearsalReply = z.object({
  state: z.unknown(),
  /** What the customer reads, in order; each may carry parts. */
  says: z.array(z.object({ text: z.string(), parts: z.array(part) })),
  /** Buttons, form or upload that go with the question. */
  parts: z.array(part),
  /** What was walked by this input, in order. */
  path: z.array(rehearsedStep),
  variables: z.record(z.string(), z.unknown()),
  waiting: z.array(waitingFor),
  ended: z.object({ outcome, output: z.unknown().optional() }).nullable(),
  /** Writes that stand, oldest first. */
  writes: z.array(z.object({ step: z.string(), tool: z.string() })),
  /** Set when the definition cannot be walked. */
  findings: z.array(finding).default([]),
})
export type RehearsalReply = z.infer<typeof rehearsalReply>

/** What must hold after an input. */
export const expectation = z.object({
  /** Each stands somewhere in what was said since the input. */
  says: z.array(z.string()).default([]),
  /** None of these does. */
  notSays: z.array(z.string()).default([]),
  /** The node it then waits at. */
  waitsAt: z.string().optional(),
})
export const scenarioEnd = z.object({
  outcome: outcome.optional(),
  /** Nodes the run must have walked, and must not. */
  passes: z.array(z.string()).default([]),
  avoids: z.array(z.string()).default([]),
  /** Tools whose writes must stand in the end, in order; not looked at when left out. */
  writes: z.array(z.string()).optional(),
  /** JSONata over the variables that must be true. */
  holds: z.array(z.string().max(2000)).default([]),
})

/** A whole rehearsal kept to be played again. */
export const scenarioBody = z.object({
  name: z.string().trim().min(1).max(200),
  /** Must pass before the flow is published. */
  required: z.boolean().default(true),
  customer: rehearsalCustomer.default(() => rehearsalCustomer.parse({})),
  simulations: z.array(simulation).max(200).default([]),
  injections: z.array(injection).max(100).default([]),
  inputs: z
    .array(z.object({ input: rehearsalInput, expect: expectation.default(() => expectation.parse({})) }))
    .min(1)
    .max(200),
  end: scenarioEnd.default(() => scenarioEnd.parse({})),
})
export type ScenarioBody = z.infer<typeof scenarioBody>

export const scenarioResult = z.object({
  passed: z.boolean(),
  /** What did not hold; `input` counts from 0, null for the end. */
  problems: z.array(z.object({ input: z.number().int().nullable(), message: z.string() })),
  /** All nodes walked, in order. */
  path: z.array(z.string()),
  ms: z.number(),
})
export type ScenarioResult = z.infer<typeof scenarioResult>

export const scenario = scenarioBody.extend({
  id,
  flowId,
  createdBy: z.string(),
  updatedAt: instant,
  /** How it went the last time, on which revision of the draft (0: the live version). */
  last: z.object({ passed: z.boolean(), revision: z.number().int(), at: instant }).nullable(),
})
export type Scenario = z.infer<typeof scenario>

const atScenario = flowParams.extend({ scenarioId: id })

export const rehearsalRoutes = {
  rehearse: defineRoute({
    id: 'rehearseFlow',
    method: 'POST',
    path: '/v1/flows/rehearse',
    summary: 'Play one input of a definition; nothing is stored, the reply holds the state for the next',
    tag,
    right: 'flows.write',
    body: rehearsalBody,
    reply: rehearsalReply,
  }),
  listScenarios: defineRoute({
    id: 'listFlowScenarios',
    method: 'GET',
    path: '/v1/flows/:flowId/scenarios',
    summary: 'Scenarios of a flow, by name',
    tag,
    right: 'flows.read',
    params: flowParams,
    reply: z.object({ items: z.array(scenario) }),
  }),
  createScenario: defineRoute({
    id: 'createFlowScenario',
    method: 'POST',
    path: '/v1/flows/:flowId/scenarios',
    summary: 'Keep a rehearsal as a scenario',
    tag,
    right: 'flows.write',
    params: flowParams,
    body: scenarioBody,
    reply: scenario,
    status: 201,
  }),
  updateScenario: defineRoute({
    id: 'updateFlowScenario',
    method: 'PUT',
    path: '/v1/flows/:flowId/scenarios/:scenarioId',
    summary: 'Change a scenario',
    tag,
    right: 'flows.write',
    params: atScenario,
    body: scenarioBody,
    reply: scenario,
  }),
  deleteScenario: defineRoute({
    id: 'deleteFlowScenario',
    method: 'DELETE',
    path: '/v1/flows/:flowId/scenarios/:scenarioId',
    summary: 'Delete a scenario',
    tag,
    right: 'flows.write',
    params: atScenario,
    reply: z.object({}),
  }),
  runScenarios: defineRoute({
    id: 'runFlowScenarios',
    method: 'POST',
    path: '/v1/flows/:flowId/scenarios/run',
    summary: 'Play scenarios (all when none is named) on the draft, else the live version, or on a definition given',
    tag,
    right: 'flows.write',
    params: flowParams,
    body: z.object({
      scenarios: z.array(id).max(200).optional(),
      definition: draftDefinition.optional(),
    }),
    reply: z.object({
      items: z.array(scenarioResult.extend({ id, name: z.string(), required: z.boolean() })),
    }),
  }),
}
