import { conversationRoutes } from '@loopdesk/contracts/api/conversations.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import type { Tx } from '../../infra/db.ts'
import { type Principal, registerRoute } from '../../infra/http/index.ts'
import { readSummaries, readThread } from '../conversations/index.ts'
import type { WriteBrief } from './brief.ts'
import type { DeskDeps } from './deps.ts'
import { makeMoves } from './move-conversation.ts'

/** A conversation with what the bot leaves to whoever takes over, and the moves between bot, queue and people. */
export function registerDeskConversationRoutes(app: FastifyInstance, deps: DeskDeps, writeBrief: WriteBrief): void {
  const { db, identity } = deps
  const { authenticate } = identity
  const moves = makeMoves(deps)
  const moved = (principal: Principal, conversationId: string, move: (tx: Tx) => Promise<void>) =>
    db.tenant(principal.workspaceId, async (tx) => {
      await move(tx)
      return (await readSummaries(tx, [conversationId]))[0]!
    })

  registerRoute(
    app,
    conversationRoutes.readConversation,
    async ({ principal, params, query }) => {
      const thread = await db.tenant(principal.workspaceId, (tx) => readThread(tx, params.conversationId, query))
      if (!thread) throw new AppError('not_found', 'there is no such conversation')
      return { ...thread, brief: await writeBrief(principal.workspaceId, params.conversationId, thread) }
    },
    { authenticate },
  )
  registerRoute(
    app,
    conversationRoutes.takeOver,
    ({ principal, params: { conversationId } }) =>
      moved(principal, conversationId, (tx) => moves.take(tx, conversationId, principal)),
    { authenticate },
  )
  registerRoute(
    app,
    conversationRoutes.transferConversation,
    ({ principal, params: { conversationId }, body }) =>
      moved(principal, conversationId, (tx) => moves.transfer(tx, conversationId, body, principal)),
    { authenticate },
  )
  registerRoute(
    app,
    conversationRoutes.giveBack,
    ({ principal, params: { conversationId } }) =>
      moved(principal, conversationId, (tx) => moves.giveBack(tx, conversationId, principal)),
    { authenticate },
  )
  registerRoute(
    app,
    conversationRoutes.resolveConversation,
    ({ principal, params: { conversationId }, body }) =>
      moved(principal, conversationId, (tx) => moves.resolve(tx, conversationId, body.outcome, principal)),
    { authenticate },
  )
}
