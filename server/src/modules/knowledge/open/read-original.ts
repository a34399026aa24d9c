import type { Readable } from 'node:stream'
import { sql } from 'kysely'
import type { Db } from '../../../infra/db.ts'
import type { KnowledgeFiles } from '../documents/files.ts'

interface Original {
  headers: Record<string, string>
  content: Readable
}

/** The file a document was read from, only ever to be saved: an original may hold anything. Undefined where it is not kept. */
export function makeReadOriginal({ db, files }: { db: Db; files: Pick<KnowledgeFiles, 'stream'> }) {
  return async (workspaceId: string, documentId: string): Promise<Original | undefined> => {
    const row = await db.tenant(workspaceId, async (tx) => {
      const { rows } = await sql<{ fileId: string; name: string; size: number }>`
        select f.id as "fileId", v.file_name as name, f.size from knowledge_documents d
          join knowledge_document_versions v on v.document_id = d.id and v.number = d.version
          join knowledge_files f on f.id = v.file_id
        where d.id = ${documentId} and d.path is null`.execute(tx.query)
      return rows[0]
    })
    if (!row) return undefined
    return { headers: headersOf(row.name, row.size), content: files.stream(workspaceId, row.fileId) }
  }
}

function headersOf(name: string, size: number): Record<string, string> {
  const plain = name.replace(/[^\w.-]+/g, '_').slice(-80) || 'file'
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return {
    'content-type': 'application/octet-stream',
    'content-length': String(size),
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  }
}
