import { sourceRoutes as routes } from '@loopdesk/contracts/api/knowledge/sources.ts'
import type { FastifyInstance } from 'fastify'
import { type Authenticate, registerRoute } from '../../../infra/http/index.ts'
import type { Sources } from './sources.ts'

/** Serves contracts/src/api/knowledge/sources.ts. */
export function registerSourceRoutes(app: FastifyInstance, sources: Sources, authenticate: Authenticate): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.listDocumentSources,
    async ({ principal }) => ({ items: await sources.list(principal.workspaceId) }),
    guard,
  )
  registerRoute(
    app,
    routes.createDocumentSource,
    ({ principal, body }) => sources.create(principal.workspaceId, principal, body),
    guard,
  )
  registerRoute(
    app,
    routes.readDocumentSource,
    ({ principal, params }) => sources.read(principal.workspaceId, params.sourceId),
    guard,
  )
  registerRoute(
    app,
    routes.updateDocumentSource,
    ({ principal, params, body }) => sources.update(principal.workspaceId, principal, params.sourceId, body),
    guard,
  )
  registerRoute(
    app,
    routes.deleteDocumentSource,
    async ({ principal, params, query }) => ({
      deleted: await sources.remove(principal.workspaceId, principal, params.sourceId, query.documents === 'keep'),
    }),
    guard,
  )
  registerRoute(
    app,
    routes.runDocumentSource,
    ({ principal, params }) => sources.run(principal.workspaceId, principal, params.sourceId),
    guard,
  )
  registerRoute(
    app,
    routes.cancelDocumentSourceRun,
    async ({ principal, params }) => ({
      cancelled: await sources.cancel(principal.workspaceId, principal, params.sourceId),
    }),
    guard,
  )
  registerRoute(
    app,
    routes.listDocumentSourceRuns,
    ({ principal, params, query }) => sources.runs(principal.workspaceId, params.sourceId, query),
    guard,
  )
}
