import { faqFields, type KnowledgeImport } from '@loopdesk/contracts/api/knowledge/imports.ts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { TFunction } from 'i18next'
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
                <td>{fieldWords(row.field, t)}</td>
                <td>{errorWords(row, t)}</td>
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

function fieldWords(field: string, t: TFunction): string {
  const known = faqFields.find((one) => one === field || `valid${one[0]?.toUpperCase()}${one.slice(1)}` === field)
  return known ? t(`knowledge.imports.fields.${known}`) : ''
}

const errorCodes = [
  'missing',
  'too_long',
  'too_many',
  'bad_date',
  'ends_before_start',
  'bad_json',
  'duplicate',
  'unknown_audience',
] as const

/** What is wrong with a line in the reader's words; what there are no words for, in the server's. */
function errorWords({ code, message }: { code: string; message: string }, t: TFunction): string {
  const known = errorCodes.find((one) => one === code)
  const about = message.match(/[“"]([^”"]+)[”"]/)?.[1] ?? ''
  return known ? t(`knowledge.imports.wrong.${known}`, { about }) : message
}
