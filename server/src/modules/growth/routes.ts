import { Readable } from 'node:stream'
import { growthRoutes as routes } from '@loopdesk/contracts/api/growth.ts'
import type { FastifyInstance } from 'fastify'
import { type Authenticate, registerRoute } from '../../infra/http/index.ts'
import type { GrowthClusters } from './clusters.ts'
import type { GrowthDeps } from './deps.ts'
import type { makeDrafts } from './draft.ts'
import type { makeHealth } from './health.ts'
import type { makeProposals } from './proposals.ts'
import type { makeQuestions } from './questions.ts'
import type { makeRegroup } from './regroup.ts'
import type { makeUsage } from './usage.ts'

export interface Parts {
  clusters: GrowthClusters
  regroup: ReturnType<typeof makeRegroup>
  questions: ReturnType<typeof makeQuestions>
  drafts: ReturnType<typeof makeDrafts>
  proposals: ReturnType<typeof makeProposals>
  health: ReturnType<typeof makeHealth>
  usage: ReturnType<typeof makeUsage>
}

/** Serves contracts/src/api/growth.ts. */
export function registerGrowthRoutes(
  app: FastifyInstance,
  parts: Parts,
  { db }: Pick<GrowthDeps, 'db'>,
  authenticate: Authenticate,
): void {
  registerClusters(app, parts, db, authenticate)
  registerProposals(app, parts, authenticate)
  registerHealth(app, parts, authenticate)
}

function registerClusters(
  app: FastifyInstance,
  { clusters, questions, drafts, regroup }: Parts,
  db: GrowthDeps['db'],
  authenticate: Authenticate,
): void {
  const guard = { authenticate }
  registerRoute(app, routes.listClusters, ({ principal, query }) => clusters.list(principal.workspaceId, query), guard)
  registerRoute(
    app,
    routes.growthSummary,
    ({ principal, query }) => questions.summary(principal.workspaceId, query.days),
    guard,
  )
  registerRoute(
    app,
    routes.readCluster,
    ({ principal, params }) =>
      db.tenant(principal.workspaceId, async (tx) => {
        const row = await clusters.one(tx, params.clusterId)
        return { ...(await clusters.shown(tx, row)), draft: await drafts.existing(tx, row) }
      }),
    guard,
  )
  registerRoute(
    app,
    routes.listClusterQuestions,
    ({ principal, params, query }) => questions.ofCluster(principal.workspaceId, params.clusterId, query),
    guard,
  )
  registerRoute(
    app,
    routes.draftCluster,
    ({ principal, params }) => drafts.make(principal.workspaceId, principal, params.clusterId),
    guard,
  )
  registerRoute(
    app,
    routes.setClusterState,
    ({ principal, params, body }) => clusters.setState(principal.workspaceId, principal, params.clusterId, body.state),
    guard,
  )
  registerRoute(
    app,
    routes.moveClusterQuestions,
    ({ principal, params, body }) => regroup.move(principal.workspaceId, principal, params.clusterId, body),
    guard,
  )
  registerRoute(
    app,
    routes.mergeClusters,
    ({ principal, params, body }) => regroup.merge(principal.workspaceId, principal, params.clusterId, body.into),
    guard,
  )
}

function registerProposals(app: FastifyInstance, { proposals }: Parts, authenticate: Authenticate): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.listFaqProposals,
    ({ principal, query }) => proposals.list(principal.workspaceId, query),
    guard,
  )
  registerRoute(
    app,
    routes.acceptFaqProposal,
    ({ principal, params, body }) => proposals.accept(principal.workspaceId, principal, params.proposalId, body),
    guard,
  )
  registerRoute(
    app,
    routes.rejectFaqProposals,
    ({ principal, body }) => proposals.reject(principal.workspaceId, principal, body.ids),
    guard,
  )
  registerRoute(
    app,
    routes.findFaqProposals,
    ({ principal }) => proposals.find(principal.workspaceId, principal),
    guard,
  )
}

function registerHealth(app: FastifyInstance, { health, usage, questions }: Parts, authenticate: Authenticate): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.listSourceHealth,
    ({ principal, query }) => health.list(principal.workspaceId, query),
    guard,
  )
  registerRoute(
    app,
    routes.exportSourceHealth,
    async ({ principal, query, reply }) =>
      reply
        .headers({ 'content-disposition': 'attachment; filename="knowledge-health.csv"' })
        .type('text/csv; charset=utf-8')
        .send(Readable.from(health.csv(principal.workspaceId, query))),
    guard,
  )
  registerRoute(
    app,
    routes.readUsage,
    ({ principal, body }) => usage.of(principal.workspaceId, body.sources, body.days),
    guard,
  )
  registerRoute(
    app,
    routes.listSourceQuestions,
    ({ principal, query }) => questions.list(principal.workspaceId, query),
    guard,
  )
}
