import type { FormField, FormPart, FormValue, Place } from '@loopdesk/contracts/form.ts'
import type { FileRef } from '@loopdesk/contracts/messages.ts'

interface Point {
  latitude: number
  longitude: number
  /** metres */
  accuracy: number | null
}

/** A line of a signature: x and y as shares of the pad's width. */
export type Stroke = [number, number][]

export interface DraftFile {
  key: number
  name: string
  /** Null for a file that an earlier try had uploaded. */
  file: File | null
  preview: string | null
  /** 0 to 1 */
  progress: number
  ref: Pick<FileRef, 'fileId'> & Partial<FileRef>
  state: 'uploading' | 'there' | 'failed'
  error: string | null
}

/** What stands in a field so far; each kind uses what it needs. */
export interface Draft {
  text: string
  picked: string[]
  files: DraftFile[]
  point: Point | null
  ink: Stroke[]
}

export type Drafts = Readonly<Record<string, Draft>>

export interface DraftStore {
  read(): Drafts
  change(name: string, edit: (draft: Draft) => Partial<Draft>): void
  /** Answers how to stop. */
  follow(listener: () => void): () => void
}

const kept = new Map<string, { messageId: string; store: DraftStore }>()
let counter = 0
export const nextKey = () => ++counter

/**
 * The drafts of a form, which outlive the closing of the window. The same form asked again begins with what stands in its
 * fields, and with the files that were uploaded already.
 */
export function draftsOf(form: FormPart, conversationId: string, messageId: string): DraftStore {
  const key = `${conversationId}:${form.formId}`
  const before = kept.get(key)
  if (before?.messageId === messageId) return before.store
  const earlier = before?.store.read()
  const store = makeStore(
    Object.fromEntries(
      form.fields.map((field) => {
        const files = field.kind === 'files' || field.kind === 'signature'
        const again = field.value === undefined || files ? earlier?.[field.name] : undefined
        return [field.name, again ?? draftOf(field)]
      }),
    ),
  )
  kept.set(key, { messageId, store })
  return store
}

function makeStore(first: Drafts): DraftStore {
  let drafts = first
  const listeners = new Set<() => void>()
  return {
    read: () => drafts,
    change(name, edit) {
      const draft = drafts[name]
      if (!draft) return
      drafts = { ...drafts, [name]: { ...draft, ...edit(draft) } }
      for (const listener of listeners) listener()
    },
    follow(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** What a field begins with. A value that does not fit its kind is left out. */
export function draftOf({ kind, value }: FormField): Draft {
  const draft: Draft = { text: '', picked: [], files: [], point: null, ink: [] }
  if (typeof value === 'boolean') return { ...draft, picked: [value ? 'yes' : 'no'] }
  if (typeof value === 'string' || typeof value === 'number')
    return kind === 'choice' ? { ...draft, picked: [String(value)] } : { ...draft, text: String(value) }
  if (Array.isArray(value)) {
    const files = value.flatMap((each) => (typeof each?.fileId === 'string' ? keptFile(each.fileId) : []))
    return { ...draft, files, picked: value.filter((each) => typeof each === 'string') }
  }
  if (typeof value === 'object' && value !== null) {
    const { latitude, longitude, name } = value as Place
    const point = latitude === undefined || longitude === undefined ? null : { latitude, longitude, accuracy: null }
    return { ...draft, text: name ?? '', point }
  }
  return draft
}

function keptFile(fileId: string): DraftFile {
  return {
    key: nextKey(),
    name: '',
    file: null,
    preview: null,
    progress: 1,
    ref: { fileId },
    state: 'there',
    error: null,
  }
}

/** The answer as it is sent; null for a field left empty. Signatures are uploaded by then. */
export function answerIn({ kind }: FormField, { text, picked, files, point }: Draft): FormValue {
  const said = text.trim()
  switch (kind) {
    case 'choice':
      return picked[0] ?? null
    case 'choices':
      return picked.length > 0 ? picked : null
    case 'yesno':
      return picked[0] === undefined ? null : picked[0] === 'yes'
    case 'files':
    case 'signature': {
      const there = files.flatMap(({ ref, state }) => (state === 'there' ? [{ fileId: ref.fileId }] : []))
      return there.length > 0 ? there : null
    }
    case 'location': {
      if (!point) return said ? { name: said } : null
      const { latitude, longitude } = point
      return said ? { latitude, longitude, name: said } : { latitude, longitude }
    }
    case 'number':
      return said ? numberIn(said) : null
    default:
      return said || null
  }
}

/** Full-width digits and thousands separators are as good as any. NaN for what is no number. */
export function numberIn(text: string): number {
  return Number(text.normalize('NFKC').replace(/[,\s]/g, ''))
}
