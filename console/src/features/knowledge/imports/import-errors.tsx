import type { KnowledgeImport } from '@loopdesk/contracts/api/knowledge/imports.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, pathOf, routes } from '../../../api.ts'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { knowledgeKeys } from '../knowledge-keys.ts'

/** Lines with errors in their order, and all of them as a file. */
export function ImportErrors({ job }: { job: KnowledgeImport }) {
  const { t } = useTranslation()
  const params = { importId: job.id }
  const errors = useInfiniteQuery({
    queryKey: [...knowledgeKeys.imports, job.id, 'errors', job.state, job.options],
    queryFn: ({ pageParam, signal }) =>
      call(routes.listKnowledgeImportErrors, { params, query: { cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })
  const rows = errors.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section>
      <header className="upload-head">
        <h2>{t('knowledge.imports.errors', { count: job.counts.errors })}</h2>
        <a href={pathOf(routes.downloadKnowledgeImportErrors.path, params)} download>
          {t('knowledge.imports.download')}
        </a>
      </header>
      {errors.isPending && <LoadingState />}
      {errors.isError && <ErrorState error={errors.error} onRetry={() => void errors.refetch()} />}
      <div className="kb-errors">
        <table>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.line}${row.field}${row.code}`}>
                <td className="num">{t('knowledge.imports.line', { line: row.line })}</td>
                <td>{row.field}</td>
                <td>{row.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {errors.hasNextPage && (
        <Button
          size="small"
          className="more"
          loading={errors.isFetchingNextPage}
          onClick={() => void errors.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
    </section>
  )
}
