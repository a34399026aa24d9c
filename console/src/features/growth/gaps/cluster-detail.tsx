import { ArrowLeftOutlined } from '@ant-design/icons'
import { type GrowthCluster, growthRoutes } from '@loopdesk/contracts/api/growth.ts'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { call } from '../../../api.ts'
import { KeyHint } from '../../../ui/key-hint.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { AskedList } from '../asked-list.tsx'
import { growthKeys } from '../growth-keys.ts'
import { DraftEditor } from './draft-editor.tsx'
import { RegroupQuestions } from './regroup-questions.tsx'
import type { ClusterActions } from './use-clusters.ts'

interface Props {
  id: string
  write: boolean
  onBack(): void
  onDraft(id: string): void
  onOpen(id: string): void
  actions: ClusterActions
}

/** One group: why it is here, how it is asked, and the entry that is made of it. */
export function ClusterDetail({ id, write, onBack, onDraft, onOpen, actions }: Props) {
  const { draft, setState } = actions
  const { t } = useTranslation()
  const cluster = useQuery({
    queryKey: growthKeys.cluster(id),
    queryFn: ({ signal }) => call(growthRoutes.readCluster, { params: { clusterId: id }, signal }),
  })
  if (cluster.isLoadingError) return <ErrorState error={cluster.error} onRetry={() => void cluster.refetch()} />
  if (!cluster.data) return <LoadingState />
  const { data } = cluster
  const drafting = draft.isPending && draft.variables === id
  return (
    <>
      <header className="growth-detail-head">
        <Button
          className="growth-back"
          type="text"
          icon={<ArrowLeftOutlined />}
          aria-label={t('knowledge.growth.gaps.back')}
          onClick={onBack}
        />
        <h2>{data.title}</h2>
        {write && (
          <span className="buttons">
            {data.state === 'dismissed' ? (
              <Button size="small" onClick={() => setState.mutate({ id, state: 'open' })}>
                {t('knowledge.growth.gaps.reopen')}
              </Button>
            ) : (
              <Button size="small" onClick={() => setState.mutate({ id, state: 'dismissed' })}>
                {t('knowledge.growth.gaps.dismiss')} <KeyHint keys="X" />
              </Button>
            )}
          </span>
        )}
      </header>
      <Reasons cluster={data} />
      {data.draft ? (
        <DraftEditor key={data.draft.entryId} cluster={data} draft={data.draft} write={write} />
      ) : (
        write &&
        data.state !== 'dismissed' && (
          <div className="growth-begin">
            <Button type="primary" loading={drafting} onClick={() => onDraft(id)}>
              {t('knowledge.growth.gaps.draft')} <KeyHint keys="D" />
            </Button>
            <small>{t(drafting ? 'knowledge.growth.gaps.drafting' : 'knowledge.growth.gaps.draftHelp')}</small>
          </div>
        )
      )}
      <section>
        <h3>{t('knowledge.growth.gaps.examples')}</h3>
        <ul className="growth-examples">
          {data.examples.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </section>
      <section>
        <h3>{t('knowledge.growth.gaps.questions')}</h3>
        {write ? (
          <RegroupQuestions id={id} actions={actions} onOpen={onOpen} />
        ) : (
          <AskedList filter={{ clusterId: id }} />
        )}
      </section>
    </>
  )
}

const reasons = ['declined', 'clarified', 'disliked', 'handedOver', 'askedAgain'] as const

function Reasons({ cluster }: { cluster: GrowthCluster }) {
  const { t } = useTranslation()
  const { after } = cluster
  return (
    <div className="growth-reasons">
      {reasons
        .filter((each) => cluster.reasons[each] > 0)
        .map((each) => (
          <span key={each} className="tag">
            {t(`knowledge.growth.gaps.reasons.${each}`)} {cluster.reasons[each]}
          </span>
        ))}
      <span className="quiet">
        {t('knowledge.growth.gaps.week', { n: cluster.week })} ·{' '}
        {t('knowledge.growth.gaps.before', { n: cluster.weekBefore })} ·{' '}
        {cluster.channels.map(({ channel, count }) => `${channel} ${count}`).join(' · ')}
      </span>
      <span className="quiet growth-origins">
        {cluster.origins.map(({ origin, count }) => (
          <span key={origin}>
            {t(`knowledge.growth.gaps.origins.${origin}`)} {count}
          </span>
        ))}
      </span>
      {cluster.entryLive && (
        <span className="growth-after">
          {t('knowledge.growth.gaps.after')} {t('knowledge.growth.gaps.afterWords', after)}
        </span>
      )}
    </div>
  )
}
