import type { FastifyInstance } from 'fastify'
import { registerConversationRoutes } from '../conversations/index.ts'
import { registerCustomerRoutes } from '../customers/index.ts'
import { registerTicketRoutes } from '../tickets/index.ts'
import { makeBrief } from './brief.ts'
import { makeConsoleHub } from './console-hub.ts'
import { registerConsoleSocket } from './console-socket.ts'
import { registerDeskConversationRoutes } from './conversation-routes.ts'
import type { DeskDeps } from './deps.ts'
import { registerRecordRoutes } from './record-routes.ts'
import { registerTicketDraft } from './ticket-draft.ts'

export { type Assigning, startAssigning } from './assign-waiting.ts'
export type { DeskDeps } from './deps.ts'

export interface Desk {
  /** Says good-bye to the consoles connected here; before the app closes, which else only cuts them off. */
  close(): Promise<void>
}

/** The workspace of agents: every operation of contracts/src/api/conversations.ts and desk.ts, and the console's socket. */
export function registerDesk(app: FastifyInstance, deps: DeskDeps): Desk {
  const { authenticate } = deps.identity
  const writeBrief = makeBrief(deps)
  registerConversationRoutes(app, { ...deps, authenticate })
  registerCustomerRoutes(app, { ...deps, authenticate })
  registerTicketRoutes(app, { ...deps, authenticate })
  registerDeskConversationRoutes(app, deps, writeBrief)
  registerRecordRoutes(app, deps)
  registerTicketDraft(app, deps, writeBrief)
  const hub = makeConsoleHub(deps)
  registerConsoleSocket(app, deps, hub)
  app.addHook('onClose', () => hub.close())
  return { close: () => hub.close() }
}
