import { ImportOutlined, MoreOutlined, PlusOutlined, SearchOutlined } from '@ant-design/icons'
import type { FlowSummary } from '@loopdesk/contracts/api/flows.ts'
import { Button, Checkbox, Dropdown, Input, Select, Table } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useSession } from '../../../app/session.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useWiderThan } from '../../../ui/use-width.ts'
import { exportUrl } from '../export-flow.ts'
import { useFlows } from '../use-flows.ts'
import { useLanguage } from '../use-language.ts'
import { NewFlow } from './new-flow.tsx'
import { flowsMatching, needsAttention, type Trigger } from './shown-flows.ts'

const ImportFlow = lazy(async () => ({ default: (await import('./import-flow.tsx')).ImportFlow }))

/** Every flow: what is live, what is being worked on, how its runs go. */
export function FlowList() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const language = useLanguage()
  const { can } = useSession()
  const wide = useWiderThan(900)
  const flows = useFlows()
  const [text, setText] = useState('')
  const [trigger, setTrigger] = useState<Trigger | 'all'>('all')
  const [attention, setAttention] = useState(false)
  const [making, setMaking] = useState<{ copy: FlowSummary | null } | null>(null)
  const [importing, setImporting] = useState(false)
  if (flows.isPending) return <LoadingState />
  if (flows.isError) return <ErrorState error={flows.error} onRetry={() => void flows.refetch()} />
  const { items } = flows.data
  const shown = flowsMatching(items, { text, trigger, attention, language })
  const write = can('flows.write')
  const open = (id: string) => void navigate(`/flows/${id}`)
  return (
    <div className="table-page">
      <div className="page-head">
        <h1>{t('flows.title')}</h1>
        {write && (
          <>
            <Button icon={<ImportOutlined />} onClick={() => setImporting(true)}>
              {t('flows.create.import')}
            </Button>
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking({ copy: null })}>
              {t('flows.create.button')}
            </Button>
          </>
        )}
      </div>
      <p className="page-lead">{t('flows.lead')}</p>
      <div className="filters">
        <Input
          allowClear
          prefix={<SearchOutlined />}
          value={text}
          placeholder={t('flows.list.search')}
          aria-label={t('flows.list.search')}
          onChange={(event) => setText(event.target.value)}
        />
        <Select
          value={trigger}
          aria-label={t('flows.list.trigger')}
          options={(['all', 'customer', 'event', 'schedule', 'call'] as const).map((type) => ({
            value: type,
            label: type === 'all' ? t('flows.list.allTriggers') : t(`flows.triggers.${type}`),
          }))}
          onChange={setTrigger}
        />
        <Checkbox className="filter-check" checked={attention} onChange={(event) => setAttention(event.target.checked)}>
          {t('flows.list.attention')} <span className="num quiet">{items.filter(needsAttention).length}</span>
        </Checkbox>
      </div>
      <Table<FlowSummary>
        size="small"
        rowKey="id"
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        dataSource={shown}
        onRow={(flow) => ({
          onClick: () => open(flow.id),
          onKeyDown: (event) => event.key === 'Enter' && open(flow.id),
          tabIndex: 0,
        })}
        locale={{
          emptyText: items.length ? (
            <EmptyState title={t('flows.list.nothing')} help={t('flows.list.nothingHelp')} />
          ) : (
            <EmptyState title={t('flows.list.empty')} help={t('flows.list.emptyHelp')} />
          ),
        }}
        columns={[
          {
            title: t('flows.list.name'),
            render: (_, flow) => <NameCell flow={flow} language={language} wide={wide} />,
          },
          ...(wide
            ? [
                {
                  title: t('flows.list.trigger'),
                  width: 132,
                  render: (_: unknown, flow: FlowSummary) => <TriggerCell flow={flow} />,
                },
                {
                  title: t('flows.list.live'),
                  width: 96,
                  render: (_: unknown, flow: FlowSummary) => <LiveCell flow={flow} />,
                },
                {
                  title: t('flows.list.draft'),
                  width: 96,
                  render: (_: unknown, flow: FlowSummary) => <DraftCell flow={flow} />,
                },
              ]
            : []),
          {
            title: t('flows.list.problems'),
            width: 80,
            align: 'right',
            render: (_, flow) => <ProblemsCell flow={flow} />,
          },
          ...(wide
            ? [
                {
                  title: t('flows.list.runs'),
                  width: 190,
                  align: 'right' as const,
                  render: (_: unknown, flow: FlowSummary) => <RunsCell flow={flow} />,
                },
                {
                  title: t('flows.list.changedAt'),
                  width: 110,
                  align: 'right' as const,
                  render: (_: unknown, { draft, liveAt }: FlowSummary) => {
                    const at = draft?.updatedAt ?? liveAt
                    return at ? <Time at={at} /> : '–'
                  },
                },
              ]
            : []),
          {
            title: <span className="unseen">{t('flows.list.actions')}</span>,
            width: 44,
            render: (_, flow) => (
              <Dropdown
                trigger={['click']}
                menu={{
                  onClick: ({ domEvent }) => domEvent.stopPropagation(),
                  items: [
                    {
                      key: 'runs',
                      label: t('flows.list.runsLink'),
                      onClick: () => void navigate(`/flows/runs?flow=${flow.id}`),
                    },
                    {
                      key: 'export',
                      label: (
                        <a
                          href={exportUrl(flow.id, flow.live === null ? 'draft' : undefined)}
                          download={`${flow.id}.yaml`}
                        >
                          {t('flows.list.export')}
                        </a>
                      ),
                    },
                    ...(write
                      ? [{ key: 'copy', label: t('flows.list.copy'), onClick: () => setMaking({ copy: flow }) }]
                      : []),
                  ],
                }}
              >
                <Button
                  type="text"
                  size="small"
                  icon={<MoreOutlined />}
                  aria-label={t('flows.list.actions')}
                  onClick={(event) => event.stopPropagation()}
                />
              </Dropdown>
            ),
          },
        ]}
      />
      {making && <NewFlow flows={items} copy={making.copy} onClose={() => setMaking(null)} onMade={open} />}
      <Suspense fallback={null}>
        {importing && <ImportFlow onClose={() => setImporting(false)} onMade={open} />}
      </Suspense>
    </div>
  )
}

function NameCell({ flow, language, wide }: { flow: FlowSummary; language: 'zh' | 'en'; wide: boolean }) {
  return (
    <div className="flow-name">
      <b className="cell-title">{flow.name[language] || flow.id}</b>
      <small>{flow.description[language]}</small>
      {!wide && (
        <span className="flow-facts">
          <LiveCell flow={flow} /> <DraftCell flow={flow} /> <TriggerCell flow={flow} />
        </span>
      )}
    </div>
  )
}

function TriggerCell({ flow }: { flow: FlowSummary }) {
  const { t } = useTranslation()
  return (
    <span className="flow-trigger">
      {t(`flows.triggers.${flow.trigger.type}`)}
      {flow.nextAt && (
        <small>
          <Time at={flow.nextAt} short />
        </small>
      )}
    </span>
  )
}

function LiveCell({ flow }: { flow: FlowSummary }) {
  const { t } = useTranslation()
  return flow.live === null ? (
    <span className="tag">{t('flows.list.notLive')}</span>
  ) : (
    <span className="tag tag-good">{t('flows.list.version', { version: flow.live })}</span>
  )
}

function DraftCell({ flow: { draft, live } }: { flow: FlowSummary }) {
  const { t } = useTranslation()
  if (!draft || (!draft.changed && live !== null)) return <span className="quiet">{t('flows.list.unchanged')}</span>
  return <span className="tag tag-warn">{live === null ? t('flows.list.newDraft') : t('flows.list.changed')}</span>
}

function ProblemsCell({ flow: { draft } }: { flow: FlowSummary }) {
  const { t } = useTranslation()
  const { errors = 0, warnings = 0 } = draft?.proof ?? {}
  if (errors + warnings === 0) return <span className="quiet">{t('flows.list.noProblems')}</span>
  return (
    <span
      className="num"
      title={`${t('flows.problems.errors', { count: errors })}, ${t('flows.problems.warnings', { count: warnings })}`}
    >
      {errors > 0 && <span className="bad">{errors}</span>}
      {errors > 0 && warnings > 0 && ' + '}
      {warnings > 0 && <span className="warned">{warnings}</span>}
    </span>
  )
}

function RunsCell({ flow: { runs } }: { flow: FlowSummary }) {
  const { t } = useTranslation()
  const open = runs.running + runs.waiting
  return (
    <span className="flow-runs">
      {runs.halted > 0 && <span className="tag tag-bad">{t('flows.list.halted', { count: runs.halted })}</span>}
      {runs.failed > 0 && <span className="bad">{t('flows.list.failing', { count: runs.failed })}</span>}
      {open > 0 && <span className="quiet">{t('flows.list.waiting', { count: open })}</span>}
      <span className="num">{runs.ended.toLocaleString()}</span>
    </span>
  )
}
