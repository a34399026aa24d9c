import { emptyOntology, type Ontology } from '@loopdesk/contracts/graph.ts'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { graphKeys } from './graph-keys.ts'

/** The workspace's ontology, and the names its keys go by in the reader's language. */
export function useOntology() {
  const { i18n } = useTranslation()
  const language: 'zh' | 'en' = i18n.language === 'en' ? 'en' : 'zh'
  const query = useQuery({
    queryKey: graphKeys.ontology,
    queryFn: ({ signal }) => call(routes.readOntology, { signal }),
  })
  const ontology: Ontology = query.data?.ontology ?? emptyOntology
  const member = (key: string) => [...ontology.properties, ...ontology.relations].find((each) => each.key === key)
  return {
    query,
    ontology,
    language,
    typeName: (key: string) => ontology.types.find((each) => each.key === key)?.name[language] ?? key,
    memberName: (key: string) => member(key)?.name[language] ?? key,
  }
}
