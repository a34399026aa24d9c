import type { PageContext } from '@loopdesk/contracts/chat-protocol.ts'
import type { SentForm } from '@loopdesk/contracts/form.ts'
import type { CustomerContent, FileRef, Part } from '@loopdesk/contracts/messages.ts'
import { detectPii } from '@loopdesk/engines/masking/detect-pii.ts'
import { detectLanguage } from '@loopdesk/engines/text/detect-language.ts'
import type { Conversations, PiiSpan, Received } from '../modules/conversations/index.ts'

/** A customer's words as a channel hands them in, the customer recognised already. */
export interface Inbound {
  workspaceId: string
  channelAccountId: string
  customerId: string
  /** The channel's own id of the message. */
  externalId: string
  clientId: string | null
  content: CustomerContent
  /** The files named by the content, checked to be the customer's own. */
  files: FileRef[]
  locale: 'zh' | 'en'
  page: PageContext | null
}

export type Receive = (inbound: Inbound) => Promise<Received>

/** A customer's message as the turn that was claimed with it sees it. */
export interface Said {
  text: string
  parts: Part[]
  choice: string | null
  form: SentForm | null
}

interface ReceiveDeps {
  conversations: Conversations
  /** Takes the turn that came with the message, or wakes somebody who will. */
  startTurn(received: Received, message: Said & { clientId: string | null }): void
  /** This process's id where it works on turns, else null. */
  worker: string | null
}

/**
 * Stores a customer's message once and in order, finds the personal data in it, and starts the bot's turn. What this answers
 * has been stored: it may be acknowledged.
 */
export function makeReceive({ conversations, startTurn, worker }: ReceiveDeps): Receive {
  return async (inbound) => {
    const { content } = inbound
    const text = textOf(content)
    const parts = partsOf(inbound)
    const choice = content.type === 'choice' ? content.value : null
    const form = content.type === 'form' ? { formId: content.formId, values: content.values } : null
    const detected = detectLanguage(text)
    const language = detected.language === 'other' || detected.confidence < 0.6 ? inbound.locale : detected.language
    const received = await conversations.receiveMessage({
      workspaceId: inbound.workspaceId,
      channelAccountId: inbound.channelAccountId,
      customerId: inbound.customerId,
      externalId: inbound.externalId,
      clientId: inbound.clientId,
      text,
      parts,
      pii: detectPii(text, { language }) as PiiSpan[],
      choice,
      form,
      language,
      page: inbound.page,
      worker,
    })
    if (received.status === 'stored') startTurn(received, { text, parts, choice, form, clientId: inbound.clientId })
    return received
  }
}

function textOf(content: CustomerContent): string {
  switch (content.type) {
    case 'text':
    case 'files':
    case 'form':
      return content.text
    case 'choice':
      return content.label
    case 'rating':
      return content.comment
    case 'location':
      return content.name ?? ''
  }
}

function partsOf({ content, files }: Inbound): Part[] {
  return content.type === 'location' ? [content] : files.map((file) => ({ type: 'file', file }))
}
