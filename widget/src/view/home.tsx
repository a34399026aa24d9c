import { useState } from 'preact/hooks'
import { unreadCount } from '../core/chat-state.ts'
import { exactTime, relativeTime } from '../text/times.ts'
import { useChat, useNow } from './context.ts'
import { HelpSearch } from './help-search.tsx'
import { Icon } from './icons.tsx'

/** The first screen: greeting, the last conversation, what others ask. */
export function Home() {
  const { state, t, locale, connection, showTalk } = useChat()
  const topics = state.site?.topics[locale] ?? []
  const [reading, setReading] = useState(false)
  const greeting = state.site?.greeting[locale] || t.defaultGreeting
  return (
    <div class="home">
      {!reading && (
        <div class="greeting">
          <p class="hello">{greeting}</p>
          <p class="hint">{t.askHint}</p>
        </div>
      )}
      <HelpSearch onRead={setReading} />
      {!reading && <LastTalk />}
      {!reading && topics.length > 0 && (
        <section class="topics" aria-label={t.topics}>
          <h3>{t.topics}</h3>
          {topics.map((topic) => (
            <button
              type="button"
              class="topic"
              key={topic}
              onClick={() => {
                connection.send({ type: 'text', text: topic })
                showTalk()
              }}
            >
              <span>{topic}</span>
              <Icon name="next" size={16} />
            </button>
          ))}
        </section>
      )}
    </div>
  )
}

function LastTalk() {
  const { state, t, locale, showTalk } = useChat()
  const now = useNow()
  const last = state.thread.messages.at(-1)
  if (!last) return null
  const unread = unreadCount(state)
  const from = last.sender === 'customer' ? t.you : (last.senderName ?? state.site?.name ?? t.bot)
  return (
    <section class="last" aria-label={t.lastTalk}>
      <h3>{t.lastTalk}</h3>
      <button type="button" class="topic" onClick={showTalk}>
        <span class="last-text">
          <b>{from}</b>
          <span>{last.text || last.parts.find((part) => part.type === 'file')?.file.name || t.noWordsYet}</span>
        </span>
        <time dateTime={last.at} title={exactTime(last.at, locale)}>
          {relativeTime(last.at, now, locale)}
        </time>
        {unread > 0 ? <span class="badge">{unread}</span> : <Icon name="next" size={16} />}
      </button>
    </section>
  )
}
