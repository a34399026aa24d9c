import { flowRoutes as routes } from '@loopdesk/contracts/api/flows.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import { flowJsonSchema } from '@loopdesk/engines/flow/definition.ts'
import type { FastifyInstance } from 'fastify'
import { type Authenticate, registerRoute } from '../../infra/http/index.ts'
import type { FlowDeskParts } from './parts.ts'

/** Serves contracts/src/api/flows/definitions.ts and rehearsal.ts. */
/** Bytes: a flow of some thousand nodes, twice over. */
const mostOfAFlow = 4 * 1024 * 1024

export function registerDefinitionRoutes(app: FastifyInstance, parts: FlowDeskParts, authenticate: Authenticate): void {
  registerMaking(app, parts, authenticate)
  registerPublishing(app, parts, authenticate)
  registerTrying(app, parts, authenticate)
}

function registerMaking(
  app: FastifyInstance,
  { list, drafts, proof, scenarios, releases }: FlowDeskParts,
  authenticate: Authenticate,
): void {
  const guard = { authenticate, maxBody: mostOfAFlow }
  registerRoute(
    app,
    routes.listFlows,
    async ({ principal }) => ({ items: await list.all(principal.workspaceId) }),
    guard,
  )
  registerRoute(app, routes.readFlowWorld, ({ principal }) => list.world(principal.workspaceId), guard)
  registerRoute(app, routes.readFlowSchema, async () => flowJsonSchema() as Record<string, unknown>, guard)
  registerRoute(
    app,
    routes.proveFlow,
    async ({ principal, body }) => {
      const started = performance.now()
      const { findings } = await proof.prove(principal.workspaceId, body.definition)
      return { findings, ms: Math.round((performance.now() - started) * 10) / 10 }
    },
    guard,
  )
  registerRoute(
    app,
    routes.createFlow,
    ({ principal, body }) => drafts.create(principal.workspaceId, principal, body),
    guard,
  )
  registerRoute(
    app,
    routes.importFlow,
    ({ principal, body }) => releases.imported(principal.workspaceId, principal, body),
    guard,
  )
  registerRoute(app, routes.readFlow, ({ principal, params }) => list.one(principal.workspaceId, params.flowId), guard)
  registerRoute(
    app,
    routes.readFlowDraft,
    ({ principal, params }) => drafts.open(principal.workspaceId, params.flowId),
    guard,
  )
  registerRoute(
    app,
    routes.saveFlowDraft,
    ({ principal, params, body }) => drafts.save(principal.workspaceId, principal, params.flowId, body),
    guard,
  )
  registerRoute(
    app,
    routes.deleteFlowDraft,
    async ({ principal, params }) => {
      await drafts.remove(principal.workspaceId, principal, params.flowId)
      return {}
    },
    guard,
  )
  registerRoute(
    app,
    routes.duplicateFlow,
    async ({ principal, params, body }) => {
      const { definition } = await drafts.open(principal.workspaceId, params.flowId)
      const made = await drafts.create(principal.workspaceId, principal, { ...body, definition })
      await scenarios.copy(principal.workspaceId, principal, params.flowId, body.id)
      return made
    },
    guard,
  )
}

function registerPublishing(app: FastifyInstance, { releases }: FlowDeskParts, authenticate: Authenticate): void {
  const guard = { authenticate, maxBody: mostOfAFlow }
  registerRoute(
    app,
    routes.publishFlow,
    ({ principal, params, body }) => releases.publish(principal.workspaceId, principal, params.flowId, body),
    guard,
  )
  registerRoute(
    app,
    routes.rollBackFlow,
    ({ principal, params, body }) => releases.rollBack(principal.workspaceId, principal, params.flowId, body),
    guard,
  )
  registerRoute(
    app,
    routes.withdrawFlow,
    ({ principal, params, body }) => releases.withdraw(principal.workspaceId, principal, params.flowId, body.reason),
    guard,
  )
  registerRoute(
    app,
    routes.listFlowVersions,
    async ({ principal, params }) => ({ items: await releases.versions(principal.workspaceId, params.flowId) }),
    guard,
  )
  registerRoute(
    app,
    routes.readFlowVersion,
    ({ principal, params }) => releases.version(principal.workspaceId, params.flowId, params.version),
    guard,
  )
  registerRoute(
    app,
    routes.diffFlow,
    async ({ principal, params, query }) => ({
      changes: await releases.diff(principal.workspaceId, params.flowId, query),
    }),
    guard,
  )
  registerRoute(
    app,
    routes.exportFlow,
    async ({ principal, params, query, reply }) =>
      reply
        .headers({ 'content-disposition': `attachment; filename="${params.flowId}.yaml"` })
        .type('application/yaml; charset=utf-8')
        .send(await releases.exported(principal.workspaceId, params.flowId, query.version)),
    guard,
  )
}

function registerTrying(
  app: FastifyInstance,
  { rehearse, scenarios, drafts }: FlowDeskParts,
  authenticate: Authenticate,
): void {
  const guard = { authenticate, maxBody: mostOfAFlow }
  registerRoute(
    app,
    routes.rehearse,
    async ({ principal, body }) => {
      if (body.tools === 'real' && !principal.rights.has('flows.operate'))
        throw new AppError('forbidden', 'real tools need the right flows.operate')
      return rehearse(principal.workspaceId, body)
    },
    guard,
  )
  registerRoute(
    app,
    routes.listScenarios,
    async ({ principal, params }) => ({ items: await scenarios.list(principal.workspaceId, params.flowId) }),
    guard,
  )
  registerRoute(
    app,
    routes.createScenario,
    async ({ principal, params, body }) => {
      await drafts.open(principal.workspaceId, params.flowId)
      return scenarios.create(principal.workspaceId, principal, params.flowId, body)
    },
    guard,
  )
  registerRoute(
    app,
    routes.updateScenario,
    ({ principal, params, body }) => scenarios.update(principal.workspaceId, params.flowId, params.scenarioId, body),
    guard,
  )
  registerRoute(
    app,
    routes.deleteScenario,
    async ({ principal, params }) => {
      await scenarios.remove(principal.workspaceId, params.flowId, params.scenarioId)
      return {}
    },
    guard,
  )
  registerRoute(
    app,
    routes.runScenarios,
    async ({ principal, params, body }) => {
      const { workspaceId } = principal
      const { definition, revision } = body.definition
        ? { definition: body.definition, revision: 0 }
        : await drafts.open(workspaceId, params.flowId)
      const played = await scenarios.play(workspaceId, params.flowId, definition, { ids: body.scenarios, revision })
      return { items: played }
    },
    guard,
  )
}
