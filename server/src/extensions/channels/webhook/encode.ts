import type { Capabilities, Encoded, OutgoingMessage } from '../../../kit/define-channel.ts'
import { degrade } from '../../../kit/degrade.ts'

/** `message.created` as documented in docs/webhook-channel.md; a long text becomes several, the parts go with the last. */
export function encode(message: OutgoingMessage, capabilities: Capabilities): Encoded[] {
  const { texts, parts } = degrade(message, capabilities)
  const { id, conversationId, seq, to, sender, senderName, language, at, fileUrls } = message
  return texts.map((text, index) => {
    const last = index === texts.length - 1
    return {
      text,
      body: {
        type: 'message.created',
        customer: { id: to },
        message: {
          id,
          conversationId,
          seq,
          piece: { number: index + 1, of: texts.length },
          sender,
          senderName,
          language,
          text,
          parts: last
            ? parts.map((part) => (part.type === 'file' ? { ...part, url: fileUrls[part.file.fileId] ?? null } : part))
            : [],
          at,
        },
      },
    }
  })
}
