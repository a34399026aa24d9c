import type { KnowledgeDocument } from '@loopdesk/contracts/api/knowledge/documents.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, pathOf, routes } from '../../../api.ts'
import { fileSize } from '../../../ui/format-time.ts'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { useQueryState } from '../../flows/runs/use-query-state.ts'
import { authorName } from '../../workbench/author-name.ts'
import { useNotice } from '../../workbench/use-notice.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { documentsChanged } from './use-documents.ts'

/** Every version of the file: compared with the one before, downloaded, answered from again. */
export function DocumentVersions({ document, write }: { document: KnowledgeDocument; write: boolean }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const notice = useNotice()
  const { query, set } = useQueryState()
  const params = { documentId: document.id }
  const versions = useQuery({
    queryKey: [...knowledgeKeys.document(document.id), 'versions', document.version],
    queryFn: ({ signal }) => call(routes.listDocumentVersions, { params, signal }),
  })
  const restore = useMutation({
    mutationFn: (version: number) =>
      call(routes.restoreDocumentVersion, { params: { ...params, version: String(version) } }),
    onSuccess: (answer) => {
      cache.setQueryData(knowledgeKeys.document(document.id), answer)
      documentsChanged(cache)
      notice.say(t('knowledge.versions.inUse', { version: answer.version }))
    },
    onError: notice.fail,
  })
  if (versions.isPending) return <LoadingState />
  if (versions.isError) return <ErrorState error={versions.error} onRetry={() => void versions.refetch()} />
  const { items } = versions.data
  const [from, to] = [query.get('from'), query.get('to')]
  return (
    <>
      <ol className="kb-versions">
        {items.map((one, at) => (
          <li key={one.number}>
            <header>
              <b>v{one.number}</b>
              {one.live && <span className="tag tag-good">{t('knowledge.versions.used')}</span>}
              <Time at={one.createdAt} />
            </header>
            <p className="quiet">
              {authorName(one.createdBy, t)} · {one.fileName} · {fileSize(one.size)}
            </p>
            <span className="buttons">
              {items[at + 1] && (
                <Button
                  size="small"
                  onClick={() => set({ from: String(items[at + 1]!.number), to: String(one.number) })}
                >
                  {t('knowledge.versions.changes')}
                </Button>
              )}
              <Button size="small" href={`${pathOf(routes.downloadDocument.path, params)}?version=${one.number}`}>
                {t('knowledge.viewer.download')}
              </Button>
              {write && !one.live && (
                <Button size="small" loading={restore.isPending} onClick={() => restore.mutate(one.number)}>
                  {t('knowledge.versions.useAgain')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ol>
      <SideDrawer
        open={from !== null && to !== null}
        width={760}
        title={t('knowledge.versions.compareTitle', { from, to })}
        onClose={() => set({ from: undefined, to: undefined })}
      >
        {from && to && <Comparison documentId={document.id} from={Number(from)} to={Number(to)} />}
      </SideDrawer>
    </>
  )
}

function Comparison({ documentId, from, to }: { documentId: string; from: number; to: number }) {
  const { t } = useTranslation()
  const difference = useQuery({
    queryKey: [...knowledgeKeys.document(documentId), 'compare', from, to],
    queryFn: ({ signal }) =>
      call(routes.compareDocumentVersions, { params: { documentId }, query: { from, to }, signal }),
  })
  if (difference.isPending) return <LoadingState />
  if (difference.isError) return <ErrorState error={difference.error} onRetry={() => void difference.refetch()} />
  const { added, removed, hunks, more } = difference.data
  if (hunks.length === 0) return <EmptyState title={t('knowledge.versions.same')} />
  return (
    <>
      <p className="quiet">{t('knowledge.versions.lines', { added, removed })}</p>
      {hunks.map((hunk) => (
        <div key={`${hunk.from}:${hunk.to}`} className="hunk">
          {hunk.lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of two fixed texts never move
            <p key={at} className={`line-${line.kind}`}>
              <span aria-hidden>{{ same: ' ', added: '+', removed: '−' }[line.kind]}</span>
              {line.text}
            </p>
          ))}
        </div>
      ))}
      {more && <p className="quiet">{t('knowledge.versions.moreChanges')}</p>}
    </>
  )
}
