import { contentText } from '../core/chat-state.ts'
import type { Outgoing } from '../core/outbox.ts'
import { exactTime, relativeTime } from '../text/times.ts'
import { useChat } from './context.ts'
import { FilePart } from './file-part.tsx'
import { SentFormCard } from './form-part.tsx'
import { Face } from './header.tsx'
import { MessageParts } from './message-parts.tsx'
import { RichText } from './rich-text.tsx'
import { findForm, isOutdated, type Row } from './talk-rows.ts'

/** One stored message of the customer, the bot or an agent. */
export function MessageRow({ row, now, newest }: { row: Row & { kind: 'message' }; now: number; newest: boolean }) {
  const { state, t, locale } = useChat()
  const { message, first, last, present, answeredBy } = row
  const files = message.parts.flatMap((part) => (part.type === 'file' ? part.file : []))
  // The words of a form are for those who cannot draw its answers.
  const sent = message.form && findForm(state, message.form.formId) ? message.form : null
  const own = message.sender === 'customer'
  const name = own ? t.you : (message.senderName ?? state.site?.name ?? t.bot)
  return (
    <li class={`row ${own ? 'own' : 'other'}${first ? ' first' : ''}`}>
      {!own &&
        (last ? (
          <Face name={name} url={message.sender === 'bot' ? state.site?.avatarUrl : null} />
        ) : (
          <span class="face-gap" />
        ))}
      <div class={`said${message.parts.some((part) => part.type === 'form') ? ' wide' : ''}`}>
        {first && !own ? <p class="name">{name}</p> : <span class="unseen">{name}</span>}
        {sent && <SentFormCard sent={sent} files={files} />}
        {!sent && message.text && (
          <p class="bubble">
            <RichText text={message.text} />
          </p>
        )}
        {!sent && (
          <MessageParts
            message={message}
            answeredBy={answeredBy}
            present={present}
            outdated={(part) => isOutdated(state, message, part)}
          />
        )}
        {last && (
          <p class="meta">
            <time dateTime={message.at} title={exactTime(message.at, locale)}>
              {relativeTime(message.at, now, locale)}
            </time>
            {own && newest && <span>{` · ${t.sent}`}</span>}
          </p>
        )}
      </div>
    </li>
  )
}

/** A send that is not accepted yet: under way, waiting for the network, or failed with its reason. */
export function OutgoingRow({ entry, last }: { entry: Outgoing; last: boolean }) {
  const { connection, state, t } = useChat()
  const failed = entry.state === 'failed'
  const { content } = entry
  const sent = content.type === 'form' && findForm(state, content.formId) ? content : null
  const text = contentText(entry)
  const why = entry.problem?.detail
  return (
    <li class={`row own first ${failed ? 'is-failed' : 'is-sending'}`}>
      <div class="said">
        <span class="unseen">{t.you}</span>
        {sent && <SentFormCard sent={sent} files={entry.files} />}
        {!sent && text && <p class="bubble">{text}</p>}
        {!sent && entry.files.map((file) => <FilePart key={file.fileId} file={file} />)}
        {failed ? (
          <p class="meta" role="alert">
            <button type="button" class="text-button danger" onClick={() => connection.retry(entry.id)}>
              {why ? t.failedWhy(why) : t.failed}
            </button>
            <button type="button" class="text-button" onClick={() => connection.discard(entry.id)}>
              {t.discard}
            </button>
          </p>
        ) : (
          last && <p class="meta">{state.link !== 'online' ? t.waitingToSend : t.sending}</p>
        )}
      </div>
    </li>
  )
}
