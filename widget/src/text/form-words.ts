import type { Locale } from '@loopdesk/contracts/chat-protocol.ts'
import type { FormField, FormValue, Place } from '@loopdesk/contracts/form.ts'
import type { FileRef } from '@loopdesk/contracts/messages.ts'

const words = {
  zh: { yes: '是', no: '否', signed: '已签名', comma: '、', colon: '：', files: (count: number) => `${count} 个文件` },
  en: {
    yes: 'Yes',
    no: 'No',
    signed: 'signed',
    comma: ', ',
    colon: ': ',
    files: (count: number) => (count === 1 ? '1 file' : `${count} files`),
  },
}

/** The files an answer names; undefined where the answer is none of files. */
export function filesIn(value: FormValue | undefined): { fileId: string }[] | undefined {
  if (!Array.isArray(value)) return undefined
  const named = value.filter((each) => typeof each === 'object')
  return named.length > 0 ? named : undefined
}

/** An answer as a person reads it; empty for a field left empty. */
export function sayValue(
  field: FormField,
  value: FormValue | undefined,
  locale: Locale,
  files: readonly FileRef[] = [],
): string {
  const say = words[locale]
  const named = filesIn(value)
  if (value === null || value === undefined) return ''
  if (field.kind === 'signature') return named ? say.signed : ''
  if (named) {
    const names = named.map(({ fileId }) => files.find((file) => file.fileId === fileId)?.name)
    return names.every(Boolean) ? names.join(say.comma) : say.files(named.length)
  }
  if (typeof value === 'boolean') return value ? say.yes : say.no
  if (Array.isArray(value)) return value.map((each) => labelOf(field, String(each))).join(say.comma)
  if (typeof value === 'object') return sayPlace(value)
  return field.kind === 'choice' ? labelOf(field, String(value)) : String(value)
}

/** All answers, a line each: what a channel, an agent's list and the customer's own bubble show of a sent form. */
export function sayForm(
  fields: readonly FormField[],
  values: Readonly<Record<string, FormValue>>,
  locale: Locale,
  files: readonly FileRef[],
): string {
  return fields
    .map((field) => ({ label: field.label, said: sayValue(field, values[field.name], locale, files) }))
    .filter(({ said }) => said !== '')
    .map(({ label, said }) => `${label}${words[locale].colon}${said}`)
    .join('\n')
}

/** A place in words: what it is called, and where it is. */
function sayPlace({ name, latitude, longitude }: Place): string {
  if (latitude === undefined || longitude === undefined) return name ?? ''
  const point = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`
  return name ? `${name} (${point})` : point
}

const labelOf = (field: FormField, value: string) =>
  field.options?.find((option) => option.value === value)?.label ?? value
