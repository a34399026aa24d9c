import type { FlowSummary, FlowVersion } from '@loopdesk/contracts/api/flows.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useDesk } from '../editor/use-editor.ts'
import { flowKeys } from '../flow-keys.ts'
import { docOf } from '../model/flow-doc.ts'
import { useNotice } from '../use-notice.ts'
import { ChangeList } from './change-list.tsx'

interface Props {
  flow: FlowSummary
  onClose: () => void
}

/** Everything that was ever published: compared, loaded again, gone back to. */
export function VersionsDrawer({ flow, onClose }: Props) {
  const { t } = useTranslation()
  const { can } = useSession()
  const [asking, setAsking] = useState<FlowVersion | 'withdraw' | null>(null)
  return (
    <SideDrawer
      open
      width={560}
      title={t('flows.versions.title')}
      onClose={onClose}
      extra={
        can('flows.publish') && flow.live !== null ? (
          <Button size="small" onClick={() => setAsking('withdraw')}>
            {t('flows.versions.withdraw')}
          </Button>
        ) : null
      }
    >
      <Body flow={flow} onRollBack={setAsking} />
      {asking && <ReasonDialog flow={flow} what={asking} onClose={() => setAsking(null)} />}
    </SideDrawer>
  )
}

function Body({ flow, onRollBack }: { flow: FlowSummary; onRollBack: (version: FlowVersion) => void }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const versions = useQuery({
    queryKey: flowKeys.versions(flow.id),
    queryFn: ({ signal }) => call(routes.listFlowVersions, { params: { flowId: flow.id }, signal }),
  })
  const [open, setOpen] = useState<number | null>(null)
  if (versions.isPending) return <LoadingState />
  if (versions.isError) return <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />
  const { items } = versions.data
  if (items.length === 0) return <EmptyState title={t('flows.versions.empty')} help={t('flows.versions.emptyHelp')} />
  return (
    <ol className="versions">
      {items.map((version) => (
        <li key={version.version}>
          <div className="version-head">
            <b>v{version.version}</b>
            {version.live && <span className="tag tag-good">{t('flows.versions.live')}</span>}
            {version.runs.open > 0 && (
              <span className="tag">{t('flows.versions.open', { count: version.runs.open })}</span>
            )}
            <span className="quiet">
              {t('flows.versions.by', { name: version.publishedBy })} · <Time at={version.publishedAt} />
            </span>
          </div>
          {version.note && <p>{version.note}</p>}
          <div className="flow-row">
            <button
              type="button"
              className="link"
              aria-expanded={open === version.version}
              onClick={() => setOpen(open === version.version ? null : version.version)}
            >
              {t('flows.versions.compare')}
            </button>
            <LoadVersion flowId={flow.id} version={version.version} />
            {can('flows.publish') && !version.live && (
              <button type="button" className="link" onClick={() => onRollBack(version)}>
                {t('flows.versions.rollBack')}
              </button>
            )}
          </div>
          {open === version.version && <Compared flow={flow} version={version.version} versions={items} />}
        </li>
      ))}
    </ol>
  )
}

/** Puts an old version into the draft; undone like any other change. */
function LoadVersion({ flowId, version }: { flowId: string; version: number }) {
  const { t } = useTranslation()
  const { editor } = useDesk()
  const notice = useNotice()
  const load = useMutation({
    mutationFn: () => call(routes.readFlowVersion, { params: { flowId, version: String(version) } as never }),
    onSuccess: ({ definition }) => {
      editor.apply(docOf(definition))
      notice.say(t('flows.versions.loaded', { version }))
    },
    onError: notice.fail,
  })
  if (editor.readOnly) return null
  return (
    <button type="button" className="link" onClick={() => load.mutate()}>
      {t('flows.versions.loadDraft')}
    </button>
  )
}

function Compared({ flow, version, versions }: { flow: FlowSummary; version: number; versions: FlowVersion[] }) {
  const { t } = useTranslation()
  const before = versions.find((one) => one.version < version)?.version
  const [other, setOther] = useState<string>(before ? String(before) : 'draft')
  // The older of the two stands on the left.
  const [from, to] = other !== 'draft' && Number(other) < version ? [other, String(version)] : [String(version), other]
  const diff = useQuery({
    queryKey: flowKeys.diff(flow.id, from, to),
    queryFn: ({ signal }) => call(routes.diffFlow, { params: { flowId: flow.id }, query: { from, to }, signal }),
    staleTime: 0,
  })
  return (
    <div className="compared">
      <Select
        size="small"
        value={other}
        aria-label={t('flows.versions.compareWith')}
        options={[
          { value: 'draft', label: t('flows.versions.draft') },
          ...versions
            .filter((one) => one.version !== version)
            .map((one) => ({ value: String(one.version), label: `v${one.version}` })),
        ]}
        onChange={setOther}
      />
      {diff.isPending ? (
        <LoadingState />
      ) : diff.isError ? (
        <ErrorState error={diff.error} />
      ) : (
        <ChangeList changes={diff.data.changes} />
      )}
    </div>
  )
}

function ReasonDialog({
  flow,
  what,
  onClose,
}: {
  flow: FlowSummary
  what: FlowVersion | 'withdraw'
  onClose: () => void
}) {
  const { t } = useTranslation()
  const notice = useNotice()
  const cache = useQueryClient()
  const [reason, setReason] = useState('')
  const version = what === 'withdraw' ? null : what.version
  const work = useMutation({
    mutationFn: () =>
      version === null
        ? call(routes.withdrawFlow, { params: { flowId: flow.id }, body: { reason } })
        : call(routes.rollBackFlow, { params: { flowId: flow.id }, body: { version, reason } }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ['flows'], predicate: ({ queryKey }) => queryKey[1] !== 'draft' })
      notice.say(version === null ? t('flows.versions.withdrawn') : t('flows.versions.rolledBack', { version }))
      onClose()
    },
    onError: notice.fail,
  })
  const title = version === null ? t('flows.versions.withdrawTitle') : t('flows.versions.rollBackTitle', { version })
  return (
    <Modal
      open
      title={title}
      okText={version === null ? t('flows.versions.withdraw') : t('flows.versions.rollBack')}
      cancelText={t('common.cancel')}
      okButtonProps={{ disabled: reason.trim() === '', danger: version === null }}
      confirmLoading={work.isPending}
      onCancel={onClose}
      onOk={() => work.mutate()}
    >
      <p className="quiet">{version === null ? t('flows.versions.withdrawHelp') : t('flows.publish.running24')}</p>
      <div className="labelled">
        <span>{t('flows.versions.reason')}</span>
        <Input
          autoFocus
          maxLength={500}
          value={reason}
          placeholder={t('flows.versions.reasonHint')}
          aria-label={t('flows.versions.reason')}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </Modal>
  )
}
