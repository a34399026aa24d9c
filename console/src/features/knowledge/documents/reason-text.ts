import type { TFunction } from 'i18next'
import { reasons } from '../strings/reasons.ts'

/** Why a file was refused and what to do about it, in the reader's words; one nobody knows yet in the server's. */
export function reasonText(reason: { code: string; message: string }, t: TFunction): string {
  const { code } = reason
  return isKnown(code) ? t(`knowledge.reasons.${code}`) : reason.message
}

function isKnown(code: string): code is keyof typeof reasons.zh {
  return code in reasons.zh
}
