import { normalise } from '@loopdesk/engines/text/normalise.ts'

/** A text as it is stored: what it says, how it is compared, which language it is in. */
export interface Prepared {
  text: string
  normal: string
  language: 'zh' | 'en' | 'other'
}

/** Undefined when nothing is said that could be learnt from. */
export function prepare(raw: string): Prepared | undefined {
  const text = raw.trim().replace(/\s+/g, ' ')
  if (text === '') return undefined
  return { text, normal: normalise(text), language: languageOf(text) }
}

/** By script alone: an example of two letters must be told, too. */
export function languageOf(text: string): Prepared['language'] {
  if (/\p{Script=Han}/u.test(text)) return 'zh'
  return /\p{Script=Latin}/u.test(text) ? 'en' : 'other'
}
