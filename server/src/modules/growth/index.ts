import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Authenticate } from '../../infra/http/index.ts'
import type { JobHandler } from '../../infra/jobs.ts'
import { makeClusterStore } from './cluster-store.ts'
import { makeGrowthClusters } from './clusters.ts'
import type { GrowthDeps } from './deps.ts'
import { makeDrafts } from './draft.ts'
import { conversationJobName, findJobName, lookThroughConversation, makeFindProposals } from './find-proposals.ts'
import { startFollowing } from './follow.ts'
import { makeHealth } from './health.ts'
import { makeProposals } from './proposals.ts'
import { makeQuestions } from './questions.ts'
import { makeRegroup } from './regroup.ts'
import { registerGrowthRoutes } from './routes.ts'
import { makeSettle, settleUnopened } from './settle.ts'
import { makeUsage } from './usage.ts'

export type { GrowthDeps } from './deps.ts'
export { type AskedQuestion, noteAsked } from './note-asked.ts'
export { type AskedElsewhere, noteAskedElsewhere, noteOpened } from './note-elsewhere.ts'
export type Growth = ReturnType<typeof makeGrowth>

const sweepJobName = 'growth_sweep'
const unopenedJobName = 'growth_unopened'
const findAllJobName = 'growth_find_all'
/** Questions are kept for so long; counts by day stay. */
const keptFor = '400 days'

/** What customers ask and nobody can answer yet becomes what the bot answers; and how well what there is serves. */
export function makeGrowth(deps: GrowthDeps) {
  const { db } = deps
  const store = makeClusterStore(deps)
  const clusters = makeGrowthClusters(deps)
  const usage = makeUsage(deps)
  const settle = makeSettle(store)
  const find = makeFindProposals({ ...deps, store })
  const parts = {
    clusters,
    usage,
    regroup: makeRegroup({ ...deps, store, clusters }),
    questions: makeQuestions(deps),
    drafts: makeDrafts({ ...deps, store, clusters }),
    proposals: makeProposals(deps),
    health: makeHealth(deps),
  }
  return {
    /** Follows what becomes of questions; in processes that work. */
    follow: () => startFollowing({ ...deps, store, conversationEnded: lookThroughConversation }),
    /** Ids of the entries that were asked most lately: which are worth teaching the recogniser. */
    mostAsked: usage.mostAsked,
    /** How well sources have served, -1 to 1, by source; for ranking. */
    quality: usage.quality,
    /** For `startJobs`, in processes that work. */
    jobs: {
      [findJobName]: ({ workspaceId }) => find.inDocuments(workspaceId as string),
      [conversationJobName]: ({ workspaceId, conversationId }) =>
        find.inConversation(workspaceId as string, conversationId as string),
      async [findAllJobName]() {
        for (const { id } of await deps.workspaces()) await find.inDocuments(id)
      },
      async [unopenedJobName]() {
        for (const { id } of await deps.workspaces()) await db.tenant(id, (tx) => settleUnopened(tx, settle))
      },
      async [sweepJobName]() {
        for (const { id } of await deps.workspaces())
          await db.tenant(id, (tx) =>
            sql`delete from growth_questions where workspace_id = ${id} and at < now() - ${keptFor}::interval`.execute(
              tx.query,
            ),
          )
      },
    } satisfies Record<string, JobHandler>,
    schedule: [
      { name: findAllJobName, pattern: '*/5 * * * *' },
      { name: unopenedJobName, pattern: '*/2 * * * *' },
      { name: sweepJobName, pattern: '43 19 * * *' },
    ],
    registerRoutes: (app: FastifyInstance, authenticate: Authenticate) =>
      registerGrowthRoutes(app, parts, deps, authenticate),
  }
}
