import { InboxOutlined } from '@ant-design/icons'
import type { ImportJob } from '@loopdesk/contracts/api/workbench.ts'
import { useQuery } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { ErrorState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { workbenchKeys } from '../workbench-keys.ts'
import { ImportMapping } from './import-mapping.tsx'
import { ImportReport } from './import-report.tsx'
import { type ImportChoices, isBusy, useImport } from './use-import.ts'

interface Props {
  open: boolean
  /** The evaluation set it feeds; null: the examples. */
  setId: string | null
  onClose(): void
}

/** A file becomes examples: choose it, say which column is what, read what would happen, take it in. */
export function ImportDrawer({ open, setId, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <SideDrawer
      open={open}
      width={640}
      title={t(setId ? 'workbench.import.titleOfSet' : 'workbench.import.title')}
      onClose={onClose}
    >
      <ImportSteps setId={setId} onClose={onClose} />
    </SideDrawer>
  )
}

function ImportSteps({ setId, onClose }: { setId: string | null; onClose(): void }) {
  const { t } = useTranslation()
  const { job, error, sending, upload, change, apply, open } = useImport(setId)
  if (error) return <ErrorState error={error} onRetry={() => open(null)} />
  if (!job) return <ChooseFile busy={sending} onFile={(file) => upload({ file, options: {} })} onOpen={open} />
  const busy = isBusy(job)
  return (
    <div className="import">
      <header className="import-file">
        <b>{job.fileName}</b>
        <span className="quiet">{t('workbench.import.lines', { count: job.lines })}</span>
        {!busy && (
          <Button size="small" type="text" onClick={() => open(null)}>
            {t('workbench.import.another')}
          </Button>
        )}
      </header>
      {busy && (
        <div role="status">
          <p>{t(job.state === 'checking' ? 'workbench.import.checking' : 'workbench.import.importing')}</p>
          <Progress
            percent={Math.round(job.progress * 100)}
            aria-label={t(job.state === 'checking' ? 'workbench.import.checking' : 'workbench.import.importing')}
          />
        </div>
      )}
      {job.state === 'failed' && (
        <p className="warn-line" role="alert">
          {t('workbench.import.failed', { reason: job.reason ?? '' })}
        </p>
      )}
      {job.state !== 'importing' && job.state !== 'done' && job.columns.length > 0 && (
        <ImportMapping
          job={job}
          forSet={setId !== null}
          busy={sending}
          onChange={(options: ImportChoices) => change(options)}
        />
      )}
      {(job.state === 'checked' || job.state === 'done') && <ImportReport job={job} />}
      {job.state === 'checked' && <ApplyButton job={job} busy={sending} onApply={apply} />}
      {job.state === 'done' && (
        <Button type="primary" block onClick={onClose}>
          {t('common.done')}
        </Button>
      )}
    </div>
  )
}

function ApplyButton({ job, busy, onApply }: { job: ImportJob; busy: boolean; onApply(): void }) {
  const { t } = useTranslation()
  const { added, moved, errors } = job.counts
  const blocked = errors > 0 && !job.options.skipErrors
  return (
    <>
      {blocked && <p className="warn-line">{t('workbench.import.blocked')}</p>}
      <Button type="primary" block disabled={blocked || added + moved === 0} loading={busy} onClick={onApply}>
        {t('workbench.import.apply', { count: added + moved })}
      </Button>
    </>
  )
}

function ChooseFile({ busy, onFile, onOpen }: { busy: boolean; onFile(file: File): void; onOpen(id: string): void }) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  return (
    <>
      <label
        className={`drop-zone${over ? ' drop-over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          const file = event.dataTransfer.files[0]
          if (file) onFile(file)
        }}
      >
        <InboxOutlined />
        <b>{busy ? t('workbench.import.uploading') : t('workbench.import.drop')}</b>
        <small>{t('workbench.import.formats')}</small>
        <input
          type="file"
          accept=".csv,.tsv,.txt,.jsonl,.ndjson,.json"
          disabled={busy}
          onChange={(event) => {
            const file = event.target.files?.[0]
            if (file) onFile(file)
          }}
        />
      </label>
      <RecentImports onOpen={onOpen} />
    </>
  )
}

function RecentImports({ onOpen }: { onOpen(id: string): void }) {
  const { t } = useTranslation()
  const list = useQuery({
    queryKey: [...workbenchKeys.imports, 'recent'],
    queryFn: ({ signal }) => call(routes.listImports, { signal }),
    staleTime: 0,
  })
  if (!list.data?.items.length) return null
  return (
    <section className="import-recent">
      <h3>{t('workbench.import.recent')}</h3>
      <ul className="lines">
        {list.data.items.slice(0, 8).map((job) => (
          <li key={job.id}>
            <button type="button" className="link" onClick={() => onOpen(job.id)}>
              {job.fileName}
            </button>
            <span className="quiet">{t(`workbench.import.states.${job.state}`)}</span>
            <Time at={job.createdAt} />
          </li>
        ))}
      </ul>
    </section>
  )
}
