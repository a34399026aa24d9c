import { workbenchRoutes as routes } from '@loopdesk/contracts/api/workbench.ts'
import type { FastifyInstance } from 'fastify'
import { type Authenticate, registerRoute } from '../../infra/http/index.ts'
import type { Parts } from './parts.ts'

/** Sets, evaluations, versions and what is published. */
export function registerTrainingRoutes(app: FastifyInstance, parts: Parts, authenticate: Authenticate): void {
  registerEvaluation(app, parts, authenticate)
  registerReleases(app, parts, authenticate)
}

function registerEvaluation(app: FastifyInstance, { sets, evaluations }: Parts, authenticate: Authenticate): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.listSets,
    async ({ principal }) => ({ items: await sets.list(principal.workspaceId) }),
    guard,
  )
  registerRoute(
    app,
    routes.createSet,
    ({ principal, body }) => sets.create(principal.workspaceId, principal, body),
    guard,
  )
  registerRoute(
    app,
    routes.listSetItems,
    ({ principal, params, query }) => sets.items(principal.workspaceId, params.setId, query),
    guard,
  )
  registerRoute(
    app,
    routes.addSetItems,
    ({ principal, params, body }) => sets.add(principal.workspaceId, params.setId, body.items, body.freeze),
    guard,
  )
  registerRoute(
    app,
    routes.deleteSet,
    ({ principal, params }) => sets.remove(principal.workspaceId, principal, params.setId),
    guard,
  )
  registerRoute(
    app,
    routes.listEvaluations,
    async ({ principal, query }) => ({ items: await evaluations.list(principal.workspaceId, query) }),
    guard,
  )
  registerRoute(
    app,
    routes.startEvaluation,
    ({ principal, body }) => evaluations.start(principal.workspaceId, principal, body.version, body.setId),
    guard,
  )
  registerRoute(
    app,
    routes.readEvaluation,
    ({ principal, params }) => evaluations.read(principal.workspaceId, params.evaluationId),
    guard,
  )
  registerRoute(
    app,
    routes.listJudged,
    ({ principal, params, query }) => evaluations.judged(principal.workspaceId, params.evaluationId, query),
    guard,
  )
  registerRoute(
    app,
    routes.compareEvaluations,
    ({ principal, params, query }) =>
      evaluations.compare(principal.workspaceId, [params.evaluationId, params.otherId], query),
    guard,
  )
}

function registerReleases(app: FastifyInstance, { releases }: Parts, authenticate: Authenticate): void {
  const guard = { authenticate }
  registerRoute(app, routes.listVersions, ({ principal }) => releases.list(principal.workspaceId), guard)
  registerRoute(
    app,
    routes.trainVersion,
    ({ principal, body }) => releases.train(principal.workspaceId, principal, body.note),
    guard,
  )
  registerRoute(
    app,
    routes.publishVersion,
    ({ principal, params, body }) => releases.publish(principal.workspaceId, principal, params.number, body.share),
    guard,
  )
  registerRoute(app, routes.promoteCanary, ({ principal }) => releases.promote(principal.workspaceId, principal), guard)
  registerRoute(
    app,
    routes.rollBack,
    ({ principal, body }) => releases.rollBack(principal.workspaceId, principal, body.to),
    guard,
  )
  registerRoute(
    app,
    routes.setPublishing,
    ({ principal, body }) => releases.setPublishing(principal.workspaceId, principal, body.publishing),
    guard,
  )
}
