import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { fileSize } from '../../../ui/format-time.ts'
import { knowledgeKeys } from '../knowledge-keys.ts'

/** One line: how much is searched, by what, and whether this node is up to date. */
export function IndexState() {
  const { t } = useTranslation()
  const index = useQuery({
    queryKey: knowledgeKeys.index,
    queryFn: ({ signal }) => call(routes.readKnowledgeIndex, { signal }),
    staleTime: 0,
    refetchInterval: 5000,
  })
  if (!index.data) return null
  const { passages, memory, revision, indexed, vectors, reranker, model } = index.data
  const words = [
    t('knowledge.index.passages', { count: passages }),
    fileSize(memory),
    t(indexed >= revision ? 'knowledge.index.fresh' : 'knowledge.index.behind', { count: revision - indexed }),
    vectors.state === 'on'
      ? t('knowledge.index.vectors', { done: vectors.done.toLocaleString(), of: vectors.of.toLocaleString() })
      : t(`knowledge.index.vectorsAre.${vectors.state}`),
    t(`knowledge.index.rerankerIs.${reranker}`),
    t(`knowledge.index.modelIs.${model}`),
  ]
  return <p className="quiet index-state">{words.join(' · ')}</p>
}
