import type { Intent } from '@loopdesk/contracts/api/workbench.ts'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { inWords } from '../../ui/in-words.ts'
import { workbenchKeys } from './workbench-keys.ts'

const none: Intent[] = []

/** All intents by name; every screen of the workbench shares this one list. */
export function useIntents() {
  const query = useQuery({
    queryKey: workbenchKeys.intents,
    queryFn: ({ signal }) => call(routes.listIntents, { query: { order: 'name' }, signal }),
  })
  return { query, intents: query.data?.items ?? none }
}

/** Says a label in the reader's language; one nobody knows any more keeps its own words. While names are read, none is shown. */
export function useIntentName(): (label: string) => string {
  const { t } = useTranslation()
  const language = useLanguage()
  const { query, intents } = useIntents()
  const waiting = query.isPending
  return useMemo(() => {
    if (waiting) return () => '…'
    const names = new Map(intents.map((intent) => [intent.id, intent.name[language]]))
    return (label: string) =>
      label === 'oos' ? t('workbench.outside') : (names.get(label) ?? inWords(label.replace(/^[a-z]+:/, '')))
  }, [intents, waiting, language, t])
}

/** The half of a localised name this reader wants. */
export function useLanguage(): 'zh' | 'en' {
  return useTranslation().i18n.language.startsWith('zh') ? 'zh' : 'en'
}
