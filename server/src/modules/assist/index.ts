import type { FastifyInstance } from 'fastify'
import type { Bus } from '../../infra/bus.ts'
import type { Authenticate } from '../../infra/http/index.ts'
import type { AssistDeps } from './deps.ts'
import { startFollowingSent } from './follow-sent.ts'
import { registerAssistRoutes } from './routes.ts'

export type { AssistDeps, NotedGap } from './deps.ts'

export type Assist = ReturnType<typeof makeAssist>

/** Help for colleagues: suggestions beside conversations, drafts, their own assistant, and what nobody could answer. */
export function makeAssist(deps: AssistDeps & { bus: Bus }) {
  return {
    registerRoutes: (app: FastifyInstance, authenticate: Authenticate) => registerAssistRoutes(app, deps, authenticate),
    /** In processes that work: sees what becomes of suggestions once replies are sent. */
    startWork: () => startFollowingSent(deps),
  }
}
