import type { Release, Version } from '@loopdesk/contracts/api/workbench.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useNotice } from '../use-notice.tsx'
import { useVersions } from '../use-versions.ts'
import { workbenchKeys } from '../workbench-keys.ts'
import { PublishDrawer } from './publish-drawer.tsx'
import { TrainDrawer } from './train-drawer.tsx'
import { useRelease } from './use-release.ts'
import { VersionTable } from './version-table.tsx'
import './versions.css'

/** What was trained, by whom and how good it is; what customers get now; and the way forward and back. */
export function VersionsPage() {
  const { t } = useTranslation()
  const { can } = useSession()
  const { query, versions, release } = useVersions()
  const [training, setTraining] = useState(false)
  const [publishing, setPublishing] = useState<Version | null>(null)
  if (query.isLoadingError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />
  if (!release) return <LoadingState />
  const publish = can('understanding.publish')
  return (
    <div className="workbench-body">
      <header className="page-head">
        <h1>{t('workbench.sections.versions')}</h1>
        {can('understanding.write') && (
          <Button type={release.changed ? 'primary' : 'default'} onClick={() => setTraining(true)}>
            {t('workbench.versions.train')}
          </Button>
        )}
      </header>
      <LiveState release={release} versions={versions} write={publish} />
      <VersionTable versions={versions} onPublish={publish ? setPublishing : undefined} />
      <TrainDrawer open={training} onClose={() => setTraining(false)} />
      <PublishDrawer version={publishing} release={release} versions={versions} onClose={() => setPublishing(null)} />
    </div>
  )
}

interface LiveProps {
  release: Release
  versions: Version[]
  write: boolean
}

/** What customers get now, in a sentence, with what can be done about it. */
function LiveState({ release, versions, write }: LiveProps) {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const { promote, rollBack } = useRelease()
  const { live, previous, canary } = release
  const before = canary ? live : previous
  const confirmBack = () =>
    void modal.confirm({
      title: canary
        ? t('workbench.versions.dropTitle', { number: canary.version })
        : t('workbench.versions.backTitle', { number: before }),
      content: canary
        ? t('workbench.versions.dropHelp', { number: live })
        : t('workbench.versions.backHelp', { live, number: before }),
      okText: t(canary ? 'workbench.versions.drop' : 'workbench.versions.back'),
      okButtonProps: { danger: true },
      onOk: () => rollBack.mutateAsync(undefined).catch(() => undefined),
    })
  const confirmPromote = () =>
    void modal.confirm({
      title: t('workbench.versions.promoteTitle', { number: canary?.version }),
      content: t('workbench.versions.promoteHelp'),
      okText: t('workbench.versions.promote'),
      onOk: () => promote.mutateAsync().catch(() => undefined),
    })
  return (
    <section className="release" aria-label={t('workbench.versions.now')}>
      <div>
        <p className="release-now" role="status">
          {live === null ? t('workbench.versions.noneLive') : t('workbench.versions.liveNow', { number: live })}
          {canary && (
            <span className="tag tag-warn">
              {t('workbench.versions.canaryNow', { number: canary.version, share: canary.share })}
            </span>
          )}
        </p>
        <p className="quiet">
          {release.changed ? t('workbench.versions.changed') : t('workbench.versions.unchanged')}
          {versions.some((one) => one.state === 'training') && ` ${t('workbench.versions.trainingNow')}`}
        </p>
        {canary && (
          <div className="share-bar" aria-hidden="true">
            <span style={{ width: `${canary.share}%` }} />
          </div>
        )}
      </div>
      {write && (
        <div className="buttons">
          {canary && (
            <Button type="primary" loading={promote.isPending} onClick={confirmPromote}>
              {t('workbench.versions.promote')}
            </Button>
          )}
          {(canary || previous !== null) && (
            <Button danger loading={rollBack.isPending} onClick={confirmBack}>
              {t(canary ? 'workbench.versions.drop' : 'workbench.versions.back')}
            </Button>
          )}
        </div>
      )}
      <PublishingMode release={release} write={write} />
    </section>
  )
}

function PublishingMode({ release, write }: { release: Release; write: boolean }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const { show } = useRelease()
  const set = useMutation({
    mutationFn: (publishing: Release['publishing']) => call(routes.setPublishing, { body: { publishing } }),
    onMutate: (publishing) => show({ ...release, publishing }),
    onSuccess: (next) => {
      show(next)
      notice.say(t(`workbench.versions.modes.${next.publishing}`))
      void cache.invalidateQueries({ queryKey: workbenchKeys.versions })
    },
    onError: (error) => {
      show(release)
      notice.fail(error)
    },
  })
  return (
    <Radio.Group
      className="publishing"
      value={release.publishing}
      disabled={!write}
      aria-label={t('workbench.versions.publishing')}
      onChange={(event) => set.mutate(event.target.value as Release['publishing'])}
    >
      {(['automatic', 'reviewed'] as const).map((mode) => (
        <Radio key={mode} value={mode}>
          {t(`workbench.versions.modes.${mode}`)}
          <small>{t(`workbench.versions.modeHelp.${mode}`)}</small>
        </Radio>
      ))}
    </Radio.Group>
  )
}
