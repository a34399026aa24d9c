import type { Accepted, Hello, PageContext, Welcome } from '@loopdesk/contracts/chat-protocol.ts'
import { AppError } from '@loopdesk/contracts/errors.ts'
import type { CustomerContent, FileRef, Message, PublicConversation } from '@loopdesk/contracts/messages.ts'
import { sql } from 'kysely'
import type { Db } from '../../infra/db.ts'
import type { Conversations, Received } from '../conversations/index.ts'
import type { Customers } from '../customers/index.ts'
import type { Identity } from '../identity/index.ts'
import type { Accounts, ChannelAccount } from './accounts.ts'
import type { Visitor, VisitorTokens } from './visitor-token.ts'

export interface ChatDeps {
  db: Db
  accounts: Accounts
  tokens: VisitorTokens
  customers: Customers
  conversations: Conversations
  identity: Pick<Identity, 'listStaff'>
  secondsPerPlace: (tx: Parameters<Parameters<Db['tenant']>[1]>[0]) => Promise<number>
  receive(inbound: {
    workspaceId: string
    channelAccountId: string
    customerId: string
    externalId: string
    clientId: string | null
    content: CustomerContent
    files: FileRef[]
    locale: 'zh' | 'en'
    page: PageContext | null
  }): Promise<Received>
  /** Stores a rating; false when none was asked for. */
  rate(
    workspaceId: string,
    conversationId: string,
    rating: { score: number; comment: string; clientId: string; channelAccountId: string; externalId: string },
  ): Promise<{ seq: number; at: Date; duplicate: boolean } | undefined>
}

/** A client that has said hello. */
export interface ChatSession {
  account: ChannelAccount
  visitor: Visitor
  token: string
  locale: 'zh' | 'en'
  page: PageContext | null
  /** Null until the visitor has written (or uploaded) something. */
  customerId: string | null
}

export type ChatService = ReturnType<typeof makeChatService>

/** What the public chat protocol promises, whatever carries it (WebSocket or long polling). */
export function makeChatService(deps: ChatDeps) {
  const { db, accounts, tokens, customers, conversations } = deps

  async function open(hello: Hello): Promise<{ session: ChatSession; welcome: Welcome }> {
    const account = await accounts.find(hello.siteKey)
    if (!account) throw new AppError('not_found', 'there is no such site', [{ path: '/siteKey', message: 'unknown' }])
    const visitor = await whoIs(account, hello)
    const token = await tokens.sign(visitor)
    const locale = hello.locale ?? visitor.locale ?? 'zh'
    const customer = await db.tenant(account.workspaceId, (tx) => customers.find(tx, visitor.identity))
    const session: ChatSession = {
      account,
      visitor,
      token,
      locale,
      page: hello.page ?? null,
      customerId: customer?.id ?? null,
    }
    const { conversation, messages } = await update(session, hello.conversationId, hello.afterSeq)
    const welcome: Welcome = {
      visitorToken: token,
      customer: { name: visitor.name ?? customer?.name ?? null, signedIn: visitor.identity.kind === 'external' },
      site: {
        name: account.name,
        avatarUrl: null,
        ...account.settings,
        humanAvailable: await humanAvailable(account.workspaceId),
      },
      locale,
      conversation,
      messages,
    }
    return { session, welcome }
  }

  async function whoIs(account: ChannelAccount, hello: Hello): Promise<Visitor> {
    if (hello.userToken) return tokens.readUser(account, hello.userToken)
    if (!hello.visitorToken) return tokens.newVisitor(account)
    const visitor = await tokens.read(hello.visitorToken)
    // Somebody was signed in on this browser and is not any more: what they said is not the next person's to see.
    return visitor.identity.kind === 'visitor' && visitor.accountKey === account.publicKey
      ? visitor
      : tokens.newVisitor(account)
  }

  async function humanAvailable(workspaceId: string): Promise<boolean> {
    const staff = await db.tenant(workspaceId, (tx) => deps.identity.listStaff(tx))
    return staff.some((each) => !each.disabled && each.presence === 'online')
  }

  /** The session behind a token, for calls that carry nothing else. */
  async function resume(token: string): Promise<ChatSession> {
    const visitor = await tokens.read(token)
    const account = await accounts.find(visitor.accountKey)
    if (!account)
      throw new AppError('unauthenticated', 'the visitor token is not valid', [
        { path: '/visitorToken', message: 'not ours, or expired' },
      ])
    const customer = await db.tenant(account.workspaceId, (tx) => customers.find(tx, visitor.identity))
    return { account, visitor, token, locale: visitor.locale ?? 'zh', page: null, customerId: customer?.id ?? null }
  }

  /** The visitor's conversation now, and what they have not got of it yet. */
  async function update(
    session: ChatSession,
    conversationId: string | undefined,
    afterSeq: number,
  ): Promise<{ conversation: PublicConversation | null; messages: Message[] }> {
    const { account, customerId } = session
    if (!customerId) return { conversation: null, messages: [] }
    return db.tenant(account.workspaceId, async (tx) => {
      const current = await conversations.currentConversation(tx, account.id, customerId)
      if (!current) return { conversation: null, messages: [] }
      // The state first: what it calls settled is then among the messages, even when a turn ends in between.
      const conversation = await conversations.readPublic(tx, current, await deps.secondsPerPlace(tx))
      const messages = await conversations.readMessages(tx, current, current === conversationId ? afterSeq : 0)
      return { conversation: conversation ?? null, messages }
    })
  }

  async function customerOf(session: ChatSession): Promise<string> {
    if (!session.customerId) {
      const { identity, name } = session.visitor
      session.customerId = (
        await customers.recognise(session.account.workspaceId, identity, { name, locale: session.locale })
      ).id
    }
    return session.customerId
  }

  async function filesOf(session: ChatSession, customerId: string, content: CustomerContent): Promise<FileRef[]> {
    const named = filesNamed(content)
    if (named.length === 0) return []
    const ids = named.map(({ fileId }) => fileId)
    const found = await db.tenant(session.account.workspaceId, async (tx) => {
      const { rows } = await sql<{ id: string; name: string; mime: string; size: number }>`
        select id, name, mime, size from files where id = any(${ids}::uuid[]) and customer_id = ${customerId}`.execute(
        tx.query,
      )
      return rows
    })
    const missing = named.find(({ fileId }) => !found.some((each) => each.id === fileId))
    if (missing) throw new AppError('not_found', 'there is no such file', [{ path: missing.path, message: 'unknown' }])
    return [...new Set(ids)]
      .map((id) => found.find((each) => each.id === id)!)
      .map(({ id, name, mime, size }) => ({ fileId: id, name, mime, size }))
  }

  /** Stores what the customer says; the same id again gives the first answer again. */
  async function send(
    session: ChatSession,
    id: string,
    content: CustomerContent,
    page: PageContext | null,
  ): Promise<Accepted> {
    const { account } = session
    const customerId = await customerOf(session)
    const externalId = `${customerId}:${id}`
    if (content.type === 'rating') {
      const { conversation } = await update(session, undefined, 2_000_000_000)
      const rated =
        conversation &&
        (await deps.rate(account.workspaceId, conversation.id, {
          ...content,
          clientId: id,
          channelAccountId: account.id,
          externalId,
        }))
      if (!conversation || !rated) throw new AppError('wrong_state', 'no rating was asked for')
      return {
        id,
        conversationId: conversation.id,
        seq: rated.seq,
        at: rated.at.toISOString(),
        duplicate: rated.duplicate,
      }
    }
    const received = await deps.receive({
      workspaceId: account.workspaceId,
      channelAccountId: account.id,
      customerId,
      externalId,
      clientId: id,
      content,
      files: await filesOf(session, customerId, content),
      locale: session.locale,
      page: page ?? session.page,
    })
    return {
      id,
      conversationId: received.conversationId,
      seq: received.seq,
      at: received.at.toISOString(),
      duplicate: received.status === 'duplicate',
    }
  }

  /** Whether one of the bot's messages helped; false when it is not this visitor's to judge. */
  function giveFeedback(
    { account, customerId }: ChatSession,
    feedback: { conversationId: string; seq: number; helpful: boolean },
  ): Promise<boolean> {
    if (!customerId) return Promise.resolve(false)
    return conversations.giveFeedback(account.workspaceId, { ...feedback, customerId })
  }

  return { open, resume, update, send, giveFeedback, customerOf }
}

/** The uploads a message speaks of, and where in it. */
function filesNamed(content: CustomerContent): { fileId: string; path: string }[] {
  if (content.type === 'files')
    return content.fileIds.map((fileId, index) => ({ fileId, path: `/content/fileIds/${index}` }))
  if (content.type !== 'form') return []
  return Object.entries(content.values).flatMap(([name, value]) =>
    Array.isArray(value)
      ? value.flatMap((each, index) =>
          typeof each === 'string' ? [] : [{ ...each, path: `/content/values/${name}/${index}` }],
        )
      : [],
  )
}
