import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { zh } from './strings.ts'

/** Words for what programs call things: kinds of errors, outcomes, reasons; anything else keeps its own name. */
export function useEntryName(): (name: string) => string {
  const { t } = useTranslation()
  return useCallback((name: string) => (isKnown(name) ? t(`flows.words.${name}`) : name), [t])
}

const isKnown = (name: string): name is keyof typeof zh.words => Object.hasOwn(zh.words, name)
