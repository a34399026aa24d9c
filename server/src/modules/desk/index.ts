import type { FastifyInstance } from 'fastify'
import { registerConversationRoutes } from '../conversations/index.ts'
import { registerCustomerRoutes } from '../customers/index.ts'
import { registerTicketRoutes } from '../tickets/index.ts'
import { makeBrief } from './brief.ts'
import { registerDeskConversationRoutes } from './conversation-routes.ts'
import type { DeskDeps } from './deps.ts'
import { registerRecordRoutes } from './record-routes.ts'
import { registerTicketDraft } from './ticket-draft.ts'

export type { DeskDeps } from './deps.ts'

/** The workspace of agents: every operation of contracts/src/api/conversations.ts and desk.ts, and the console's socket. */
export function registerDesk(app: FastifyInstance, deps: DeskDeps): void {
  const { authenticate } = deps.identity
  const writeBrief = makeBrief(deps)
  registerConversationRoutes(app, { ...deps, authenticate })
  registerCustomerRoutes(app, { ...deps, authenticate })
  registerTicketRoutes(app, { ...deps, authenticate })
  registerDeskConversationRoutes(app, deps, writeBrief)
  registerRecordRoutes(app, deps)
  registerTicketDraft(app, deps, writeBrief)
}
