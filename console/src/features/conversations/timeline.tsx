import { ArrowDownOutlined } from '@ant-design/icons'
import type { FormPart } from '@loopdesk/contracts/form.ts'
import { Button } from 'antd'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationDetail } from '../../realtime/apply-frame.ts'
import { useTypist } from '../../realtime/realtime.tsx'
import { dayName } from '../../ui/format-time.ts'
import { RichText } from '../../ui/rich-text.tsx'
import { Time } from '../../ui/time.tsx'
import { useStable } from '../../ui/use-stable.ts'
import { MessageBubble } from './message-bubble.tsx'
import { usePending } from './outbox.ts'
import { PendingEntry } from './pending-entry.tsx'
import { type Note, timelineEntries } from './timeline-entries.ts'

/** Pixels from the end within which new entries are followed. */
const nearEnd = 120

/** Everything that happened, oldest first; follows the end unless the reader has scrolled up. */
export function Timeline({ detail, onTrace }: { detail: ConversationDetail; onTrace: (turnId: string) => void }) {
  const { t, i18n } = useTranslation()
  const pending = usePending()
  const typist = useTypist(detail.id)
  const entries = useMemo(() => timelineEntries(detail, pending), [detail, pending])
  const asked = useMemo(() => askedForms(detail), [detail])
  const box = useRef<HTMLDivElement>(null)
  const [following, setFollowing] = useState(true)
  const showTrace = useStable(onTrace)
  const toEnd = () => box.current?.scrollTo({ top: box.current.scrollHeight })

  // biome-ignore lint/correctness/useExhaustiveDependencies: new entries and the typing line are what moves the end
  useLayoutEffect(() => {
    if (following) toEnd()
  }, [entries, typist, following])
  useLayoutEffect(() => {
    const node = box.current
    if (!node) return
    const keepEnd = new ResizeObserver(() => following && node.scrollTo({ top: node.scrollHeight }))
    keepEnd.observe(node)
    if (node.firstElementChild) keepEnd.observe(node.firstElementChild)
    return () => keepEnd.disconnect()
  }, [following])

  return (
    <div className="timeline-frame">
      <div
        className="timeline"
        ref={box}
        onScroll={(event) => {
          const { scrollTop, scrollHeight, clientHeight } = event.currentTarget
          setFollowing(scrollHeight - scrollTop - clientHeight < nearEnd)
        }}
      >
        <div className="timeline-inner" role="log" aria-live="polite">
          {entries.map((entry) => {
            if (entry.kind === 'day') {
              return (
                <p key={entry.key} className="day">
                  {dayName(entry.at, Date.now(), t, i18n.language)}
                </p>
              )
            }
            if (entry.kind === 'note') return <NoteEntry key={entry.key} note={entry.note} />
            if (entry.kind === 'pending') return <PendingEntry key={entry.key} pending={entry.pending} />
            return (
              <MessageBubble
                key={entry.key}
                message={entry.message}
                continues={entry.continues}
                conversationId={detail.id}
                customerName={detail.customer.name}
                asked={entry.message.form ? asked.get(entry.message.form.formId) : undefined}
                onTrace={showTrace}
              />
            )
          })}
          {typist && (
            <p className="typing" role="status">
              <i />
              <i />
              <i />
              {t('inbox.typing', {
                name: typist.name ?? t(typist.who === 'customer' ? 'inbox.customer' : 'inbox.bot'),
              })}
            </p>
          )}
        </div>
      </div>
      {!following && (
        <Button className="to-end" shape="circle" icon={<ArrowDownOutlined />} onClick={toEnd} aria-label="↓" />
      )}
    </div>
  )
}

/** The forms of the conversation by their ids, each as it was asked last. */
function askedForms({ messages }: ConversationDetail): Map<string, FormPart> {
  const forms = messages.flatMap(({ parts }) => parts.filter((part) => part.type === 'form'))
  return new Map(forms.map((form) => [form.formId, form]))
}

function NoteEntry({ note }: { note: Note }) {
  const { t } = useTranslation()
  return (
    <article className="note">
      <header>
        <b>{t('inbox.note.label')}</b> · {note.author} · <Time at={note.at} short />
        <span>{t('inbox.note.onlyStaff')}</span>
      </header>
      <RichText text={note.text} />
    </article>
  )
}
