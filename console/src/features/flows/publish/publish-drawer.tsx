import { CheckCircleFilled, CloseCircleFilled, WarningFilled } from '@ant-design/icons'
import type { FlowSummary, PublishResult } from '@loopdesk/contracts/api/flows.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Spin } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useDoc, useEditor } from '../editor/use-editor.ts'
import { flowKeys } from '../flow-keys.ts'
import { FindingList } from '../problems/problems-panel.tsx'
import { useScenarios } from '../rehearse/use-scenarios.ts'
import { useLanguage } from '../use-language.ts'
import { useNotice } from '../use-notice.ts'
import { ChangeList } from './change-list.tsx'

interface Props {
  flow: FlowSummary
  saveNow: () => Promise<number>
  onPublished: () => Promise<void>
  onClose: () => void
}

/** The last look before customers get it: proof, scenarios, what changed; then a note and out. */
export function PublishDrawer(props: Props) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <SideDrawer
      open
      width={560}
      title={t('flows.publish.title', { name: props.flow.name[language] })}
      onClose={props.onClose}
    >
      <Body {...props} />
    </SideDrawer>
  )
}

function Body({ flow, saveNow, onPublished, onClose }: Props) {
  const { t } = useTranslation()
  const notice = useNotice()
  const cache = useQueryClient()
  const [note, setNote] = useState('')
  const [refusal, setRefusal] = useState<Extract<PublishResult, { published: false }> | null>(null)
  const findings = useEditor((state) => state.findings)
  const errors = (refusal?.findings ?? findings).filter(({ severity }) => severity === 'error')
  const { live, id } = flow
  const publish = useMutation({
    mutationFn: async () => {
      const revision = await saveNow()
      return call(routes.publishFlow, { params: { flowId: id }, body: { revision, note } })
    },
    onSuccess: async (result) => {
      if (!result.published) return setRefusal(result)
      await onPublished()
      void cache.invalidateQueries({ queryKey: ['flows'], predicate: ({ queryKey }) => queryKey[1] !== 'draft' })
      notice.say(t(result.unchanged ? 'flows.publish.undone' : 'flows.publish.done', { version: result.version }))
      onClose()
    },
    onError: notice.fail,
  })
  return (
    <div className="publish-flow">
      <section>
        <h3>{t('flows.publish.proof')}</h3>
        <Verdict good={errors.length === 0}>
          {errors.length === 0 ? t('flows.publish.sound') : t('flows.publish.unsound', { count: errors.length })}
        </Verdict>
        {findings.length > 0 && <FindingList findings={refusal?.findings ?? findings} onGo={onClose} />}
      </section>
      <Scenarios flowId={id} saveNow={saveNow} />
      <section>
        <h3>{live === null ? t('flows.publish.firstTitle') : t('flows.publish.changes', { version: live })}</h3>
        <Changes flow={flow} saveNow={saveNow} />
      </section>
      {refusal && refusal.scenarios.length > 0 && (
        <section>
          {refusal.scenarios.map(({ id: scenario, name, problems }) => (
            <p key={scenario} className="field-finding is-error">
              {name}: {problems.join('; ')}
            </p>
          ))}
        </section>
      )}
      <div className="labelled">
        <span>{t('flows.publish.note')}</span>
        <Input.TextArea
          rows={2}
          maxLength={500}
          value={note}
          placeholder={t('flows.publish.noteHint')}
          aria-label={t('flows.publish.note')}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
      {refusal && (
        <p className="warn-line" role="alert">
          {t('flows.publish.refused')}
        </p>
      )}
      <p className="quiet">{t('flows.publish.running24')}</p>
      <Button
        block
        type="primary"
        disabled={errors.length > 0}
        loading={publish.isPending}
        onClick={() => publish.mutate()}
      >
        {t('flows.publish.button')}
      </Button>
    </div>
  )
}

function Verdict({ good, children }: { good: boolean; children: React.ReactNode }) {
  return (
    <div className="verdict">
      {good ? <CheckCircleFilled className="good" /> : <CloseCircleFilled className="bad" />} {children}
    </div>
  )
}

/** Played as soon as the drawer opens. */
function Scenarios({ flowId, saveNow }: { flowId: string; saveNow: () => Promise<number> }) {
  const { t } = useTranslation()
  const { list, run } = useScenarios(flowId, saveNow)
  const count = list.data?.items.length
  const begun = useRef(false)
  useEffect(() => {
    if (!count || begun.current) return
    begun.current = true
    run.mutate(undefined)
  }, [count, run.mutate])
  const ran = run.data?.items
  const failed = ran?.filter(({ passed }) => !passed) ?? []
  return (
    <section>
      <h3>{t('flows.publish.scenarios')}</h3>
      {count === 0 && (
        <div className="verdict">
          <WarningFilled className="warned" /> {t('flows.publish.noScenarios')}
        </div>
      )}
      {run.isPending && (
        <div className="verdict">
          <Spin size="small" /> {t('flows.publish.running')}
        </div>
      )}
      {ran && (
        <Verdict good={failed.length === 0}>
          {failed.length === 0
            ? t('flows.publish.allPassed', { count: ran.length })
            : t('flows.publish.someFailed', { failed: failed.length, count: ran.length })}
        </Verdict>
      )}
      {failed.map(({ id, name, problems }) => (
        <p key={id} className="field-finding is-error">
          {name}:{' '}
          {problems
            .map(({ input, message }) =>
              input === null ? message : t('flows.rehearse.inputLine', { number: input + 1, message }),
            )
            .join('; ')}
        </p>
      ))}
    </section>
  )
}

function Changes({ flow, saveNow }: { flow: FlowSummary; saveNow: () => Promise<number> }) {
  const { t } = useTranslation()
  const doc = useDoc()
  const diff = useQuery({
    queryKey: [...flowKeys.diff(flow.id, String(flow.live), 'draft'), 'publish'],
    queryFn: async ({ signal }) => {
      await saveNow()
      return call(routes.diffFlow, {
        params: { flowId: flow.id },
        query: { from: flow.live ?? 1, to: 'draft' },
        signal,
      })
    },
    enabled: flow.live !== null,
    staleTime: 0,
    gcTime: 0,
  })
  if (flow.live === null)
    return <p className="quiet">{t('flows.publish.first', { count: Object.keys(doc.nodes).length })}</p>
  if (diff.isPending) return <LoadingState />
  if (diff.isError) return <ErrorState error={diff.error} onRetry={() => void diff.refetch()} />
  return <ChangeList changes={diff.data.changes} />
}
