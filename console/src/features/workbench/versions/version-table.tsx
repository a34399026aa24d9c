import type { Version } from '@loopdesk/contracts/api/workbench.ts'
import { Button, Spin, Table, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { EmptyState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useWiderThan } from '../../../ui/use-width.ts'
import { authorName } from '../author-name.ts'
import { percent } from '../figures.tsx'

interface Props {
  versions: Version[]
  onPublish: ((version: Version) => void) | undefined
}

export function VersionTable({ versions, onPublish }: Props) {
  const { t } = useTranslation()
  const wide = useWiderThan(960)
  const action = (version: Version) =>
    onPublish &&
    version.state === 'ready' &&
    version.release !== 'live' && (
      <Button size="small" onClick={() => onPublish(version)}>
        {t('workbench.versions.publish')}
      </Button>
    )
  return (
    <Table<Version>
      size="small"
      rowKey="number"
      rowClassName="row-plain"
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      dataSource={versions}
      locale={{
        emptyText: <EmptyState title={t('workbench.versions.empty')} help={t('workbench.versions.emptyHelp')} />,
      }}
      columns={[
        {
          title: t('workbench.sections.versions'),
          render: (_, version) => <VersionCell version={version} wide={wide} />,
        },
        ...(wide
          ? [
              {
                title: t('workbench.examples.title'),
                width: 90,
                align: 'right' as const,
                render: (_: unknown, version: Version) => (
                  <span className="num">{version.examples.toLocaleString()}</span>
                ),
              },
              {
                title: t('workbench.sections.intents'),
                width: 80,
                align: 'right' as const,
                render: (_: unknown, version: Version) => <span className="num">{version.intents}</span>,
              },
            ]
          : []),
        {
          title: t('workbench.evaluate.accuracy'),
          width: 90,
          align: 'right',
          render: (_, version) =>
            version.evaluationId ? (
              <Link to={`/understanding/evaluate/${version.evaluationId}`} className="num">
                {percent(version.figures?.accuracy)}
              </Link>
            ) : (
              <span className="quiet">–</span>
            ),
        },
        ...(wide
          ? [
              {
                title: t('workbench.versions.by'),
                width: 130,
                ellipsis: true,
                render: (_: unknown, version: Version) => authorName(version.createdBy, t),
              },
              {
                title: t('workbench.versions.at'),
                width: 110,
                align: 'right' as const,
                render: (_: unknown, version: Version) => <Time at={version.createdAt} />,
              },
            ]
          : []),
        {
          title: <span className="unseen">{t('workbench.actions')}</span>,
          width: wide ? 110 : 82,
          align: 'right',
          render: (_, version) => action(version),
        },
      ]}
    />
  )
}

function VersionCell({ version, wide }: { version: Version; wide: boolean }) {
  const { t } = useTranslation()
  const tones = { live: 'tag-good', canary: 'tag-warn', previous: '', none: '' }
  return (
    <div className="version-cell">
      <b className="cell-title">{t('workbench.versions.number', { number: version.number })}</b>
      {version.release !== 'none' && (
        <span className={`tag ${tones[version.release]}`}>{t(`workbench.versions.releases.${version.release}`)}</span>
      )}
      {version.state === 'training' && (
        <span className="tag">
          <Spin size="small" /> {t('workbench.versions.training')}
        </span>
      )}
      {version.state === 'failed' && (
        <Tooltip title={version.reason}>
          <span className="tag tag-bad">{t('workbench.versions.failed')}</span>
        </Tooltip>
      )}
      {version.origin === 'automatic' && <span className="tag tag-plain">{t('workbench.versions.automatic')}</span>}
      {version.note && <p>{version.note}</p>}
      {!wide && (
        <small>
          {authorName(version.createdBy, t)} <Time at={version.createdAt} /> ·{' '}
          {t('workbench.examples.total', { count: version.examples })}
        </small>
      )}
    </div>
  )
}
