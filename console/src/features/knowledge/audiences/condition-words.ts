import type { Audience } from '@loopdesk/contracts/knowledge.ts'
import type { TFunction } from 'i18next'

export type Condition = Audience['conditions'][number]
export const knownFields = ['channel', 'verified', 'language', 'tag'] as const

/** A condition as a sentence: `level is one of gold, platinum`. */
export function conditionWords({ field, is, values }: Condition, t: TFunction): string {
  const name = fieldWords(field, t)
  const shown = values.map((value) => valueWords(value, t)).join(t('knowledge.audiences.or'))
  if (field === 'verified' && is === 'one_of' && values.length === 1)
    return t(
      values[0] === true || values[0] === 'true' ? 'knowledge.audiences.isVerified' : 'knowledge.audiences.notVerified',
    )
  return t(`knowledge.audiences.sentence.${is}`, { name, values: shown })
}

export function fieldWords(field: string, t: TFunction): string {
  const known = knownFields.find((one) => one === field)
  return known ? t(`knowledge.audiences.fields.${known}`) : field
}

function valueWords(value: string | number | boolean, t: TFunction): string {
  if (typeof value === 'boolean') return t(value ? 'knowledge.audiences.yes' : 'knowledge.audiences.no')
  return String(value)
}

/** What was typed as the value the server compares: numbers and yes/no as such, everything else as words. */
export function typedValue(text: string, is: Condition['is']): string | number | boolean {
  const trimmed = text.trim()
  if ((is === 'at_least' || is === 'at_most') && trimmed !== '' && Number.isFinite(Number(trimmed)))
    return Number(trimmed)
  if (trimmed === 'true') return true
  if (trimmed === 'false') return false
  return trimmed
}
