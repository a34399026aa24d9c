import { useEffect, useRef, useState } from 'preact/hooks'
import type { Attachment } from './attachments.ts'
import { useChat } from './context.ts'
import { Icon } from './icons.tsx'

/** Input, attachments and send. Enter sends, Shift+Enter breaks the line, Enter inside an input method only picks a word. */
export function Composer({ focus }: { focus: boolean }) {
  const { connection, state, t, attachments, draft: kept, showTalk } = useChat()
  const [draft, setDraft] = useState(kept.current)
  const input = useRef<HTMLTextAreaElement>(null)
  const typed = useRef(0)
  const { items } = attachments
  const uploaded = items.every((item) => item.ref)
  const ready = uploaded && (draft.trim() !== '' || items.length > 0) && state.link !== 'refused'

  useEffect(() => {
    if (focus) input.current?.focus({ preventScroll: true })
  }, [focus])
  useEffect(() => {
    const area = input.current
    if (!area) return
    area.style.height = 'auto'
    area.style.height = `${Math.min(area.scrollHeight, 132)}px`
  }, [draft])

  kept.current = draft

  function submit() {
    if (!ready) return
    const text = draft.trim()
    const files = attachments.take()
    if (files.length > 0) connection.send({ type: 'files', fileIds: files.map((file) => file.fileId), text }, files)
    else connection.send({ type: 'text', text })
    setDraft('')
    showTalk()
    input.current?.focus({ preventScroll: true })
  }

  function onKeyDown(event: KeyboardEvent) {
    // 229 is what Safari reports for the Enter that ends a composition.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
    event.preventDefault()
    submit()
  }

  function onInput(event: InputEvent & { currentTarget: HTMLTextAreaElement }) {
    setDraft(event.currentTarget.value)
    if (Date.now() - typed.current < 3000) return
    typed.current = Date.now()
    connection.typing()
  }

  function onPaste(event: ClipboardEvent) {
    const files = [...(event.clipboardData?.files ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    attachments.add(files)
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {items.length > 0 && (
        <ul class="tray">
          {items.map((item) => (
            <TrayItem key={item.key} item={item} />
          ))}
        </ul>
      )}
      {attachments.notice && (
        <p class="notice" role="alert">
          {attachments.notice}
        </p>
      )}
      <div class="line">
        <button type="button" class="tool" aria-label={t.attach} title={t.attach} onClick={() => attachments.pick()}>
          <Icon name="attach" />
        </button>
        <textarea
          ref={input}
          rows={1}
          maxLength={4000}
          value={draft}
          placeholder={t.placeholder}
          aria-label={t.placeholder}
          enterkeyhint="send"
          onInput={onInput}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <button type="submit" class="tool send" aria-label={t.send} title={t.send} disabled={!ready}>
          <Icon name="send" />
        </button>
      </div>
      <input
        ref={attachments.picker}
        class="picker"
        type="file"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          attachments.add(event.currentTarget.files ?? [])
          event.currentTarget.value = ''
          showTalk()
        }}
      />
    </form>
  )
}

function TrayItem({ item }: { item: Attachment }) {
  const { t, attachments } = useChat()
  const { key, file, preview, progress, error } = item
  return (
    <li class={`tray-item${error ? ' is-failed' : ''}`}>
      {preview ? <img src={preview} alt={file.name} /> : <Icon name="file" />}
      <span class="tray-words">
        <span class="tray-name">{file.name}</span>
        {error ? (
          <button type="button" class="tray-error" onClick={() => attachments.retry(key)}>
            {error}
          </button>
        ) : (
          <progress max={1} value={progress} aria-label={file.name} />
        )}
      </span>
      <button
        type="button"
        class="tool small"
        aria-label={t.removeFile(file.name)}
        onClick={() => attachments.remove(key)}
      >
        <Icon name="close" size={14} />
      </button>
    </li>
  )
}
