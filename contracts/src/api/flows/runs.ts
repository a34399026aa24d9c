import { z } from 'zod'
import { outcome } from '../../messages.ts'
import { defineRoute, id, instant, pageOf, pageQuery } from '../../route.ts'
import { flowFailure, flowId, flowParams } from './definitions.ts'
import { waitingFor } from './rehearsal.ts'

const tag = 'Flows: runs'
const read = 'flows.read'
const operate = 'flows.operate'

/**
 * `running`: being worked on, or in a conversation. `waiting`: for time, an event or a person. `ready`: about to go on.
 * `halted`: something failed that the flow does not see to; people repair it. `ended`.
 */
export const runStatus = z.enum(['running', 'waiting', 'ready', 'halted', 'ended'])
export type RunStatus = z.infer<typeof runStatus>

export const runTrigger = z.enum(['customer', 'call', 'event', 'schedule'])

export const runSummary = z.object({
  id,
  flowId,
  name: z.object({ zh: z.string(), en: z.string() }),
  version: z.number().int(),
  status: runStatus,
  outcome: outcome.nullable(),
  trigger: runTrigger,
  /** Where it stands: more than one in parallel branches. */
  nodes: z.array(z.string()),
  failure: flowFailure.nullable(),
  customer: z.object({ id, name: z.string() }).nullable(),
  conversationId: id.nullable(),
  startedAt: instant,
  updatedAt: instant,
  endedAt: instant.nullable(),
})
export type RunSummary = z.infer<typeof runSummary>

export const runStep = z.object({
  id: z.number().int(),
  /** Key of the visit: `node#1`, with the way to it in loops, branches and sub-flows before it. */
  step: z.string(),
  node: z.string(),
  /** What it asked for: `call`, `timer`, `approval`, `say` … */
  kind: z.string(),
  status: z.enum(['ok', 'refused', 'failed', 'waiting', 'skipped', 'overridden']),
  /** Personal data masked unless revealed. */
  input: z.unknown().nullable(),
  output: z.unknown().nullable(),
  error: z.object({ kind: z.string(), code: z.string(), message: z.string() }).nullable(),
  attempts: z.number().int(),
  ms: z.number().int(),
  at: instant,
})
export type RunStep = z.infer<typeof runStep>

export const runWrite = z.object({
  /** Idempotency key under which the system knows it. */
  key: z.string(),
  step: z.string(),
  tool: z.string(),
  status: z.enum(['intended', 'done', 'refused', 'failed', 'undone', 'stuck']),
  args: z.unknown(),
  result: z.unknown().nullable(),
  attempts: z.number().int(),
  at: instant,
  finishedAt: instant.nullable(),
})
export type RunWrite = z.infer<typeof runWrite>

/** What a person did to a run. */
export const runAct = z.object({
  id,
  by: z.string(),
  action: z.enum([
    'retry',
    'skip',
    'redo',
    'override',
    'cancel',
    'compensate',
    'migrate',
    'approve',
    'reject',
    'reveal',
  ]),
  node: z.string().nullable(),
  reason: z.string(),
  details: z.record(z.string(), z.unknown()),
  at: instant,
})
export type RunAct = z.infer<typeof runAct>

export const runDetail = runSummary.extend({
  /** Personal data masked unless revealed. */
  variables: z.record(z.string(), z.unknown()),
  output: z.unknown().nullable(),
  waiting: z.array(waitingFor),
  /** Nodes walked so far, in order; the newest 2,000. */
  path: z.array(z.string()),
  steps: z.array(runStep),
  writes: z.array(runWrite),
  acts: z.array(runAct),
  incidentIds: z.array(id),
  revealed: z.boolean(),
})
export type RunDetail = z.infer<typeof runDetail>

export const nodeStats = z.object({
  node: z.string(),
  visits: z.number().int(),
  /** Visits that ended in an error. */
  failures: z.number().int(),
  /** Of the time a visit took, waiting included; null where the node never waits for anything. */
  medianMs: z.number().nullable(),
  p95Ms: z.number().nullable(),
  /** Runs that stand there now. */
  standing: z.number().int(),
  halted: z.number().int(),
})
export type NodeStats = z.infer<typeof nodeStats>

export const approval = z.object({
  id,
  runId: id,
  flowId,
  flowName: z.object({ zh: z.string(), en: z.string() }),
  node: z.string(),
  title: z.string(),
  details: z.array(z.object({ label: z.string(), value: z.string() })),
  skill: z.string().nullable(),
  state: z.enum(['open', 'approved', 'rejected', 'expired', 'withdrawn']),
  customer: z.object({ id, name: z.string() }).nullable(),
  conversationId: id.nullable(),
  createdAt: instant,
  until: instant,
  decidedBy: z.string().nullable(),
  decidedAt: instant.nullable(),
  comment: z.string(),
})
export type Approval = z.infer<typeof approval>

const runParams = z.object({ runId: id })
const because = { reason: z.string().trim().min(1).max(500) }
/** Which step is meant where a run waits for several; the halted one, else the only one, when left out. */
const atStep = { step: z.string().max(500).optional(), ...because }

export const runRoutes = {
  startFlow: defineRoute({
    id: 'startFlow',
    method: 'POST',
    path: '/v1/flows/:flowId/start',
    summary: 'Begin a run of the live version. The same idempotency key answers the run it began the first time',
    tag,
    right: operate,
    params: flowParams,
    body: z.object({
      inputs: z.record(z.string(), z.unknown()).default({}),
      idempotencyKey: z.string().min(1).max(200).optional(),
      customerId: id.optional(),
      language: z.enum(['zh', 'en']).default('zh'),
    }),
    reply: runSummary,
    status: 202,
  }),
  listRuns: defineRoute({
    id: 'listFlowRuns',
    method: 'GET',
    path: '/v1/flow-runs',
    summary: 'Runs, newest first',
    tag,
    right: read,
    query: pageQuery.extend({
      flow: flowId.optional(),
      version: z.coerce.number().int().optional(),
      status: runStatus.optional(),
      /** Everything that has not ended, or not. */
      open: z.enum(['true', 'false']).optional(),
      outcome: outcome.optional(),
      /** Stands there now. */
      node: z.string().max(60).optional(),
      customerId: id.optional(),
      conversationId: id.optional(),
      /** In the run's id, the customer's name, or any value among its variables. */
      search: z.string().trim().max(200).optional(),
      from: instant.optional(),
      to: instant.optional(),
    }),
    reply: pageOf(runSummary),
  }),
  readRun: defineRoute({
    id: 'readFlowRun',
    method: 'GET',
    path: '/v1/flow-runs/:runId',
    summary:
      'One run with its steps, writes and history. `reveal=true` shows personal data to who holds `pii.reveal`; that is audited',
    tag,
    right: read,
    params: runParams,
    query: z.object({ reveal: z.enum(['true', 'false']).default('false') }),
    reply: runDetail,
  }),
  readStats: defineRoute({
    id: 'readFlowStats',
    method: 'GET',
    path: '/v1/flows/:flowId/stats',
    summary: 'Per node: visits, failures, time, and what stands there now; of one version or all, over so many days',
    tag,
    right: read,
    params: flowParams,
    query: z.object({
      version: z.coerce.number().int().optional(),
      days: z.coerce.number().int().min(1).max(90).default(7),
    }),
    reply: z.object({ runs: z.number().int(), items: z.array(nodeStats) }),
  }),
  retryRun: defineRoute({
    id: 'retryFlowRun',
    method: 'POST',
    path: '/v1/flow-runs/:runId/retry',
    summary: 'Do the halted step again as it was',
    tag,
    right: operate,
    params: runParams,
    body: z.object(atStep),
    reply: runSummary,
  }),
  redoRun: defineRoute({
    id: 'redoFlowRun',
    method: 'POST',
    path: '/v1/flow-runs/:runId/redo',
    summary: 'Do the halted step again with other input (arguments of a call, input of code)',
    tag,
    right: operate,
    params: runParams,
    body: z.object({ ...atStep, input: z.unknown() }),
    reply: runSummary,
  }),
  skipRun: defineRoute({
    id: 'skipFlowRun',
    method: 'POST',
    path: '/v1/flow-runs/:runId/skip',
    summary: 'Leave the halted or waiting step out and go on after it (or at `to`)',
    tag,
    right: operate,
    params: runParams,
    body: z.object({ ...atStep, to: z.string().max(60).optional() }),
    reply: runSummary,
  }),
  overrideRun: defineRoute({
    id: 'overrideFlowRun',
    method: 'POST',
    path: '/v1/flow-runs/:runId/override',
    summary: 'Say what the halted or waiting step came to, as if the system, the event or the person had answered so',
    tag,
    right: operate,
    params: runParams,
    body: z.object({
      ...atStep,
      result: z.discriminatedUnion('status', [
        z.object({ status: z.literal('ok'), value: z.unknown() }),
        z.object({ status: z.literal('refused'), code: z.string().min(1), message: z.string().default('') }),
      ]),
    }),
    reply: runSummary,
  }),
  cancelRun: defineRoute({
    id: 'cancelFlowRun',
    method: 'POST',
    path: '/v1/flow-runs/:runId/cancel',
    summary: 'End the run; `compensate` undoes what it wrote, newest first',
    tag,
    right: operate,
    params: runParams,
    body: z.object({ ...because, compensate: z.boolean() }),
    reply: runSummary,
  }),
  migrateRuns: defineRoute({
    id: 'migrateFlowRuns',
    method: 'POST',
    path: '/v1/flows/:flowId/migrate',
    summary:
      'Bring open runs from one version to another by a mapping of nodes. With `dryRun` only says which can come and why the others cannot',
    tag,
    right: operate,
    params: flowParams,
    body: z.object({
      from: z.number().int().min(1),
      to: z.number().int().min(1),
      /** Old node → new node; those not listed keep their name. */
      nodes: z.record(z.string(), z.string()).default({}),
      /** Only these runs; all open ones of the version when left out. */
      runs: z.array(id).max(1000).optional(),
      dryRun: z.boolean(),
      ...because,
    }),
    reply: z.object({
      migrated: z.number().int(),
      /** Where runs stand at nodes the other version does not have, and how many. */
      missing: z.array(z.object({ node: z.string(), runs: z.number().int() })),
      refused: z.array(z.object({ runId: id, why: z.string() })),
    }),
  }),
  listApprovals: defineRoute({
    id: 'listFlowApprovals',
    method: 'GET',
    path: '/v1/flow-approvals',
    summary: 'What colleagues are asked to decide; `mine`: what my skills fit',
    tag,
    right: 'session',
    query: pageQuery.extend({
      state: z.enum(['open', 'decided']).default('open'),
      whose: z.enum(['mine', 'all']).default('mine'),
    }),
    reply: pageOf(approval),
  }),
  decideApproval: defineRoute({
    id: 'decideFlowApproval',
    method: 'POST',
    path: '/v1/flow-approvals/:approvalId/decide',
    summary: 'Approve or reject; only colleagues whose skills fit, or who may operate flows',
    tag,
    right: 'session',
    params: z.object({ approvalId: id }),
    body: z.object({ approved: z.boolean(), comment: z.string().trim().max(1000).default('') }),
    reply: approval,
  }),
}
