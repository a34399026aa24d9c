import type { Release, Version } from '@loopdesk/contracts/api/workbench.ts'
import { Button, Slider } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { percent } from '../figures.tsx'
import { useRelease } from './use-release.ts'

interface Props {
  version: Version | null
  release: Release
  versions: Version[]
  onClose(): void
}

/** To how many customers a version goes: a share first (canary), or all at once. */
export function PublishDrawer({ version, release, versions, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <SideDrawer
      open={version !== null}
      title={version && t('workbench.versions.publishTitle', { number: version.number })}
      onClose={onClose}
    >
      {version && (
        <Body
          version={version}
          live={versions.find((one) => one.number === release.live)}
          automatic={release.publishing === 'automatic'}
          onClose={onClose}
        />
      )}
    </SideDrawer>
  )
}

interface BodyProps {
  version: Version
  live: Version | undefined
  automatic: boolean
  onClose(): void
}

function Body({ version, live, automatic, onClose }: BodyProps) {
  const { t } = useTranslation()
  const [share, setShare] = useState(live ? 10 : 100)
  const { publish } = useRelease()
  return (
    <div className="publish">
      <dl className="facts">
        <div>
          <dt>{t('workbench.evaluate.accuracy')}</dt>
          <dd>
            {version.figures ? percent(version.figures.accuracy) : t('workbench.versions.notMeasured')}
            {live?.figures && ` (${t('workbench.versions.liveHas', { share: percent(live.figures.accuracy) })})`}
          </dd>
        </div>
        <div>
          <dt>{t('workbench.examples.title')}</dt>
          <dd>{version.examples.toLocaleString()}</dd>
        </div>
      </dl>
      {!version.figures && (
        <p className="warn-line">
          {t('workbench.versions.measureFirst')}{' '}
          <Link to="/understanding/evaluate">{t('workbench.sections.evaluate')}</Link>
        </p>
      )}
      <div className="labelled">
        <span>{t('workbench.versions.share')}</span>
        <Slider
          min={1}
          max={100}
          value={share}
          marks={{ 1: '1%', 10: '10%', 50: '50%', 100: t('workbench.versions.everybody') }}
          tooltip={{ formatter: (value) => `${value}%` }}
          ariaLabelForHandle={t('workbench.versions.share')}
          onChange={setShare}
        />
      </div>
      <p className="quiet">
        {share === 100 ? t('workbench.versions.toAll') : t('workbench.versions.toShare', { share })}
        {automatic && ` ${t('workbench.versions.becomesReviewed')}`}
      </p>
      <Button
        type="primary"
        block
        loading={publish.isPending}
        onClick={() => publish.mutate({ number: version.number, share }, { onSuccess: onClose })}
      >
        {share === 100 ? t('workbench.versions.publishAll') : t('workbench.versions.publishShare', { share })}
      </Button>
    </div>
  )
}
