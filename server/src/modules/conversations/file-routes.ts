import { conversationRoutes } from '@loopdesk/contracts/api/conversations.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Db } from '../../infra/db.ts'
import type { FileStore } from '../../infra/files.ts'
import { type Authenticate, registerRoute } from '../../infra/http/index.ts'
import { findFile, recordStaffFile } from './attachments.ts'

interface Deps {
  db: Db
  authenticate: Authenticate
  files: FileStore
}

const longestName = 300

/** Colleagues' uploads, and reading what was sent in any conversation of the workspace. */
export function registerFileRoutes(app: FastifyInstance, { db, authenticate, files }: Deps): void {
  registerRoute(
    app,
    conversationRoutes.uploadStaffFile,
    async ({ principal, request }) => {
      const { file, name } = await storeUpload(request, files)
      return db.tenant(principal.workspaceId, (tx) => recordStaffFile(tx, file, name, principal.staffId))
    },
    { authenticate },
  )
  registerRoute(
    app,
    conversationRoutes.readStaffFile,
    async ({ principal, params, reply }) => {
      const found = await db.tenant(principal.workspaceId, (tx) => findFile(tx, params.fileId))
      const content = found && (await files.read(found.sha256))
      if (!content) throw new AppError('not_found', 'there is no such file')
      return reply.headers(files.headers({ type: found.mime, size: found.size }, found.name)).send(content)
    },
    { authenticate },
  )
}

async function storeUpload(request: FastifyRequest, files: FileStore) {
  const upload = await request.file()
  if (upload?.fieldname !== 'file') throw new AppError('invalid_request', 'send one file in the field `file`')
  const outcome = await files.store(upload.file)
  if (upload.file.truncated) throw new AppError('payload_too_large', 'the file is larger than allowed')
  if (outcome.ok) {
    const name = upload.filename?.toWellFormed().replaceAll('\u0000', '').slice(0, longestName).toWellFormed()
    return { file: outcome.file, name: name || 'file' }
  }
  if (outcome.reason === 'too_large') throw new AppError('payload_too_large', 'the file is larger than allowed')
  if (outcome.reason === 'empty') throw new AppError('unprocessable', 'the file is empty')
  throw new AppError('unsupported_media_type', 'files of this kind are not accepted')
}
