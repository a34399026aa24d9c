import { useQuery } from '@tanstack/react-query'
import { Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, routes } from '../../../api.ts'
import { useSession } from '../../../app/session.tsx'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { AudiencePicker, OneChannelPicker } from '../pickers.tsx'
import type { Asker } from './use-test.ts'

/** As whom, on which channel, in which language and on which day it is asked. */
export function AskerFields({ asker, onChange }: { asker: Asker; onChange(asker: Asker): void }) {
  const { t } = useTranslation()
  const { can } = useSession()
  const set = (part: Partial<Asker>) => onChange({ ...asker, ...part })
  const who = ['visitor', 'staff', 'audiences', ...(can('customers.read') ? (['customer'] as const) : [])] as const
  return (
    <div className="asker">
      <Select<Asker['who']>
        size="small"
        value={asker.who}
        aria-label={t('knowledge.test.who')}
        popupMatchSelectWidth={false}
        options={who.map((value) => ({ value, label: t(`knowledge.test.whos.${value}`) }))}
        onChange={(value) => set({ who: value })}
      />
      <OneChannelPicker
        className="asker-channel"
        label={t('knowledge.preview.channel')}
        value={asker.channel}
        placeholder={t('knowledge.test.anyChannel')}
        onChange={(channel) => set({ channel })}
      />
      <Segmented
        size="small"
        value={asker.language ?? 'auto'}
        aria-label={t('knowledge.preview.language')}
        options={[
          { value: 'auto', label: t('knowledge.test.auto') },
          { value: 'zh', label: t('common.language.zh') },
          { value: 'en', label: t('common.language.en') },
        ]}
        onChange={(value) => set({ language: value === 'zh' || value === 'en' ? value : undefined })}
      />
      <Input
        size="small"
        type="date"
        className="asker-day"
        value={asker.day}
        title={t('knowledge.test.day')}
        aria-label={t('knowledge.test.day')}
        onChange={(event) => set({ day: event.target.value })}
      />
      {asker.who === 'audiences' && (
        <div className="asker-more">
          <AudiencePicker
            label={t('knowledge.test.whos.audiences')}
            value={asker.audiences}
            placeholder={t('knowledge.test.chooseAudiences')}
            onChange={(audiences) => set({ audiences })}
          />
        </div>
      )}
      {asker.who === 'customer' && (
        <div className="asker-more">
          <CustomerPicker value={asker.customerId} onChange={(customerId) => set({ customerId })} />
        </div>
      )}
    </div>
  )
}

/** A customer by name, phone or e-mail. */
export function CustomerPicker(props: { value: string | undefined; onChange(id: string | undefined): void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const search = useDebounced(text.trim(), 200)
  const found = useQuery({
    queryKey: ['knowledge', 'customers', search],
    queryFn: ({ signal }) => call(routes.listCustomers, { query: { ...(search && { search }), limit: 20 }, signal }),
    staleTime: 30_000,
  })
  return (
    <Select<string>
      allowClear
      value={props.value}
      aria-label={t('knowledge.test.whos.customer')}
      placeholder={t('knowledge.test.findCustomer')}
      showSearch={{ filterOption: false, onSearch: setText }}
      options={(found.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name || id.slice(0, 8) }))}
      onChange={(id?: string) => props.onChange(id)}
    />
  )
}
