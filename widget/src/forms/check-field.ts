import type { FormField } from '@loopdesk/contracts/form.ts'
import { type Draft, numberIn } from './drafts.ts'
import type { FormStrings } from './form-strings.ts'

/** What is wrong with an answer, in words; null when it may be sent. The flow checks again: this only saves a round. */
export function checkField(field: FormField, draft: Draft, t: FormStrings): string | null {
  const { kind, required, min = 0, max = Number.POSITIVE_INFINITY } = field
  const text = draft.text.trim()
  switch (kind) {
    case 'yesno':
    case 'choice':
      return required && draft.picked.length === 0 ? t.needChoice : null
    case 'choices': {
      const count = draft.picked.length
      if (count === 0) return required ? t.needChoice : null
      return count < min ? t.tooFew(min) : count > max ? t.tooMany(max) : null
    }
    case 'files':
      return checkFiles(draft, required, min, t)
    case 'signature': {
      const there = draft.files.length > 0 || draft.ink.length > 0 || text !== ''
      return required && !there ? t.needSignature : null
    }
    case 'location':
      return required && !draft.point && text === '' ? t.needed : null
    default:
      if (text === '') return required ? t.needed : null
      return kind === 'number' ? checkNumber(field, text, t) : checkText(field, text, t)
  }
}

function checkFiles({ files }: Draft, required: boolean, min: number, t: FormStrings): string | null {
  if (files.some(({ state }) => state === 'uploading')) return t.stillUploading
  const count = files.filter(({ state }) => state === 'there').length
  // A file that could not be uploaded says so itself; sending without it would lose it silently.
  if (files.length > count) return t.uploadFailed
  if (count === 0) return required ? t.needFile : null
  return count < min ? t.fewFiles(min) : null
}

function checkNumber({ min, max }: FormField, text: string, t: FormStrings): string | null {
  const number = numberIn(text)
  if (!Number.isFinite(number)) return t.badNumber
  if (min !== undefined && number < min) return t.tooSmall(min)
  return max !== undefined && number > max ? t.tooBig(max) : null
}

function checkText({ kind, pattern, min, max }: FormField, text: string, t: FormStrings): string | null {
  if (kind === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return t.badEmail
  if (kind === 'phone' && !/^\+?[\d\s()-]{5,20}$/.test(text.normalize('NFKC'))) return t.badPhone
  if (kind !== 'date' && min !== undefined && [...text].length < min) return t.tooShort(min)
  if (kind !== 'date' && max !== undefined && [...text].length > max) return t.tooLong(max)
  return pattern && !matches(pattern, text) ? t.badFormat : null
}

/** A pattern that this browser cannot read refuses nobody. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(text)
  } catch {
    return true
  }
}
