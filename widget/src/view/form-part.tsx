import type { FormPart, SentForm } from '@loopdesk/contracts/form.ts'
import type { FileRef, Message } from '@loopdesk/contracts/messages.ts'
import { useEffect, useRef, useState } from 'preact/hooks'
import { uploadFile } from '../core/upload-file.ts'
import type { FormProps, FormsScript } from '../forms/form-props.ts'
import { filesIn, sayValue } from '../text/form-words.ts'
import { useChat } from './context.ts'
import { FilePart } from './file-part.tsx'
import { Icon } from './icons.tsx'
import { loadForms } from './load-forms.ts'
import { findForm, formState } from './talk-rows.ts'

/** A form of the bot's: open to be filled in, or a line about what became of it. */
export function FormCard({ form, message, present }: { form: FormPart; message: Message; present: boolean }) {
  const { state, t } = useChat()
  const stands = present ? formState(state, message, form) : 'closed'
  if (stands === 'open') return <OpenForm form={form} message={message} />
  const words = { sent: t.formSent, closed: t.formClosed, again: t.updatedBelow }[stands]
  return (
    <p class="soft form-line">
      {stands === 'sent' && <Icon name="done" size={16} />}
      <span>{[form.title, words].filter(Boolean).join(' · ')}</span>
    </p>
  )
}

function OpenForm({ form, message }: { form: FormPart; message: Message }) {
  const { connection, origin, locale, t, showTalk } = useChat()
  const [script, setScript] = useState<FormsScript | null | 'failed'>(window.loopdeskForms ?? null)
  const place = useRef<HTMLDivElement>(null)
  const mounted = useRef<ReturnType<FormsScript['mount']> | null>(null)
  const props: FormProps = {
    form,
    conversationId: message.conversationId,
    messageId: message.id,
    locale,
    upload(file, onProgress) {
      const token = connection.visitorToken()
      return token ? uploadFile(origin, token, file, onProgress) : null
    },
    fileUrl: connection.fileUrl,
    send(values, text, files) {
      connection.send({ type: 'form', formId: form.formId, values, text }, files)
      showTalk()
    },
  }
  useEffect(() => {
    if (script) return
    let gone = false
    void loadForms(origin).then((loaded) => !gone && setScript(loaded ?? 'failed'))
    return () => {
      gone = true
    }
  }, [script, origin])
  useEffect(() => {
    if (!script || script === 'failed' || !place.current) return
    if (mounted.current) mounted.current.update(props)
    else mounted.current = script.mount(place.current, props)
  })
  useEffect(() => () => mounted.current?.unmount(), [])
  if (script === 'failed') {
    return (
      <button type="button" class="choice" onClick={() => setScript(null)}>
        {t.formNotLoaded}
      </button>
    )
  }
  // About the height it will have, so that nothing jumps when the script has come.
  const waiting = script ? undefined : { minHeight: `${form.fields.length * 92 + 90}px` }
  return <div class="card form-card" ref={place} style={waiting} aria-busy={!script} />
}

/** The customer's answers, to read; undefined where the form is not known here and the words must do. */
export function SentFormCard({ sent, files }: { sent: SentForm; files: readonly FileRef[] }) {
  const { state, locale, t } = useChat()
  const form = findForm(state, sent.formId)
  if (!form) return null
  const answered = form.fields.filter(({ name }) => (sent.values[name] ?? null) !== null)
  return (
    <div class="card sent-form">
      <p class="card-title">{form.title ?? t.formSent}</p>
      <dl>
        {answered.map((field) => {
          const value = sent.values[field.name]
          const shown = filesIn(value)?.flatMap(({ fileId }) => files.find((file) => file.fileId === fileId) ?? [])
          return (
            <div key={field.name} class={shown ? 'with-files' : undefined}>
              <dt>{field.label}</dt>
              <dd>
                {shown && shown.length > 0
                  ? shown.map((file) => <FilePart key={file.fileId} file={file} />)
                  : sayValue(field, value, locale, files)}
              </dd>
            </div>
          )
        })}
      </dl>
    </div>
  )
}
