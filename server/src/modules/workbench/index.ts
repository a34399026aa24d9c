import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Authenticate } from '../../infra/http/index.ts'
import { addJob, type JobHandler } from '../../infra/jobs.ts'
import { conflictsJobName } from './conflicts.ts'
import type { WorkbenchDeps } from './deps.ts'
import { evaluateJobName } from './evaluations.ts'
import { makeIntents } from './intents.ts'
import { makeLookThrough, suggestJobName } from './look-through.ts'
import { makeMirror } from './mirror.ts'
import { makeParts, type PartDeps, type Parts } from './parts.ts'
import { trainJobName } from './releases.ts'
import { registerWorkbenchRoutes } from './routes.ts'
import { makeRunEvaluation } from './run-evaluation.ts'
import { importJobName, makeRunImport } from './run-import.ts'
import { makeTakeIn } from './take-in.ts'
import { settleVersion } from './versions.ts'

export type { WorkbenchDeps } from './deps.ts'
export { makeTeaching } from './teaching.ts'

const sweepJobName = 'workbench_sweep'

/** Where a workspace's understanding is taught, measured and published. */
export function makeWorkbench(given: WorkbenchDeps) {
  const mirror = makeMirror(given)
  const intents = makeIntents({ ...given, mirror })
  const deps = { ...given, mirror, intents }
  const parts = makeParts(deps)
  return {
    /** For intents of packs. */
    takeIn: makeTakeIn(deps),
    /** For `startJobs`, in processes that work. */
    jobs: makeJobs(deps, parts),
    schedule: [{ name: sweepJobName, pattern: '*/10 * * * *' }],
    registerRoutes: (app: FastifyInstance, authenticate: Authenticate) =>
      registerWorkbenchRoutes(app, parts, authenticate),
  }
}

function makeJobs(deps: PartDeps, { imports, releases, conflicts }: Parts): Record<string, JobHandler> {
  const { db, log } = deps
  const runImport = makeRunImport(deps)
  const runEvaluation = makeRunEvaluation(deps)
  const lookThrough = makeLookThrough(deps)

  /** What fails to the last is shown where it was started, in its own words. */
  const telling =
    <P extends { workspaceId: string }>(
      run: (payload: P) => Promise<void>,
      tell: (payload: P, reason: string) => Promise<unknown>,
    ): JobHandler =>
    async (payload, { attempt, maxAttempts }) => {
      try {
        await run(payload as P)
      } catch (error) {
        log.warn({ err: error }, 'a step of the workbench failed')
        if (attempt < maxAttempts) throw error
        await tell(payload as P, (error as Error).message)
      }
    }
  return {
    [importJobName]: telling(runImport, ({ workspaceId, importId }, reason) =>
      imports.fail(workspaceId, importId, reason),
    ),
    [trainJobName]: telling(releases.runTraining, ({ workspaceId, number }, reason) =>
      settleVersion(db, workspaceId, number, { reason }),
    ),
    [evaluateJobName]: telling(runEvaluation, ({ workspaceId, evaluationId }, reason) =>
      db.tenant(workspaceId, (tx) =>
        sql`update workbench_evaluations set state = 'failed', reason = ${reason.slice(0, 300)}, finished_at = now()
          where id = ${evaluationId}`.execute(tx.query),
      ),
    ),
    [conflictsJobName]: telling(conflicts.look, ({ workspaceId }) =>
      db.tenant(workspaceId, (tx) => sql`update workbench_state set conflicts_running = null`.execute(tx.query)),
    ),
    [suggestJobName]: (payload) => lookThrough(payload as { workspaceId: string }),
    async [sweepJobName]() {
      for (const { id: workspaceId } of await deps.workspaces())
        await db.tenant(workspaceId, (tx) =>
          addJob(tx, suggestJobName, { workspaceId }, { key: `suggest:${workspaceId}`, maxAttempts: 3 }),
        )
    },
  }
}
