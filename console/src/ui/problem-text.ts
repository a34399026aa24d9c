import type { TFunction } from 'i18next'
import { Problem } from '../api.ts'
import { zh } from './strings.ts'

/** An error in the words of the person looking at it. */
export function problemText(error: unknown, t: TFunction): string {
  if (!(error instanceof Problem)) return t('common.problem.internal')
  if (error.code === 'rate_limited' && error.retryAfter) {
    return t('common.problem.rate_limited_for', { seconds: error.retryAfter })
  }
  const detail = error.errors.map((one) => one.message).join('; ') || error.detail
  return isKnown(error.code) ? t(`common.problem.${error.code}`, { detail }) : detail || t('common.problem.internal')
}

function isKnown(code: string): code is keyof typeof zh.problem {
  return code in zh.problem
}
