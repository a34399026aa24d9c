import { z } from 'zod'
import { someLanguage } from '../../knowledge.ts'
import { defineRoute } from '../../route.ts'

const tag = 'Knowledge: categories'

export const categoryId = z.string().trim().min(1).max(120)
const params = z.object({ categoryId })

export const category = z.object({
  id: categoryId,
  /** The one above it; null at the top. */
  parent: categoryId.nullable(),
  name: someLanguage,
  description: z.object({ zh: z.string().optional(), en: z.string().optional() }),
  /** Name of an icon or an emoji; '' where it has none. */
  icon: z.string(),
  /** Among its siblings, from 0. */
  position: z.number().int(),
  /** Entries right in it and, in `all`, in everything below it; archived ones do not count. */
  entries: z.object({ own: z.number().int(), all: z.number().int(), live: z.number().int() }),
  /** Documents right in it. */
  documents: z.number().int(),
})
export type Category = z.infer<typeof category>

const fields = {
  name: someLanguage,
  parent: categoryId.nullable(),
  description: z.object({ zh: z.string().max(1000).optional(), en: z.string().max(1000).optional() }),
  icon: z.string().max(60),
  position: z.number().int().min(0),
}

export const categoryRoutes = {
  listCategories: defineRoute({
    id: 'listKnowledgeCategories',
    method: 'GET',
    path: '/v1/knowledge/categories',
    summary: 'All categories, each before those below it, in order',
    tag,
    right: 'knowledge.read',
    reply: z.object({ items: z.array(category) }),
  }),
  createCategory: defineRoute({
    id: 'createKnowledgeCategory',
    method: 'POST',
    path: '/v1/knowledge/categories',
    summary: 'Make a category; without an id it gets one, without a position it comes last',
    tag,
    right: 'knowledge.write',
    body: z.object({
      id: categoryId.optional(),
      name: fields.name,
      parent: fields.parent.default(null),
      description: fields.description.default({}),
      icon: fields.icon.default(''),
      position: fields.position.optional(),
    }),
    reply: category,
    status: 201,
  }),
  updateCategory: defineRoute({
    id: 'updateKnowledgeCategory',
    method: 'PATCH',
    path: '/v1/knowledge/categories/:categoryId',
    summary: 'Rename a category, or move it with everything below it',
    tag,
    right: 'knowledge.write',
    params,
    body: z.object(fields).partial(),
    reply: category,
  }),
  deleteCategory: defineRoute({
    id: 'deleteKnowledgeCategory',
    method: 'DELETE',
    path: '/v1/knowledge/categories/:categoryId',
    summary: 'Delete a category. What is in it and below it goes to `moveTo`; without it the category must be empty',
    tag,
    right: 'knowledge.write',
    params,
    query: z.object({ moveTo: categoryId.optional() }),
    reply: z.object({ movedEntries: z.number().int(), movedCategories: z.number().int() }),
  }),
}
