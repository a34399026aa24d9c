import { knowledgeRoutes as routes } from '@loopdesk/contracts/api/knowledge.ts'
import type { FastifyInstance } from 'fastify'
import { type Authenticate, registerRoute } from '../../../infra/http/index.ts'
import type { makePacks } from './packs.ts'

/** Serves contracts/src/api/knowledge/packs.ts. */
export function registerPackRoutes(
  app: FastifyInstance,
  packs: ReturnType<typeof makePacks>,
  authenticate: Authenticate,
): void {
  const guard = { authenticate }
  registerRoute(app, routes.listPacks, ({ principal }) => packs.list(principal.workspaceId), guard)
  registerRoute(
    app,
    routes.readPack,
    ({ principal, params }) => packs.read(principal.workspaceId, params.packId),
    guard,
  )
  registerRoute(
    app,
    routes.previewPack,
    ({ principal, params, body }) => packs.preview(principal.workspaceId, params.packId, body.values),
    guard,
  )
  registerRoute(
    app,
    routes.installPack,
    ({ principal, params, body }) => packs.install(principal.workspaceId, principal, params.packId, body.values),
    guard,
  )
  registerRoute(
    app,
    routes.removePack,
    ({ principal, params, body }) => packs.remove(principal.workspaceId, principal, params.packId, body.everything),
    guard,
  )
  registerRoute(
    app,
    routes.tickPackStep,
    ({ principal, params, body }) => packs.tick(principal.workspaceId, principal, params, body.done),
    guard,
  )
}
