import type { KnowledgeImport } from '@loopdesk/contracts/api/knowledge/imports.ts'
import { Button, Popconfirm, Progress } from 'antd'
import { useTranslation } from 'react-i18next'
import { pathOf, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { fileSize } from '../../../ui/format-time.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useLanguage } from '../../flows/use-language.ts'
import { reasonText } from '../documents/reason-text.ts'
import { DropZone } from '../upload/drop-zone.tsx'
import { ImportErrors } from './import-errors.tsx'
import { ImportMapping } from './import-mapping.tsx'
import { isBusy, useImport } from './use-import.ts'

interface Props {
  /** `new` begins one; undefined: closed. */
  importId: string | undefined
  onOpen(id: string): void
  onClose(): void
}

/** A sheet becomes entries: choose it, say which column is what, read what would happen, take it in, take it back. */
export function ImportDrawer({ importId, onOpen, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <SideDrawer open={importId !== undefined} width={760} title={t('knowledge.imports.create')} onClose={onClose}>
      <Steps key={importId} importId={importId} onOpen={onOpen} onClose={onClose} />
    </SideDrawer>
  )
}

function Steps({ importId, onOpen, onClose }: Props) {
  const { t } = useTranslation()
  const flow = useImport(importId, onOpen)
  const { job, error } = flow
  if (importId === 'new') return <ChooseFile sent={flow.sent} onFile={flow.upload} />
  if (error && !job) return <ErrorState error={error} />
  if (!job) return <LoadingState />
  const busy = isBusy(job)
  return (
    <div className="kb-form">
      <header className="kb-file-line">
        <b>{job.fileName}</b>
        <span className="quiet">
          {t('knowledge.imports.lines', { count: job.lines })} · {fileSize(job.size)}
        </span>
        {!busy && (
          <Button size="small" type="text" onClick={() => onOpen('new')}>
            {t('knowledge.imports.another')}
          </Button>
        )}
      </header>
      {busy && (
        <div role="status">
          <p>{t(`knowledge.imports.doing.${job.state as 'checking' | 'importing' | 'undoing'}`)}</p>
          <Progress
            percent={Math.round(job.progress * 1000) / 10}
            aria-label={t(`knowledge.imports.states.${job.state}`)}
          />
        </div>
      )}
      {job.reason && !busy && (
        <p className="warn-line" role="alert">
          {job.reason.code === 'columns' ? t('knowledge.imports.chooseColumns') : reasonText(job.reason, t)}
        </p>
      )}
      {(job.state === 'checked' || job.state === 'checking') && job.columns.length > 0 && (
        <ImportMapping job={job} busy={flow.busy} onChange={flow.change} />
      )}
      {(job.state === 'checked' || job.state === 'done' || job.state === 'undone') && <Report job={job} />}
      {job.counts.errors > 0 && !busy && <ImportErrors job={job} />}
      <Next flow={flow} job={job} onClose={onClose} />
    </div>
  )
}

/** What it did, or would do. */
function Report({ job }: { job: KnowledgeImport }) {
  const { t } = useTranslation()
  const names = ['added', 'updated', 'unchanged', 'skipped', 'errors'] as const
  return (
    <section className="kb-report">
      <h2>{t(`knowledge.imports.report.${job.state as 'checked' | 'done' | 'undone'}`)}</h2>
      <dl className="facts">
        {names.map((name) => (
          <div key={name}>
            <dt>{t(`knowledge.imports.counts.${name}`)}</dt>
            <dd className={`num-left${name === 'errors' && job.counts.errors > 0 ? ' bad' : ''}`}>
              {job.counts[name].toLocaleString()}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

interface NextProps {
  flow: ReturnType<typeof useImport>
  job: KnowledgeImport
  onClose(): void
}

function Next({ flow, job, onClose }: NextProps) {
  const { t } = useTranslation()
  const { can } = useSession()
  if (!can('knowledge.write')) return null
  if (job.state === 'done')
    return (
      <div className="buttons">
        <Button type="primary" onClick={onClose}>
          {t('common.done')}
        </Button>
        <Popconfirm
          title={t('knowledge.imports.undoTitle')}
          description={t('knowledge.imports.undoHelp')}
          okText={t('knowledge.imports.undo')}
          cancelText={t('common.cancel')}
          onConfirm={flow.undo}
        >
          <Button danger loading={flow.busy}>
            {t('knowledge.imports.undo')}
          </Button>
        </Popconfirm>
      </div>
    )
  if (job.state === 'failed' && job.lines > 0)
    return (
      <Button type="primary" loading={flow.busy} onClick={flow.apply}>
        {t('knowledge.imports.resume')}
      </Button>
    )
  if (job.state !== 'checked') return null
  const { added, updated, errors } = job.counts
  const blocked = errors > 0 && !job.options.skipErrors
  return (
    <>
      {blocked && <p className="warn-line">{t('knowledge.imports.blocked')}</p>}
      <Button type="primary" block disabled={blocked || added + updated === 0} loading={flow.busy} onClick={flow.apply}>
        {t('knowledge.imports.apply', { count: added + updated })}
      </Button>
    </>
  )
}

function ChooseFile({ sent, onFile }: { sent: number | null; onFile(file: File): void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  return (
    <div className="kb-form">
      <DropZone
        title={t('knowledge.imports.drop')}
        help={t('knowledge.imports.formats')}
        accept=".csv,.tsv,.txt,.xlsx,.jsonl,.ndjson"
        disabled={sent !== null}
        onFiles={([file]) => file && onFile(file)}
      />
      {sent !== null && <Progress percent={Math.round(sent * 100)} aria-label={t('knowledge.imports.uploading')} />}
      <p>
        <a href={pathOf(routes.knowledgeImportTemplate.path, {}, { language })} download>
          {t('knowledge.imports.template')}
        </a>
      </p>
    </div>
  )
}
