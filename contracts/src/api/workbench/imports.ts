import { z } from 'zod'
import { defineRoute, id, instant } from '../../route.ts'

const tag = 'Workbench: imports'
const params = z.object({ importId: id })

/** How a file is to be read. Without `columns` the usual names are looked for (text, utterance, 文本 … / label, intent, 意图 …). */
export const importOptions = z.object({
  format: z.enum(['csv', 'jsonl']).optional(),
  /** Which column (CSV heading, or field of a JSON line) is what. A CSV without heading: `1`, `2` … and `heading: false`. */
  columns: z
    .object({
      text: z.string().min(1).max(100),
      label: z.string().min(1).max(100),
      lang: z.string().max(100).optional(),
    })
    .optional(),
  heading: z.boolean().default(true),
  delimiter: z.enum([',', ';', '\t', '|']).optional(),
  /** Labels nobody knows become custom intents; else such a line is an error. */
  createIntents: z.boolean().default(false),
  /** A text that stands under another intent already: `add` it here as well, `move` it here, or `skip` the line. */
  elsewhere: z.enum(['add', 'move', 'skip']).default('add'),
  /** Lines with errors are left out; else nothing is taken in while there are any. */
  skipErrors: z.boolean().default(false),
})
export type ImportOptions = z.infer<typeof importOptions>

export const importJob = z.object({
  id,
  fileName: z.string(),
  /** What it feeds: examples, or the set of this id. */
  setId: id.nullable(),
  options: importOptions,
  state: z.enum(['checking', 'checked', 'importing', 'done', 'failed']),
  /** 0 to 1 within the present state. */
  progress: z.number(),
  /** Names of the columns found, and the first lines, for choosing the mapping. */
  columns: z.array(z.string()),
  sample: z.array(z.record(z.string(), z.string())),
  lines: z.number().int(),
  /** What importing does, or would do (`checked`). */
  counts: z.object({
    added: z.number().int(),
    unchanged: z.number().int(),
    moved: z.number().int(),
    skipped: z.number().int(),
    newIntents: z.number().int(),
    errors: z.number().int(),
  }),
  /** The first 200 errors. */
  errors: z.array(z.object({ line: z.number().int(), field: z.string(), message: z.string() })),
  /** Why it failed as a whole. */
  reason: z.string().nullable(),
  createdAt: instant,
})
export type ImportJob = z.infer<typeof importJob>

export const importRoutes = {
  importExamples: defineRoute({
    id: 'importExamples',
    method: 'POST',
    path: '/v1/workbench/imports',
    summary:
      'Upload a CSV or JSONL file (field `file`; before it the field `options`, JSON as in ImportOptions, and optionally `setId`). It is checked in the background; nothing changes yet',
    tag,
    right: 'understanding.write',
    multipart: true,
    reply: importJob,
    status: 202,
  }),
  listImports: defineRoute({
    id: 'listImports',
    method: 'GET',
    path: '/v1/workbench/imports',
    summary: 'The last 20 imports, newest first',
    tag,
    right: 'understanding.read',
    reply: z.object({ items: z.array(importJob) }),
  }),
  readImport: defineRoute({
    id: 'readImport',
    method: 'GET',
    path: '/v1/workbench/imports/:importId',
    summary: 'How far an import is, what it found and did',
    tag,
    right: 'understanding.read',
    params,
    reply: importJob,
  }),
  changeImport: defineRoute({
    id: 'changeImport',
    method: 'PATCH',
    path: '/v1/workbench/imports/:importId',
    summary: 'Check an uploaded file again with other options',
    tag,
    right: 'understanding.write',
    params,
    body: z.object({ options: importOptions }),
    reply: importJob,
    status: 202,
  }),
  applyImport: defineRoute({
    id: 'applyImport',
    method: 'POST',
    path: '/v1/workbench/imports/:importId/apply',
    summary: 'Take a checked file in, in the background. Doing it twice changes nothing',
    tag,
    right: 'understanding.write',
    params,
    reply: importJob,
    status: 202,
  }),
}
