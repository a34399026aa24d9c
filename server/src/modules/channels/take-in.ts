import { Readable } from 'node:stream'
import type { FileRef } from '@loopdesk/contracts/messages.ts'
import { sql } from 'kysely'
import type { Db } from '../../infra/db.ts'
import { RetryableError } from '../../infra/errors.ts'
import type { FileStore } from '../../infra/files.ts'
import type { JobHandler } from '../../infra/jobs.ts'
import type { Log } from '../../infra/log.ts'
import type { Secrets } from '../../infra/secrets.ts'
import type { Channel, ChannelHttp, ChannelSender, InboundEvent } from '../../kit/define-channel.ts'
import type { Customers } from '../customers/index.ts'
import type { Accounts, ChannelAccount } from './accounts.ts'
import { saveAddress } from './addresses.ts'
import type { ChatDeps } from './chat-service.ts'
import type { EventResult, Inbox } from './inbox.ts'
import { noteReceipt } from './move-delivery.ts'
import { readAnswer } from './read-answer.ts'

export interface TakeInDeps {
  db: Db
  log: Log
  now: () => Date
  http: ChannelHttp
  secrets: Secrets
  files: FileStore
  accounts: Accounts
  channels: ReadonlyMap<string, Channel>
  customers: Pick<Customers, 'recognise' | 'addIdentity'>
  inbox: Inbox
  receive: ChatDeps['receive']
  rate: ChatDeps['rate']
}

type MessageEvent = Extract<InboundEvent, { type: 'message' }>

/** A receipt can overtake our own note that the message was sent, mostly by this little … */
const overtakenMs = 300
/** … but after so many more looks there is no such message. */
const looksForMessage = 6

export type TakeIn = ReturnType<typeof makeTakeIn>

/** Deals with what stands in the inbox: customers recognised, messages received, receipts noted. Bears being run twice. */
export function makeTakeIn(deps: TakeInDeps) {
  const { db, inbox, accounts, channels } = deps

  /** Deals with an event and whatever of the same sender waits before it. Undefined when it has to wait still. */
  async function takeIn(
    account: ChannelAccount,
    eventId: number,
    isLastLook = false,
  ): Promise<EventResult | undefined> {
    const channel = channels.get(account.kind)
    if (!channel) return undefined
    let mine: EventResult | undefined
    for (const { id, externalId, raw } of await inbox.waiting(account, eventId)) {
      const decoded = channel.decode(raw, { secret: account.secret, now: deps.now() })
      const event = decoded.ok ? decoded.events.find((each) => each.externalId === externalId) : undefined
      const result = event
        ? await handle(channel, account, event, isLastLook)
        : ({ type: 'ignored', reason: 'it cannot be read any more' } as const)
      const settled = result && (await inbox.settle(account, id, result))
      if (id === eventId) mine = settled
    }
    return mine
  }

  async function handle(
    channel: Channel,
    account: ChannelAccount,
    event: InboundEvent,
    isLastLook: boolean,
  ): Promise<EventResult | undefined> {
    if (event.type === 'message') return takeMessage(deps, channel, account, event)
    const { messageId, state, reason } = event
    const note = () =>
      db.tenant(account.workspaceId, (tx) =>
        noteReceipt(tx, { channelAccountId: account.id, messageId, state, reason }),
      )
    const noted = (await note()) ?? (await pause(overtakenMs).then(note))
    if (noted) return { type: 'receipt', ...noted }
    return isLastLook ? { type: 'ignored', reason: 'there is no such message' } : undefined
  }

  /** What a request left undone. */
  const finishRequest: JobHandler = async (payload, { attempt }) => {
    const account = await accounts.find(String(payload.accountKey))
    if (!account) return
    const requestId = String(payload.requestId)
    for (const id of await inbox.left(account.workspaceId, requestId))
      await takeIn(account, id, attempt >= looksForMessage)
    const left = await inbox.left(account.workspaceId, requestId)
    if (left.length > 0) throw new RetryableError('not_taken_in', `${left.length} events of a request wait`)
  }

  return { takeIn, finishRequest }
}

async function takeMessage(
  deps: TakeInDeps,
  channel: Channel,
  account: ChannelAccount,
  event: MessageEvent,
): Promise<EventResult> {
  const { db, secrets } = deps
  const customer = await recognise(deps, account, event.sender)
  await db.tenant(account.workspaceId, (tx) => saveAddress(tx, secrets, account, customer.id, event.sender.id))
  const capabilities = channel.capabilitiesFor(account.settings)
  const answer = await db.tenant(account.workspaceId, (tx) =>
    readAnswer(tx, { account, customerId: customer.id, content: event.content, capabilities }),
  )
  const told = { channelAccountId: account.id, externalId: event.externalId }
  if (answer.content.type === 'rating') {
    const { score, comment } = answer.content
    const rated =
      answer.conversationId &&
      (await deps.rate(account.workspaceId, answer.conversationId, {
        score,
        comment,
        clientId: event.externalId,
        ...told,
      }))
    if (!rated) return { type: 'ignored', reason: 'no rating was asked for' }
    return { type: 'message', conversationId: answer.conversationId!, seq: rated.seq, at: rated.at.toISOString() }
  }
  const { files, missing } = await fetchFiles(deps, channel, account, customer.id, event)
  const said =
    answer.content.type === 'text' ? [answer.content.text, ...missing].filter((line) => line !== '').join('\n') : ''
  const content =
    answer.content.type === 'choice'
      ? answer.content
      : files.length > 0
        ? ({ type: 'files', fileIds: files.map(({ fileId }) => fileId), text: said } as const)
        : ({ type: 'text', text: said } as const)
  const locale = event.sender.locale ?? customer.locale ?? 'zh'
  const place = { workspaceId: account.workspaceId, customerId: customer.id, clientId: null, page: null, ...told }
  const received = await deps.receive({ ...place, content, files, locale })
  const { conversationId, seq, at } = received
  return { type: 'message', conversationId, seq, at: at.toISOString() }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** By the company's own id where the channel vouches for it, else by the channel's id of the sender. */
async function recognise({ db, customers }: TakeInDeps, account: ChannelAccount, sender: ChannelSender) {
  const onChannel = { kind: account.kind, value: `${account.publicKey}:${sender.id}` }
  const { name, locale, externalId } = sender
  const identity = externalId === undefined ? onChannel : { kind: 'external', value: externalId }
  const customer = await customers.recognise(account.workspaceId, identity, { name, locale })
  if (externalId !== undefined)
    await db.tenant(account.workspaceId, (tx) =>
      customers.addIdentity(tx, { id: customer.id, workspaceId: account.workspaceId }, onChannel),
    )
  return customer
}

/** Fetches and stores the files of a message; those that cannot be had are named in words, so that nobody waits for them. */
async function fetchFiles(
  { db, http, files: store, log, now }: TakeInDeps,
  channel: Channel,
  account: ChannelAccount,
  customerId: string,
  event: MessageEvent,
): Promise<{ files: FileRef[]; missing: string[] }> {
  const files: FileRef[] = []
  const missing: string[] = []
  for (const file of event.files) {
    const context = { http, settings: account.settings, secret: account.secret, now: now() }
    const fetched = await channel.fetchFile(file, context)
    const stored = fetched.ok ? await store.store(Readable.from([fetched.content])) : fetched
    if (!stored.ok) {
      log.warn({ channel: channel.kind, reason: stored.reason }, 'a file of a customer was not taken')
      missing.push(`[${file.name}: ${stored.reason}]`)
      continue
    }
    const { hash, size, type } = stored.file
    const fileId = await db.tenant(account.workspaceId, async (tx) => {
      const { rows } = await sql<{ id: string }>`
        insert into files (workspace_id, customer_id, sha256, name, mime, size)
        values (${account.workspaceId}, ${customerId}, ${hash}, ${file.name}, ${type}, ${size}) returning id`.execute(
        tx.query,
      )
      return rows[0]!.id
    })
    files.push({ fileId, name: file.name, mime: type, size })
  }
  return { files, missing }
}
