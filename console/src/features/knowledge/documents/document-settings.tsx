import type { KnowledgeDocument } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type CallInput, call, routes } from '../../../api.ts'
import { fileSize } from '../../../ui/format-time.ts'
import { safeUrl } from '../../../ui/safe-url.ts'
import { Time } from '../../../ui/time.tsx'
import { authorName } from '../../workbench/author-name.ts'
import { useNotice } from '../../workbench/use-notice.tsx'
import { DayRange } from '../day-range.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { Labelled } from '../labelled.tsx'
import { AudiencePicker, CategoryPicker, ChannelPicker, LabelPicker, OwnerPicker } from '../pickers.tsx'
import { reasonText } from './reason-text.ts'
import { documentsChanged } from './use-documents.ts'

type Change = NonNullable<CallInput<typeof routes.changeDocument>['body']>

/** What the company decides about a document; each change is in effect within seconds. */
export function DocumentSettings({ document, write }: { document: KnowledgeDocument; write: boolean }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const [title, setTitle] = useState(document.title)
  const key = knowledgeKeys.document(document.id)
  const save = useMutation({
    mutationFn: (body: Change) => call(routes.changeDocument, { params: { documentId: document.id }, body }),
    onMutate: (change) =>
      cache.setQueryData<KnowledgeDocument>(key, (now) => now && ({ ...now, ...change } as KnowledgeDocument)),
    onSuccess: (answer) => {
      cache.setQueryData(key, answer)
      documentsChanged(cache)
    },
    onError: (error) => {
      notice.fail(error)
      void cache.invalidateQueries({ queryKey: key })
    },
  })
  const off = !write
  return (
    <div className="kb-form">
      <Labelled>
        <span>{t('knowledge.documents.title')}</span>
        <Input
          value={title}
          maxLength={300}
          readOnly={off}
          onChange={(event) => setTitle(event.target.value)}
          onBlur={() => {
            if (title.trim() && title.trim() !== document.title) save.mutate({ title: title.trim() })
          }}
          onPressEnter={(event) => event.currentTarget.blur()}
        />
      </Labelled>
      <div className="labelled">
        <span>{t('knowledge.editor.category')}</span>
        <CategoryPicker
          label={t('knowledge.editor.category')}
          value={document.category}
          disabled={off}
          onChange={(category) => save.mutate({ category: category ?? '' })}
        />
      </div>
      <div className="labelled">
        <span>{t('knowledge.editor.labels')}</span>
        <LabelPicker
          label={t('knowledge.editor.labels')}
          value={document.labels}
          disabled={off}
          onChange={(labels) => save.mutate({ labels })}
        />
      </div>
      <div className="labelled">
        <span>{t('knowledge.editor.audiences')}</span>
        <AudiencePicker
          label={t('knowledge.editor.audiences')}
          value={document.audiences}
          disabled={off}
          onChange={(audiences) => save.mutate({ audiences })}
        />
      </div>
      <div className="labelled">
        <span>{t('knowledge.editor.channels')}</span>
        <ChannelPicker
          label={t('knowledge.editor.channels')}
          value={document.channels}
          disabled={off}
          onChange={(channels) => save.mutate({ channels })}
        />
      </div>
      <div className="labelled">
        <span>{t('knowledge.editor.validity')}</span>
        <DayRange
          from={document.from}
          until={document.until}
          disabled={off}
          onChange={(from, until) => save.mutate({ from, until })}
        />
      </div>
      <div className="labelled">
        <span>
          {t('knowledge.editor.official')}
          <small>{t('knowledge.editor.officialHelp')}</small>
        </span>
        <Segmented<number>
          size="small"
          disabled={off}
          value={document.official}
          options={([0, 1, 2] as const).map((value) => ({ value, label: t(`knowledge.official.o${value}`) }))}
          onChange={(official) => save.mutate({ official })}
        />
      </div>
      <div className="labelled">
        <span>{t('knowledge.editor.owner')}</span>
        <OwnerPicker
          label={t('knowledge.editor.owner')}
          value={document.owner ?? undefined}
          disabled={off}
          onChange={(owner) => save.mutate({ owner: owner ?? null })}
        />
      </div>
      <Labelled>
        <span>{t('knowledge.editor.reviewBy')}</span>
        <Input
          type="date"
          value={document.reviewBy ?? ''}
          disabled={off}
          onChange={(event) => save.mutate({ reviewBy: event.target.value || null })}
        />
      </Labelled>
      <Facts document={document} />
    </div>
  )
}

function Facts({ document }: { document: KnowledgeDocument }) {
  const { t } = useTranslation()
  const url = safeUrl(document.url)
  const facts: [string, React.ReactNode][] = [
    [t('knowledge.documents.file'), `${document.fileName} · ${fileSize(document.size)}`],
    [t('knowledge.documents.passages'), document.passages.toLocaleString()],
    ...(document.path ? [[t('knowledge.documents.inside'), document.path] as [string, string]] : []),
  ]
  return (
    <>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {url && (
          <div>
            <dt>{t('knowledge.documents.url')}</dt>
            <dd>
              <a href={url} target="_blank" rel="noreferrer noopener">
                {url}
              </a>
            </dd>
          </div>
        )}
        {document.sourceId && (
          <div>
            <dt>{t('knowledge.documents.source')}</dt>
            <dd>
              <Link to={`/knowledge/sources/${document.sourceId}`}>{t('knowledge.documents.openSource')}</Link>
            </dd>
          </div>
        )}
        <div>
          <dt>{t('knowledge.editor.created')}</dt>
          <dd>
            {authorName(document.createdBy, t)} <Time at={document.createdAt} />
          </dd>
        </div>
      </dl>
      <Notes document={document} />
    </>
  )
}

/** What could not be read, and what an archive held. */
function Notes({ document: { warnings, skipped, contains } }: { document: KnowledgeDocument }) {
  const { t } = useTranslation()
  if (warnings.length + skipped.length + contains.length === 0) return null
  return (
    <section>
      <h2>{t('knowledge.documents.notesTitle')}</h2>
      {contains.length > 0 && <p className="quiet">{t('knowledge.documents.contains', { count: contains.length })}</p>}
      <ul className="kb-reasons">
        {warnings.map((one) => (
          <li key={`${one.code}${one.page}${one.message}`}>
            {one.page !== undefined && <b>{t('knowledge.viewer.pageOf', { page: one.page })} </b>}
            {one.message}
          </li>
        ))}
        {skipped.map((one) => (
          <li key={one.path}>
            <b>{one.path}</b> {reasonText(one, t)}
          </li>
        ))}
      </ul>
    </section>
  )
}
