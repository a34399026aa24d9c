import { useState } from 'preact/hooks'
import { useChat } from './context.ts'
import { Icon } from './icons.tsx'

/** Asks whether an answer helped; the choice can be changed while the answer is on screen. */
export function Helpful({ seq }: { seq: number }) {
  const { t, connection } = useChat()
  const [said, setSaid] = useState<boolean>()
  const judge = (helpful: boolean) => {
    if (said === helpful) return
    setSaid(helpful)
    connection.judge(seq, helpful)
  }
  return (
    <fieldset class="helpful" aria-label={t.helped}>
      {[true, false].map((helpful) => (
        <button
          key={String(helpful)}
          type="button"
          class={helpful ? 'thumb' : 'thumb is-down'}
          aria-pressed={said === helpful}
          aria-label={helpful ? t.didHelp : t.didNotHelp}
          title={helpful ? t.didHelp : t.didNotHelp}
          onClick={() => judge(helpful)}
        >
          <Icon name="thumb" size={16} />
        </button>
      ))}
      <span role="status">{said === undefined ? '' : said ? t.gladItHelped : t.sorryNoHelp}</span>
    </fieldset>
  )
}
