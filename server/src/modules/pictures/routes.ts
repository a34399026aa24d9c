import { pictureRoutes } from '@loopdesk/contracts/api/pictures.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FileRef } from '@loopdesk/contracts/messages.ts'
import { detectPii } from '@loopdesk/engines/masking/detect-pii.ts'
import { maskText } from '@loopdesk/engines/masking/mask-text.ts'
import type { FastifyInstance } from 'fastify'
import type { Db } from '../../infra/db.ts'
import { type Authenticate, registerRoute } from '../../infra/http/index.ts'
import { findFile } from '../conversations/index.ts'
import type { PictureText, ReadFor } from './picture-reader.ts'

interface Deps {
  db: Db
  authenticate: Authenticate
  pictures: { read(about: ReadFor, refs: readonly FileRef[]): Promise<PictureText[]> }
}

/** What agents are shown beside a picture: its text, personal data masked. Read now where nobody had to read it before. */
export function registerPictureRoutes(app: FastifyInstance, { db, authenticate, pictures }: Deps): void {
  registerRoute(
    app,
    pictureRoutes.readPictureText,
    async ({ principal, params }) => {
      const { workspaceId } = principal
      const file = await db.tenant(workspaceId, (tx) => findFile(tx, params.fileId))
      if (!file) throw new AppError('not_found', 'there is no such file')
      const { id: fileId, name, mime, size } = file
      const [read] = await pictures.read({ workspaceId, conversationId: null }, [{ fileId, name, mime, size }])
      const text = read?.lines.join('\n') ?? ''
      return { text: maskText(text, detectPii(text)), confidence: read?.confidence ?? 0, read: read !== undefined }
    },
    { authenticate },
  )
}
