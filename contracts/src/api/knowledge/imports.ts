import { z } from 'zod'
import { defineRoute, id, instant, pageOf, pageQuery } from '../../route.ts'

const tag = 'Knowledge: bulk import'
const params = z.object({ importId: id })
const column = z.string().min(1).max(200)

/** What a column of a sheet of questions and answers can be. Encoding, delimiter and sheet are found out. */
export const faqFields = [
  'question',
  'answer',
  'similar',
  'category',
  'labels',
  'externalId',
  'language',
  'audiences',
  'from',
  'until',
] as const
export type FaqField = (typeof faqFields)[number]

export const knowledgeImportOptions = z.object({
  /**
   * Which column (heading, or field of a JSON line) is what; a column of similar questions may come several times. Without it
   * the usual names are looked for (问题, 答案, 相似问法 … / question, answer, similar …).
   */
  columns: z
    .object({
      question: column,
      answer: column,
      similar: z.array(column).max(20).default([]),
      category: column.optional(),
      labels: column.optional(),
      externalId: column.optional(),
      language: column.optional(),
      audiences: column.optional(),
      from: column.optional(),
      until: column.optional(),
    })
    .optional(),
  /** For rows that do not say it themselves. */
  defaults: z
    .object({
      category: z.string().max(120).default(''),
      labels: z.array(z.string().max(60)).max(20).default([]),
      audiences: z.array(z.string().max(60)).max(20).default([]),
      channels: z.array(z.string().max(60)).max(20).default([]),
      language: z.enum(['zh', 'en']).optional(),
    })
    .default({ category: '', labels: [], audiences: [], channels: [] }),
  /** A row that is there already, by its external id or else by the same question: take its text over, or leave the line out. */
  existing: z.enum(['update', 'skip']).default('update'),
  /** Lines with errors are left out; else nothing is taken in while there are any. */
  skipErrors: z.boolean().default(false),
  /** What was taken in is taken back when the import fails half-way; else it stays, and the import can go on from there. */
  allOrNothing: z.boolean().default(false),
})
export type KnowledgeImportOptions = z.infer<typeof knowledgeImportOptions>

export const knowledgeImport = z.object({
  id,
  fileName: z.string(),
  /** Bytes. */
  size: z.number().int(),
  options: knowledgeImportOptions,
  state: z.enum(['checking', 'checked', 'importing', 'done', 'failed', 'undoing', 'undone']),
  /** 0 to 1 within the present state. */
  progress: z.number(),
  /** Names of the columns found and what they were taken for, and the first lines. */
  columns: z.array(z.object({ name: z.string(), field: z.enum(faqFields).nullable() })),
  sample: z.array(z.array(z.string())),
  lines: z.number().int(),
  /** What importing does, or would do (`checked`). */
  counts: z.object({
    added: z.number().int(),
    updated: z.number().int(),
    unchanged: z.number().int(),
    skipped: z.number().int(),
    errors: z.number().int(),
  }),
  /** Why it failed as a whole, or cannot be applied yet (`columns`: choose them first). */
  reason: z.object({ code: z.string(), message: z.string() }).nullable(),
  createdAt: instant,
  finishedAt: instant.nullable(),
  createdBy: z.string(),
})
export type KnowledgeImport = z.infer<typeof knowledgeImport>

export const knowledgeImportRoutes = {
  uploadKnowledgeImport: defineRoute({
    id: 'uploadKnowledgeImport',
    method: 'POST',
    path: '/v1/knowledge/imports',
    summary:
      'Upload a sheet of questions and answers (CSV, JSONL or XLSX; field `file`, before it the field `options`, JSON as in KnowledgeImportOptions). It is checked in the background; nothing changes yet',
    tag,
    right: 'knowledge.write',
    multipart: true,
    reply: knowledgeImport,
    status: 202,
  }),
  listKnowledgeImports: defineRoute({
    id: 'listKnowledgeImports',
    method: 'GET',
    path: '/v1/knowledge/imports',
    summary: 'Imports, newest first',
    tag,
    right: 'knowledge.read',
    query: pageQuery,
    reply: pageOf(knowledgeImport),
  }),
  readKnowledgeImport: defineRoute({
    id: 'readKnowledgeImport',
    method: 'GET',
    path: '/v1/knowledge/imports/:importId',
    summary: 'How far an import is, what it found and did',
    tag,
    right: 'knowledge.read',
    params,
    reply: knowledgeImport,
  }),
  changeKnowledgeImport: defineRoute({
    id: 'changeKnowledgeImport',
    method: 'PATCH',
    path: '/v1/knowledge/imports/:importId',
    summary: 'Check an uploaded sheet again with other columns or options',
    tag,
    right: 'knowledge.write',
    params,
    body: z.object({ options: knowledgeImportOptions }),
    reply: knowledgeImport,
    status: 202,
  }),
  applyKnowledgeImport: defineRoute({
    id: 'applyKnowledgeImport',
    method: 'POST',
    path: '/v1/knowledge/imports/:importId/apply',
    summary:
      'Take a checked sheet in, in the background; one that was interrupted or failed goes on where it stopped. Doing it twice changes nothing',
    tag,
    right: 'knowledge.write',
    params,
    reply: knowledgeImport,
    status: 202,
  }),
  undoKnowledgeImport: defineRoute({
    id: 'undoKnowledgeImport',
    method: 'POST',
    path: '/v1/knowledge/imports/:importId/undo',
    summary:
      'Take an import back, in the background: what it added is removed, what it updated is as before. Entries edited since then stay as they are',
    tag,
    right: 'knowledge.write',
    params,
    reply: knowledgeImport,
    status: 202,
  }),
  deleteKnowledgeImport: defineRoute({
    id: 'deleteKnowledgeImport',
    method: 'DELETE',
    path: '/v1/knowledge/imports/:importId',
    summary: 'Forget an upload; what it brought in stays',
    tag,
    right: 'knowledge.write',
    params,
    reply: z.object({ deleted: z.boolean() }),
  }),
  listKnowledgeImportErrors: defineRoute({
    id: 'listKnowledgeImportErrors',
    method: 'GET',
    path: '/v1/knowledge/imports/:importId/errors',
    summary: 'Lines with errors, in their order',
    tag,
    right: 'knowledge.read',
    params,
    query: pageQuery,
    reply: pageOf(z.object({ line: z.number().int(), field: z.string(), code: z.string(), message: z.string() })),
  }),
  downloadKnowledgeImportErrors: defineRoute({
    id: 'downloadKnowledgeImportErrors',
    method: 'GET',
    path: '/v1/knowledge/imports/:importId/errors.csv',
    summary: 'All errors as CSV: line, field, message',
    tag,
    right: 'knowledge.read',
    params,
    reply: z.any(),
  }),
  knowledgeImportTemplate: defineRoute({
    id: 'knowledgeImportTemplate',
    method: 'GET',
    path: '/v1/knowledge/imports-template.csv',
    summary: 'An empty sheet with the usual headings and two example rows',
    tag,
    right: 'knowledge.read',
    query: z.object({ language: z.enum(['zh', 'en']).default('zh') }),
    reply: z.any(),
  }),
}
