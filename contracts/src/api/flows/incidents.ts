import { z } from 'zod'
import { defineRoute, id, instant, pageOf, pageQuery } from '../../route.ts'
import { flowFailure, flowId } from './definitions.ts'
import { runAct, runStatus, runWrite } from './runs.ts'

const tag = 'Flows: incidents'
const read = 'flows.read'
const operate = 'flows.operate'

/**
 * `compensation`: something could not be undone. `unknown`: nobody knows whether a write took effect. `halted`: a run failed where
 * the flow sees to no failure.
 */
export const incidentKind = z.enum(['compensation', 'unknown', 'halted'])
export type IncidentKind = z.infer<typeof incidentKind>

/** One thing to be put right. */
export const incidentItem = z.object({
  id,
  step: z.string(),
  tool: z.string(),
  toolName: z.object({ zh: z.string(), en: z.string() }),
  /** What undoes it; null when its maker declared it irreversible. */
  compensation: z.string().nullable(),
  /** `by_hand`: a person said that it is done. `nothing`: it turned out that nothing had happened. */
  state: z.enum(['open', 'undone', 'nothing', 'by_hand']),
  /** The write as the journal has it, masked. */
  write: runWrite.nullable(),
  /** Why undoing it failed the last time. */
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  attempts: z.number().int(),
})
export type IncidentItem = z.infer<typeof incidentItem>

export const incidentSummary = z.object({
  id,
  kind: incidentKind,
  state: z.enum(['open', 'resolved']),
  flowId,
  flowName: z.object({ zh: z.string(), en: z.string() }),
  runId: id,
  runStatus: runStatus.nullable(),
  node: z.string().nullable(),
  failure: flowFailure.nullable(),
  customer: z.object({ id, name: z.string() }).nullable(),
  conversationId: id.nullable(),
  openItems: z.number().int(),
  assignee: z.object({ id, name: z.string() }).nullable(),
  /** Tries made by itself so far, and when the next one is due; null when people must see to it. */
  tries: z.number().int(),
  nextTryAt: instant.nullable(),
  createdAt: instant,
  resolvedAt: instant.nullable(),
})
export type IncidentSummary = z.infer<typeof incidentSummary>

export const incidentDetail = incidentSummary.extend({
  version: z.number().int(),
  items: z.array(incidentItem),
  /** Every write of the run, oldest first, so that what is right and what is not can be seen together. */
  writes: z.array(runWrite),
  variables: z.record(z.string(), z.unknown()),
  /** What the customer was told last, masked. */
  told: z.array(z.object({ text: z.string(), at: instant })),
  acts: z.array(runAct),
  note: z.string(),
  resolvedBy: z.string().nullable(),
})
export type IncidentDetail = z.infer<typeof incidentDetail>

const atIncident = z.object({ incidentId: id })

export const incidentRoutes = {
  listIncidents: defineRoute({
    id: 'listIncidents',
    method: 'GET',
    path: '/v1/incidents',
    summary: 'What people must put right, newest first',
    tag,
    right: read,
    query: pageQuery.extend({
      state: z.enum(['open', 'resolved']).default('open'),
      kind: incidentKind.optional(),
      flow: flowId.optional(),
      assigneeId: id.optional(),
    }),
    reply: pageOf(incidentSummary).extend({ open: z.number().int() }),
  }),
  readIncident: defineRoute({
    id: 'readIncident',
    method: 'GET',
    path: '/v1/incidents/:incidentId',
    summary: 'Everything needed to finish by hand',
    tag,
    right: read,
    params: atIncident,
    reply: incidentDetail,
  }),
  retryIncident: defineRoute({
    id: 'retryIncident',
    method: 'POST',
    path: '/v1/incidents/:incidentId/retry',
    summary: 'Try now to undo (or find out about) what is open; closes the incident when all of it succeeds',
    tag,
    right: operate,
    params: atIncident,
    reply: incidentDetail,
  }),
  resolveIncident: defineRoute({
    id: 'resolveIncident',
    method: 'POST',
    path: '/v1/incidents/:incidentId/resolve',
    summary: 'Say that what is open was done by hand (these items, all when none is named), and how',
    tag,
    right: operate,
    params: atIncident,
    body: z.object({ items: z.array(id).optional(), note: z.string().trim().min(1).max(2000) }),
    reply: incidentDetail,
  }),
  assignIncident: defineRoute({
    id: 'assignIncident',
    method: 'POST',
    path: '/v1/incidents/:incidentId/assign',
    summary: 'Give it to a colleague, or to nobody',
    tag,
    right: operate,
    params: atIncident,
    body: z.object({ staffId: id.nullable() }),
    reply: incidentSummary,
  }),
}
