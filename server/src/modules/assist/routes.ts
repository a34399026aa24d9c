import { assistRoutes as routes } from '@loopdesk/contracts/api/assist.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import { type Authenticate, type Principal, registerRoute } from '../../infra/http/index.ts'
import { makeAsk } from './ask.ts'
import type { AssistDeps } from './deps.ts'
import { makeDraftReply } from './draft-reply.ts'
import { readFigures } from './figures.ts'
import { makeGaps } from './gaps.ts'
import { noteUse } from './offers.ts'
import { makeRewrite } from './rewrite.ts'
import { makeSuggest } from './suggest.ts'
import { deleteThread, listThreads } from './threads.ts'

/** Serves contracts/src/api/assist.ts. */
export function registerAssistRoutes(app: FastifyInstance, deps: AssistDeps, authenticate: Authenticate): void {
  const gaps = makeGaps(deps)
  registerBeside(app, deps, authenticate)
  registerAssistant(app, { ...deps, gaps }, authenticate)
  registerGaps(app, { ...deps, gaps }, authenticate)
}

function registerBeside(app: FastifyInstance, deps: AssistDeps, authenticate: Authenticate): void {
  const { db } = deps
  const guard = { authenticate }
  const suggest = makeSuggest(deps)
  const draftReply = makeDraftReply(deps)
  const rewrite = makeRewrite(deps.askModel)
  registerRoute(
    app,
    routes.suggestReplies,
    ({ principal, params, body }) => {
      mustReadConversations(principal)
      return suggest(principal.workspaceId, params.conversationId, body)
    },
    guard,
  )
  registerRoute(
    app,
    routes.draftReply,
    ({ principal, params, body }) => {
      mustReadConversations(principal)
      return draftReply(principal.workspaceId, params.conversationId, body.seq)
    },
    guard,
  )
  registerRoute(
    app,
    routes.useSuggestion,
    async ({ principal, params, body }) => ({
      verdict: await db.tenant(principal.workspaceId, (tx) => noteUse(tx, { ...params, ...body }, principal)),
    }),
    guard,
  )
  registerRoute(
    app,
    routes.rewriteReply,
    async ({ principal, body }) => ({ text: await rewrite(principal.workspaceId, body) }),
    guard,
  )
  registerRoute(app, routes.readAssist, async () => ({ model: deps.askModel !== undefined }), guard)
  registerRoute(
    app,
    routes.readAssistFigures,
    ({ principal, query }) => db.tenant(principal.workspaceId, (tx) => readFigures(tx, query.days)),
    guard,
  )
}

type WithGaps = AssistDeps & { gaps: ReturnType<typeof makeGaps> }

function registerAssistant(app: FastifyInstance, deps: WithGaps, authenticate: Authenticate): void {
  const { db } = deps
  const guard = { authenticate }
  const { ask, thread, judge } = makeAsk(deps)
  registerRoute(
    app,
    routes.askAssistant,
    ({ principal, body }) => ask(principal.workspaceId, ownerOf(principal, body.asker), body),
    guard,
  )
  registerRoute(
    app,
    routes.listAssistThreads,
    ({ principal, query }) => db.tenant(principal.workspaceId, (tx) => listThreads(tx, ownerOf(principal), query)),
    guard,
  )
  registerRoute(
    app,
    routes.readAssistThread,
    ({ principal, params }) =>
      db.tenant(principal.workspaceId, (tx) => thread(tx, ownerOf(principal), params.threadId)),
    guard,
  )
  registerRoute(
    app,
    routes.deleteAssistThread,
    async ({ principal, params }) => {
      const { workspaceId, actor } = principal
      await db.tenant(workspaceId, (tx) => deleteThread(tx, ownerOf(principal), params.threadId, actor))
      return {}
    },
    guard,
  )
  registerRoute(
    app,
    routes.judgeAssistAnswer,
    ({ principal, params, body }) =>
      db.tenant(principal.workspaceId, (tx) => judge(tx, ownerOf(principal, body.asker), params.questionId, body)),
    guard,
  )
}

function registerGaps(app: FastifyInstance, { db, gaps }: WithGaps, authenticate: Authenticate): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.reportAssistGap,
    ({ principal, body }) => db.tenant(principal.workspaceId, (tx) => gaps.note(tx, { ...body, reason: 'unanswered' })),
    guard,
  )
  registerRoute(
    app,
    routes.listAssistGaps,
    ({ principal, query }) => db.tenant(principal.workspaceId, (tx) => gaps.list(tx, query)),
    guard,
  )
  registerRoute(
    app,
    routes.closeAssistGap,
    ({ principal, params, body }) =>
      db.tenant(principal.workspaceId, (tx) => gaps.close(tx, params.gapId, body, principal.actor)),
    guard,
  )
}

/** Whose history it is: a colleague's own, or that of whom a key says is asking. */
function ownerOf({ staffId, keyId }: Principal, asker?: { externalId: string }): string {
  if (staffId !== null) return `staff:${staffId}`
  return `key:${keyId}:${asker?.externalId ?? ''}`
}

function mustReadConversations({ rights }: Principal): void {
  if (!rights.has('conversations.read')) throw new AppError('forbidden', 'this needs the right conversations.read')
}
