import { EyeOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Tooltip } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../api.ts'
import { useSession } from '../../app/session.tsx'
import { keys } from '../../realtime/query-keys.ts'
import { ErrorState, LoadingState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { useReveal } from '../../ui/use-reveal.ts'
import { zh } from './strings.ts'

export function useCustomer(customerId: string) {
  return useQuery({
    queryKey: keys.customer(customerId),
    queryFn: ({ signal }) => call(routes.readCustomer, { params: { customerId }, signal }),
  })
}

/** Profile and contact data of a customer; contact data masked until revealed. */
export function CustomerCard({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const customer = useCustomer(customerId)
  const reveal = useReveal(() => call(routes.revealIdentity, { params: { customerId }, body: {} }))
  if (customer.isPending) return <LoadingState />
  if (customer.isLoadingError) return <ErrorState error={customer.error} onRetry={() => void customer.refetch()} />
  const { name, externalId, attributes, firstSeenAt, lastSeenAt, locale } = customer.data
  const identities = reveal.value?.identities ?? customer.data.identities
  return (
    <dl className="facts">
      <Fact label={t('customers.name')}>{name || t('customers.visitor')}</Fact>
      {externalId && <Fact label={t('customers.externalId')}>{externalId}</Fact>}
      {Object.entries(attributes)
        .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
        .map(([label, value]) => (
          <Fact key={label} label={label}>
            {String(value)}
          </Fact>
        ))}
      {identities.map((identity, index) => (
        <Fact key={`${identity.kind}${identity.value}`} label={kindName(identity.kind, t)}>
          <span className={reveal.value ? 'clear' : undefined}>{identity.value}</span>
          {index === 0 && can('pii.reveal') && !reveal.value && (
            <Tooltip title={t('common.revealHint')}>
              <Button
                type="text"
                size="small"
                icon={<EyeOutlined />}
                loading={reveal.busy}
                aria-label={t('common.reveal')}
                onClick={reveal.show}
              />
            </Tooltip>
          )}
          {index === 0 && reveal.value && <small> {t('common.revealed', { seconds: reveal.secondsLeft })}</small>}
        </Fact>
      ))}
      {locale && <Fact label={t('customers.language')}>{t(`common.language.${locale}`)}</Fact>}
      <Fact label={t('customers.firstSeen')}>
        <Time at={firstSeenAt} />
      </Fact>
      <Fact label={t('customers.lastSeen')}>
        <Time at={lastSeenAt} />
      </Fact>
    </dl>
  )
}

export function kindName(kind: string, t: TFunction): string {
  return kind in zh.kinds ? t(`customers.kinds.${kind as keyof typeof zh.kinds}`) : kind
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}
