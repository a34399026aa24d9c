import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import type { Db, Tx } from '../../../infra/db.ts'

export interface KeptFile {
  id: string
  /** SHA-256, hex. */
  hash: string
  /** Bytes. */
  size: number
}

export type KnowledgeFiles = ReturnType<typeof makeKnowledgeFiles>

/** Bytes of one part. */
const partBytes = 1_048_576

/** Originals in the database: every process reads them, and they come and go with the rows that name them. */
export function makeKnowledgeFiles({ db }: { db: Db }) {
  return {
    /** Receives a file part by part; the same content is kept once. */
    async store(workspaceId: string, content: AsyncIterable<Uint8Array>): Promise<KeptFile> {
      const id = await db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{
          id: string
        }>`insert into knowledge_files (workspace_id) values (${workspaceId}) returning id`.execute(tx.query)
        return rows[0]!.id
      })
      const digest = createHash('sha256')
      let size = 0
      let number = 0
      const put = (bytes: Buffer) =>
        db.tenant(workspaceId, (tx) =>
          sql`insert into knowledge_file_parts (workspace_id, file_id, number, bytes)
            values (${workspaceId}, ${id}, ${number++}, ${bytes})`.execute(tx.query),
        )
      for await (const part of inParts(content)) {
        digest.update(part)
        size += part.length
        await put(part)
      }
      const hash = digest.digest('hex')
      return db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ id: string }>`
          select id from knowledge_files where workspace_id = ${workspaceId} and hash = ${hash} limit 1`.execute(
          tx.query,
        )
        if (rows[0]) {
          await sql`delete from knowledge_files where id = ${id}`.execute(tx.query)
          return { id: rows[0].id, hash, size }
        }
        await sql`update knowledge_files set hash = ${hash}, size = ${size} where id = ${id}`.execute(tx.query)
        return { id, hash, size }
      })
    },

    async bytes(workspaceId: string, fileId: string): Promise<Buffer> {
      const parts: Buffer[] = []
      for await (const part of partsOf(workspaceId, fileId)) parts.push(part)
      return Buffer.concat(parts)
    },

    stream: (workspaceId: string, fileId: string): Readable => Readable.from(partsOf(workspaceId, fileId)),
  }

  async function* partsOf(workspaceId: string, fileId: string): AsyncGenerator<Buffer> {
    for (let number = 0; ; number++) {
      const part = await db.tenant(workspaceId, async (tx) => {
        const { rows } = await sql<{ bytes: Buffer }>`
          select bytes from knowledge_file_parts where file_id = ${fileId} and number = ${number}`.execute(tx.query)
        return rows[0]?.bytes
      })
      if (!part) return
      yield part
    }
  }
}

/** Removes files that nothing names any more; those that are only just being received stay a day. */
export async function sweepFiles(tx: Tx): Promise<void> {
  await sql`
    delete from knowledge_files f where created_at < now() - case when hash = '' then interval '1 day' else interval '10 minutes' end
      and not exists (select from knowledge_document_versions v where v.file_id = f.id)
      and not exists (select from knowledge_imports i where i.file_id = f.id)`.execute(tx.query)
}

async function* inParts(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = []
  let length = 0
  for await (const chunk of content) {
    waiting.push(chunk)
    length += chunk.length
    if (length < partBytes) continue
    yield Buffer.concat(waiting)
    waiting = []
    length = 0
  }
  if (length > 0) yield Buffer.concat(waiting)
}
