import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, type Reply, routes } from '../../api.ts'
import { keys } from '../../realtime/query-keys.ts'

type QuickReply = Reply<typeof routes.listQuickReplies>['items'][number]
const shownAtOnce = 8

/** Prepared replies, opened by a slash at the start of an otherwise empty reply and narrowed by what follows it. */
export function useQuickReplies(text: string, language: 'zh' | 'en', onPick: (text: string) => void) {
  const open = /^[/、]\S*$/.test(text)
  const words = text.slice(1).toLowerCase()
  const [at, setAt] = useState(0)
  const replies = useQuery({
    queryKey: keys.quickReplies,
    queryFn: ({ signal }) => call(routes.listQuickReplies, { signal }),
    enabled: open,
  })
  const items = matching(replies.data?.items ?? [], words, language)
  const chosen = Math.min(at, Math.max(items.length - 1, 0))
  return {
    open,
    loading: replies.isPending,
    items,
    chosen,
    choose: setAt,
    pick: (reply: QuickReply) => onPick(reply.text),
    /** Handles the keys that belong to the open list; true when it did. */
    press(event: React.KeyboardEvent): boolean {
      if (!open || items.length === 0) return false
      if (event.key === 'ArrowDown') setAt((chosen + 1) % items.length)
      else if (event.key === 'ArrowUp') setAt((chosen - 1 + items.length) % items.length)
      else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') onPick(items[chosen]!.text)
      else if (event.key === 'Escape') onPick('')
      else return false
      event.preventDefault()
      return true
    },
  }
}

export function QuickReplies({ quick, text }: { quick: ReturnType<typeof useQuickReplies>; text: string }) {
  const { t } = useTranslation()
  return (
    <div className="quick" role="listbox" aria-label={t('inbox.compose.quick')}>
      {quick.loading && <p>{t('common.loading')}</p>}
      {!quick.loading && quick.items.length === 0 && <p>{t('inbox.compose.noQuick', { text: text.slice(1) })}</p>}
      {quick.items.map((reply, index) => (
        <div
          key={reply.id}
          role="option"
          tabIndex={-1}
          aria-selected={index === quick.chosen}
          onMouseMove={() => quick.choose(index)}
          onMouseDown={(event) => {
            event.preventDefault()
            quick.pick(reply)
          }}
        >
          <b>/{reply.shortcut}</b>
          <span>{reply.text}</span>
        </div>
      ))}
    </div>
  )
}

/** Those of the conversation's language first; by shortcut before by text. */
function matching(items: QuickReply[], words: string, language: 'zh' | 'en'): QuickReply[] {
  const rank = (reply: QuickReply) =>
    (reply.language === language ? 0 : 10) + (reply.shortcut.toLowerCase().startsWith(words) ? 0 : 1)
  return items
    .filter((reply) => reply.shortcut.toLowerCase().includes(words) || reply.text.toLowerCase().includes(words))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, shownAtOnce)
}
