import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { keys } from '../../realtime/query-keys.ts'
import { safeUrl } from '../../ui/safe-url.ts'
import { ErrorState, LoadingState } from '../../ui/states.tsx'

/** The customer's orders and the like, read live from the company's systems; each opens to its fields. */
export function RecordList({ customerId, empty }: { customerId: string; empty: string }) {
  const { t } = useTranslation()
  const records = useQuery({
    queryKey: keys.records(customerId),
    queryFn: ({ signal }) => call(routes.listCustomerRecords, { params: { customerId }, signal }),
    staleTime: 30_000,
  })
  if (records.isPending) return <LoadingState />
  if (records.isLoadingError) return <ErrorState error={records.error} onRetry={() => void records.refetch()} />
  const { items, problems } = records.data
  return (
    <>
      {problems.length > 0 && (
        <p className="warn-line" role="alert">
          {t('customers.recordsProblem', { detail: problems.join('；') })}
          <Button type="link" size="small" loading={records.isFetching} onClick={() => void records.refetch()}>
            {t('customers.refresh')}
          </Button>
        </p>
      )}
      {items.length === 0 && problems.length === 0 && <p className="quiet">{empty}</p>}
      <div className="records">
        {items.map((item) => (
          <details key={`${item.type}${item.id}`} className="record">
            <summary>
              {safeUrl(item.imageUrl) && <img src={safeUrl(item.imageUrl)} alt="" loading="lazy" />}
              <span className="record-main">
                <b>{item.title}</b>
                <small>{item.subtitle}</small>
              </span>
              <span className="tag">{item.status}</span>
            </summary>
            <dl className="fields">
              {item.fields.map((field) => (
                <div key={field.label}>
                  <dt>{field.label}</dt>
                  <dd>{field.value}</dd>
                </div>
              ))}
            </dl>
          </details>
        ))}
      </div>
    </>
  )
}
