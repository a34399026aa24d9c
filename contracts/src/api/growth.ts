import { z } from 'zod'
import { knowledgeSource } from '../knowledge.ts'
import { defineRoute, id, instant, pageOf, pageQuery } from '../route.ts'

const tag = 'Knowledge: growth'
const read = 'knowledge.read'
const write = 'knowledge.write'

const language = z.enum(['zh', 'en'])
const day = z.iso.date()

/** answered: the bot told something; clarified: it asked which of several is meant; declined: it said that it does not know. */
export const askedDecision = z.enum(['answered', 'clarified', 'declined'])
/** What became of it, by what happened afterwards; the strongest counts. */
export const askedOutcome = z.enum(['solved', 'rated_low', 'asked_again', 'handed_over', 'disliked'])

/** Where it was asked: in a conversation, in the search of the help centre, or by a colleague (the assistant, the panel beside a conversation). */
export const askedOrigin = z.enum(['conversation', 'help', 'assist'])

export const askedQuestion = z.object({
  id,
  at: instant,
  origin: askedOrigin,
  /** null for what was not asked in one. */
  conversationId: id.nullable(),
  /** '' outside of conversations. */
  channel: z.string(),
  language,
  /** Without personal data. */
  text: z.string(),
  decision: askedDecision,
  outcome: askedOutcome.nullable(),
  /** Entries and documents that were told or offered: `entry:<id>`, `document:<id>`. */
  sources: z.array(z.string()),
})
export type AskedQuestionShown = z.infer<typeof askedQuestion>

/** open: nothing was written of it; drafted: an entry is being written; answered: asked again it is answered; dismissed: none of ours. */
export const clusterState = z.enum(['open', 'drafted', 'answered', 'dismissed'])
export type ClusterState = z.infer<typeof clusterState>

/** Questions that mean the same and that were not answered well. */
export const cluster = z.object({
  id,
  state: clusterState,
  /** The question that stands for all. */
  title: z.string(),
  language: z.string(),
  size: z.number().int(),
  /** In the last seven days, and in the seven before. */
  week: z.number().int(),
  weekBefore: z.number().int(),
  /** Questions by day, oldest first, today last; 28 of them. */
  days: z.array(z.number().int()),
  /** Where they were asked, most first. */
  origins: z.array(z.object({ origin: askedOrigin, count: z.number().int() })),
  channels: z.array(z.object({ channel: z.string(), count: z.number().int() })),
  languages: z.array(z.object({ language: z.string(), count: z.number().int() })),
  /** Why its questions are here. */
  reasons: z.object({
    declined: z.number().int(),
    clarified: z.number().int(),
    disliked: z.number().int(),
    handedOver: z.number().int(),
    askedAgain: z.number().int(),
    ratedLow: z.number().int(),
  }),
  /** Ways it is asked, best worded first. */
  examples: z.array(z.string()),
  firstAt: instant,
  lastAt: instant,
  /** What was written of it. */
  entryId: z.string().nullable(),
  entryLive: z.boolean(),
  /** Since the entry went live: asked and answered with it, of those solved, and asked without being answered. */
  after: z.object({ asked: z.number().int(), solved: z.number().int(), failed: z.number().int() }),
})
export type GrowthCluster = z.infer<typeof cluster>

/** Where a proposed answer comes from. */
export const draftSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('document'), source: knowledgeSource, confidence: z.number() }),
  z.object({
    kind: z.literal('agents'),
    /** What it says, without greetings, names, numbers of orders and other personal data. */
    text: z.string(),
    /** Agents who said it, and in how many conversations. */
    agents: z.array(z.string()),
    conversations: z.array(id),
    /** 0 to 1: how much of what other agents answered says the same. */
    agreement: z.number(),
  }),
  z.object({ kind: z.literal('model'), text: z.string(), why: z.string() }),
])
export type DraftSource = z.infer<typeof draftSource>

export const clusterDraft = z.object({
  entryId: z.string(),
  /** Of the entry's draft, for saving and publishing it. */
  revision: z.number().int(),
  title: z.string(),
  questions: z.array(z.string()),
  answer: z.string(),
  /** By what the answer was proposed; `none`: nothing says it, it is to be written. */
  from: z.enum(['document', 'agents', 'model', 'none']),
  sources: z.array(draftSource),
})
export type ClusterDraft = z.infer<typeof clusterDraft>

export const proposalState = z.enum(['proposed', 'accepted', 'rejected'])
/** A question with its answer, read out of a document or a good conversation. */
export const faqProposal = z.object({
  id,
  kind: z.enum(['document', 'conversation']),
  state: proposalState,
  question: z.string(),
  answer: z.string(),
  language,
  /** 0 to 1: how likely it is a question people ask, with its whole answer. */
  confidence: z.number(),
  /** Where it stands. */
  document: knowledgeSource.nullable(),
  conversation: z.object({ id, agent: z.string(), rating: z.number().int().nullable() }).nullable(),
  /** An entry that says this already: better another way of asking it. */
  twin: z.object({ entryId: z.string(), title: z.string(), likeness: z.number() }).nullable(),
  entryId: z.string().nullable(),
  foundAt: instant,
})
export type FaqProposal = z.infer<typeof faqProposal>

/** What keeps an entry or document from serving well; `weight` is what it takes from 100. */
export const healthFinding = z.object({
  code: z.enum([
    'disliked',
    'handed_over',
    'asked_again',
    'rated_low',
    'never_used',
    'expired',
    'expiring',
    'review_due',
    'contradicted',
    'missing_language',
  ]),
  weight: z.number(),
  /** How often, or how many days. */
  count: z.number().int(),
  about: z.string().nullable(),
})
export type HealthFinding = z.infer<typeof healthFinding>

const counts = {
  asked: z.number().int(),
  answered: z.number().int(),
  solved: z.number().int(),
  disliked: z.number().int(),
  handedOver: z.number().int(),
  askedAgain: z.number().int(),
  ratedLow: z.number().int(),
}

export const sourceHealth = z.object({
  /** entry:<id> or document:<id>. */
  source: z.string(),
  title: z.string(),
  ...counts,
  lastAt: instant.nullable(),
  /** Asked in the last seven days, and in the seven before. */
  week: z.number().int(),
  weekBefore: z.number().int(),
  /** 0 to 100. */
  score: z.number().int(),
  findings: z.array(healthFinding),
})
export type SourceHealth = z.infer<typeof sourceHealth>

const days = z.coerce.number().int().min(1).max(365).default(30)
const clusterParams = z.object({ clusterId: id })
const proposalParams = z.object({ proposalId: id })

export const growthRoutes = {
  listClusters: defineRoute({
    id: 'listGrowthClusters',
    method: 'GET',
    path: '/v1/growth/clusters',
    summary: 'What customers asked and was not answered well, gathered by meaning',
    tag,
    right: read,
    query: pageQuery.extend({
      state: clusterState.default('open'),
      /** In its questions. */
      q: z.string().max(200).optional(),
      channel: z.string().max(60).optional(),
      language: language.optional(),
      /** recent: asked most in the last seven days; size: asked most at all; growing: by the difference of the two weeks; new: newest first. */
      order: z.enum(['recent', 'size', 'growing', 'new']).default('recent'),
    }),
    reply: pageOf(cluster).extend({ total: z.number().int() }),
  }),
  growthSummary: defineRoute({
    id: 'growthSummary',
    method: 'GET',
    path: '/v1/growth/summary',
    summary: 'How much was asked, answered and solved by day, and what waits to be looked at',
    tag,
    right: read,
    query: z.object({ days }),
    reply: z.object({
      days: z.array(
        z.object({
          day,
          asked: z.number().int(),
          answered: z.number().int(),
          solved: z.number().int(),
          unanswered: z.number().int(),
        }),
      ),
      clusters: z.object({
        open: z.number().int(),
        drafted: z.number().int(),
        answered: z.number().int(),
        dismissed: z.number().int(),
      }),
      proposals: z.number().int(),
    }),
  }),
  readCluster: defineRoute({
    id: 'readGrowthCluster',
    method: 'GET',
    path: '/v1/growth/clusters/:clusterId',
    summary: 'One cluster; one that became part of another answers with that',
    tag,
    right: read,
    params: clusterParams,
    reply: cluster.extend({ draft: clusterDraft.nullable() }),
  }),
  listClusterQuestions: defineRoute({
    id: 'listGrowthClusterQuestions',
    method: 'GET',
    path: '/v1/growth/clusters/:clusterId/questions',
    summary: 'The questions of a cluster with their conversations, newest first',
    tag,
    right: read,
    params: clusterParams,
    query: pageQuery,
    reply: pageOf(askedQuestion),
  }),
  draftCluster: defineRoute({
    id: 'draftGrowthCluster',
    method: 'POST',
    path: '/v1/growth/clusters/:clusterId/draft',
    summary:
      'Make the draft of an entry: the question, other ways of asking it, and an answer proposed from documents, from what agents answered, or by a model from these; a cluster that has one answers with it',
    tag,
    right: write,
    params: clusterParams,
    reply: clusterDraft,
    status: 201,
  }),
  setClusterState: defineRoute({
    id: 'setGrowthClusterState',
    method: 'PUT',
    path: '/v1/growth/clusters/:clusterId/state',
    summary: 'Dismiss a cluster (it comes back when it has grown by half), or open it again',
    tag,
    right: write,
    params: clusterParams,
    body: z.object({ state: z.enum(['open', 'dismissed']) }),
    reply: cluster,
  }),
  moveClusterQuestions: defineRoute({
    id: 'moveGrowthClusterQuestions',
    method: 'POST',
    path: '/v1/growth/clusters/:clusterId/move',
    summary:
      'Questions that belong elsewhere: to another cluster, or to one of their own; the same words go along wherever they were asked, and the two are never put together again by themselves',
    tag,
    right: write,
    params: clusterParams,
    body: z.object({
      questionIds: z.array(id).min(1).max(500),
      /** null: to one of their own. */
      to: id.nullable(),
    }),
    reply: z.object({ from: cluster, to: cluster }),
  }),
  mergeClusters: defineRoute({
    id: 'mergeGrowthClusters',
    method: 'POST',
    path: '/v1/growth/clusters/:clusterId/merge',
    summary: 'A cluster that means the same as another becomes part of it; its address leads there',
    tag,
    right: write,
    params: clusterParams,
    body: z.object({ into: id }),
    reply: cluster,
  }),
  listFaqProposals: defineRoute({
    id: 'listFaqProposals',
    method: 'GET',
    path: '/v1/growth/proposals',
    summary: 'Questions with their answers, read out of documents and good conversations, surest first',
    tag,
    right: read,
    query: pageQuery.extend({
      state: proposalState.default('proposed'),
      kind: z.enum(['document', 'conversation']).optional(),
      /** document:<id> or conversation:<id>. */
      source: z.string().max(300).optional(),
      /** Only those an entry says already, or only others. */
      twin: z.enum(['true', 'false']).optional(),
    }),
    reply: pageOf(faqProposal).extend({ total: z.number().int() }),
  }),
  acceptFaqProposal: defineRoute({
    id: 'acceptFaqProposal',
    method: 'POST',
    path: '/v1/growth/proposals/:proposalId/accept',
    summary: 'Make the draft of an entry of it, or add its question to the entry that says this already',
    tag,
    right: write,
    params: proposalParams,
    body: z.object({
      as: z.enum(['entry', 'similar_question']).default('entry'),
      question: z.string().trim().min(1).max(300).optional(),
      answer: z.string().trim().min(1).max(20_000).optional(),
    }),
    reply: z.object({ entryId: z.string() }),
  }),
  rejectFaqProposals: defineRoute({
    id: 'rejectFaqProposals',
    method: 'POST',
    path: '/v1/growth/proposals/reject',
    summary: 'Proposals that are none; they do not come again',
    tag,
    right: write,
    body: z.object({ ids: z.array(id).min(1).max(500) }),
    reply: z.object({ rejected: z.number().int() }),
  }),
  findFaqProposals: defineRoute({
    id: 'findFaqProposals',
    method: 'POST',
    path: '/v1/growth/proposals/find',
    summary: 'Look through what changed in the documents now, in the background',
    tag,
    right: write,
    reply: z.object({}),
    status: 202,
  }),
  listSourceHealth: defineRoute({
    id: 'listSourceHealth',
    method: 'GET',
    path: '/v1/growth/health',
    summary: 'Entries and documents with how they are used and what they lack, those that need work most first',
    tag,
    right: read,
    query: pageQuery.extend({
      days,
      kind: z.enum(['entry', 'document']).optional(),
      finding: healthFinding.shape.code.optional(),
      order: z.enum(['score', 'asked', 'last']).default('score'),
    }),
    reply: pageOf(sourceHealth).extend({
      total: z.number().int(),
      /** How many have each finding, and how they spread: below 50, below 80, the rest. */
      findings: z.record(z.string(), z.number().int()),
      spread: z.object({ poor: z.number().int(), fair: z.number().int(), good: z.number().int() }),
    }),
  }),
  exportSourceHealth: defineRoute({
    id: 'exportSourceHealth',
    method: 'GET',
    path: '/v1/growth/health.csv',
    summary: 'The same as a table',
    tag,
    right: read,
    query: z.object({ days, kind: z.enum(['entry', 'document']).optional() }),
    reply: z.any(),
  }),
  readUsage: defineRoute({
    id: 'readKnowledgeUsage',
    method: 'POST',
    path: '/v1/growth/usage',
    summary: 'The numbers of some entries and documents, for lists',
    tag,
    right: read,
    body: z.object({
      sources: z.array(z.string().max(300)).min(1).max(200),
      days: z.number().int().min(1).max(365).default(30),
    }),
    reply: z.object({ items: z.array(z.object({ source: z.string(), ...counts, lastAt: instant })) }),
  }),
  listSourceQuestions: defineRoute({
    id: 'listSourceQuestions',
    method: 'GET',
    path: '/v1/growth/questions',
    summary: 'What was asked, newest first: of a source, with an outcome',
    tag,
    right: read,
    query: pageQuery.extend({
      source: z.string().max(300).optional(),
      outcome: askedOutcome.optional(),
      decision: askedDecision.optional(),
    }),
    reply: pageOf(askedQuestion),
  }),
}
