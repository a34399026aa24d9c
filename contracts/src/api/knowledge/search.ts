import { z } from 'zod'
import { knowledgeSource } from '../../knowledge.ts'
import { defineRoute, id, instant } from '../../route.ts'

const tag = 'Knowledge: search and answers'

/** Who is asking: nobody known (the public) unless said otherwise. */
export const knowledgeAsker = z.object({
  /** A customer, with the audiences that follow from the profile. */
  customerId: id.optional(),
  /** A colleague: sees what is for staff. */
  staff: z.boolean().default(false),
  /** Audiences to try with; only people who may read all knowledge can say so. */
  audiences: z.array(z.string().max(60)).max(50).optional(),
})
export type KnowledgeAsker = z.infer<typeof knowledgeAsker>

/** One earlier question, newest last. */
export const earlierQuestion = z.object({
  question: z.string().max(2000),
  /** Title of what it was answered from. */
  title: z.string().max(300).optional(),
})

export const knowledgeQuestion = z.object({
  text: z.string().trim().min(1).max(2000),
  language: z.enum(['zh', 'en']).optional(),
  asker: knowledgeAsker.default({ staff: false }),
  /** Kind of channel: web, wecom … */
  channel: z.string().max(60).optional(),
  history: z.array(earlierQuestion).max(20).default([]),
  /** As if it were then. */
  at: instant.optional(),
})
export type KnowledgeQuestion = z.infer<typeof knowledgeQuestion>

/** A piece of text around what matched; marks are [from, to) in it. */
export const knowledgeSnippet = z.object({
  text: z.string(),
  marks: z.array(z.tuple([z.number().int(), z.number().int()])),
})

export const knowledgeCandidate = z.object({
  /** Id of the passage. */
  passage: z.string(),
  kind: z.enum(['entry', 'text', 'list', 'table', 'code', 'question', 'picture']),
  source: knowledgeSource,
  language: z.string(),
  category: z.string(),
  snippet: knowledgeSnippet,
  score: z.number(),
  /** What the score is made of, by name; what the engine calls them. */
  parts: z.record(z.string(), z.number()),
  /** By a rule of the workspace. */
  tuned: z.enum(['pinned', 'buried']).nullable(),
})
export type KnowledgeCandidate = z.infer<typeof knowledgeCandidate>

/** What a question is answered with. */
export const knowledgeAnswer = z.object({
  decision: z.enum(['answer', 'clarify', 'decline']),
  /** 0 to 1: how sure it is that the text answers the question. */
  confidence: z.number(),
  text: z.string(),
  /** The same as its author formatted it, where that is more than plain text. */
  markdown: z.string().optional(),
  /** What the text says is from here; for `answer` at least one. */
  sources: z.array(knowledgeSource),
  /** What else may be meant, for `clarify`. */
  alternatives: z.array(z.object({ passage: z.string(), title: z.string(), source: knowledgeSource })),
  /** Two sources that say different things. */
  conflict: z
    .object({
      sources: z.array(knowledgeSource),
      about: z.string(),
      says: z.array(z.string()),
      /** Passage that was preferred, and by which rule. */
      preferred: z.string(),
      why: z.string(),
    })
    .nullable(),
  /** Reason code of the decision (found, nothing_found, not_sure …). */
  why: z.string(),
  /** Id of the entry that answers, if one does. */
  entry: z.string().nullable(),
  /** The question as it was understood: follow-ups with their subject filled in. */
  understood: z.string(),
  /** By whom the sentences are written. */
  wording: z.enum(['source', 'model']),
})
export type KnowledgeAnswer = z.infer<typeof knowledgeAnswer>

/** Why a candidate is not the answer. */
export const explainedCandidate = knowledgeCandidate.extend({
  rank: z.number().int().nullable(),
  /** What keeps it from this asker: nothing, or everything that does. */
  kept: z.array(z.enum(['audience', 'channel', 'not_yet', 'expired', 'buried', 'language', 'no_match'])),
  /** Ids of the audiences it is for. */
  audiences: z.array(z.string()),
})

export const knowledgeTuning = z.object({
  id,
  /** The question it is about; others that mean the same count too. */
  question: z.string(),
  /** `exact`: this wording only (case and punctuation aside); `similar`: what means the same. */
  match: z.enum(['exact', 'similar']),
  action: z.enum(['pin', 'bury']),
  /** entry:ID or document:ID, or the id of one passage. */
  target: z.string(),
  title: z.string(),
  note: z.string(),
  createdAt: instant,
  createdBy: z.string(),
})
export type KnowledgeTuning = z.infer<typeof knowledgeTuning>

const tuningBody = z.object({
  question: z.string().trim().min(1).max(500),
  match: z.enum(['exact', 'similar']).default('similar'),
  action: z.enum(['pin', 'bury']),
  target: z.string().min(1).max(300),
  note: z.string().max(500).default(''),
})

/** Words that mean the same in this company. */
export const knowledgeSynonyms = z.object({
  id,
  /** `both`: each stands for all others; `one_way`: the first is also found by the others, not the reverse. */
  direction: z.enum(['both', 'one_way']),
  words: z.array(z.string().trim().min(1).max(60)).min(2).max(30),
  updatedAt: instant,
})
export type KnowledgeSynonyms = z.infer<typeof knowledgeSynonyms>

const synonymsBody = knowledgeSynonyms.omit({ id: true, updatedAt: true })

export const searchRoutes = {
  searchKnowledge: defineRoute({
    id: 'searchKnowledge',
    method: 'POST',
    path: '/v1/knowledge/search',
    summary: 'Passages that fit a question, best first, among those the asker may see',
    tag,
    right: 'knowledge.read',
    body: knowledgeQuestion.extend({ limit: z.number().int().min(1).max(50).default(10) }),
    reply: z.object({ items: z.array(knowledgeCandidate), ms: z.number(), revision: z.number().int() }),
  }),
  answerKnowledge: defineRoute({
    id: 'answerKnowledge',
    method: 'POST',
    path: '/v1/knowledge/answer',
    summary: 'The answer a customer would get, with its sources, or why there is none',
    tag,
    right: 'knowledge.read',
    body: knowledgeQuestion,
    reply: z.object({ answer: knowledgeAnswer, ms: z.number() }),
  }),
  explainKnowledge: defineRoute({
    id: 'explainKnowledge',
    method: 'POST',
    path: '/v1/knowledge/explain',
    summary:
      'The answer with everything it was chosen from: candidates with the parts of their scores, those the asker may not see with the reason, what the decision went by. `passage` is explained even if it was not found',
    tag,
    right: 'knowledge.read',
    body: knowledgeQuestion.extend({
      limit: z.number().int().min(1).max(50).default(20),
      passage: z.string().max(300).optional(),
    }),
    reply: z.object({
      answer: knowledgeAnswer,
      /** As the index read it: words added by synonyms and the like. */
      query: z.object({ text: z.string(), added: z.array(z.string()) }),
      askerAudiences: z.array(z.string()),
      candidates: z.array(explainedCandidate),
      /** Those that would have been among the first but are kept from this asker; only for people who may read all knowledge. */
      kept: z.array(explainedCandidate),
      asked: explainedCandidate.nullable(),
      tunings: z.array(knowledgeTuning),
      /** Numbers the decision went by, by name. */
      features: z.record(z.string(), z.number()),
      model: z
        .object({
          /** Sentences that were taken out because no source says so. */
          removed: z.array(z.object({ text: z.string(), why: z.string() })),
          used: z.boolean(),
          why: z.string(),
        })
        .nullable(),
      /** Milliseconds by step. */
      timings: z.record(z.string(), z.number()),
    }),
  }),
  listKnowledgeTunings: defineRoute({
    id: 'listKnowledgeTunings',
    method: 'GET',
    path: '/v1/knowledge/tunings',
    summary: 'What is pinned and buried for which questions, newest first',
    tag,
    right: 'knowledge.read',
    query: z.object({ search: z.string().max(200).optional(), target: z.string().max(300).optional() }),
    reply: z.object({ items: z.array(knowledgeTuning) }),
  }),
  createKnowledgeTuning: defineRoute({
    id: 'createKnowledgeTuning',
    method: 'POST',
    path: '/v1/knowledge/tunings',
    summary: 'Pin a source to the top for a question, or bury it; in effect within two seconds everywhere',
    tag,
    right: 'knowledge.write',
    body: tuningBody,
    reply: knowledgeTuning,
    status: 201,
  }),
  deleteKnowledgeTuning: defineRoute({
    id: 'deleteKnowledgeTuning',
    method: 'DELETE',
    path: '/v1/knowledge/tunings/:tuningId',
    summary: 'Take a tuning back',
    tag,
    right: 'knowledge.write',
    params: z.object({ tuningId: id }),
    reply: z.object({ deleted: z.boolean() }),
  }),
  listKnowledgeSynonyms: defineRoute({
    id: 'listKnowledgeSynonyms',
    method: 'GET',
    path: '/v1/knowledge/synonyms',
    summary: 'Words that mean the same in this company',
    tag,
    right: 'knowledge.read',
    query: z.object({ search: z.string().max(60).optional() }),
    reply: z.object({ items: z.array(knowledgeSynonyms) }),
  }),
  createKnowledgeSynonyms: defineRoute({
    id: 'createKnowledgeSynonyms',
    method: 'POST',
    path: '/v1/knowledge/synonyms',
    summary: 'Add words that mean the same',
    tag,
    right: 'knowledge.write',
    body: synonymsBody,
    reply: knowledgeSynonyms,
    status: 201,
  }),
  updateKnowledgeSynonyms: defineRoute({
    id: 'updateKnowledgeSynonyms',
    method: 'PUT',
    path: '/v1/knowledge/synonyms/:synonymsId',
    summary: 'Change words that mean the same',
    tag,
    right: 'knowledge.write',
    params: z.object({ synonymsId: id }),
    body: synonymsBody,
    reply: knowledgeSynonyms,
  }),
  deleteKnowledgeSynonyms: defineRoute({
    id: 'deleteKnowledgeSynonyms',
    method: 'DELETE',
    path: '/v1/knowledge/synonyms/:synonymsId',
    summary: 'Remove words that mean the same',
    tag,
    right: 'knowledge.write',
    params: z.object({ synonymsId: id }),
    reply: z.object({ deleted: z.boolean() }),
  }),
  readKnowledgeIndex: defineRoute({
    id: 'readKnowledgeIndex',
    method: 'GET',
    path: '/v1/knowledge/index',
    summary: 'How much is searched and by what: passages, memory, vectors, reranker',
    tag,
    right: 'knowledge.read',
    reply: z.object({
      revision: z.number().int(),
      indexed: z.number().int(),
      passages: z.number().int(),
      /** Bytes, about. */
      memory: z.number().int(),
      thread: z.boolean(),
      vectors: z.object({ state: z.enum(['off', 'on', 'failing']), done: z.number().int(), of: z.number().int() }),
      reranker: z.enum(['off', 'on', 'failing']),
      model: z.enum(['off', 'on']),
    }),
  }),
}
