import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { call, routes } from '../../../api.ts'
import { ErrorState } from '../../../ui/states.tsx'
import { useDebounced } from '../../../ui/use-debounced.ts'
import { useVersions } from '../use-versions.ts'
import { workbenchKeys } from '../workbench-keys.ts'
import { TryReading } from './try-reading.tsx'
import './try.css'

/** A box for any sentence, and below it how the bot understands it while it is being typed. */
export function TryPage() {
  const { t } = useTranslation()
  const [address, setAddress] = useSearchParams()
  const [text, setText] = useState(address.get('text') ?? '')
  const [version, setVersion] = useState<number>()
  const asked = useDebounced(text.trim(), 120)
  const { versions } = useVersions()
  const result = useQuery({
    queryKey: [...workbenchKeys.tries, asked, version],
    queryFn: ({ signal }) => call(routes.tryText, { body: { text: asked, ...(version && { version }) }, signal }),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  })
  // The sentence is part of the address, so that it can be handed to a colleague.
  useEffect(() => {
    setAddress(asked ? { text: asked } : {}, { replace: true })
  }, [asked, setAddress])
  const samples = [t('workbench.try.sample1'), t('workbench.try.sample2'), t('workbench.try.sample3')]
  return (
    <div className="workbench-body try">
      <h1 className="unseen">{t('workbench.sections.try')}</h1>
      <div className="try-box">
        <Input.TextArea
          autoFocus
          value={text}
          maxLength={2000}
          autoSize={{ minRows: 2, maxRows: 6 }}
          placeholder={t('workbench.try.placeholder')}
          aria-label={t('workbench.try.label')}
          onChange={(event) => setText(event.target.value)}
        />
        <Select
          value={version}
          allowClear
          className="try-version"
          placeholder={t('workbench.try.live')}
          aria-label={t('workbench.try.version')}
          options={versions
            .filter((one) => one.state === 'ready')
            .map((one) => ({ value: one.number, label: t('workbench.versions.number', { number: one.number }) }))}
          onChange={setVersion}
        />
      </div>
      {asked === '' && (
        <div className="try-samples">
          <p className="quiet">{t('workbench.try.lead')}</p>
          <div className="buttons">
            {samples.map((sample) => (
              <Button key={sample} size="small" onClick={() => setText(sample)}>
                {sample}
              </Button>
            ))}
          </div>
        </div>
      )}
      {asked !== '' && result.isError && !result.data && (
        <ErrorState error={result.error} onRetry={() => void result.refetch()} />
      )}
      {asked !== '' && result.data && (
        <div aria-live="polite" aria-busy={result.isFetching} data-text={result.data.text}>
          <TryReading result={result.data} />
        </div>
      )}
    </div>
  )
}
