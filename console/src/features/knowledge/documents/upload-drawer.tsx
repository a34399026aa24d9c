import { CloseOutlined, RedoOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Progress } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { call, routes } from '../../../api.ts'
import { fileSize } from '../../../ui/format-time.ts'
import { problemText } from '../../../ui/problem-text.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { AudiencePicker, CategoryPicker } from '../pickers.tsx'
import { DropZone } from '../upload/drop-zone.tsx'
import { DocumentState } from './document-state.tsx'
import { type Upload, useUploadQueue } from './use-upload-queue.ts'

const accepted = '.pdf,.docx,.pptx,.xlsx,.csv,.tsv,.html,.htm,.md,.markdown,.txt,.zip'

interface Props {
  open: boolean
  category: string | undefined
  /** Dropped on the page before this was opened. */
  dropped: File[]
  onClose(): void
}

/** Many files at once: where they go and who sees them, then each with its progress or the reason it was refused. */
export function UploadDrawer(props: Props) {
  const { t } = useTranslation()
  return (
    <SideDrawer open={props.open} width={600} title={t('knowledge.upload.title')} onClose={props.onClose}>
      <UploadBody {...props} />
    </SideDrawer>
  )
}

function UploadBody({ category: given, dropped }: Props) {
  const { t } = useTranslation()
  const [category, setCategory] = useState(given)
  const [audiences, setAudiences] = useState<string[]>([])
  const queue = useUploadQueue({ category: category ?? '', audiences })
  const [taken, setTaken] = useState<File[]>([])
  if (dropped.length > 0 && taken !== dropped) {
    setTaken(dropped)
    queue.add(dropped)
  }
  const { uploads } = queue
  const over = uploads.filter(({ state }) => state !== 'waiting' && state !== 'sending').length
  return (
    <div className="kb-form">
      <div className="upload-to">
        <div className="labelled">
          <span>{t('knowledge.upload.category')}</span>
          <CategoryPicker label={t('knowledge.upload.category')} value={category} onChange={setCategory} />
        </div>
        <div className="labelled">
          <span>{t('knowledge.upload.audiences')}</span>
          <AudiencePicker label={t('knowledge.upload.audiences')} value={audiences} onChange={setAudiences} />
        </div>
      </div>
      <DropZone
        many
        slim={uploads.length > 0}
        accept={accepted}
        title={t('knowledge.upload.drop')}
        help={t('knowledge.upload.help')}
        onFiles={queue.add}
      />
      {uploads.length > 0 && (
        <section aria-label={t('knowledge.upload.list')}>
          <header className="upload-head">
            <b>{t('knowledge.upload.count', { done: over, of: uploads.length })}</b>
            {over > 0 && (
              <Button size="small" type="text" onClick={queue.clear}>
                {t('knowledge.upload.clear')}
              </Button>
            )}
          </header>
          <ul className="uploads">
            {uploads.map((upload) => (
              <UploadLine key={upload.key} upload={upload} onStop={queue.stop} onRetry={queue.retry} />
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

interface LineProps {
  upload: Upload
  onStop(key: number): void
  onRetry(key: number): void
}

function UploadLine({ upload, onStop, onRetry }: LineProps) {
  const { t } = useTranslation()
  const { key, name, size, state, progress, error, documentId } = upload
  return (
    <li>
      <div className="upload-line">
        {documentId ? (
          <Link to={`/knowledge/documents/${documentId}`}>{name}</Link>
        ) : (
          <span className="upload-name">{name}</span>
        )}
        <small>{fileSize(size)}</small>
        {state === 'waiting' && <small>{t('knowledge.upload.states.waiting')}</small>}
        {state === 'stopped' && <small>{t('knowledge.upload.states.stopped')}</small>}
        {state === 'already' && <span className="tag tag-warn">{t('knowledge.upload.states.already')}</span>}
        {state === 'sent' && documentId && <Reading documentId={documentId} />}
        {(state === 'waiting' || state === 'sending') && (
          <Button
            size="small"
            type="text"
            icon={<CloseOutlined />}
            aria-label={t('knowledge.upload.stop', { name })}
            onClick={() => onStop(key)}
          />
        )}
        {(state === 'failed' || state === 'stopped') && (
          <Button
            size="small"
            type="text"
            icon={<RedoOutlined />}
            aria-label={t('knowledge.upload.again', { name })}
            onClick={() => onRetry(key)}
          />
        )}
      </div>
      {state === 'sending' && (
        <Progress
          size="small"
          percent={Math.round(progress * 100)}
          aria-label={t('knowledge.upload.sending', { name })}
        />
      )}
      {state === 'failed' && (
        <p className="upload-reason" role="alert">
          {problemText(error, t)}
        </p>
      )}
    </li>
  )
}

/** How far the server is with reading what was sent. */
function Reading({ documentId }: { documentId: string }) {
  const document = useQuery({
    queryKey: knowledgeKeys.document(documentId),
    queryFn: ({ signal }) => call(routes.readDocument, { params: { documentId }, signal }),
    refetchInterval: ({ state }) =>
      state.data?.state === 'ready' || state.data?.state === 'failed' || state.error ? false : 800,
  })
  return document.data ? <DocumentState document={document.data} wordy /> : null
}
