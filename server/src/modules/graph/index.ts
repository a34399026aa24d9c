import { isDeepStrictEqual } from 'node:util'
import type { GraphFile } from '@loopdesk/contracts/graph.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Authenticate } from '../../infra/http/index.ts'
import type { JobHandler } from '../../infra/jobs.ts'
import type { GraphDeps, Who } from './deps.ts'
import { makeEntities } from './entities.ts'
import { lookJobName, lookSoon, makeFindings } from './findings.ts'
import { makeGraphHost } from './graph-host.ts'
import { makeLook } from './look.ts'
import { makeOntologies } from './ontologies.ts'
import { makeProposals } from './proposals.ts'
import { makeQuestions } from './questions.ts'
import { registerGraphRoutes } from './routes.ts'
import { nextRevision, putEntities, putFacts } from './rows.ts'
import { makeTables } from './tables.ts'

export type { ChangedPassage, GraphDeps } from './deps.ts'
export { contradictedSources } from './findings.ts'
export type GraphModule = ReturnType<typeof makeGraphModule>

const nightJobName = 'graph_look_nightly'
/** Editing a text saves it often: a look waits until it has come to rest. */
const restMs = 1_500

/** What a company's things are and how they hang together, and where its texts disagree with them and each other. */
export function makeGraphModule(deps: GraphDeps) {
  const host = makeGraphHost(deps)
  const given = { ...deps, host }
  const questions = makeQuestions(given)
  const findings = makeFindings(given)
  const parts = {
    ontologies: makeOntologies(given),
    entities: makeEntities(given),
    tables: makeTables(given),
    proposals: makeProposals(given),
    questions,
    findings,
    summary: makeSummary(),
  }
  const look = makeLook(given)
  const waiting = new Map<string, NodeJS.Timeout>()
  return {
    /** Answers a question from accepted facts that somebody of these audiences may be told. */
    ask: questions.ask,
    /** What of a text facts and rules contradict: the veto over answers and entries. */
    check: questions.check,
    checker: questions.checker,
    /** Open findings by kind. */
    findingCounts: findings.counts,
    /** A workspace's graph as it is now. */
    graphOf: host.of,
    /** Brings the graph to what the configuration says; the same again changes nothing. */
    async configure(workspaceId: string, who: Who, { ontology, entities, facts, tables }: GraphFile): Promise<void> {
      const before = await parts.ontologies.read(workspaceId)
      if (!isDeepStrictEqual(before.ontology, ontology))
        await parts.ontologies.save(workspaceId, who, before.number, ontology)
      if (entities.length + facts.length > 0)
        await deps.db.tenant(workspaceId, async (tx) => {
          const revision = await nextRevision(tx, deps.bus)
          await putEntities(tx, revision, entities)
          await putFacts(tx, revision, who.name, facts)
        })
      for (const table of tables) await parts.tables.apply(workspaceId, who, table, true)
    },
    /** For `startJobs`, in processes that work. */
    jobs: {
      [lookJobName]: (payload) => look(payload.workspaceId as string, payload.again === true),
      async [nightJobName]() {
        for (const { id } of await deps.workspaces()) await deps.db.tenant(id, (tx) => lookSoon(tx, id, true))
      },
    } satisfies Record<string, JobHandler>,
    schedule: [{ name: nightJobName, pattern: '40 18 * * *' }],
    /** To be called when passages of a workspace changed; many calls make one look. */
    passagesChanged(workspaceId: string): void {
      if (waiting.has(workspaceId)) return
      const timer = setTimeout(() => {
        waiting.delete(workspaceId)
        deps.db
          .tenant(workspaceId, (tx) => lookSoon(tx, workspaceId))
          .catch((error: unknown) =>
            deps.log.warn({ err: error }, 'a look through changed passages could not be arranged'),
          )
      }, restMs)
      timer.unref()
      waiting.set(workspaceId, timer)
    },
    registerRoutes: (app: FastifyInstance, authenticate: Authenticate) => registerGraphRoutes(app, parts, authenticate),
    stop(): void {
      host.stop()
      for (const timer of waiting.values()) clearTimeout(timer)
    },
  }

  function makeSummary() {
    return async (workspaceId: string) => {
      const { total: violations } = await parts.entities.violations(workspaceId, { offset: 0, limit: 0 })
      const counts = await findings.counts(workspaceId)
      return deps.db.tenant(workspaceId, async (tx) => {
        const entities = await sql<{ type: string; count: number }>`
          select type, count(*)::int as count from graph_entities where not deleted group by type`.execute(tx.query)
        const { rows } = await sql<{ facts: number; proposals: number; looked: Date | null }>`
          select (select count(*)::int from graph_facts where not deleted) as facts,
            (select count(*)::int from graph_proposals where state = 'proposed') as proposals,
            (select looked_at from graph_heads) as looked`.execute(tx.query)
        const { facts, proposals, looked } = rows[0]!
        return {
          entities: Object.fromEntries(entities.rows.map(({ type, count }) => [type, count])),
          facts,
          proposals,
          findings: counts,
          violations,
          lookedAt: looked?.toISOString() ?? null,
        }
      })
    }
  }
}
