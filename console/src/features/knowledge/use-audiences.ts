import type { ListedAudience } from '@loopdesk/contracts/api/knowledge/audiences.ts'
import { inLanguage, staffAudience } from '@loopdesk/contracts/knowledge.ts'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { useLanguage } from '../flows/use-language.ts'
import { knowledgeKeys } from './knowledge-keys.ts'

const none: ListedAudience[] = []

/** Audiences, `staff` first. */
export function useAudiences() {
  const query = useQuery({
    queryKey: knowledgeKeys.audiences,
    queryFn: ({ signal }) => call(routes.listAudiences, { signal }),
  })
  return { query, audiences: query.data?.items ?? none }
}

/** Says an audience in the reader's language. */
export function useAudienceName(): (id: string) => string {
  const { t } = useTranslation()
  const { audiences } = useAudiences()
  const language = useLanguage()
  return useMemo(() => {
    const names = new Map(audiences.map(({ id, name }) => [id, inLanguage(name, language)]))
    return (id: string) => (id === staffAudience ? t('knowledge.audiences.staff') : (names.get(id) ?? id))
  }, [audiences, language, t])
}
