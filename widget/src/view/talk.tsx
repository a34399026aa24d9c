import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { dividerTime, exactTime } from '../text/times.ts'
import { useChat, useNow } from './context.ts'
import { Face } from './header.tsx'
import { MessageRow, OutgoingRow } from './message-row.tsx'
import { type Row, talkRows } from './talk-rows.ts'

/** The conversation. It follows the newest message unless the customer has scrolled up to read. */
export function Talk() {
  const { state, t, locale, connection } = useChat()
  const now = useNow()
  const list = useRef<HTMLDivElement>(null)
  const [atEnd, setAtEnd] = useState(true)
  const [seenTo, setSeenTo] = useState(0)
  const { reached } = state.thread
  const missed = atEnd
    ? 0
    : state.thread.messages.filter((message) => message.seq > seenTo && message.sender !== 'customer').length
  const { earlier, thread, outbox } = state
  const rows = useMemo(() => talkRows({ earlier, thread, outbox }), [earlier, thread, outbox])
  const newest = rows.findLast((row) => row.kind === 'message')

  useLayoutEffect(() => {
    if (atEnd) toEnd(list.current)
  }, [state.thread, state.outbox, state.typing])
  // What the customer says is always shown, wherever they had scrolled to.
  useLayoutEffect(() => toEnd(list.current), [state.outbox.length > 0 && state.outbox.at(-1)?.id])
  useStickyEnd(list, atEnd)
  useEffect(() => {
    const read = () => {
      if (!atEnd || document.visibilityState !== 'visible') return
      setSeenTo(reached)
      connection.markRead(reached)
    }
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [atEnd, reached, connection])

  function onScroll() {
    const box = list.current
    if (box) setAtEnd(box.scrollHeight - box.scrollTop - box.clientHeight < 40)
  }
  return (
    <div class="talk">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
      <section class="scroll" ref={list} onScroll={onScroll} tabIndex={0} aria-label={t.messages}>
        <ol class="rows">
          {rows.length === 0 && <Greeting />}
          {rows.map((row) => drawRow(row))}
          {state.outbox.map((entry, at) => (
            <OutgoingRow key={entry.id} entry={entry} last={at === state.outbox.length - 1} />
          ))}
          {state.typing && <Typing who={state.typing} />}
        </ol>
      </section>
      {missed > 0 && (
        <button type="button" class="to-end" onClick={() => toEnd(list.current)}>
          {t.newMessages(missed)}
        </button>
      )}
    </div>
  )

  function drawRow(row: Row) {
    switch (row.kind) {
      case 'time':
        return (
          <li class="divider" key={row.key}>
            <time dateTime={row.at} title={exactTime(row.at, locale)}>
              {dividerTime(row.at, now, locale)}
            </time>
          </li>
        )
      case 'ended':
        return (
          <li class="divider ended" key={row.key}>
            {t.earlierTalk}
          </li>
        )
      case 'system':
        return (
          <li class="divider" key={row.key} title={exactTime(row.message.at, locale)}>
            {row.message.text}
          </li>
        )
      case 'message':
        return <MessageRow key={row.key} row={row} now={now} newest={row === newest && state.outbox.length === 0} />
    }
  }
}

function Greeting() {
  const { state, locale, t } = useChat()
  const name = state.site?.name ?? t.bot
  return (
    <li class="row other first">
      <Face name={name} url={state.site?.avatarUrl} />
      <div class="said">
        <p class="name">{name}</p>
        <p class="bubble">{state.site?.greeting[locale] || t.defaultGreeting}</p>
      </div>
    </li>
  )
}

function Typing({ who }: { who: 'bot' | 'agent' }) {
  const { state, t } = useChat()
  const words = who === 'bot' ? t.thinking : t.typing(state.conversation?.agentName ?? t.agentFallback)
  return (
    <li class="row other first">
      <span class="face-gap" />
      <p class="bubble typing" role="status">
        <span class="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        <span class="soft">{words}</span>
      </p>
    </li>
  )
}

/** Pictures that load late and a keyboard that opens change heights: the end stays in view. */
function useStickyEnd(list: { current: HTMLElement | null }, atEnd: boolean) {
  useEffect(() => {
    const box = list.current
    if (!box || !atEnd) return
    const watch = new ResizeObserver(() => toEnd(box))
    watch.observe(box)
    if (box.firstElementChild) watch.observe(box.firstElementChild)
    return () => watch.disconnect()
  }, [list, atEnd])
}

function toEnd(box: HTMLElement | null) {
  if (box) box.scrollTop = box.scrollHeight
}
