import type { Asker } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import { searchRoutes as routes } from '@loopdesk/contracts/api/knowledge/search.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import { type Authenticate, registerRoute } from '../../../infra/http/index.ts'
import type { IndexHost } from '../index-host/index-host.ts'
import type { AnswerQuestion } from './answer.ts'
import { shownCandidate } from './candidates.ts'
import type { Question, SearchDeps } from './deps.ts'
import { type AskedQuestion, makeExplain } from './explain.ts'
import type { Search } from './search.ts'
import type { Synonyms } from './synonyms.ts'
import type { Tunings } from './tunings.ts'

/** What is known of a customer, for audiences. */
export type KnownCustomer = (
  workspaceId: string,
  customerId: string,
) => Promise<{
  verified: boolean
  language: 'zh' | 'en' | null
  tags: string[]
  attributes: Record<string, unknown>
} | null>

interface Deps extends Pick<SearchDeps, 'reranker' | 'vectors'> {
  search: Search
  answer: AnswerQuestion
  synonyms: Synonyms
  tunings: Tunings
  host: IndexHost
  customer: KnownCustomer
  hasModel: boolean
}

/** Serves contracts/src/api/knowledge/search.ts. */
export function registerSearchRoutes(app: FastifyInstance, deps: Deps, authenticate: Authenticate): void {
  registerAsking(app, deps, authenticate)
  registerTuning(app, deps, authenticate)
}

function registerAsking(app: FastifyInstance, deps: Deps, authenticate: Authenticate): void {
  const guard = { authenticate }
  const { search, answer, host, reranker, vectors, hasModel } = deps
  const explain = makeExplain(deps)
  registerRoute(
    app,
    routes.searchKnowledge,
    async ({ principal, body }) => {
      const started = performance.now()
      const question = await questionOf(deps, principal.workspaceId, body)
      const { candidates, revision } = await search.search(principal.workspaceId, question, body.limit)
      const items = candidates.map((each) => shownCandidate(each, body.text))
      return { items, revision, ms: performance.now() - started }
    },
    guard,
  )
  registerRoute(
    app,
    routes.answerKnowledge,
    async ({ principal, body }) => {
      const started = performance.now()
      const question = await questionOf(deps, principal.workspaceId, body)
      return { answer: (await answer(principal.workspaceId, question)).answer, ms: performance.now() - started }
    },
    guard,
  )
  registerRoute(
    app,
    routes.explainKnowledge,
    async ({ principal, body }) => {
      const showKept = principal.rights.has('knowledge.write')
      const question = await questionOf(deps, principal.workspaceId, body)
      return explain(principal.workspaceId, question, { limit: body.limit, passage: body.passage, showKept })
    },
    guard,
  )
  registerRoute(
    app,
    routes.readKnowledgeIndex,
    async ({ principal }) => {
      const { revision, head, passages, memory, thread } = await host.status(principal.workspaceId)
      return {
        revision: head,
        indexed: revision,
        passages,
        memory,
        thread,
        vectors: (await vectors?.status(principal.workspaceId)) ?? { state: 'off' as const, done: 0, of: 0 },
        reranker: reranker?.state() ?? ('off' as const),
        model: hasModel ? ('on' as const) : ('off' as const),
      }
    },
    guard,
  )
}

function registerTuning(app: FastifyInstance, { tunings, synonyms }: Deps, authenticate: Authenticate): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.listKnowledgeTunings,
    async ({ principal, query }) => ({ items: await tunings.list(principal.workspaceId, query) }),
    guard,
  )
  registerRoute(
    app,
    routes.createKnowledgeTuning,
    ({ principal, body }) => tunings.create(principal.workspaceId, principal, body),
    guard,
  )
  registerRoute(
    app,
    routes.deleteKnowledgeTuning,
    async ({ principal, params }) => ({
      deleted: await tunings.remove(principal.workspaceId, principal, params.tuningId),
    }),
    guard,
  )
  registerRoute(
    app,
    routes.listKnowledgeSynonyms,
    async ({ principal, query }) => ({ items: await synonyms.list(principal.workspaceId, query.search) }),
    guard,
  )
  registerRoute(
    app,
    routes.createKnowledgeSynonyms,
    ({ principal, body }) => synonyms.create(principal.workspaceId, principal, body),
    guard,
  )
  registerRoute(
    app,
    routes.updateKnowledgeSynonyms,
    ({ principal, params, body }) => synonyms.update(principal.workspaceId, principal, params.synonymsId, body),
    guard,
  )
  registerRoute(
    app,
    routes.deleteKnowledgeSynonyms,
    async ({ principal, params }) => ({
      deleted: await synonyms.remove(principal.workspaceId, principal, params.synonymsId),
    }),
    guard,
  )
}

async function questionOf({ customer }: Deps, workspaceId: string, body: AskedQuestion): Promise<Question> {
  const { text, language, history, at } = body
  const asker = await askerOf(customer, workspaceId, body)
  return { text, language, asker, history, at: at === undefined ? undefined : new Date(at) }
}

async function askerOf(
  customer: KnownCustomer,
  workspaceId: string,
  { asker: { customerId, staff, audiences }, channel = 'web', language }: AskedQuestion,
): Promise<Asker> {
  if (audiences) return { kind: 'staff', as: audiences }
  if (staff) return { kind: 'staff' }
  if (customerId === undefined) return { kind: 'public', channel, ...(language && { language }) }
  const known = await customer(workspaceId, customerId)
  if (!known) {
    const message = 'there is no such customer'
    throw new AppError('invalid_request', `/body/asker/customerId: ${message}`, [
      { path: '/body/asker/customerId', message },
    ])
  }
  const { verified, tags, attributes } = known
  const speaks = language ?? known.language
  return { kind: 'customer', channel, verified, tags, attributes, ...(speaks && { language: speaks }) }
}
