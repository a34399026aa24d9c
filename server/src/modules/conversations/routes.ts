import { conversationRoutes } from '@loopdesk/contracts/api/conversations.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import type { Db } from '../../infra/db.ts'
import type { FileStore } from '../../infra/files.ts'
import { type Authenticate, personOf, registerRoute } from '../../infra/http/index.ts'
import { parsePageCursor } from '../../infra/page-cursor.ts'
import type { Customers } from '../customers/index.ts'
import { audit } from '../identity/index.ts'
import { registerFileRoutes } from './file-routes.ts'
import { addNote } from './notes.ts'
import { sendAsAgent } from './send-as-agent.ts'
import { readClearText } from './staff-messages.ts'
import { countViews, listSummaries, readSummaries } from './summaries.ts'
import { listQuickReplies, markAgentRead, readTrace } from './thread-details.ts'

interface ConversationRouteDeps {
  db: Db
  authenticate: Authenticate
  files: FileStore
  customers: Pick<Customers, 'findAnyKind'>
}

/** Lists, notes, read marks, replies, reveals, traces and files: what needs no other module than the conversations themselves. */
export function registerConversationRoutes(app: FastifyInstance, deps: ConversationRouteDeps): void {
  registerReading(app, deps)
  registerWriting(app, deps)
  registerFileRoutes(app, deps)
}

function registerReading(app: FastifyInstance, { db, authenticate, customers }: ConversationRouteDeps): void {
  registerRoute(
    app,
    conversationRoutes.listConversations,
    ({ principal, query }) => {
      const after = parsePageCursor(query.cursor)
      return db.tenant(principal.workspaceId, async (tx) => {
        const customerIds = query.search ? await customers.findAnyKind(tx, query.search) : []
        return listSummaries(tx, { ...query, staffId: principal.staffId, customerIds, after })
      })
    },
    { authenticate },
  )
  registerRoute(
    app,
    conversationRoutes.countConversations,
    ({ principal }) => db.tenant(principal.workspaceId, (tx) => countViews(tx, principal.staffId)),
    { authenticate },
  )
  registerRoute(
    app,
    conversationRoutes.readTrace,
    ({ principal, params }) =>
      db.tenant(principal.workspaceId, async (tx) => {
        const found = await readTrace(tx, params.conversationId, params.turnId)
        if (!found) throw new AppError('not_found', 'this conversation has no such turn')
        return found
      }),
    { authenticate },
  )
  registerRoute(
    app,
    conversationRoutes.listQuickReplies,
    ({ principal }) => db.tenant(principal.workspaceId, async (tx) => ({ items: await listQuickReplies(tx) })),
    { authenticate },
  )
}

function registerWriting(app: FastifyInstance, { db, authenticate }: ConversationRouteDeps): void {
  registerRoute(
    app,
    conversationRoutes.sendAgentMessage,
    ({ principal, params, body }) => {
      const staffId = personOf(principal)
      return db.tenant(principal.workspaceId, (tx) => sendAsAgent(tx, { ...params, ...body, staffId }))
    },
    { authenticate },
  )
  registerRoute(
    app,
    conversationRoutes.addNote,
    ({ principal, params, body }) => {
      const by = { author: principal.name, staffId: principal.staffId }
      const idempotencyKey = `${principal.actor}:${body.idempotencyKey}`
      return db.tenant(principal.workspaceId, (tx) =>
        addNote(tx, { ...params, ...by, text: body.text, idempotencyKey }),
      )
    },
    { authenticate },
  )
  registerRoute(
    app,
    conversationRoutes.markRead,
    ({ principal, params, body }) => {
      const staffId = personOf(principal)
      return db.tenant(principal.workspaceId, async (tx) => {
        if (await markAgentRead(tx, params.conversationId, staffId, body.seq)) return {}
        const [known] = await readSummaries(tx, [params.conversationId])
        if (!known) throw new AppError('not_found', 'there is no such conversation')
        throw new AppError('not_owner', 'only the agent who owns a conversation marks it as read')
      })
    },
    { authenticate },
  )
  registerRoute(
    app,
    conversationRoutes.revealMessage,
    ({ principal, params, body }) =>
      db.tenant(principal.workspaceId, async (tx) => {
        const text = await readClearText(tx, params.conversationId, params.messageId)
        if (text === undefined) throw new AppError('not_found', 'this conversation has no such message')
        await audit(tx, {
          actor: principal.actor,
          action: 'message.revealed',
          target: `message:${params.messageId}`,
          details: { conversationId: params.conversationId, reason: body.reason },
        })
        return { text }
      }),
    { authenticate },
  )
}
