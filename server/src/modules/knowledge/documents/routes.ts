import { documentRoutes as routes } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { type Authenticate, registerRoute } from '../../../infra/http/index.ts'
import type { DocumentDeps } from './deps.ts'
import type { Documents } from './documents.ts'
import type { KnowledgeFiles } from './files.ts'
import { makeListDocuments } from './list.ts'
import { readDocumentRow } from './rows.ts'
import { readSettings, receiveFiles } from './upload.ts'
import type { makeViewDocuments } from './view.ts'

type Deps = Pick<DocumentDeps, 'db' | 'categoriesBelow' | 'maxFile'> & {
  files: KnowledgeFiles
  documents: Documents
  view: ReturnType<typeof makeViewDocuments>
}

/** Serves contracts/src/api/knowledge/documents.ts. */
export function registerDocumentRoutes(app: FastifyInstance, deps: Deps, authenticate: Authenticate): void {
  registerWriting(app, deps, authenticate)
  registerReading(app, deps, authenticate)
}

function registerWriting(app: FastifyInstance, { documents, files, maxFile }: Deps, authenticate: Authenticate): void {
  const guard = { authenticate }
  registerRoute(
    app,
    routes.uploadDocuments,
    async ({ principal, request }) => {
      const items = []
      for await (const { file, field } of receiveFiles(files, principal.workspaceId, request, { maxFile }))
        items.push(await documents.add(principal.workspaceId, principal, file, readSettings(field('settings'))))
      return { items }
    },
    guard,
  )
  registerRoute(
    app,
    routes.replaceDocumentFile,
    async ({ principal, params, request }) => {
      for await (const { file } of receiveFiles(files, principal.workspaceId, request, { maxFile, most: 1 }))
        return documents.replace(principal.workspaceId, principal, params.documentId, file)
      throw new AppError('invalid_request', 'send one file in the field `file`')
    },
    guard,
  )
  registerRoute(
    app,
    routes.changeDocument,
    async ({ principal, params, body }) =>
      (await documents.change(principal.workspaceId, principal, [params.documentId], body))[0]!,
    guard,
  )
  registerRoute(
    app,
    routes.changeDocuments,
    async ({ principal, body }) => {
      const changed = await documents.change(principal.workspaceId, principal, body.documents, body.settings)
      return { changed: changed.length }
    },
    guard,
  )
  registerRoute(
    app,
    routes.deleteDocuments,
    async ({ principal, body }) => ({
      deleted: await documents.remove(principal.workspaceId, principal, body.documents),
    }),
    guard,
  )
  registerRoute(
    app,
    routes.deleteDocument,
    async ({ principal, params }) => ({
      deleted: (await documents.remove(principal.workspaceId, principal, [params.documentId])) > 0,
    }),
    guard,
  )
  registerRoute(
    app,
    routes.readDocumentAgain,
    ({ principal, params }) => documents.readAgain(principal.workspaceId, principal, params.documentId),
    guard,
  )
  registerRoute(
    app,
    routes.restoreDocumentVersion,
    ({ principal, params }) => documents.restore(principal.workspaceId, principal, params.documentId, params.version),
    guard,
  )
}

function registerReading(app: FastifyInstance, deps: Deps, authenticate: Authenticate): void {
  const { db, documents, files, view } = deps
  const guard = { authenticate }
  const list = makeListDocuments(deps)
  registerRoute(app, routes.listDocuments, ({ principal, query }) => list(principal.workspaceId, query), guard)
  registerRoute(
    app,
    routes.readDocument,
    ({ principal, params }) => documents.read(principal.workspaceId, params.documentId),
    guard,
  )
  registerRoute(
    app,
    routes.readDocumentPage,
    ({ principal, params, query }) => view.page(principal.workspaceId, params.documentId, query),
    guard,
  )
  registerRoute(
    app,
    routes.readDocumentOutline,
    ({ principal, params, query }) => view.outline(principal.workspaceId, params.documentId, query.version),
    guard,
  )
  registerRoute(
    app,
    routes.listDocumentVersions,
    ({ principal, params }) => view.versions(principal.workspaceId, params.documentId),
    guard,
  )
  registerRoute(
    app,
    routes.compareDocumentVersions,
    ({ principal, params, query }) => view.compare(principal.workspaceId, params.documentId, query.from, query.to),
    guard,
  )
  registerRoute(
    app,
    routes.downloadDocument,
    async ({ principal, params, query, reply }) => {
      const { workspaceId } = principal
      const original = await db.tenant(workspaceId, async (tx) => {
        const row = await readDocumentRow(tx, params.documentId)
        const number = query.version ?? (row.version || row.last_version)
        const { rows } = await sql<{ fileId: string | null; name: string; size: number }>`
          select v.file_id as "fileId", f.size, case when ${row.path !== null} then 'archive.zip' else v.file_name end as name
          from knowledge_document_versions v left join knowledge_files f on f.id = v.file_id
          where v.document_id = ${params.documentId} and v.number = ${number}`.execute(tx.query)
        return rows[0]
      })
      if (!original?.fileId) throw new AppError('not_found', 'there is no original of this version')
      return reply
        .headers(downloadHeaders(original.name, original.size))
        .send(files.stream(workspaceId, original.fileId))
    },
    guard,
  )
}

/** Only ever saved, never opened in place: an original may hold anything. */
function downloadHeaders(name: string, size: number): Record<string, string> {
  const plain = name.replace(/[^\w.-]+/g, '_').slice(-80) || 'file'
  return {
    'content-type': 'application/octet-stream',
    'content-length': String(size),
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  }
}
