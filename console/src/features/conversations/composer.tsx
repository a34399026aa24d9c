import { PaperClipOutlined, SendOutlined, ThunderboltOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Input, Tooltip } from 'antd'
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationDetail } from '../../realtime/apply-frame.ts'
import { useRealtime } from '../../realtime/realtime.tsx'
import { NotedSources } from '../assist/noted-sources.tsx'
import { ReplyHelp } from '../assist/reply-help.tsx'
import type { Suggestion } from '../assist/use-assist.ts'
import { AttachmentStrip } from './attachment-strip.tsx'
import { type DraftKind, keepDraft, readDraft } from './drafts.ts'
import { send } from './outbox.ts'
import { QuickReplies, useQuickReplies } from './quick-replies.tsx'
import { useAttachments } from './use-attachments.ts'

/** Takes over what the knowledge says; nothing is sent. */
export type Insert = (item: Suggestion) => void

export interface ComposerHandle {
  focus(kind: DraftKind): void
  /** Adds a text at the end of what is written, with where it is from beside it. */
  insert(kind: DraftKind, item: Suggestion): void
}

interface Props {
  ref: Ref<ComposerHandle>
  detail: ConversationDetail
  mine: boolean
  onTake: (() => void) | undefined
  taking: boolean
}

const longest = 4000
/** How often, in ms, the customer is told that someone types. */
const typingEvery = 3000

/** Where an agent writes: to the customer, or to colleagues. */
export function Composer({ ref, detail, mine, onTake, taking }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const cache = useQueryClient()
  const { connection } = useRealtime()
  const [kind, setKind] = useState<DraftKind>(
    mine || detail.owner === 'queue' || detail.owner === 'bot' ? 'reply' : 'note',
  )
  const [texts, setTexts] = useState(() => ({
    reply: readDraft(detail.id, 'reply'),
    note: readDraft(detail.id, 'note'),
  }))
  const [dragging, setDragging] = useState(false)
  const field = useRef<HTMLDivElement>(null)
  const lastTyping = useRef(0)
  const attachments = useAttachments()
  const [noted, setNoted] = useState<Suggestion[]>([])
  const text = texts[kind]
  const write = (next: string) => writeTo(kind, next)
  const writeTo = (kind: DraftKind, next: string) => {
    setTexts((all) => ({ ...all, [kind]: next }))
    keepDraft(detail.id, kind, next)
    if (kind === 'reply' && mine && next && Date.now() - lastTyping.current > typingEvery) {
      lastTyping.current = Date.now()
      connection?.typing(detail.id)
    }
  }
  const quick = useQuickReplies(kind === 'reply' && mine ? text : '', detail.language, write)
  const focusField = () => {
    const found = field.current?.querySelector('textarea')
    found?.focus()
    return found !== null && found !== undefined
  }
  // The field may appear only later: after a change of tab, or once the conversation has become mine.
  const wantsFocus = useRef(false)
  const [, askForFocus] = useState(0)
  useEffect(() => {
    if (wantsFocus.current && focusField()) wantsFocus.current = false
  })
  const focus = (next: DraftKind) => {
    wantsFocus.current = true
    setKind(next)
    askForFocus((times) => times + 1)
  }
  const insert = (to: DraftKind, item: Suggestion) => {
    const before = texts[to].trimEnd()
    writeTo(to, before === '' ? item.text : `${before}\n${item.text}`)
    if (to === 'reply') setNoted((all) => [...all.filter(({ id }) => id !== item.id), item])
    focus(to)
  }
  useImperativeHandle(ref, () => ({ focus, insert }))

  const canSend =
    kind === 'note'
      ? text.trim() !== ''
      : mine && (text.trim() !== '' || attachments.ready.length > 0) && !attachments.busy
  const submit = () => {
    if (!canSend) return
    if (text.length > longest) return void message.warning(t('inbox.compose.tooLong'))
    send(cache, {
      conversationId: detail.id,
      kind,
      text: text.trim(),
      files: kind === 'reply' ? attachments.ready : [],
    })
    write('')
    if (kind !== 'reply') return
    attachments.clear()
    setNoted([])
  }
  const press = (event: React.KeyboardEvent) => {
    // While an input method composes, Enter chooses a candidate; it must not send.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    if (quick.press(event)) return
    if (event.key === 'Escape') (event.target as HTMLElement).blur()
    if (event.key !== 'Enter' || event.shiftKey || event.altKey) return
    event.preventDefault()
    submit()
  }
  const receives = kind === 'reply' && mine
  const waitsForTaking = kind === 'reply' && !mine

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only a place to drop files; the button does the same
    <section
      className={`composer composer-${kind}${dragging ? ' composer-drop' : ''}`}
      onDragOver={(event) => {
        if (!receives) return
        event.preventDefault()
        setDragging(true)
      }}
      onDragLeave={() => setDragging(false)}
      onDrop={(event) => {
        setDragging(false)
        if (!receives || event.dataTransfer.files.length === 0) return
        event.preventDefault()
        attachments.add([...event.dataTransfer.files])
      }}
    >
      <div className="composer-tabs" role="tablist">
        {(['reply', 'note'] as const).map((one) => (
          <button type="button" role="tab" key={one} aria-selected={kind === one} onClick={() => setKind(one)}>
            {t(`inbox.compose.${one}`)}
          </button>
        ))}
      </div>
      {quick.open && <QuickReplies quick={quick} text={text} />}
      {waitsForTaking ? (
        <div className="composer-locked">
          <span>{t(`inbox.compose.notMine.${detail.owner}`, { name: detail.agent?.name ?? '' })}</span>
          {onTake && (
            <Button size="small" type="primary" loading={taking} onClick={onTake}>
              {t('inbox.act.take')}
            </Button>
          )}
        </div>
      ) : (
        <>
          <div ref={field}>
            <Input.TextArea
              key={kind}
              variant="borderless"
              autoSize={{ minRows: 2, maxRows: 10 }}
              value={text}
              placeholder={t(kind === 'note' ? 'inbox.compose.notePlaceholder' : 'inbox.compose.replyPlaceholder')}
              aria-label={t(`inbox.compose.${kind}`)}
              onChange={(event) => write(event.target.value)}
              onKeyDown={press}
              onPaste={(event) => {
                if (!receives || event.clipboardData.files.length === 0) return
                event.preventDefault()
                attachments.add([...event.clipboardData.files])
              }}
            />
          </div>
          {kind === 'reply' && <AttachmentStrip attachments={attachments} />}
          {kind === 'reply' && text !== '' && (
            <NotedSources items={noted} onForget={(id) => setNoted((all) => all.filter((each) => each.id !== id))} />
          )}
          <div className="composer-foot">
            {receives && (
              <>
                <Tooltip title={t('inbox.compose.attach')}>
                  <Button
                    type="text"
                    size="small"
                    icon={<PaperClipOutlined />}
                    aria-label={t('inbox.compose.attach')}
                    onClick={attachments.pick}
                  />
                </Tooltip>
                <Tooltip title={t('inbox.compose.quick')}>
                  <Button
                    type="text"
                    size="small"
                    icon={<ThunderboltOutlined />}
                    aria-label={t('inbox.compose.quick')}
                    onClick={() => {
                      write('/')
                      wantsFocus.current = true
                    }}
                  />
                </Tooltip>
                <ReplyHelp
                  conversationId={detail.id}
                  language={detail.language}
                  text={text}
                  onWrite={write}
                  onInsert={(item) => insert('reply', item)}
                />
              </>
            )}
            {text.length > longest - 200 && (
              <span className={text.length > longest ? 'too-long' : undefined}>
                {text.length} / {longest}
              </span>
            )}
            <Button type="primary" size="small" icon={<SendOutlined />} disabled={!canSend} onClick={submit}>
              {t(kind === 'note' ? 'inbox.compose.saveNote' : 'inbox.compose.send')}
            </Button>
          </div>
        </>
      )}
      {dragging && <p className="drop-hint">{t('inbox.compose.drop')}</p>}
    </section>
  )
}
