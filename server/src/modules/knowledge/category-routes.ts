import { knowledgeRoutes as routes } from '@loopdesk/contracts/api/knowledge.ts'
import type { FastifyInstance } from 'fastify'
import { type Authenticate, registerRoute } from '../../infra/http/index.ts'
import type { makeAudiences } from './audiences/audiences.ts'
import type { makeCategories } from './categories/categories.ts'

interface Parts {
  categories: ReturnType<typeof makeCategories>
  audiences: ReturnType<typeof makeAudiences>
}

/** Serves contracts/src/api/knowledge/{categories,audiences}.ts. */
export function registerCategoryRoutes(
  app: FastifyInstance,
  { categories, audiences }: Parts,
  authenticate: Authenticate,
): void {
  const guard = { authenticate }
  registerRoute(app, routes.listCategories, ({ principal }) => categories.list(principal.workspaceId), guard)
  registerRoute(
    app,
    routes.createCategory,
    ({ principal, body }) => categories.create(principal.workspaceId, principal, body),
    guard,
  )
  registerRoute(
    app,
    routes.updateCategory,
    ({ principal, params, body }) => categories.update(principal.workspaceId, principal, params.categoryId, body),
    guard,
  )
  registerRoute(
    app,
    routes.deleteCategory,
    ({ principal, params, query }) =>
      categories.remove(principal.workspaceId, principal, params.categoryId, query.moveTo),
    guard,
  )
  registerRoute(app, routes.listAudiences, ({ principal }) => audiences.list(principal.workspaceId), guard)
  registerRoute(
    app,
    routes.createAudience,
    ({ principal, body }) => audiences.create(principal.workspaceId, principal, body),
    guard,
  )
  registerRoute(
    app,
    routes.saveAudience,
    ({ principal, params, body }) =>
      audiences.change(principal.workspaceId, principal, { ...body, id: params.audienceId }),
    guard,
  )
  registerRoute(
    app,
    routes.deleteAudience,
    ({ principal, params }) => audiences.remove(principal.workspaceId, principal, params.audienceId),
    guard,
  )
  registerRoute(app, routes.tryAudiences, ({ principal, body }) => audiences.try(principal.workspaceId, body), guard)
}
