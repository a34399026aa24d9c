import { type UseQueryResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, type Reply, routes } from '../../api.ts'
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { placeOf } from '../knowledge/test-box/place-of.ts'
import { useNotice } from '../workbench/use-notice.tsx'
import { assistKeys } from './assist-keys.ts'
import { useWriteEntry } from './use-assist.ts'

type Gaps = Reply<typeof routes.listAssistGaps>
type Gap = Gaps['items'][number]

/** What colleagues asked in vain, for those who can write it. */
export function GapList({ gaps }: { gaps: UseQueryResult<Gaps> }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const write = useWriteEntry()
  const close = useMutation({
    mutationFn: ({ id, state }: { id: string; state: 'answered' | 'dismissed' }) =>
      call(routes.closeAssistGap, { params: { gapId: id }, body: { state } }),
    onSuccess() {
      notice.say(t('assist.gaps.closed'))
      void cache.invalidateQueries({ queryKey: assistKeys.gaps })
    },
    onError: notice.fail,
  })
  return (
    <section className="ask-main ask-gaps">
      <Link to="/ask" className="ask-back">
        {t('common.back')}
      </Link>
      <h2>{t('assist.gaps.title')}</h2>
      <p className="quiet">{t('assist.gaps.lead')}</p>
      {gaps.isPending && <LoadingState />}
      {gaps.isLoadingError && <ErrorState error={gaps.error} onRetry={() => void gaps.refetch()} />}
      {gaps.data?.items.length === 0 && <EmptyState title={t('assist.gaps.empty')} help={t('assist.gaps.emptyHelp')} />}
      <ul>
        {gaps.data?.items.map((gap) => (
          <li key={gap.id}>
            <div>
              <b>{gap.text}</b>
              <p className="quiet">
                <span className="tag">{t(`assist.gaps.reason.${gap.reason}`)}</span>{' '}
                {t(`assist.gaps.audience.${gap.audience}`)} · {t('assist.gaps.asked', { n: gap.asked })} ·{' '}
                <Time at={gap.lastAt} /> {gap.source && <Link to={placeOfGap(gap)}>{t('assist.gaps.source')}</Link>}
              </p>
            </div>
            <div className="buttons">
              <Button size="small" loading={write.isPending} onClick={() => write.mutate(gap)}>
                {t('assist.gaps.write')}
              </Button>
              <Button size="small" onClick={() => close.mutate({ id: gap.id, state: 'answered' })}>
                {t('assist.gaps.answered')}
              </Button>
              <Button size="small" type="text" onClick={() => close.mutate({ id: gap.id, state: 'dismissed' })}>
                {t('assist.gaps.dismiss')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function placeOfGap({ source }: Gap): string {
  const [kind, ...id] = (source ?? '').split(':')
  return placeOf({ kind: kind === 'document' ? 'document' : kind === 'graph' ? 'graph' : 'entry', id: id.join(':') })
}
