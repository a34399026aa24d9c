import { z } from 'zod'
import { knowledgeSource } from '../knowledge.ts'
import { defineRoute, id, instant, pageOf, pageQuery } from '../route.ts'
import { knowledgeAnswer, knowledgeSnippet } from './knowledge/search.ts'

const tag = 'Assistance for colleagues'

/** `customer`: this customer may hear it; `internal`: for colleagues only, it cannot be inserted. */
export const assistReach = z.enum(['customer', 'internal'])
export const assistVerdict = z.enum(['helpful', 'wrong'])

/** Something an agent may answer with. */
export const assistSuggestion = z.object({
  id,
  /** The answer, something that was found beside it, or a whole reply. */
  kind: z.enum(['answer', 'passage', 'draft']),
  reach: assistReach,
  title: z.string(),
  /** As it would be inserted: plain text. */
  text: z.string(),
  /** As it is shown: Markdown. */
  markdown: z.string(),
  /** Where in a passage the words of the question stand. */
  snippet: knowledgeSnippet.nullable(),
  sources: z.array(knowledgeSource),
  /** 0 to 1, of answers. */
  confidence: z.number().nullable(),
  /** By whom the sentences are written. */
  wording: z.enum(['source', 'model']),
  /** Sources say different things: both, by what they say. */
  conflict: z.array(z.string()),
  verdict: assistVerdict.nullable(),
})
export type AssistSuggestion = z.infer<typeof assistSuggestion>

export const assistReply = z.object({
  /** What it is about; personal data masked. Null where the customer has not asked anything yet. */
  question: z.object({ seq: z.number().int(), text: z.string(), language: z.enum(['zh', 'en']) }).nullable(),
  /** What the customer would get from the bot. */
  decision: z.enum(['answer', 'clarify', 'decline']).nullable(),
  /** What may be meant, for `clarify`. */
  meanings: z.array(z.string()),
  /** Answers first, then what else was found. */
  items: z.array(assistSuggestion),
  ms: z.number(),
})
export type AssistReply = z.infer<typeof assistReply>

/** One question of a colleague with its answer. */
export const assistQuestion = z.object({
  id,
  at: instant,
  /** Without personal data. */
  text: z.string(),
  answer: knowledgeAnswer,
  /** Ids of passages of the answer that colleagues alone may know. */
  internal: z.array(z.string()),
  verdict: assistVerdict.nullable(),
  /** Those who look after the knowledge were told that there is no answer. */
  told: z.boolean(),
})
export type AssistQuestion = z.infer<typeof assistQuestion>

export const assistThread = z.object({ id, title: z.string(), createdAt: instant, updatedAt: instant })
export type AssistThread = z.infer<typeof assistThread>

/** What was asked or looked for in vain. */
export const assistGap = z.object({
  id,
  text: z.string(),
  language: z.enum(['zh', 'en']),
  audience: z.enum(['staff', 'customer']),
  reason: z.enum(['unanswered', 'wrong']),
  /** What was found wrong: entry:ID or document:ID. */
  source: z.string().nullable(),
  asked: z.number().int(),
  firstAt: instant,
  lastAt: instant,
  state: z.enum(['open', 'answered', 'dismissed']),
  entryId: z.string().nullable(),
})
export type AssistGap = z.infer<typeof assistGap>

const counts = {
  shown: z.number().int(),
  inserted: z.number().int(),
  copied: z.number().int(),
  /** Went out to the customer, something of it being left. */
  sent: z.number().int(),
  /** Of those sent. */
  asIs: z.number().int(),
  little: z.number().int(),
  much: z.number().int(),
  /** Inserted, and nothing of it was left when the reply went out. */
  replaced: z.number().int(),
  helpful: z.number().int(),
  wrong: z.number().int(),
}
export const assistFigures = z.object(counts)

const conversationParams = z.object({ conversationId: id })
const asked = z.string().trim().min(1).max(2000)

const besideConversations = {
  suggestReplies: defineRoute({
    id: 'suggestReplies',
    method: 'POST',
    path: '/v1/conversations/:conversationId/suggestions',
    summary:
      "What the company knows to the customer's newest question, or to one an agent looks up: what this customer may hear, and what is for colleagues only. Needs conversations.read as well",
    tag,
    right: 'knowledge.read',
    params: conversationParams,
    body: z.object({
      /** Of the customer's message; the newest where left out. */
      seq: z.number().int().min(1).optional(),
      /** Looked up by the agent instead. */
      search: asked.optional(),
    }),
    reply: assistReply,
  }),
  draftReply: defineRoute({
    id: 'draftReply',
    method: 'POST',
    path: '/v1/conversations/:conversationId/draft-reply',
    summary:
      'A reply to the newest question, from what this customer may hear only, its numbers and names checked against the sources. Never sent by itself; null where there is no answer',
    tag,
    right: 'knowledge.read',
    params: conversationParams,
    body: z.object({ seq: z.number().int().min(1).optional() }),
    reply: z.object({
      draft: assistSuggestion.nullable(),
      /** Reason code where there is none. */
      why: z.string(),
      /** Sentences that were left out because no source says so. */
      removed: z.array(z.string()),
    }),
  }),
  useSuggestion: defineRoute({
    id: 'useSuggestion',
    method: 'POST',
    path: '/v1/suggestions/:suggestionId/uses',
    summary: 'A suggestion was inserted, copied or judged. What is for colleagues only cannot be inserted',
    tag,
    right: 'conversations.write',
    params: z.object({ suggestionId: id }),
    body: z.object({
      action: z.enum(['inserted', 'copied', 'helpful', 'wrong']),
      /** What is wrong with it. */
      note: z.string().trim().max(500).default(''),
    }),
    reply: z.object({ verdict: assistVerdict.nullable() }),
  }),
  rewriteReply: defineRoute({
    id: 'rewriteReply',
    method: 'POST',
    path: '/v1/assist/rewrite',
    summary:
      'Says a reply more briefly, more politely or in the other language; refused where numbers, dates or codes would change. Needs a language model',
    tag,
    right: 'conversations.write',
    body: z.object({
      text: z.string().trim().min(1).max(4000),
      how: z.enum(['shorten', 'polish', 'translate']),
      /** Of the result. */
      language: z.enum(['zh', 'en']),
    }),
    reply: z.object({ text: z.string() }),
  }),
  readAssist: defineRoute({
    id: 'readAssist',
    method: 'GET',
    path: '/v1/assist',
    summary: 'What assistance there is: whether a language model can rewrite',
    tag,
    right: 'session',
    reply: z.object({ model: z.boolean() }),
  }),
  readAssistFigures: defineRoute({
    id: 'readAssistFigures',
    method: 'GET',
    path: '/v1/assist/figures',
    summary: 'What agents made of what they were offered, in all and by source, most shown first',
    tag,
    right: 'knowledge.read',
    query: z.object({ days: z.coerce.number().int().min(1).max(366).default(30) }),
    reply: z.object({
      total: assistFigures,
      sources: z.array(assistFigures.extend({ source: z.string(), title: z.string() })),
    }),
  }),
}

const assistant = {
  askAssistant: defineRoute({
    id: 'askAssistant',
    method: 'POST',
    path: '/v1/assist/ask',
    summary:
      'A colleague asks everything the company knows, what is for colleagues included. With an API key, `asker.externalId` says who asks; each has a history of their own',
    tag,
    right: 'knowledge.read',
    body: z.object({
      text: asked,
      /** Goes on with these questions; a new row of them where left out. */
      threadId: id.optional(),
      language: z.enum(['zh', 'en']).optional(),
      asker: z.object({ externalId: z.string().trim().min(1).max(200) }).optional(),
    }),
    reply: z.object({ thread: assistThread, question: assistQuestion }),
  }),
  listAssistThreads: defineRoute({
    id: 'listAssistThreads',
    method: 'GET',
    path: '/v1/assist/threads',
    summary: 'What I asked so far, newest first; nobody else sees it',
    tag,
    right: 'knowledge.read',
    query: pageQuery.extend({ search: z.string().max(200).optional() }),
    reply: pageOf(assistThread),
  }),
  readAssistThread: defineRoute({
    id: 'readAssistThread',
    method: 'GET',
    path: '/v1/assist/threads/:threadId',
    summary: 'Questions of mine with their answers, oldest first',
    tag,
    right: 'knowledge.read',
    params: z.object({ threadId: id }),
    reply: assistThread.extend({ questions: z.array(assistQuestion) }),
  }),
  deleteAssistThread: defineRoute({
    id: 'deleteAssistThread',
    method: 'DELETE',
    path: '/v1/assist/threads/:threadId',
    summary: 'Forget questions of mine',
    tag,
    right: 'knowledge.read',
    params: z.object({ threadId: id }),
    reply: z.object({}),
  }),
  judgeAssistAnswer: defineRoute({
    id: 'judgeAssistAnswer',
    method: 'POST',
    path: '/v1/assist/questions/:questionId/verdict',
    summary: 'Whether an answer helped; one that is wrong is told to those who look after the knowledge',
    tag,
    right: 'knowledge.read',
    params: z.object({ questionId: id }),
    body: z.object({
      verdict: assistVerdict,
      note: z.string().trim().max(500).default(''),
      asker: z.object({ externalId: z.string().trim().min(1).max(200) }).optional(),
    }),
    reply: assistQuestion,
  }),
}

const gaps = {
  reportAssistGap: defineRoute({
    id: 'reportAssistGap',
    method: 'POST',
    path: '/v1/assist/gaps',
    summary: 'Tell those who look after the knowledge that an answer is missing',
    tag,
    right: 'knowledge.read',
    body: z.object({ text: asked, language: z.enum(['zh', 'en']), audience: z.enum(['staff', 'customer']) }),
    reply: assistGap,
    status: 201,
  }),
  listAssistGaps: defineRoute({
    id: 'listAssistGaps',
    method: 'GET',
    path: '/v1/assist/gaps',
    summary: 'What colleagues asked or looked for in vain, newest first',
    tag,
    right: 'knowledge.write',
    query: pageQuery.extend({ state: assistGap.shape.state.default('open') }),
    reply: pageOf(assistGap),
  }),
  closeAssistGap: defineRoute({
    id: 'closeAssistGap',
    method: 'POST',
    path: '/v1/assist/gaps/:gapId/close',
    summary: 'It is answered by an entry now, or needs no answer; opens again when somebody asks in vain again',
    tag,
    right: 'knowledge.write',
    params: z.object({ gapId: id }),
    body: z.object({ state: z.enum(['answered', 'dismissed']), entryId: z.string().max(200).optional() }),
    reply: assistGap,
  }),
}

/** Help for colleagues: suggestions beside conversations, their own assistant, and what nobody could answer. */
export const assistRoutes = { ...besideConversations, ...assistant, ...gaps }
