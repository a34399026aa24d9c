import type { DeliveryState, Part, Sender } from '@loopdesk/contracts/messages.ts'
import type { z } from 'zod'

/** A request as it came over the wire; header names in lower case. */
export interface RawRequest {
  headers: Readonly<Record<string, string>>
  query: Readonly<Record<string, string>>
  body: Buffer
}

/** What the pure functions are told of the account: its secret, and what time it is. */
export interface AccountContext {
  secret: string
  now: Date
}

/** Expected outcomes are answers. `reason` is for the developer on the other side and holds no personal data. */
export type Verified = { ok: true } | { ok: false; reason: string }
export type Decoded =
  | { ok: true; events: InboundEvent[] }
  | { ok: false; problems: { path: string; message: string }[] }

/** Somebody who writes, as the channel knows them. */
export interface ChannelSender {
  /** The channel's own id of the person or device; replies go to it. */
  id: string
  name?: string | undefined
  locale?: 'zh' | 'en' | undefined
  /** The company's own id of the customer, only where the channel vouches for it. */
  externalId?: string | undefined
}

/** A file by reference: what the channel needs to fetch it. */
export interface InboundFile {
  name: string
  ref: string
}

export type InboundContent =
  | { type: 'text'; text: string }
  | { type: 'choice'; value: string; label: string }
  | { type: 'rating'; score: number; comment: string }

export type InboundEvent =
  | {
      type: 'message'
      /** The channel's own id: the same message sent again has the same one. */
      externalId: string
      sender: ChannelSender
      content: InboundContent
      files: InboundFile[]
    }
  | {
      type: 'receipt'
      externalId: string
      /** The id the channel gave our message when it took it, or our own id of it. */
      messageId: string
      state: Extract<DeliveryState, 'delivered' | 'read' | 'failed'>
      reason: string | null
    }

/** How a kind of part travels: as it is, written out in the text, or not at all. */
export type Rendering = 'native' | 'text' | 'omitted'

/** What a channel can show, as data; what it cannot is degraded by `degrade`. */
export interface Capabilities {
  /** Most characters (UTF-16 code units) of one message; longer texts become several messages. */
  textLimit: number
  parts: Record<Exclude<Part['type'], 'form'>, Rendering>
  /**
   * Whether a form can be filled in and sent back. Where not, its fields are written out in the text, and a flow asks for them
   * one by one.
   */
  canShowForms: boolean
  /** Where choices travel natively: more of them, or longer labels, are written out as numbered lines. */
  choices: { most: number; labelLimit: number }
  /** Whether the other side tells how far a message got. */
  receipts: { delivered: boolean; read: boolean }
  /**
   * Whether the other side recognises a repeated idempotency key. Only then is a message whose fate is unknown (the request
   * left, no answer came) sent again.
   */
  idempotent: boolean
}

/** One of our messages on its way out. */
export interface OutgoingMessage {
  id: string
  conversationId: string
  seq: number
  /** The id of the recipient as the channel knows them (`ChannelSender.id`). */
  to: string
  sender: Exclude<Sender, 'customer'>
  senderName: string | null
  language: 'zh' | 'en'
  text: string
  parts: Part[]
  /** Where the other side can fetch the files named in the parts, by file id. */
  fileUrls: Readonly<Record<string, string>>
  /** ISO 8601, UTC */
  at: string
}

/** One request of possibly several that a message becomes. */
export interface Encoded {
  /** What goes over the wire. */
  body: Record<string, unknown>
  /** What a person reads of it; empty for a bare file. */
  text: string
}

/** `unknown`: the request left and no answer came, so it may have arrived. */
export type SendOutcome =
  | { kind: 'sent'; externalId: string | null }
  | { kind: 'retry'; code: string; message: string; retryAfterMs?: number | undefined }
  | { kind: 'unknown'; code: string; message: string }
  | { kind: 'refused'; code: string; message: string }

export interface ChannelHttpRequest {
  method: 'GET' | 'POST' | 'PUT'
  url: string
  headers?: Record<string, string>
  body?: string | Buffer
  timeoutMs?: number
  maxBytes?: number
}

/** The http client handed in: never throws for what the network does, follows no redirects. */
export type ChannelHttp = (
  request: ChannelHttpRequest,
) => Promise<
  | { kind: 'answered'; status: number; headers: Record<string, string>; body: Buffer }
  | { kind: 'not_sent' | 'unknown'; code: string }
>

export interface SendContext<Settings> extends AccountContext {
  http: ChannelHttp
  settings: Settings
  /** The same for each try of the same request. */
  idempotencyKey: string
}

export type FetchedFile = { ok: true; content: Buffer } | { ok: false; reason: string }

/** A channel: data and functions. All but `send` and `fetchFile` are pure. */
export interface ChannelDefinition<Settings> {
  /** Stable, lower case; stored with accounts. */
  kind: string
  name: { zh: string; en: string }
  /** What an account of this channel must be told besides its secret. */
  settings: z.ZodType<Settings>
  capabilities: Capabilities
  /** What this account can show, where its settings say less than the channel can. */
  narrow?(capabilities: Capabilities, settings: Settings): Capabilities
  /** A new secret in the form this channel uses, where we choose it. */
  newSecret(): string
  /** A refusal in words when the secret cannot be used. */
  checkSecret(secret: string): string | undefined
  /** Whether the request is from whom it says, unaltered and fresh. */
  verify(raw: RawRequest, account: AccountContext): Verified
  /** What a verified request says. Never throws, whatever it holds. */
  decode(raw: RawRequest, account: AccountContext): Decoded
  /** The message as this channel says it, in the order to be sent. Deterministic: a retry goes on where it stopped. */
  encode(message: OutgoingMessage, capabilities: Capabilities): Encoded[]
  send(encoded: Encoded, context: SendContext<Settings>): Promise<SendOutcome>
  fetchFile(file: InboundFile, context: Omit<SendContext<Settings>, 'idempotencyKey'>): Promise<FetchedFile>
}

/** A channel as the product uses it: stored settings are checked before its functions see them. */
export interface Channel extends Omit<ChannelDefinition<unknown>, 'narrow' | 'settings'> {
  /** The checked settings, or what is wrong with them. */
  readSettings(
    settings: unknown,
  ): { ok: true; settings: unknown } | { ok: false; problems: { path: string; message: string }[] }
  /** What this account can show. */
  capabilitiesFor(settings: unknown): Capabilities
}

/** Makes a channel of its definition. The one way in: the contract suite and the product see the same thing. */
export function defineChannel<Settings>({
  narrow,
  settings: schema,
  ...definition
}: ChannelDefinition<Settings>): Channel {
  return {
    ...definition,
    readSettings(settings) {
      const parsed = schema.safeParse(settings)
      return parsed.success ? { ok: true, settings: parsed.data } : { ok: false, problems: problemsOf(parsed.error) }
    },
    capabilitiesFor(settings) {
      const parsed = narrow && schema.safeParse(settings)
      return parsed?.success ? narrow!(definition.capabilities, parsed.data) : definition.capabilities
    },
    async send(encoded, context) {
      const parsed = schema.safeParse(context.settings)
      if (!parsed.success) return { kind: 'refused', code: 'settings_invalid', message: sayProblems(parsed.error) }
      return definition.send(encoded, { ...context, settings: parsed.data })
    },
    async fetchFile(file, context) {
      const parsed = schema.safeParse(context.settings)
      if (!parsed.success) return { ok: false, reason: sayProblems(parsed.error) }
      return definition.fetchFile(file, { ...context, settings: parsed.data })
    },
  }
}

/** What a schema objects to, by JSON pointer. */
export function problemsOf(error: z.ZodError): { path: string; message: string }[] {
  return error.issues.map(({ path, message }) => ({ path: path.map((step) => `/${String(step)}`).join(''), message }))
}

function sayProblems(error: z.ZodError): string {
  return problemsOf(error)
    .map(({ path, message }) => `${path || '/'}: ${message}`)
    .join('; ')
}
