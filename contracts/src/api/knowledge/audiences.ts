import { z } from 'zod'
import { audience } from '../../knowledge.ts'
import { defineRoute, id } from '../../route.ts'

const tag = 'Knowledge: audiences'
const params = z.object({ audienceId: audience.shape.id })

export const listedAudience = audience.extend({
  /** Where it is used. */
  entries: z.number().int(),
  documents: z.number().int(),
  /** `staff` is built in: it cannot be changed, and `conditions` is empty. */
  builtIn: z.boolean(),
  conditions: audience.shape.conditions.or(z.array(z.never()).length(0)),
})
export type ListedAudience = z.infer<typeof listedAudience>

/** Somebody who asks, as far as audiences depend on it. */
export const asker = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('public'), channel: z.string().max(60), language: z.enum(['zh', 'en']).optional() }),
  z.object({
    kind: z.literal('customer'),
    channel: z.string().max(60),
    /** Whether they have proven who they are. */
    verified: z.boolean().default(false),
    language: z.enum(['zh', 'en']).optional(),
    tags: z.array(z.string()).default([]),
    /** The customer's profile; nested ones are named with dots in conditions. */
    attributes: z.record(z.string(), z.unknown()).default({}),
  }),
  z.object({
    kind: z.literal('staff'),
    /** For previews: what somebody of these audiences sees, instead of a colleague. */
    as: z.array(z.string()).optional(),
  }),
])
export type Asker = z.infer<typeof asker>

export const audienceRoutes = {
  listAudiences: defineRoute({
    id: 'listKnowledgeAudiences',
    method: 'GET',
    path: '/v1/knowledge/audiences',
    summary: 'Audiences with how often they are used, `staff` first',
    tag,
    right: 'knowledge.read',
    reply: z.object({ items: z.array(listedAudience) }),
  }),
  createAudience: defineRoute({
    id: 'createKnowledgeAudience',
    method: 'POST',
    path: '/v1/knowledge/audiences',
    summary: 'Make an audience',
    tag,
    right: 'knowledge.publish',
    body: audience,
    reply: listedAudience,
    status: 201,
  }),
  saveAudience: defineRoute({
    id: 'saveKnowledgeAudience',
    method: 'PUT',
    path: '/v1/knowledge/audiences/:audienceId',
    summary: 'Change the name or the conditions of an audience; in force with the next question',
    tag,
    right: 'knowledge.publish',
    params,
    body: audience.omit({ id: true }),
    reply: listedAudience,
  }),
  deleteAudience: defineRoute({
    id: 'deleteKnowledgeAudience',
    method: 'DELETE',
    path: '/v1/knowledge/audiences/:audienceId',
    summary: 'Delete an audience nothing is written for any more',
    tag,
    right: 'knowledge.publish',
    params,
    reply: z.object({}),
  }),
  tryAudiences: defineRoute({
    id: 'tryKnowledgeAudiences',
    method: 'POST',
    path: '/v1/knowledge/audiences/try',
    summary:
      'What somebody sees: a known customer or one made up; which audiences they are in and why, and how many entries',
    tag,
    right: 'knowledge.read',
    body: z.object({
      who: z.object({ customerId: id, channel: z.string().max(60).default('web') }).or(z.object({ asker })),
      /** Entries in whose title or questions this stands. */
      q: z.string().max(200).optional(),
    }),
    reply: z.object({
      audiences: z.array(z.string()),
      /** Of every audience: whether they are in it, and the first condition that says no. */
      why: z.array(
        z.object({
          audience: z.string(),
          isIn: z.boolean(),
          failed: audience.shape.conditions.element.nullable(),
          /** What the customer has there; absent when nothing. */
          has: z.unknown().optional(),
        }),
      ),
      visible: z.number().int(),
      /** The first 50 of them. */
      entries: z.array(
        z.object({ id: z.string(), title: z.string(), category: z.string(), audiences: z.array(z.string()) }),
      ),
    }),
  }),
}
