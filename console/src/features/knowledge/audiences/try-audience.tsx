import { useQuery } from '@tanstack/react-query'
import { Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { type CallInput, call, type Reply, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { SideDrawer } from '../../../ui/side-drawer.tsx'
import { ErrorState, LoadingState } from '../../../ui/states.tsx'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { knowledgeKeys } from '../knowledge-keys.ts'
import { Labelled } from '../labelled.tsx'
import { OneChannelPicker } from '../pickers.tsx'
import { CustomerPicker } from '../test-box/asker-fields.tsx'
import { useAudienceName } from '../use-audiences.ts'
import { conditionWords } from './condition-words.ts'

type Who = NonNullable<CallInput<typeof routes.tryAudiences>['body']>['who']

/** What somebody sees: a customer there is, or one made up; which audiences they are in, and why not in the others. */
export function TryAudience({ open, onClose }: { open: boolean; onClose(): void }) {
  const { t } = useTranslation()
  return (
    <SideDrawer open={open} width={560} title={t('knowledge.audiences.try')} onClose={onClose}>
      <Body />
    </SideDrawer>
  )
}

function Body() {
  const { t } = useTranslation()
  const { can } = useSession()
  const [kind, setKind] = useState<'public' | 'customer' | 'made'>('public')
  const [customerId, setCustomerId] = useState<string>()
  const [channel, setChannel] = useState('web')
  const [verified, setVerified] = useState(true)
  const [tags, setTags] = useState<string[]>([])
  const [attributes, setAttributes] = useState('')
  const [text, setText] = useState('')
  const q = useDebounced(text.trim(), 250)
  const told = useDebounced(attributes, 400)
  const who = whoOf({ kind, customerId, channel, verified, tags, attributes: told })
  const seen = useQuery({
    queryKey: [...knowledgeKeys.audiences, 'try', who, q],
    queryFn: ({ signal }) => call(routes.tryAudiences, { body: { who: who!, ...(q && { q }) }, signal }),
    enabled: who !== null,
    placeholderData: (before) => before,
    staleTime: 0,
  })
  const kinds = ['public', 'made', ...(can('customers.read') ? (['customer'] as const) : [])] as const
  return (
    <div className="kb-form">
      <div className="buttons">
        <Select
          value={kind}
          aria-label={t('knowledge.test.who')}
          popupMatchSelectWidth={false}
          options={kinds.map((value) => ({ value, label: t(`knowledge.audiences.who.${value}`) }))}
          onChange={setKind}
        />
        <OneChannelPicker
          label={t('knowledge.preview.channel')}
          value={channel}
          onChange={(value) => setChannel(value ?? 'web')}
        />
      </div>
      {kind === 'customer' && <CustomerPicker value={customerId} onChange={setCustomerId} />}
      {kind === 'made' && (
        <>
          <Checkbox checked={verified} onChange={(event) => setVerified(event.target.checked)}>
            {t('knowledge.audiences.fields.verified')}
          </Checkbox>
          <Select
            mode="tags"
            value={tags}
            open={false}
            suffixIcon={null}
            aria-label={t('knowledge.audiences.fields.tag')}
            placeholder={t('knowledge.audiences.tagsHint')}
            onChange={setTags}
          />
          <Labelled>
            <span>
              {t('knowledge.audiences.attributes')} <small>{t('knowledge.audiences.attributesHelp')}</small>
            </span>
            <Input.TextArea
              autoSize={{ minRows: 2, maxRows: 6 }}
              value={attributes}
              placeholder={'level: 3\ncity: 上海'}
              onChange={(event) => setAttributes(event.target.value)}
            />
          </Labelled>
        </>
      )}
      <Input.Search
        allowClear
        value={text}
        placeholder={t('knowledge.audiences.findEntry')}
        aria-label={t('knowledge.audiences.findEntry')}
        onChange={(event) => setText(event.target.value)}
      />
      {who === null && <p className="quiet">{t('knowledge.audiences.chooseCustomer')}</p>}
      {who !== null && seen.isPending && <LoadingState />}
      {seen.isError && <ErrorState error={seen.error} onRetry={() => void seen.refetch()} />}
      {seen.data && !seen.isError && <Seen seen={seen.data} />}
    </div>
  )
}

interface Told {
  kind: 'public' | 'customer' | 'made'
  customerId: string | undefined
  channel: string
  verified: boolean
  tags: string[]
  attributes: string
}

/** Null while it is not said who. */
function whoOf({ kind, customerId, channel, verified, tags, attributes }: Told): Who | null {
  if (kind === 'public') return { asker: { kind: 'public', channel } }
  if (kind === 'customer') return customerId ? { customerId, channel } : null
  return { asker: { kind: 'customer', channel, verified, tags, attributes: attributesOf(attributes) } }
}

/** `name: value` a line; numbers and yes/no as such. */
function attributesOf(text: string): Record<string, string | number | boolean> {
  const found: Record<string, string | number | boolean> = {}
  for (const line of text.split('\n')) {
    const [, name, value] = line.match(/^\s*([^:：]+)[:：]\s*(.*?)\s*$/) ?? []
    if (!name || value === undefined) continue
    const asNumber = Number(value)
    found[name.trim()] =
      value !== '' && Number.isFinite(asNumber) ? asNumber : value === 'true' ? true : value === 'false' ? false : value
  }
  return found
}

function Seen({ seen }: { seen: Reply<typeof routes.tryAudiences> }) {
  const { t } = useTranslation()
  const audience = useAudienceName()
  return (
    <div aria-live="polite">
      <ul className="try-why">
        {seen.why.map((one) => (
          <li key={one.audience}>
            <span className={`tag${one.isIn ? ' tag-good' : ''}`}>
              {t(one.isIn ? 'knowledge.audiences.in' : 'knowledge.audiences.out')}
            </span>
            <b>{audience(one.audience)}</b>
            {!one.isIn && one.failed && (
              <small>
                {t('knowledge.audiences.because', { condition: conditionWords(one.failed, t) })}
                {one.has !== undefined && t('knowledge.audiences.has', { value: JSON.stringify(one.has) })}
              </small>
            )}
          </li>
        ))}
      </ul>
      <h2>{t('knowledge.audiences.sees', { count: seen.visible })}</h2>
      <ul className="lines">
        {seen.entries.map((one) => (
          <li key={one.id}>
            <Link to={`/knowledge/entries/${encodeURIComponent(one.id)}`}>{one.title}</Link>
            {one.audiences.length > 0 && <small>{one.audiences.map(audience).join('、')}</small>}
          </li>
        ))}
      </ul>
    </div>
  )
}
