import type { FormField, FormValues } from '@loopdesk/contracts/form.ts'
import type { FileRef } from '@loopdesk/contracts/messages.ts'
import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks'
import { sayForm } from '../text/form-words.ts'
import { checkField } from './check-field.ts'
import { answerIn, type DraftStore, draftsOf, nextKey } from './drafts.ts'
import { signaturePicture } from './draw-signature.ts'
import { Field } from './field.tsx'
import type { FormProps } from './form-props.ts'
import { formStrings } from './form-strings.ts'

type Problems = Readonly<Record<string, string | null>>

/** A form to fill in. It tells what is missing before it sends, and takes the customer there. */
export function Form(chat: FormProps) {
  const { form, conversationId, messageId, locale } = chat
  const t = formStrings[locale]
  const store = useMemo(() => draftsOf(form, conversationId, messageId), [form.formId, conversationId, messageId])
  const drafts = useFollowed(store)
  const [problems, setProblems] = useState<Problems>(() =>
    Object.fromEntries(form.fields.map(({ name, error }) => [name, error ?? null])),
  )
  const [busy, setBusy] = useState(false)
  const box = useRef<HTMLFormElement>(null)
  const idOf = ({ name }: FormField) => `f-${messageId}-${name}`
  const check = (field: FormField) => checkField(field, store.read()[field.name]!, t)

  function change(field: FormField, edit: Parameters<DraftStore['change']>[1]) {
    store.change(field.name, edit)
    // What was wrong is looked at again at once; what is being typed for the first time is left in peace.
    if (problems[field.name]) setProblems((now) => ({ ...now, [field.name]: check(field) }))
  }

  async function submit() {
    if (busy) return
    const found = Object.fromEntries(form.fields.map((field) => [field.name, check(field)]))
    setProblems(found)
    const first = form.fields.find(({ name }) => found[name])
    if (first) return focusOn(box.current, idOf(first))
    setBusy(true)
    const unsigned = await uploadSignatures(chat, store)
    setBusy(false)
    if (unsigned) return setProblems((now) => ({ ...now, [unsigned.name]: t.sendFailed }))
    const { values, files } = answersOf(form.fields, store)
    chat.send(values, sayForm(form.fields, values, locale, files) || form.submit, files)
  }

  return (
    <form
      ref={box}
      class="form"
      noValidate
      aria-label={form.title ?? form.submit}
      aria-busy={busy}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {form.title && <p class="card-title">{form.title}</p>}
      {form.fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          draft={drafts[field.name]!}
          change={(edit) => change(field, edit)}
          t={t}
          chat={chat}
          id={idOf(field)}
          problem={problems[field.name] ?? null}
        />
      ))}
      <button type="submit" class="submit" disabled={busy}>
        {busy ? t.sending : form.submit}
      </button>
    </form>
  )
}

function useFollowed(store: DraftStore) {
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  useEffect(() => store.follow(() => redraw(undefined as never)), [store])
  return store.read()
}

/** Makes pictures of the signatures and uploads them; answers the field for which it failed. */
async function uploadSignatures({ form, upload }: FormProps, store: DraftStore): Promise<FormField | undefined> {
  for (const field of form.fields) {
    if (field.kind !== 'signature') continue
    const { ink, text, files } = store.read()[field.name]!
    if (files.length > 0 || (ink.length === 0 && text.trim() === '')) continue
    const picture = await signaturePicture(ink, text)
    const result = picture && (await upload(picture, () => {})?.done)
    if (!result || !('file' in result)) return field
    const { file: ref } = result
    const there = { key: nextKey(), name: ref.name, file: null, preview: null, progress: 1, ref, error: null }
    store.change(field.name, () => ({ files: [{ ...there, state: 'there' }], ink: [], text: '' }))
  }
  return undefined
}

function answersOf(fields: readonly FormField[], store: DraftStore): { values: FormValues; files: FileRef[] } {
  const drafts = store.read()
  const values = Object.fromEntries(fields.map((field) => [field.name, answerIn(field, drafts[field.name]!)]))
  const files = fields.flatMap(({ name }) =>
    drafts[name]!.files.flatMap(({ ref }) => (ref.name ? [ref as FileRef] : [])),
  )
  return { values, files }
}

/** To the first thing to be mended, and the whole question into view. */
function focusOn(box: HTMLElement | null, id: string): void {
  const control = box?.querySelector<HTMLElement>(`#${CSS.escape(id)}`)
  control?.closest('.field')?.scrollIntoView({ block: 'nearest' })
  control?.focus({ preventScroll: true })
}
