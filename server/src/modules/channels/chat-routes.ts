import type { Readable } from 'node:stream'
import { chatRoutes } from '@loopdesk/contracts/chat-protocol.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import type { Db } from '../../infra/db.ts'
import type { FileStore } from '../../infra/files.ts'
import { registerPublicRoute, registerPublicSocket } from '../../infra/http/index.ts'
import type { Log } from '../../infra/log.ts'
import type { ChatHub } from './chat-hub.ts'
import type { ChatService, ChatSession } from './chat-service.ts'
import { serveChatSocket } from './chat-socket.ts'
import type { Receipts } from './receipts.ts'

interface RouteDeps {
  db: Db
  log: Log
  service: ChatService
  hub: ChatHub
  receipts: Receipts
  files: FileStore
}

/** The public chat protocol: WebSocket and long polling. */
export function registerChatRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const { service, receipts, hub } = deps
  registerPublicSocket(app, '/chat/v1/socket', (socket) => serveChatSocket(socket, deps))

  registerPublicRoute(app, chatRoutes.openChatSession, async ({ body }) => (await service.open(body)).welcome)

  registerPublicRoute(app, chatRoutes.sendChatMessage, async ({ body }) => {
    const session = await service.resume(body.visitorToken)
    return service.send(session, body.id, body.content, body.page ?? null)
  })

  registerPublicRoute(app, chatRoutes.giveChatFeedback, async ({ body: { visitorToken, ...feedback } }) => ({
    stored: await service.giveFeedback(await service.resume(visitorToken), feedback),
  }))

  registerPublicRoute(app, chatRoutes.pollChat, async ({ body, request }) => {
    const session = await service.resume(body.visitorToken)
    const { conversationId, afterSeq } = body
    if (conversationId && (body.received || body.read))
      receipts.note(session.account.workspaceId, conversationId, { received: body.received ?? 0, read: body.read ?? 0 })
    const look = () => service.update(session, conversationId, afterSeq)
    const first = await look()
    const news =
      first.messages.length > 0 ||
      first.conversation?.id !== conversationId ||
      (first.conversation?.settledSeq ?? 0) > body.settledSeq
    if (news || !first.conversation || body.waitSeconds === 0) return first
    await waitForNews(hub, session, first.conversation.id, afterSeq, body.waitSeconds * 1000, request.raw)
    return look()
  })

  registerPublicRoute(
    app,
    chatRoutes.uploadChatFile,
    async ({ request }) => {
      const token = request.headers['x-visitor-token']
      const session = await service.resume(typeof token === 'string' ? token : '')
      const upload = await request.file()
      if (!upload)
        throw new AppError('invalid_request', 'a file is expected', [{ path: '/body/file', message: 'missing' }])
      return storeFile(deps, session, await service.customerOf(session), upload)
    },
    { perMinute: 30 },
  )

  registerPublicRoute(app, chatRoutes.readChatFile, async ({ params, query, reply }) => {
    const session = await service.resume(query.token)
    const file = await deps.db.tenant(session.account.workspaceId, async (tx) => {
      const { rows } = await sql<{ sha256: string; name: string; mime: string; size: number }>`
        select f.sha256, f.name, f.mime, f.size from files f left join conversations c on c.id = f.conversation_id
        where f.id = ${params.fileId} and coalesce(c.customer_id, f.customer_id) = ${session.customerId}`.execute(
        tx.query,
      )
      return rows[0]
    })
    const content = file && (await deps.files.read(file.sha256))
    if (!file || !content) throw new AppError('not_found', 'there is no such file')
    return reply.headers(deps.files.headers({ type: file.mime, size: file.size }, file.name)).send(content)
  })
}

/** Until something is said or settled in the conversation, the time is up, or the client has gone. */
async function waitForNews(
  hub: ChatHub,
  session: ChatSession,
  conversationId: string,
  afterSeq: number,
  ms: number,
  request: NodeJS.EventEmitter,
): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer)
      leave()
      resolve()
    }
    const timer = setTimeout(done, ms)
    const leave = hub.join(session.account.workspaceId, conversationId, {
      lastSeq: afterSeq,
      send: (frame) => {
        if (frame.type === 'message' || frame.type === 'turn.settled' || frame.type === 'conversation')
          setImmediate(done)
      },
    })
    request.once('close', done)
  })
}

const refusals = {
  too_large: ['payload_too_large', 'the file is too large'],
  type_not_allowed: ['unsupported_media_type', 'files of this type cannot be sent here'],
  empty: ['invalid_request', 'the file is empty'],
} as const

async function storeFile(
  { db, files }: RouteDeps,
  session: ChatSession,
  customerId: string,
  upload: { file: Readable; filename: string },
) {
  const stored = await files.store(upload.file)
  if (!stored.ok) {
    const [code, message] = refusals[stored.reason]
    throw new AppError(code, message, [{ path: '/body/file', message }])
  }
  const { hash, size, type } = stored.file
  const name = upload.filename.slice(0, 300) || 'file'
  return db.tenant(session.account.workspaceId, async (tx) => {
    const { rows } = await sql<{ id: string }>`
      insert into files (workspace_id, customer_id, sha256, name, mime, size)
      values (${session.account.workspaceId}, ${customerId}, ${hash}, ${name}, ${type}, ${size}) returning id`.execute(
      tx.query,
    )
    return { fileId: rows[0]!.id, name, mime: type, size }
  })
}
