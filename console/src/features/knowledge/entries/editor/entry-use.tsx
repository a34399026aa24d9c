import type { EntryDetail } from '@loopdesk/contracts/api/knowledge/entries.ts'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../../api.ts'
import { EmptyState, ErrorState, LoadingState } from '../../../../ui/states.tsx'
import { knowledgeKeys } from '../../knowledge-keys.ts'
import { useTestBox } from '../../test-box/test-box-context.tsx'

/** Which questions are led here, or kept away, by hand. */
export function EntryUse({ entry }: { entry: EntryDetail }) {
  const { t } = useTranslation()
  const box = useTestBox()
  const tunings = useQuery({
    queryKey: [...knowledgeKeys.tunings, entry.id],
    queryFn: ({ signal }) => call(routes.listKnowledgeTunings, { query: { target: `entry:${entry.id}` }, signal }),
  })
  if (tunings.isPending) return <LoadingState />
  if (tunings.isError) return <ErrorState error={tunings.error} onRetry={() => void tunings.refetch()} />
  if (tunings.data.items.length === 0)
    return <EmptyState title={t('knowledge.use.none')} help={t('knowledge.use.noneHelp')} />
  return (
    <section className="kb-form">
      <h2>{t('knowledge.use.tunings')}</h2>
      <ul className="lines">
        {tunings.data.items.map((one) => (
          <li key={one.id}>
            <button type="button" className="link" onClick={() => box.open(one.question)}>
              {one.question}
            </button>
            <span className={`tag${one.action === 'pin' ? ' tag-good' : ''}`}>
              {t(`knowledge.tuning.actions.${one.action}`)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
