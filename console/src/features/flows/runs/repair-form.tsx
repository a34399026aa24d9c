import { CheckCircleOutlined } from '@ant-design/icons'
import type { RunDetail } from '@loopdesk/contracts/api/flows.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../../../api.ts'
import { problemText } from '../../../ui/problem-text.ts'
import { runKeys } from './run-keys.ts'
import { RunTag } from './run-tag.tsx'
import { useRun } from './use-runs.ts'
import { type Reader, standingOf } from './waiting-words.ts'

interface Props {
  run: RunDetail
  reader: Reader
  /** What will happen, a sentence each. */
  happens: ReactNode[]
  go: string
  danger?: boolean
  /** Something still has to be filled in. */
  incomplete?: boolean
  submit(reason: string): Promise<unknown>
  onClose(): void
  children?: ReactNode
}

/** The frame of every repair: what will happen, its own fields, the reason that is asked for, and then what came of it. */
export function RepairForm({ run, reader, happens, go, danger, incomplete, submit, onClose, children }: Props) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState(false)
  const send = useMutation({
    mutationFn: () => submit(reason.trim()),
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: runKeys.run(run.id) })
      void cache.invalidateQueries({ queryKey: runKeys.runs })
      void cache.invalidateQueries({ queryKey: runKeys.incidents })
    },
  })
  if (send.isSuccess) return <CameOf runId={run.id} reader={reader} onClose={onClose} />
  const missing = tried && !reason.trim()
  const press = () => {
    setTried(true)
    if (reason.trim() && !incomplete) send.mutate()
  }
  return (
    <div className="repair">
      <section className="repair-happens">
        <h3>{t('runs.repair.happens')}</h3>
        <ul>
          {happens.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: sentences of a fixed text never move
            <li key={index}>{line}</li>
          ))}
        </ul>
      </section>
      {children}
      <div className="repair-field">
        <span>{t('runs.repair.reason')}</span>
        <Input.TextArea
          aria-label={t('runs.repair.reason')}
          value={reason}
          maxLength={500}
          autoSize={{ minRows: 2, maxRows: 6 }}
          placeholder={t('runs.repair.reasonHint')}
          status={missing ? 'error' : ''}
          onChange={(event) => setReason(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && press()}
        />
        {missing && <small className="bad">{t('runs.repair.reasonRequired')}</small>}
      </div>
      {send.isError && (
        <p className="repair-problem" role="alert">
          {repairProblem(send.error, t)}
        </p>
      )}
      <div className="repair-foot">
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="primary" danger={danger} disabled={incomplete} loading={send.isPending} onClick={press}>
          {go}
        </Button>
      </div>
    </div>
  )
}

/** A run that has moved on refuses; the general words for that speak of conversations. */
export function repairProblem(error: unknown, t: Reader['t']): string {
  if (error instanceof Problem && (error.code === 'wrong_state' || error.code === 'conflict'))
    return [t('runs.repair.wrongState'), error.detail].filter(Boolean).join(' ')
  return error instanceof Problem
    ? problemText(error, t)
    : error instanceof Error
      ? error.message
      : problemText(error, t)
}

/** Where the run stands now; it goes on while one looks. */
function CameOf({ runId, reader, onClose }: { runId: string; reader: Reader; onClose(): void }) {
  const { t } = useTranslation()
  const run = useRun(runId).data
  const words = run && standingOf(run, reader).words
  return (
    <div className="repair-done" role="status">
      <CheckCircleOutlined className="good" />
      <p className="state-title">{t('runs.repair.did')}</p>
      {run && (
        <p>
          <RunTag {...run} /> {words && t('runs.repair.now', { words })}
        </p>
      )}
      <Button type="primary" onClick={onClose}>
        {t('common.done')}
      </Button>
    </div>
  )
}
