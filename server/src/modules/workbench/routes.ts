import { Readable } from 'node:stream'
import { workbenchRoutes as routes } from '@loopdesk/contracts/api/workbench.ts'
import type { FastifyInstance } from 'fastify'
import { type Authenticate, registerRoute } from '../../infra/http/index.ts'
import type { Parts } from './parts.ts'
import { registerTrainingRoutes } from './training-routes.ts'

/** Serves contracts/src/api/workbench.ts. */
export function registerWorkbenchRoutes(app: FastifyInstance, parts: Parts, authenticate: Authenticate): void {
  registerIntents(app, parts, authenticate)
  registerLibrary(app, parts, authenticate)
  registerQuality(app, parts, authenticate)
  registerTrainingRoutes(app, parts, authenticate)
}

function registerIntents(
  app: FastifyInstance,
  { intents, examples, imports }: Parts,
  authenticate: Authenticate,
): void {
  const guard = { authenticate }
  registerRoute(app, routes.listIntents, ({ principal, query }) => intents.list(principal.workspaceId, query), guard)
  registerRoute(
    app,
    routes.createIntent,
    ({ principal, body }) => intents.create(principal.workspaceId, principal, body),
    guard,
  )
  registerRoute(
    app,
    routes.updateIntent,
    ({ principal, params, body }) => intents.update(principal.workspaceId, principal, params.intentId, body),
    guard,
  )
  registerRoute(
    app,
    routes.deleteIntent,
    ({ principal, params, query }) => intents.remove(principal.workspaceId, principal, params.intentId, query.moveTo),
    guard,
  )
  registerRoute(app, routes.listExamples, ({ principal, query }) => examples.list(principal.workspaceId, query), guard)
  registerRoute(
    app,
    routes.addExamples,
    ({ principal, params, body }) => examples.add(principal.workspaceId, principal, params.intentId, body.texts),
    guard,
  )
  registerRoute(
    app,
    routes.updateExample,
    ({ principal, params, body }) => examples.update(principal.workspaceId, params.exampleId, body),
    guard,
  )
  registerRoute(
    app,
    routes.moveExamples,
    ({ principal, body }) => examples.move(principal.workspaceId, principal, body.examples, body.to),
    guard,
  )
  registerRoute(
    app,
    routes.switchExamples,
    ({ principal, body }) => examples.switch(principal.workspaceId, principal, body.examples, body.enabled),
    guard,
  )
  registerRoute(
    app,
    routes.deleteExamples,
    ({ principal, body }) => examples.remove(principal.workspaceId, principal, body.examples),
    guard,
  )
  registerRoute(
    app,
    routes.exportExamples,
    async ({ principal, query, reply }) =>
      reply
        .headers({ 'content-disposition': 'attachment; filename="examples.jsonl"' })
        .type('application/x-ndjson; charset=utf-8')
        .send(Readable.from(examples.lines(principal.workspaceId, query.intent))),
    guard,
  )
  registerRoute(
    app,
    routes.importExamples,
    ({ principal, request }) => imports.upload(principal.workspaceId, principal, request),
    guard,
  )
  registerRoute(
    app,
    routes.listImports,
    async ({ principal }) => ({ items: await imports.list(principal.workspaceId) }),
    guard,
  )
  registerRoute(
    app,
    routes.readImport,
    ({ principal, params }) => imports.read(principal.workspaceId, params.importId),
    guard,
  )
  registerRoute(
    app,
    routes.changeImport,
    ({ principal, params, body }) => imports.check(principal.workspaceId, params.importId, body.options),
    guard,
  )
  registerRoute(
    app,
    routes.applyImport,
    ({ principal, params }) => imports.apply(principal.workspaceId, principal, params.importId),
    guard,
  )
}

function registerLibrary(
  app: FastifyInstance,
  { library, lexicon, entityTypes }: Parts,
  authenticate: Authenticate,
): void {
  const guard = { authenticate }
  registerRoute(app, routes.listLibrary, ({ principal, query }) => library.list(principal.workspaceId, query), guard)
  registerRoute(
    app,
    routes.readLibraryIntent,
    ({ principal, params }) => library.read(principal.workspaceId, params.libraryId),
    guard,
  )
  registerRoute(
    app,
    routes.pickLibraryIntents,
    ({ principal, body }) => library.pick(principal.workspaceId, principal, body),
    guard,
  )
  registerRoute(app, routes.listConcepts, ({ principal, query }) => lexicon.list(principal.workspaceId, query), guard)
  registerRoute(
    app,
    routes.saveConcept,
    ({ principal, params, body }) => lexicon.save(principal.workspaceId, principal, params.conceptId, body),
    guard,
  )
  registerRoute(
    app,
    routes.resetConcept,
    ({ principal, params }) => lexicon.reset(principal.workspaceId, principal, params.conceptId),
    guard,
  )
  registerRoute(
    app,
    routes.listEntityTypes,
    async ({ principal }) => ({ items: await entityTypes.list(principal.workspaceId) }),
    guard,
  )
  registerRoute(
    app,
    routes.saveEntityType,
    ({ principal, params, body }) => entityTypes.save(principal.workspaceId, principal, params.type, body),
    guard,
  )
  registerRoute(
    app,
    routes.deleteEntityType,
    ({ principal, params }) => entityTypes.remove(principal.workspaceId, principal, params.type),
    guard,
  )
  registerRoute(app, routes.testEntityType, async ({ body }) => entityTypes.test(body.definition, body.text), guard)
}

function registerQuality(
  app: FastifyInstance,
  { conflicts, suggestions, tryText }: Parts,
  authenticate: Authenticate,
): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.listConflicts,
    ({ principal, query }) => conflicts.list(principal.workspaceId, query),
    guard,
  )
  registerRoute(app, routes.findConflicts, ({ principal }) => conflicts.find(principal.workspaceId), guard)
  registerRoute(
    app,
    routes.acceptConflict,
    ({ principal, params }) => conflicts.accept(principal.workspaceId, params.conflictId),
    guard,
  )
  registerRoute(
    app,
    routes.listSuggestions,
    ({ principal, query }) => suggestions.list(principal.workspaceId, query),
    guard,
  )
  registerRoute(app, routes.findSuggestions, ({ principal }) => suggestions.find(principal.workspaceId), guard)
  registerRoute(
    app,
    routes.labelSuggestion,
    ({ principal, params, body }) =>
      suggestions.label(principal.workspaceId, principal, params.suggestionId, body.intent, body.text),
    guard,
  )
  registerRoute(
    app,
    routes.dismissSuggestions,
    ({ principal, body }) => suggestions.dismiss(principal.workspaceId, body.ids),
    guard,
  )
  registerRoute(
    app,
    routes.tryText,
    ({ principal, body }) => tryText(principal.workspaceId, body.text, body.version),
    guard,
  )
}
