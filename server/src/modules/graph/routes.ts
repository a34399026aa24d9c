import { graphRoutes as routes } from '@loopdesk/contracts/api/graph.ts'
import type { FastifyInstance } from 'fastify'
import { type Authenticate, registerRoute } from '../../infra/http/index.ts'
import type { makeEntities } from './entities.ts'
import type { makeFindings } from './findings.ts'
import type { makeOntologies } from './ontologies.ts'
import type { makeProposals } from './proposals.ts'
import type { makeQuestions } from './questions.ts'
import type { makeTables, TableSent } from './tables.ts'

interface Parts {
  ontologies: ReturnType<typeof makeOntologies>
  entities: ReturnType<typeof makeEntities>
  tables: ReturnType<typeof makeTables>
  proposals: ReturnType<typeof makeProposals>
  questions: ReturnType<typeof makeQuestions>
  findings: ReturnType<typeof makeFindings>
  summary(workspaceId: string): Promise<import('zod').infer<typeof routes.graphSummary.reply>>
}

/** A page of an imported table is up to 20,000 rows. */
const tableBytes = 40_000_000

/** Serves contracts/src/api/graph.ts. */
export function registerGraphRoutes(app: FastifyInstance, parts: Parts, authenticate: Authenticate): void {
  registerOntology(app, parts, authenticate)
  registerEntities(app, parts, authenticate)
  registerReview(app, parts, authenticate)
  registerFindings(app, parts, authenticate)
}

function registerOntology(app: FastifyInstance, { ontologies, summary }: Parts, authenticate: Authenticate): void {
  const guard = { authenticate }
  registerRoute(app, routes.readOntology, ({ principal }) => ontologies.read(principal.workspaceId), guard)
  registerRoute(
    app,
    routes.saveOntology,
    ({ principal, body }) => ontologies.save(principal.workspaceId, principal, body.number, body.ontology),
    guard,
  )
  registerRoute(
    app,
    routes.listOntologyVersions,
    ({ principal, query }) => ontologies.versions(principal.workspaceId, query),
    guard,
  )
  registerRoute(
    app,
    routes.readOntologyVersion,
    ({ principal, params }) => ontologies.version(principal.workspaceId, params.number),
    guard,
  )
  registerRoute(app, routes.graphSummary, ({ principal }) => summary(principal.workspaceId), guard)
}

function registerEntities(app: FastifyInstance, { entities }: Parts, authenticate: Authenticate): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.listViolations,
    ({ principal, query }) => entities.violations(principal.workspaceId, query),
    guard,
  )
  registerRoute(app, routes.listEntities, ({ principal, query }) => entities.list(principal.workspaceId, query), guard)
  registerRoute(
    app,
    routes.readEntity,
    ({ principal, params }) => entities.read(principal.workspaceId, params.entityId),
    guard,
  )
  registerRoute(
    app,
    routes.createEntity,
    ({ principal, body }) => entities.create(principal.workspaceId, principal, body),
    guard,
  )
  registerRoute(
    app,
    routes.updateEntity,
    ({ principal, params, body }) => entities.update(principal.workspaceId, principal, params.entityId, body),
    guard,
  )
  registerRoute(
    app,
    routes.deleteEntity,
    ({ principal, params }) => entities.remove(principal.workspaceId, principal, params.entityId),
    guard,
  )
  registerRoute(
    app,
    routes.addFact,
    ({ principal, body }) => entities.state(principal.workspaceId, principal, body),
    guard,
  )
  registerRoute(
    app,
    routes.deleteFact,
    ({ principal, params }) => entities.retract(principal.workspaceId, principal, params.factId),
    guard,
  )
}

function registerReview(
  app: FastifyInstance,
  { tables, proposals, questions }: Parts,
  authenticate: Authenticate,
): void {
  const guard = { authenticate }
  const large = { authenticate, maxBody: tableBytes }
  registerRoute(
    app,
    routes.previewTable,
    ({ principal, body }) => tables.preview(principal.workspaceId, body as TableSent),
    large,
  )
  registerRoute(
    app,
    routes.importTable,
    ({ principal, body: { whole, ...table } }) =>
      tables.apply(principal.workspaceId, principal, table as TableSent, whole),
    large,
  )
  registerRoute(
    app,
    routes.listProposals,
    ({ principal, query }) => proposals.list(principal.workspaceId, query),
    guard,
  )
  registerRoute(
    app,
    routes.decideProposals,
    ({ principal, body }) => proposals.decide(principal.workspaceId, principal, body.ids, body.decision),
    guard,
  )
  registerRoute(
    app,
    routes.askGraph,
    ({ principal, body }) => questions.answer(principal.workspaceId, body.question, body.language),
    guard,
  )
  registerRoute(
    app,
    routes.checkText,
    async ({ principal, body }) => ({
      violations: await questions.check(principal.workspaceId, body.text, { subject: body.subject }),
    }),
    guard,
  )
}

function registerFindings(app: FastifyInstance, { findings }: Parts, authenticate: Authenticate): void {
  const guard = { authenticate }
  registerRoute(app, routes.listFindings, ({ principal, query }) => findings.list(principal.workspaceId, query), guard)
  registerRoute(
    app,
    routes.dismissFindings,
    ({ principal, body }) => findings.dismiss(principal.workspaceId, principal, body.ids, body.dismissed),
    guard,
  )
  registerRoute(app, routes.lookForFindings, ({ principal }) => findings.look(principal.workspaceId, principal), guard)
  registerRoute(app, routes.readForbiddenWords, ({ principal }) => findings.words(principal.workspaceId), guard)
  registerRoute(
    app,
    routes.saveForbiddenWords,
    ({ principal, body }) => findings.saveWords(principal.workspaceId, principal, body.words),
    guard,
  )
}
