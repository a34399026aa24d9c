import { contentText } from '../core/chat-state.ts'
import type { Outgoing } from '../core/outbox.ts'
import { exactTime, relativeTime } from '../text/times.ts'
import { useChat } from './context.ts'
import { FilePart } from './file-part.tsx'
import { Face } from './header.tsx'
import { MessageParts } from './message-parts.tsx'
import { RichText } from './rich-text.tsx'
import { isOutdated, type Row } from './talk-rows.ts'

/** One stored message of the customer, the bot or an agent. */
export function MessageRow({ row, now, newest }: { row: Row & { kind: 'message' }; now: number; newest: boolean }) {
  const { state, t, locale } = useChat()
  const { message, first, last, present, answeredBy } = row
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
      <div class="said">
        {first && !own ? <p class="name">{name}</p> : <span class="unseen">{name}</span>}
        {message.text && (
          <p class="bubble">
            <RichText text={message.text} />
          </p>
        )}
        <MessageParts
          message={message}
          answeredBy={answeredBy}
          present={present}
          outdated={(title) => isOutdated(state, message, title)}
        />
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
  const text = contentText(entry)
  const why = entry.problem?.detail
  return (
    <li class={`row own first ${failed ? 'is-failed' : 'is-sending'}`}>
      <div class="said">
        <span class="unseen">{t.you}</span>
        {text && <p class="bubble">{text}</p>}
        {entry.files.map((file) => (
          <FilePart key={file.fileId} file={file} />
        ))}
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
