import { z } from 'zod'
import { defineRoute, id, instant, pageOf, pageQuery } from '../../route.ts'

const tag = 'Knowledge: documents'
const params = z.object({ documentId: id })
const day = z.iso.date()

/** What the company decides about a document; everything else is read from its file. */
export const documentSettings = z.object({
  title: z.string().trim().min(1).max(300),
  /** Id of a category; '' stands for none. */
  category: z.string().max(120),
  labels: z.array(z.string().trim().min(1).max(60)).max(50),
  /** Who may be answered from it, by ids of audiences; none stands for everybody. */
  audiences: z.array(z.string().max(60)).max(50),
  /** Kinds of channels; none stands for all. */
  channels: z.array(z.string().max(60)).max(50),
  /** First and last day it holds, in the workspace's time zone. */
  from: day.nullable(),
  until: day.nullable(),
  /** 0 heard somewhere, 1 usual, 2 the rule itself. */
  official: z.number().int().min(0).max(2),
  /** Colleague who answers for it. */
  owner: id.nullable(),
  /** The owner is asked to look through it by then. */
  reviewBy: day.nullable(),
  /** zh, en …; as found in the text unless set. */
  language: z.string().max(20),
})
export type DocumentSettings = z.infer<typeof documentSettings>

/** Why a file was refused or a reading failed: a code the console has a sentence for, and the sentence in English. */
export const documentReason = z.object({ code: z.string(), message: z.string() })

export const documentWarning = z.object({
  code: z.string(),
  message: z.string(),
  page: z.number().int().optional(),
})

export const documentState = z.enum(['waiting', 'reading', 'ready', 'failed'])
export type DocumentState = z.infer<typeof documentState>

export const knowledgeDocument = documentSettings.extend({
  id,
  fileName: z.string(),
  /** pdf, docx, pptx, xlsx, csv, html, markdown, text, zip; '' until it is known. */
  format: z.string(),
  /** Bytes of the original. */
  size: z.number().int(),
  state: documentState,
  /** 0 to 1 while it is read. */
  progress: z.number(),
  /** Why the last reading failed; what was read before stays in use. */
  reason: documentReason.nullable(),
  warnings: z.array(documentWarning),
  /** Version in use; 0 until the first has been read. */
  version: z.number().int(),
  /** Null where a format has none. */
  pages: z.number().int().nullable(),
  sections: z.number().int(),
  passages: z.number().int(),
  /** Where it was found: a page of a crawled site, an article of a help desk. */
  url: z.string().nullable(),
  /** Id of the source that brings it. */
  sourceId: id.nullable(),
  /** Name inside the archive it came in. */
  path: z.string().nullable(),
  /** For archives: what came out of them, and what did not. */
  contains: z.array(id),
  skipped: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
  createdAt: instant,
  updatedAt: instant,
  createdBy: z.string(),
})
export type KnowledgeDocument = z.infer<typeof knowledgeDocument>

export const documentVersion = z.object({
  number: z.number().int(),
  fileName: z.string(),
  size: z.number().int(),
  pages: z.number().int().nullable(),
  passages: z.number().int(),
  /** Whether it is the one in use. */
  live: z.boolean(),
  createdAt: instant,
  createdBy: z.string(),
})

const box = z.object({ page: z.number().int(), x: z.number(), y: z.number(), width: z.number(), height: z.number() })
const placed = { page: z.number().int().optional(), boxes: z.array(box).optional() }

/** A block as it was read; the kinds of engines/src/documents/document.ts. */
export const documentBlock = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('heading'),
    ...placed,
    level: z.number().int(),
    text: z.string(),
    anchor: z.string().optional(),
  }),
  z.object({ kind: z.literal('paragraph'), ...placed, text: z.string() }),
  z.object({
    kind: z.literal('list'),
    ...placed,
    ordered: z.boolean(),
    items: z.array(z.object({ depth: z.number().int(), mark: z.string(), text: z.string() })),
  }),
  z.object({
    kind: z.literal('table'),
    ...placed,
    caption: z.string().optional(),
    header: z.array(z.string()),
    rows: z.array(z.array(z.string())),
  }),
  z.object({ kind: z.literal('code'), ...placed, text: z.string() }),
  z.object({
    kind: z.literal('picture'),
    ...placed,
    caption: z.string().optional(),
    text: z.string().optional(),
    file: z.string().optional(),
  }),
  z.object({
    kind: z.literal('question'),
    ...placed,
    question: z.string(),
    similar: z.array(z.string()),
    answer: z.string(),
  }),
])

/** What the viewer shows at a time: a page, or where a format has none, a part of about 60 blocks. */
export const documentPage = z.object({
  number: z.number().int(),
  total: z.number().int(),
  /** Whether these are the pages of the file. */
  paged: z.boolean(),
  /** In points; null where a format has none. */
  width: z.number().nullable(),
  height: z.number().nullable(),
  /** The number printed on the page, where it differs. */
  label: z.string().nullable(),
  /** Read from a picture of the page. */
  ocr: z.boolean(),
  blocks: z.array(z.object({ index: z.number().int(), block: documentBlock })),
  passages: z.array(
    z.object({
      /** As in links: `?passage=12`. */
      number: z.number().int(),
      id: z.string(),
      kind: z.string(),
      headings: z.array(z.string()),
      text: z.string(),
      /** On this page, in points from the top left; empty where a format has no pages. */
      boxes: z.array(box),
    }),
  ),
})
export type DocumentPage = z.infer<typeof documentPage>

export const documentRoutes = {
  uploadDocuments: defineRoute({
    id: 'uploadDocuments',
    method: 'POST',
    path: '/v1/knowledge/documents',
    summary:
      'Upload files (field `file`, any number up to 50; before them the field `settings`, JSON with any of DocumentSettings). They are read in the background and answered from as soon as they are ready. A ZIP becomes several documents. A file whose content is there already is not taken in again but told (`already`)',
    tag,
    right: 'knowledge.write',
    multipart: true,
    reply: z.object({
      items: z.array(
        z.object({
          document: knowledgeDocument,
          /** The content is there already; `document` is the one that has it. */
          already: z.boolean(),
        }),
      ),
    }),
    status: 202,
  }),
  listDocuments: defineRoute({
    id: 'listDocuments',
    method: 'GET',
    path: '/v1/knowledge/documents',
    summary: 'Documents, changed last first',
    tag,
    right: 'knowledge.read',
    query: pageQuery.extend({
      search: z.string().max(200).optional(),
      state: documentState.optional(),
      /** With everything below it. */
      category: z.string().max(120).optional(),
      label: z.string().max(60).optional(),
      audience: z.string().max(60).optional(),
      format: z.string().max(20).optional(),
      sourceId: id.optional(),
      owner: id.optional(),
      /** `review`: to be looked through within 14 days; `expiring`: no longer valid within 30; `expired`. */
      due: z.enum(['review', 'expiring', 'expired']).optional(),
    }),
    reply: pageOf(knowledgeDocument).extend({
      total: z.number().int(),
      /** How many are in each state, whatever is filtered. */
      states: z.record(documentState, z.number().int()),
    }),
  }),
  readDocument: defineRoute({
    id: 'readDocument',
    method: 'GET',
    path: '/v1/knowledge/documents/:documentId',
    summary: 'A document with how far its reading is',
    tag,
    right: 'knowledge.read',
    params,
    reply: knowledgeDocument,
  }),
  changeDocument: defineRoute({
    id: 'changeDocument',
    method: 'PATCH',
    path: '/v1/knowledge/documents/:documentId',
    summary: 'Rename a document or change its settings; in effect within seconds, without reading it again',
    tag,
    right: 'knowledge.write',
    params,
    body: documentSettings.partial(),
    reply: knowledgeDocument,
  }),
  changeDocuments: defineRoute({
    id: 'changeDocuments',
    method: 'POST',
    path: '/v1/knowledge/documents/change',
    summary: 'Change settings of several documents at once; their titles stay',
    tag,
    right: 'knowledge.write',
    body: z.object({
      documents: z.array(id).min(1).max(500),
      settings: documentSettings.omit({ title: true }).partial(),
    }),
    reply: z.object({ changed: z.number().int() }),
  }),
  deleteDocuments: defineRoute({
    id: 'deleteDocuments',
    method: 'POST',
    path: '/v1/knowledge/documents/delete',
    summary: 'Remove several documents with all their versions; nobody is answered from them any more',
    tag,
    right: 'knowledge.write',
    body: z.object({ documents: z.array(id).min(1).max(500) }),
    reply: z.object({ deleted: z.number().int() }),
  }),
  deleteDocument: defineRoute({
    id: 'deleteDocument',
    method: 'DELETE',
    path: '/v1/knowledge/documents/:documentId',
    summary: 'Remove a document with all its versions; nobody is answered from it any more',
    tag,
    right: 'knowledge.write',
    params,
    reply: z.object({ deleted: z.boolean() }),
  }),
  replaceDocumentFile: defineRoute({
    id: 'replaceDocumentFile',
    method: 'PUT',
    path: '/v1/knowledge/documents/:documentId/file',
    summary:
      'Upload a new version of the file (field `file`). The version in use goes on answering until the new one has been read, then they are switched at once',
    tag,
    right: 'knowledge.write',
    params,
    multipart: true,
    reply: z.object({ document: knowledgeDocument, already: z.boolean() }),
    status: 202,
  }),
  readDocumentAgain: defineRoute({
    id: 'readDocumentAgain',
    method: 'POST',
    path: '/v1/knowledge/documents/:documentId/read-again',
    summary: 'Read the file again, after a failure or with a newer reader',
    tag,
    right: 'knowledge.write',
    params,
    reply: knowledgeDocument,
    status: 202,
  }),
  downloadDocument: defineRoute({
    id: 'downloadDocument',
    method: 'GET',
    path: '/v1/knowledge/documents/:documentId/file',
    summary: 'The original file, of the version in use or another one',
    tag,
    right: 'knowledge.read',
    params,
    query: z.object({ version: z.coerce.number().int().min(1).optional() }),
    reply: z.any(),
  }),
  readDocumentPage: defineRoute({
    id: 'readDocumentPage',
    method: 'GET',
    path: '/v1/knowledge/documents/:documentId/page',
    summary:
      'One page as it was read, with the places of its passages; `passage` opens the page a passage begins on (and wins over `page`)',
    tag,
    right: 'knowledge.read',
    params,
    query: z.object({
      page: z.coerce.number().int().min(1).default(1),
      passage: z.coerce.number().int().min(0).optional(),
      version: z.coerce.number().int().min(1).optional(),
    }),
    reply: documentPage,
  }),
  readDocumentOutline: defineRoute({
    id: 'readDocumentOutline',
    method: 'GET',
    path: '/v1/knowledge/documents/:documentId/outline',
    summary: 'Chapters with their places',
    tag,
    right: 'knowledge.read',
    params,
    query: z.object({ version: z.coerce.number().int().min(1).optional() }),
    reply: z.object({
      title: z.string(),
      total: z.number().int(),
      paged: z.boolean(),
      sections: z.array(
        z.object({
          number: z.number().int(),
          title: z.string(),
          level: z.number().int(),
          /** For `readDocumentPage`. */
          page: z.number().int(),
          passages: z.number().int(),
        }),
      ),
    }),
  }),
  listDocumentVersions: defineRoute({
    id: 'listDocumentVersions',
    method: 'GET',
    path: '/v1/knowledge/documents/:documentId/versions',
    summary: 'Versions that have been read, newest first',
    tag,
    right: 'knowledge.read',
    params,
    reply: z.object({ items: z.array(documentVersion) }),
  }),
  restoreDocumentVersion: defineRoute({
    id: 'restoreDocumentVersion',
    method: 'POST',
    path: '/v1/knowledge/documents/:documentId/versions/:version/restore',
    summary: 'Answer from an earlier version again, at once',
    tag,
    right: 'knowledge.write',
    params: params.extend({ version: z.coerce.number().int().min(1) }),
    reply: knowledgeDocument,
  }),
  compareDocumentVersions: defineRoute({
    id: 'compareDocumentVersions',
    method: 'GET',
    path: '/v1/knowledge/documents/:documentId/compare',
    summary: 'What one version says and the other does not, line by line with three lines around each change',
    tag,
    right: 'knowledge.read',
    params,
    query: z.object({ from: z.coerce.number().int().min(1), to: z.coerce.number().int().min(1) }),
    reply: z.object({
      added: z.number().int(),
      removed: z.number().int(),
      /** At most 200; `more` says that there are others. */
      hunks: z.array(
        z.object({
          from: z.number().int(),
          to: z.number().int(),
          lines: z.array(z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() })),
        }),
      ),
      more: z.boolean(),
    }),
  }),
}
