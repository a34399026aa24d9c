import type { FileRef } from '@loopdesk/contracts/messages.ts'
import { sql } from 'kysely'
import type { Tx } from '../../infra/db.ts'
import type { StoredFile } from '../../infra/files.ts'

export interface FileRow {
  id: string
  sha256: string
  name: string
  mime: string
  size: number
}

/** Records a file a colleague uploaded; it belongs to no conversation until it is sent. */
export async function recordStaffFile(
  tx: Tx,
  file: StoredFile,
  name: string,
  staffId: string | null,
): Promise<FileRef> {
  const { rows } = await sql<{ id: string }>`
    insert into files (workspace_id, staff_id, sha256, name, mime, size)
    values (${tx.workspaceId}, ${staffId}::uuid, ${file.hash}, ${name}, ${file.type}, ${file.size}) returning id`.execute(
    tx.query,
  )
  return { fileId: rows[0]!.id, name, mime: file.type, size: file.size }
}

export async function findFile(tx: Tx, fileId: string): Promise<FileRow | undefined> {
  const { rows } = await sql<FileRow>`
    select id, sha256, name, mime, size from files where id = ${fileId} and workspace_id = ${tx.workspaceId}`.execute(
    tx.query,
  )
  return rows[0]
}

/**
 * Makes files part of a conversation, in the given order: colleagues' uploads and what was sent in it before. What another
 * customer sent is not among them. A file sent before in another conversation gets an entry of its own in this one.
 * Undefined when one is missing.
 */
export async function attachFiles(
  tx: Tx,
  conversationId: string,
  fileIds: readonly string[],
): Promise<FileRef[] | undefined> {
  const attached: FileRef[] = []
  for (const fileId of fileIds) {
    const { rows } = await sql<FileRow & { conversation_id: string | null }>`
      select id, sha256, name, mime, size, conversation_id from files where id = ${fileId} and workspace_id = ${tx.workspaceId}
        and (customer_id is null or conversation_id = ${conversationId}) for update`.execute(tx.query)
    const file = rows[0]
    if (!file) return undefined
    const { name, mime, size } = file
    attached.push({ fileId: await place(tx, conversationId, file), name, mime, size })
  }
  return attached
}

async function place(
  tx: Tx,
  conversationId: string,
  file: { id: string; conversation_id: string | null },
): Promise<string> {
  if (file.conversation_id === conversationId) return file.id
  if (file.conversation_id === null) {
    await sql`update files set conversation_id = ${conversationId} where id = ${file.id}`.execute(tx.query)
    return file.id
  }
  const { rows } = await sql<{ id: string }>`
    insert into files (workspace_id, staff_id, conversation_id, sha256, name, mime, size)
    select workspace_id, staff_id, ${conversationId}::uuid, sha256, name, mime, size from files where id = ${file.id} returning id`.execute(
    tx.query,
  )
  return rows[0]!.id
}
