import { useState } from 'preact/hooks'
import { useChat } from './context.ts'
import { Icon } from './icons.tsx'

/** Five stars and a word; once given it only says thank you. */
export function Rating({ present }: { present: boolean }) {
  const { connection, state, t } = useChat()
  const [score, setScore] = useState(0)
  const [comment, setComment] = useState('')
  const [sent, setSent] = useState(false)
  const pending = state.outbox.some((entry) => entry.content.type === 'rating')
  if (sent || pending || state.conversation?.rating === 'given') return <p class="soft">{t.rated}</p>
  if (!present) return null
  return (
    <form
      class="rating"
      onSubmit={(event) => {
        event.preventDefault()
        if (score === 0) return
        setSent(true)
        connection.send({ type: 'rating', score, comment: comment.trim() })
      }}
    >
      <fieldset>
        <legend>{t.rate}</legend>
        <div class="stars">
          {[1, 2, 3, 4, 5].map((value) => (
            <label key={value} class={value <= score ? 'is-on' : ''} title={t.starWords[value - 1]}>
              <input
                type="radio"
                name="score"
                value={value}
                checked={value === score}
                aria-label={`${t.stars(value)}, ${t.starWords[value - 1]}`}
                onChange={() => setScore(value)}
              />
              <Icon name="star" size={28} />
            </label>
          ))}
          <span class="soft">{t.starWords[score - 1]}</span>
        </div>
      </fieldset>
      {score > 0 && (
        <>
          <textarea
            rows={2}
            maxLength={1000}
            value={comment}
            placeholder={t.rateComment}
            aria-label={t.rateComment}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          <button type="submit" class="choice primary">
            {t.rateSend}
          </button>
        </>
      )}
    </form>
  )
}
