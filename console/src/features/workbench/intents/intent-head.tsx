import { DownloadOutlined, EllipsisOutlined, UploadOutlined } from '@ant-design/icons'
import type { Intent } from '@loopdesk/contracts/api/workbench.ts'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { call, pathOf, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { percent } from '../figures.tsx'
import { IntentSelect } from '../intent-select.tsx'
import { useIntents, useLanguage } from '../use-intents.ts'
import { useNotice } from '../use-notice.tsx'
import { workbenchKeys } from '../workbench-keys.ts'
import { afterTeaching } from './use-examples.ts'

interface Props {
  /** Absent: all examples. */
  intent: Intent | undefined
  onEdit(): void
  onImport(): void
}

/** What an intent is, how well it is known, and what can be done with it as a whole. */
export function IntentHead({ intent, onEdit, onImport }: Props) {
  const { t } = useTranslation()
  const { can } = useSession()
  const language = useLanguage()
  const { query } = useIntents()
  const deleting = useDeleteIntent()
  const write = can('understanding.write')
  const counts = query.data?.examples
  return (
    <header className="intent-head">
      <div className="intent-title">
        <h1>{intent ? intent.name[language] : t('workbench.intents.all')}</h1>
        {intent && <span className="tag">{t(`workbench.kinds.${intent.kind}`)}</span>}
        {intent && <code className="intent-label">{intent.id}</code>}
        <span className="intent-actions">
          {write && (
            <Tooltip title={t('workbench.import.title')}>
              <Button
                type="text"
                icon={<UploadOutlined />}
                aria-label={t('workbench.import.title')}
                onClick={onImport}
              />
            </Tooltip>
          )}
          <Tooltip title={t('workbench.intents.export')}>
            <Button
              type="text"
              icon={<DownloadOutlined />}
              aria-label={t('workbench.intents.export')}
              href={pathOf(routes.exportExamples.path, {}, { intent: intent?.id })}
              download={`${intent?.id.replace(/[:/]/g, '-') ?? 'examples'}.jsonl`}
            />
          </Tooltip>
          {intent && write && (
            <Dropdown
              trigger={['click']}
              menu={{
                items: [
                  { key: 'edit', label: t('workbench.intents.edit'), onClick: onEdit },
                  ...(intent.kind === 'custom'
                    ? [
                        {
                          key: 'delete',
                          danger: true,
                          label: t('workbench.intents.delete'),
                          onClick: () => deleting(intent),
                        },
                      ]
                    : []),
                ],
              }}
            >
              <Button type="text" icon={<EllipsisOutlined />} aria-label={t('workbench.actions')} />
            </Dropdown>
          )}
        </span>
      </div>
      <p className="intent-facts">
        {intent ? (
          <IntentFacts intent={intent} />
        ) : (
          counts &&
          t('workbench.intents.countsOfAll', { total: counts.total.toLocaleString(), on: counts.on.toLocaleString() })
        )}
      </p>
    </header>
  )
}

function IntentFacts({ intent }: { intent: Intent }) {
  const { t } = useTranslation()
  const { examples, figures, conflicts, reasons } = intent
  return (
    <>
      <span>
        {t('workbench.intents.counts', { on: examples.on, zh: examples.zh, en: examples.en })}
        {examples.total > examples.on && t('workbench.intents.off', { off: examples.total - examples.on })}
      </span>
      {figures && (
        <Tooltip
          title={t('workbench.intents.figures', {
            precision: percent(figures.precision),
            recall: percent(figures.recall),
            support: figures.support,
          })}
        >
          <span>F1 {percent(figures.f1)}</span>
        </Tooltip>
      )}
      {conflicts > 0 && (
        <Link to={`/understanding/improve/conflicts?intent=${encodeURIComponent(intent.id)}`}>
          {t('workbench.intents.conflicts', { count: conflicts })}
        </Link>
      )}
      {reasons
        .filter((reason) => reason !== 'conflicts')
        .map((reason) => (
          <span key={reason} className="tag tag-warn">
            {t(`workbench.reasons.${reason}`)}
          </span>
        ))}
    </>
  )
}

/** Asks where the examples shall go, then deletes the intent. */
function useDeleteIntent() {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const notice = useNotice()
  const language = useLanguage()
  return (intent: Intent) => {
    let moveTo: string | undefined
    void modal.confirm({
      title: t('workbench.intents.deleteTitle', { name: intent.name[language] }),
      content: (
        <>
          <p>{t('workbench.intents.deleteHelp', { count: intent.examples.total })}</p>
          <MoveTarget except={intent.id} onChange={(label) => (moveTo = label)} />
        </>
      ),
      okText: t('workbench.intents.delete'),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await call(routes.deleteIntent, { params: { intentId: intent.id }, query: { moveTo } })
          void navigate('/understanding/intents')
          void cache.invalidateQueries({ queryKey: workbenchKeys.examples })
          afterTeaching(cache)
          notice.say(t('workbench.intents.deletedIntent', { name: intent.name[language] }))
        } catch (error) {
          notice.fail(error)
        }
      },
    })
  }
}

function MoveTarget({ except, onChange }: { except: string; onChange(label: string | undefined): void }) {
  const { t } = useTranslation()
  const [value, setValue] = useState<string>()
  return (
    <IntentSelect
      label={t('workbench.intents.moveExamples')}
      placeholder={t('workbench.intents.moveExamples')}
      allowClear
      except={[except, 'oos']}
      value={value}
      onChange={(label) => {
        setValue(label)
        onChange(label)
      }}
    />
  )
}
