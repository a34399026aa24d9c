import type { FastifyInstance } from 'fastify'
import type { Authenticate } from '../../infra/http/index.ts'
import type { JobHandler } from '../../infra/jobs.ts'
import type { FlowDeskDeps } from './desk-deps.ts'
import { registerDefinitionRoutes } from './desk-routes.ts'
import { lateEffectsJob, makeLateEffects } from './late-effects.ts'
import { makeParts } from './parts.ts'
import { incidentJob } from './raise-incident.ts'
import { registerRunRoutes } from './run-routes.ts'
import { makeTakeIn } from './take-in.ts'

/** Where flows are made, proven, published, watched and repaired. */
export function makeFlowDesk(deps: FlowDeskDeps) {
  const parts = makeParts(deps)
  const jobs: Record<string, JobHandler> = {
    [incidentJob]: (payload) => parts.incidents.runJob(payload as { workspaceId: string; incidentId: string }),
    [lateEffectsJob]: makeLateEffects(deps),
  }
  return {
    /** For flows of packs. */
    takeIn: makeTakeIn(deps, parts),
    /** For `startJobs`, in processes that work. */
    jobs,
    schedule: [{ name: lateEffectsJob, pattern: '*/5 * * * *' }],
    registerRoutes(app: FastifyInstance, authenticate: Authenticate): void {
      registerDefinitionRoutes(app, parts, authenticate)
      registerRunRoutes(app, parts, authenticate)
    },
  }
}
