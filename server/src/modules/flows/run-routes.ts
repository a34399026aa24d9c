import { flowRoutes as routes } from '@loopdesk/contracts/api/flows.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import { type Authenticate, type Principal, registerRoute } from '../../infra/http/index.ts'
import type { Decider } from './approvals.ts'
import type { FlowDeskParts } from './parts.ts'

/** Serves contracts/src/api/flows/runs.ts and incidents.ts. */
export function registerRunRoutes(app: FastifyInstance, parts: FlowDeskParts, authenticate: Authenticate): void {
  registerRuns(app, parts, authenticate)
  registerOperations(app, parts, authenticate)
  registerIncidents(app, parts, authenticate)
}

function registerRuns(
  app: FastifyInstance,
  { begin, runs, approvals }: FlowDeskParts,
  authenticate: Authenticate,
): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.startFlow,
    ({ principal, params, body }) => begin(principal.workspaceId, principal, params.flowId, body),
    guard,
  )
  registerRoute(app, routes.listRuns, ({ principal, query }) => runs.list(principal.workspaceId, query), guard)
  registerRoute(
    app,
    routes.readRun,
    async ({ principal, params, query }) => {
      const reveal = query.reveal === 'true'
      if (reveal && !principal.rights.has('pii.reveal'))
        throw new AppError('forbidden', 'personal data needs the right pii.reveal')
      return runs.detail(principal.workspaceId, principal, params.runId, reveal)
    },
    guard,
  )
  registerRoute(
    app,
    routes.readStats,
    ({ principal, params, query }) => runs.stats(principal.workspaceId, params.flowId, query),
    guard,
  )
  registerRoute(
    app,
    routes.listApprovals,
    ({ principal, query }) => approvals.list(principal.workspaceId, deciderOf(principal), query),
    guard,
  )
  registerRoute(
    app,
    routes.decideApproval,
    ({ principal, params, body }) =>
      approvals.decide(principal.workspaceId, deciderOf(principal), params.approvalId, body),
    guard,
  )
}

/** Keys decide only with the right to operate; colleagues by their skills, too. */
function deciderOf({ actor, name, staffId, rights }: Principal): Decider {
  const mayOperate = rights.has('flows.operate')
  if (!staffId && !mayOperate) throw new AppError('forbidden', 'this key may not decide')
  return { actor, name, staffId, mayOperate }
}

function registerOperations(
  app: FastifyInstance,
  { operations, migrate }: FlowDeskParts,
  authenticate: Authenticate,
): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.retryRun,
    ({ principal, params, body }) => operations.retry(principal.workspaceId, principal, params.runId, body),
    guard,
  )
  registerRoute(
    app,
    routes.redoRun,
    ({ principal, params, body }) => operations.redo(principal.workspaceId, principal, params.runId, body),
    guard,
  )
  registerRoute(
    app,
    routes.skipRun,
    ({ principal, params, body }) => operations.skip(principal.workspaceId, principal, params.runId, body),
    guard,
  )
  registerRoute(
    app,
    routes.overrideRun,
    ({ principal, params, body }) => operations.override(principal.workspaceId, principal, params.runId, body),
    guard,
  )
  registerRoute(
    app,
    routes.cancelRun,
    ({ principal, params, body }) => operations.cancel(principal.workspaceId, principal, params.runId, body),
    guard,
  )
  registerRoute(
    app,
    routes.migrateRuns,
    ({ principal, params, body }) => migrate(principal.workspaceId, principal, params.flowId, body),
    guard,
  )
}

function registerIncidents(app: FastifyInstance, { incidents }: FlowDeskParts, authenticate: Authenticate): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.listIncidents,
    ({ principal, query }) => incidents.list(principal.workspaceId, query),
    guard,
  )
  registerRoute(
    app,
    routes.readIncident,
    ({ principal, params }) => incidents.detail(principal.workspaceId, params.incidentId),
    guard,
  )
  registerRoute(
    app,
    routes.retryIncident,
    ({ principal, params }) => incidents.retry(principal.workspaceId, principal, params.incidentId),
    guard,
  )
  registerRoute(
    app,
    routes.resolveIncident,
    ({ principal, params, body }) => incidents.resolve(principal.workspaceId, principal, params.incidentId, body),
    guard,
  )
  registerRoute(
    app,
    routes.assignIncident,
    ({ principal, params, body }) =>
      incidents.assign(principal.workspaceId, principal, params.incidentId, body.staffId),
    guard,
  )
}
