import { useTranslation } from 'react-i18next'
import { inWords } from '../../../ui/in-words.ts'
import { zh } from '../strings.ts'

/** Words for the fields of slots, which carry none of their own. */
export function useFieldName(): (name: string) => string {
  const { t } = useTranslation()
  return (name) => (isKnown(name) ? t(`flows.settings.fields.${name}`) : inWords(name))
}

const isKnown = (name: string): name is keyof typeof zh.settings.fields => Object.hasOwn(zh.settings.fields, name)
